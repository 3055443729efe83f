"""Checks a bundle with the steps of FORMAT.md §7 and the roots that this program pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage

from keepsake.core import entry, passphrase_file, verify
from keepsake.core.entry import CaptureBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import spellings
from keepsake.env import parse_utc
from keepsake.flows.audit_bundle_log import ENTRY, check_log
from keepsake.flows.audit_bundle_time import Capture, check_time
from keepsake.formats import age_file, bag, container
from keepsake.formats.bundle import exhibit_folder, part_prefix
from keepsake.formats.summary import exhibit_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from keepsake.core.verify import Finding
    from keepsake.flows.audit_bundle_log import Earlier, Files, Proven
    from keepsake.stamp.authorities import Authority

SEALED = "evidence.age"

_WRONG_SECRET = {"Decryption failed", "No matching keys found"}


def is_bundle(path: Path) -> bool:
    """Whether there is a bundle: its folder, its sealed file, or the bag when it was unpacked."""
    if path.is_file():
        return path.name.endswith(".age")
    return (path / SEALED).is_file() or (path / "bagit.txt").is_file()


def is_sealed(path: Path) -> bool:
    """Whether a passphrase is needed to look into it."""
    return path.is_file() or (path / SEALED).is_file()


def audit_bundle(
    path: Path,
    passphrase: str | None,
    authorities: Sequence[Authority],
    earlier: Earlier | None = None,
) -> verify.Report:
    """Runs every step over a bundle, held in memory.

    Args:
        path: As `is_bundle` knows it.
        passphrase: What opens it; None for a bag that is unpacked.
        authorities: Whose roots are trusted. The roots inside the bundle are not.
        earlier: An older tree head of the same vault, which must be the beginning of this one.

    Returns:
        The report. Damage is a finding in it, never an exception.

    Raises:
        KeepsakeError: VAULT_MISSING (nothing there), VAULT_LOCKED (it needs a passphrase),
            PASSPHRASE_WRONG, WORK_FACTOR (over 20, looked at first).
    """
    files, problems = read_files(path, passphrase)
    first = [verify.invalid(problem.reason, problem.name) for problem in problems]
    (two, three, four), proven = check_log(files, earlier)
    five, six, captures = _exhibits(files, proven)
    seven, tokens = check_time(files, authorities, proven, captures)
    moments = [
        verify.Moment(one.proven.index, parse_utc(one.proven.record.utc), one.body.host)
        for one in captures
    ]
    order = verify.check_order(moments, tokens)
    return verify.Report(
        (
            verify.make_step(1, first, {"files": len(files)}),
            two,
            three,
            four,
            five,
            six,
            seven,
            verify.make_step(8, order, {"entries": len(moments)}),
        )
    )


def read_files(path: Path, passphrase: str | None) -> tuple[Files, Sequence[bag.Problem]]:
    """The files of a bundle by their path in the bag, and what is wrong with the bag.

    Raises:
        KeepsakeError: As for `audit_bundle`.
    """
    if not is_bundle(path):
        raise KeepsakeError(Code.VAULT_MISSING, "no bundle here")
    if not is_sealed(path):
        found = sorted(item for item in path.rglob("*") if item.is_file() and not item.is_symlink())
        files = {item.relative_to(path).as_posix(): memoryview(item.read_bytes()) for item in found}
        return files, bag.check(files)
    sealed = (path if path.is_file() else path / SEALED).read_bytes()
    if passphrase is None:
        raise KeepsakeError(Code.VAULT_LOCKED)
    try:
        members = container.read(open_sealed(sealed, passphrase))
    except (container.ContainerError, age_file.AgeFileError) as error:
        name = error.name if isinstance(error, container.ContainerError) else SEALED
        return {}, [bag.Problem("bag_format", name or SEALED)]
    stray = [name for name in members if not name.startswith(bag.ROOT)]
    files = {name.removeprefix(bag.ROOT): data for name, data in members.items()}
    return files, [*bag.check(files), *(bag.Problem("bag_unlisted", name) for name in stray)]


def open_sealed(sealed: bytes, passphrase: str) -> bytes:
    """Opens an age file with a passphrase as it was read out, or with a key.

    Raises:
        AgeFileError: It is no whole age file.
        KeepsakeError: WORK_FACTOR (looked at first), PASSPHRASE_WRONG.
    """
    header = age_file.read_header(sealed)
    if header.work_factor > age_file.WORK_FACTOR_MAX:
        raise KeepsakeError(Code.WORK_FACTOR, f"2^{header.work_factor}", file=SEALED)
    for secret in spellings(passphrase):
        try:
            if "scrypt" in header.kinds:
                return passphrase_file.decrypt(sealed, secret)
            identity = pyrage.x25519.Identity.from_str(secret)
            return bytes(pyrage.decrypt(sealed, [identity]))
        except pyrage.IdentityError:
            continue
        except pyrage.DecryptError as error:
            if str(error).startswith("Excessive work"):
                raise KeepsakeError(
                    Code.WORK_FACTOR, "this computer is slow", file=SEALED
                ) from error
            # The library has one exception for a wrong secret and for damage behind a right one.
            if str(error) not in _WRONG_SECRET:
                raise age_file.AgeFileError("damaged") from error
    raise KeepsakeError(Code.PASSPHRASE_WRONG)


def _exhibits(
    files: Files, proven: Sequence[Proven]
) -> tuple[verify.Step, verify.Step, list[Capture]]:
    """Steps 5 and 6. Nothing is held against a record that is not itself proven."""
    known = {item.index: item for item in proven}
    entries = sorted(int(found[1]) for name in files if (found := ENTRY.match(name)))
    numbers = exhibit_numbers(bytes(files.get("data/summary.json", b"")), entries)
    five: list[Finding] = []
    six: list[Finding] = []
    captures: list[Capture] = []
    for number in entries:
        folder = f"data/{exhibit_folder(numbers[number])}/"
        item = known.get(number)
        if item is None:
            five.append(verify.not_checked("record_unproven", folder))
            six.append(verify.not_checked("record_unproven", folder))
            continue
        body = entry.body(item.record, CaptureBody)
        captures.append(Capture(item, body, folder))
        wrong = _artifacts(files, folder, body)
        five += wrong
        six += _manifest(files, folder, body, {finding.file for finding in wrong})
    parts = sum(len(capture.body.parts) for capture in captures)
    looked_at = {"captures": len(captures), "parts": parts}
    six_step = verify.make_step(6, six, {"captures": len(captures)})
    return verify.make_step(5, five, looked_at), six_step, captures


def _artifacts(files: Files, folder: str, body: CaptureBody) -> list[Finding]:
    names = {name for name in files if name.startswith(folder)}
    paths = {part.part: _path(names, folder, part) for part in body.parts}

    def read(part: entry.Part) -> bytes:
        return bytes(files[paths[part.part]])

    found = verify.check_artifacts(body, read, paths.__getitem__)
    stray = sorted(names - set(paths.values()))
    return [*found, *(verify.invalid("bag_unlisted", name) for name in stray)]


def _manifest(files: Files, folder: str, body: CaptureBody, wrong: set[str]) -> list[Finding]:
    names = {name for name in files if name.startswith(folder)}
    listed = [part for part in body.parts if part.part == body.manifest]
    path = _path(names, folder, listed[0]) if listed else folder
    data = files.get(path)
    if data is not None and path in wrong:
        # A list that is not the one that was kept says nothing; step 5 names it.
        return [verify.not_checked("manifest_other_bytes", path)]
    return verify.check_manifest(body, None if data is None else bytes(data), path)


def _path(names: set[str], folder: str, part: entry.Part) -> str:
    prefix = part_prefix(folder, part.part)
    return next((name for name in sorted(names) if name.startswith(prefix)), prefix + part.name)
