"""Checks a bundle with the steps of FORMAT.md §7 and the roots that this program pins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pyrage

from keepsake.core import entry, merkle, note, passphrase_file, verify
from keepsake.core.entry import CaptureBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import spellings
from keepsake.env import parse_utc
from keepsake.flows.stamp_check import check_stamp
from keepsake.formats import age_file, bag, container
from keepsake.formats.bundle import part_prefix
from keepsake.vault.stamps import Stamp, StampRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from keepsake.core.verify import Finding
    from keepsake.stamp.authorities import Authority

SEALED = "evidence.age"
_CHECKPOINT = "data/log/checkpoint"
_KEY = "data/log/verifier.key"
_ENTRY = re.compile(r"\Adata/log/entries/([0-9]{1,15})\.json\Z")
_TOKEN = re.compile(r"\A(data/log/stamps/([0-9]{1,15}))-([a-z0-9][a-z0-9-]*)\.tsr\Z")

_WRONG_SECRET = {"Decryption failed", "No matching keys found"}

Files = dict[str, memoryview]


@dataclass(frozen=True, slots=True)
class _Opened:
    """An entry that its proof puts into the log, and the checkpoint that the proof leads to."""

    index: int
    record: entry.Entry
    body: CaptureBody
    checkpoint: bytes


def is_bundle(path: Path) -> bool:
    """Whether there is a bundle: its folder, its sealed file, or the bag when it was unpacked."""
    if path.is_file():
        return path.name.endswith(".age")
    return (path / SEALED).is_file() or (path / "bagit.txt").is_file()


def is_sealed(path: Path) -> bool:
    """Whether a passphrase is needed to look into it."""
    return path.is_file() or (path / SEALED).is_file()


def audit_bundle(
    path: Path, passphrase: str | None, authorities: Sequence[Authority]
) -> verify.Report:
    """Runs every step over a bundle, held in memory.

    Args:
        path: As `is_bundle` knows it.
        passphrase: What opens it; None for a bag that is unpacked.
        authorities: Whose roots are trusted. The roots inside the bundle are not.

    Returns:
        The report. Damage is a finding in it, never an exception.

    Raises:
        KeepsakeError: VAULT_MISSING (nothing there), VAULT_LOCKED (it needs a passphrase),
            PASSPHRASE_WRONG, WORK_FACTOR (over 20, looked at first).
    """
    files, problems = _read(path, passphrase)
    first = [verify.invalid(problem.reason, problem.name) for problem in problems]
    two, three, four, opened = _log(files)
    five, six = _exhibits(files, opened)
    seven, tokens = _time(files, authorities, opened)
    moments = [verify.Moment(item.index, parse_utc(item.record.utc)) for item in opened]
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


def _read(path: Path, passphrase: str | None) -> tuple[Files, Sequence[bag.Problem]]:
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
        members = container.read(_open(sealed, passphrase))
    except (container.ContainerError, age_file.AgeFileError) as error:
        name = error.name if isinstance(error, container.ContainerError) else SEALED
        return {}, [bag.Problem("bag_format", name or SEALED)]
    stray = [name for name in members if not name.startswith(bag.ROOT)]
    files = {name.removeprefix(bag.ROOT): data for name, data in members.items()}
    return files, [*bag.check(files), *(bag.Problem("bag_unlisted", name) for name in stray)]


def _open(sealed: bytes, passphrase: str) -> bytes:
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


def _log(files: Files) -> tuple[verify.Step, verify.Step, verify.Step, list[_Opened]]:
    try:
        key = note.VerifierKey.parse(bytes(files[_KEY]).decode().removesuffix("\n"))
    except (KeyError, UnicodeDecodeError, note.NoteError):
        two = verify.make_step(2, [verify.invalid("checkpoint", _KEY)])
        none = verify.not_checked("no_checkpoint", _CHECKPOINT)
        return two, verify.make_step(3, [none]), verify.make_step(4, [none]), []
    newest = verify.check_checkpoint(bytes(files.get(_CHECKPOINT, b"")), key, _CHECKPOINT)
    wrong = [newest] if isinstance(newest, verify.Finding) else []
    heads = [name for name in files if re.fullmatch(r"data/log/stamps/[0-9]+\.checkpoint", name)]
    known = {} if isinstance(newest, verify.Finding) else {newest.size: newest.root}
    largest = max(known, default=None)
    findings: list[Finding] = []
    for name in heads:
        head = verify.check_checkpoint(bytes(files[name]), key, name)
        if isinstance(head, verify.Finding):
            findings.append(head)
        elif known.setdefault(head.size, head.root) != head.root:
            findings.append(verify.invalid("forked", name))
        elif largest is not None and head.size > largest:
            facts = {"stamped": str(head.size), "present": str(largest)}
            findings.append(verify.invalid("rolled_back", name, **facts))
    four, opened = _entries(files, key)
    return (
        verify.make_step(2, wrong, {"files": 2}),
        verify.make_step(3, findings, {"files": len(heads)}),
        four,
        opened,
    )


def _entries(files: Files, key: note.VerifierKey) -> tuple[verify.Step, list[_Opened]]:
    numbers = sorted(int(found[1]) for name in files if (found := _ENTRY.match(name)))
    findings: list[Finding] = []
    opened: list[_Opened] = []
    for number in numbers:
        file = f"data/log/entries/{number}.json"
        try:
            opened.append(_entry(files, number, file, key))
        except KeyError:
            findings.append(verify.invalid("proof_missing", f"data/log/proofs/{number}.tlog-proof"))
        except (note.NoteError, merkle.MerkleError):
            findings.append(verify.invalid("proof", file))
        except KeepsakeError:
            findings.append(verify.invalid("entry_damaged", file))
    if not numbers:
        findings.append(verify.not_checked("no_entries"))
    return verify.make_step(4, findings, {"entries": len(numbers)}), opened


def _entry(files: Files, number: int, file: str, key: note.VerifierKey) -> _Opened:
    proof = note.TlogProof.parse(bytes(files[f"data/log/proofs/{number}.tlog-proof"]))
    head = note.open_checkpoint(proof.checkpoint, key)
    data = bytes(files[file])
    if proof.index != number:
        raise note.NoteError("the proof of another entry")
    leaf = merkle.leaf_hash(data)
    merkle.verify_inclusion(leaf, number, head.size, proof.hashes, head.root)
    record = entry.decode(data)
    return _Opened(number, record, entry.body(record, CaptureBody), proof.checkpoint)


def _exhibits(files: Files, opened: Sequence[_Opened]) -> tuple[verify.Step, verify.Step]:
    numbers = sorted(int(found[1]) for name in files if (found := _ENTRY.match(name)))
    five: list[Finding] = []
    six: list[Finding] = []
    for item in opened:
        folder = f"data/exhibits/{numbers.index(item.index) + 1:03d}/"
        names = {name for name in files if name.startswith(folder)}
        paths = {part.part: _path(names, folder, part) for part in item.body.parts}

        def read(part: entry.Part, paths: dict[int, str] = paths) -> bytes:
            return bytes(files[paths[part.part]])

        five += verify.check_artifacts(item.body, read, paths.__getitem__)
        five += [verify.invalid("bag_unlisted", name) for name in names - set(paths.values())]
        path = paths.get(item.body.manifest, folder)
        data = files.get(path)
        six += verify.check_manifest(item.body, None if data is None else bytes(data), path)
    parts = sum(len(item.body.parts) for item in opened)
    looked_at = {"captures": len(opened), "parts": parts}
    return verify.make_step(5, five, looked_at), verify.make_step(6, six, {"captures": len(opened)})


def _path(names: set[str], folder: str, part: entry.Part) -> str:
    prefix = part_prefix(folder, part.part)
    return next((name for name in sorted(names) if name.startswith(prefix)), prefix + part.name)


def _time(
    files: Files, authorities: Sequence[Authority], opened: Sequence[_Opened]
) -> tuple[verify.Step, list[verify.Token]]:
    roots = {authority.id: authority.roots for authority in authorities}
    findings: list[Finding] = []
    tokens: list[verify.Token] = []
    stamped: set[bytes] = set()
    for stamp in _stamps(files):
        found = check_stamp(stamp, roots.get(stamp.authority))
        if isinstance(found, verify.Token):
            tokens.append(found)
            stamped.add(stamp.checkpoint)
        else:
            findings += found
    waiting = [item for item in opened if item.checkpoint not in stamped]
    if waiting:
        findings.append(verify.not_checked("not_stamped", "", captures=str(len(waiting))))
    return verify.make_step(7, findings, {"tokens": len(tokens)}), tokens


def _stamps(files: Mapping[str, memoryview]) -> list[Stamp]:
    stamps = []
    for name in sorted(files):
        found = _TOKEN.match(name)
        if not found:
            continue
        checkpoint = bytes(files.get(f"{found[1]}.checkpoint", b""))
        try:
            data = files.get(f"{name.removesuffix('.tsr')}.json", memoryview(b""))
            record = msgspec.json.decode(data, type=StampRecord)
        except (msgspec.DecodeError, UnicodeDecodeError):
            record = None
        tsr = bytes(files[name])
        stamps.append(Stamp(int(found[2]), found[3], checkpoint, tsr, record, name))
    return stamps
