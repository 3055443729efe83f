"""Checks a bundle with the steps of FORMAT.md §7 and the roots that this program pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry, verify
from keepsake.core.entry import CaptureBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import Measured
from keepsake.env import parse_utc
from keepsake.flows.audit.bundle_log import ENTRY, check_log
from keepsake.flows.audit.bundle_readings import check_readings
from keepsake.flows.audit.bundle_signed import check_signed
from keepsake.flows.audit.bundle_time import Capture, check_time
from keepsake.flows.audit.calendars import NO_HEADERS
from keepsake.flows.audit.folder import check_folder, is_of_another
from keepsake.flows.bundle.reading import SEALED, BundleFiles, is_folder, read_files
from keepsake.formats.bundle.bag import Problem
from keepsake.formats.bundle.payload import exhibit_folder, part_prefix
from keepsake.formats.bundle.summary import exhibit_numbers, lists_exactly

_LISTS = ("data/contents.json", "data/summary.json")
_EXHIBITS = "data/exhibits/"

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from keepsake.core.verify import Finding
    from keepsake.flows.audit.bundle_log import Earlier, Proven
    from keepsake.flows.audit.calendars import Headers
    from keepsake.stamp.authorities import Authority


class _Capture(msgspec.Struct, frozen=True):
    capture: str


class _Named(msgspec.Struct, frozen=True):
    body: _Capture


def audit_bundle(
    path: Path,
    passphrase: str | None,
    authorities: Sequence[Authority],
    earlier: Earlier | None = None,
    headers: Headers = NO_HEADERS,
) -> verify.Report:
    """Runs every step over a bundle, which may be larger than memory.

    Args:
        path: As `is_bundle` knows it.
        passphrase: What opens it; None for a bag that is unpacked.
        authorities: Whose roots are trusted. The roots inside the bundle are not.
        earlier: An older checkpoint of the same vault, which must be the beginning of this one.
        headers: Bitcoin block headers by height that the proofs of calendars are held against.

    Returns:
        The report. Damage is a finding in it, never an exception.

    Raises:
        KeepsakeError: COPY_MISSING (nothing there), COPY_LOCKED (it needs a passphrase),
            COPY_PASSPHRASE_WRONG, WORK_FACTOR (over 20, looked at first).
    """
    files, problems = _read(path, passphrase)
    # Where nothing could be read, that is said and nothing else.
    first = check_signed(files) if files else []
    first += [verify.invalid(problem.reason, problem.name) for problem in problems]
    if is_folder(path):
        first += check_folder(path, files)
    first += _summary(files) if files else []
    (two, three, four), proven = check_log(files, earlier)
    five, six, captures = _exhibits(files, proven)
    seven, tokens = check_time(files, authorities, proven, captures, headers)
    moments = [
        verify.Moment(
            one.proven.index,
            parse_utc(one.proven.record.utc),
            one.body.host,
            one.body.state == entry.INCOMPLETE,
        )
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


def _read(path: Path, passphrase: str | None) -> tuple[BundleFiles, list[Problem]]:
    """The files; none, with the reason, where what lies in the folder is of another copy."""
    try:
        return read_files(path, passphrase)
    except KeepsakeError as error:
        wrong = error.code is Code.COPY_PASSPHRASE_WRONG
        if not (wrong and is_folder(path) and is_of_another(path)):
            raise
        return BundleFiles(lambda _: None), [Problem("folder_other", SEALED)]


def _summary(files: BundleFiles) -> list[Finding]:
    """The summary lists exactly the exhibits that are here."""
    here = [
        (
            number,
            entry,
            exhibit_folder(number),
            _capture(bytes(files[f"data/log/entries/{entry}.json"])),
        )
        for entry, number in _numbers(files).items()
    ]
    same = lists_exactly(bytes(files.get(_LISTS[1], b"")), here)
    return [] if same else [verify.invalid("summary_other", _LISTS[1])]


def _capture(data: bytes) -> str:
    """The UUID of a capture, as an entry says it that may be none."""
    try:
        # The library passes over what it is not asked for; what is no UTF-8 is no JSON at all.
        return msgspec.json.decode(data.decode(), type=_Named).body.capture
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _numbers(files: BundleFiles) -> dict[int, int]:
    """The number of each entry's exhibit, in the order of the entries."""
    entries = sorted(int(found[1]) for name in files if (found := ENTRY.match(name)))
    return exhibit_numbers([bytes(files.get(name, b"")) for name in _LISTS], entries)


def _exhibits(
    files: BundleFiles, proven: Sequence[Proven]
) -> tuple[verify.Step, verify.Step, list[Capture]]:
    """Steps 5 and 6. Nothing is held against a record that is not itself proven."""
    known = {item.index: item for item in proven}
    numbers = _numbers(files)
    folders = tuple(f"data/{exhibit_folder(number)}/" for number in numbers.values())
    five = [
        verify.invalid("bag_unlisted", name)
        for name in sorted(files)
        if name.startswith(_EXHIBITS) and not name.startswith(folders)
    ]
    six: list[Finding] = []
    captures: list[Capture] = []
    for number, place in numbers.items():
        folder = f"data/{exhibit_folder(place)}/"
        item = known.get(number)
        if item is None:
            five.append(verify.not_checked("record_unproven", folder))
            six.append(verify.not_checked("record_unproven", folder))
            continue
        try:
            body = entry.body(item.record, CaptureBody)
        except KeepsakeError:
            # Proven, so the vault's own key is behind it, and still no capture.
            five.append(verify.invalid("entry_damaged", item.file))
            continue
        captures.append(Capture(item, body, folder))
    files.hold(_manifest_path(files, one.folder, one.body) for one in captures)
    for one in captures:
        wrong = _artifacts(files, one.folder, one.body)
        five += wrong
        six += _manifest(files, one.folder, one.body, {finding.file for finding in wrong})
    of = [(one.folder, one.body) for one in captures]
    six += check_readings(files, list(numbers.values()), of)
    parts = sum(len(capture.body.parts) for capture in captures)
    looked_at = {"captures": len(captures), "parts": parts}
    six_step = verify.make_step(6, six, {"captures": len(captures)})
    return verify.make_step(5, five, looked_at), six_step, captures


def _artifacts(files: BundleFiles, folder: str, body: CaptureBody) -> list[Finding]:
    names = {name for name in files if name.startswith(folder)}
    paths = {part.part: _path(names, folder, part) for part in body.parts}

    def look(part: entry.Part) -> Measured:
        sums = files.sums[paths[part.part]]
        return Measured(sums.size, sums.sha256)

    found = verify.check_artifacts(body, look, paths.__getitem__)
    stray = sorted(names - set(paths.values()))
    return [*found, *(verify.invalid("bag_unlisted", name) for name in stray)]


def _manifest(files: BundleFiles, folder: str, body: CaptureBody, wrong: set[str]) -> list[Finding]:
    path = _manifest_path(files, folder, body)
    data = files.get(path)
    if data is not None and path in wrong:
        # A list that is not the one that was kept says nothing; step 5 names it.
        return [verify.not_checked("manifest_other_bytes", path)]
    return verify.check_manifest(body, None if data is None else bytes(data), path)


def _manifest_path(files: BundleFiles, folder: str, body: CaptureBody) -> str:
    listed = [part for part in body.parts if part.part == body.manifest]
    names = {name for name in files if name.startswith(folder)}
    return _path(names, folder, listed[0]) if listed else folder


def _path(names: set[str], folder: str, part: entry.Part) -> str:
    prefix = part_prefix(folder, part.part)
    return next((name for name in sorted(names) if name.startswith(prefix)), prefix + part.name)
