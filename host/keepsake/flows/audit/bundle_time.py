"""Step 7 for a bundle: its tokens against the roots that this program pins.

Source: FORMAT.md §5 and §7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core import verify
from keepsake.core.entry import body
from keepsake.core.errors import KeepsakeError
from keepsake.core.renewal import KIND, RenewalBody, check_renewal
from keepsake.flows.audit.calendars import NO_HEADERS, check_proof, looked_at
from keepsake.flows.stamp.check import check_stamp
from keepsake.formats.bundle.pins import is_exactly
from keepsake.vault.stamps import CalendarProof, Stamp, read_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from keepsake.core.entry import CaptureBody
    from keepsake.core.renewal import Renewed
    from keepsake.core.verify import Finding
    from keepsake.flows.audit.bundle_log import Files, Proven
    from keepsake.flows.audit.calendars import Headers
    from keepsake.stamp.authorities import Authority

_TOKEN = re.compile(r"\A(data/log/stamps/(0|[1-9][0-9]{0,14}))-([a-z0-9][a-z0-9-]*)\.tsr\Z")
_ROOTS = "data/log/roots/"
_PROOF = re.compile(r"\A(data/log/stamps/(0|[1-9][0-9]{0,14}))-ots\.ots\Z")


@dataclass(frozen=True, slots=True)
class Capture:
    """A proven entry that is a capture, and where its files are."""

    proven: Proven
    body: CaptureBody
    folder: str


def check_time(
    files: Files,
    authorities: Sequence[Authority],
    proven: Sequence[Proven],
    captures: Sequence[Capture],
    headers: Headers = NO_HEADERS,
) -> tuple[verify.Step, list[verify.Token]]:
    """The step, and the tokens that are good."""
    roots = {authority.id: authority.roots for authority in authorities}
    findings: list[Finding] = []
    tokens: list[verify.Token] = []
    stamped: set[bytes] = set()
    stamps = _stamps(files)
    for stamp in stamps:
        found = check_stamp(stamp, roots.get(stamp.authority))
        if isinstance(found, verify.Token):
            tokens.append(found)
            stamped.add(stamp.checkpoint)
        else:
            findings += found
    findings += _roots_beside(files, {stamp.authority for stamp in stamps}, roots)
    findings += _renewals(files, proven)
    proofs = _proofs(files)
    findings += [found for proof in proofs for found in check_proof(proof, headers)]
    findings += _waiting(captures, stamped)
    findings += [found for one in captures for found in verify.check_waited(one.body, one.folder)]
    return verify.make_step(7, findings, looked_at(tokens, proofs)), tokens


def _renewals(files: Files, proven: Sequence[Proven]) -> list[Finding]:
    """A stamp that was renewed is still the one that is here; others of the vault are not here."""

    def name(row: Renewed) -> str:
        return f"data/log/stamps/{row.size}-{row.authority}.tsr"

    def read(row: Renewed) -> bytes | None:
        return bytes(files[name(row)]) if name(row) in files else None

    found: list[Finding] = []
    for one in proven:
        if one.record.kind != KIND:
            continue
        try:
            found += check_renewal(body(one.record, RenewalBody), read, name)
        except KeepsakeError:
            # Proven, so the vault's own key is behind it, and still no renewal.
            found.append(verify.invalid("entry_damaged", one.file))
    return found


def _roots_beside(
    files: Files, used: set[str], roots: Mapping[str, Iterable[bytes]]
) -> Iterator[Finding]:
    """The roots in the bundle are for those who check by hand: pinned ones and nothing else.

    Those of an authority that this program does not know cannot be judged; its tokens say so.
    """
    unknown = {f"{_ROOTS}{authority}.pem" for authority in used - set(roots)}
    needed = {f"{_ROOTS}{authority}.pem" for authority in used & set(roots)}
    here = {name for name in files if name.startswith(_ROOTS)}
    for name in sorted((needed | here) - unknown):
        pinned = roots.get(name.removeprefix(_ROOTS).removesuffix(".pem"), ())
        if not is_exactly(bytes(files.get(name, b"")), pinned):
            yield verify.invalid("roots_other", name)


def _waiting(captures: Sequence[Capture], stamped: set[bytes]) -> list[Finding]:
    return [
        verify.not_checked(
            "stamps_off" if one.body.host.get("stamps") == "off" else "not_stamped_copy",
            one.folder,
            captures="1",
        )
        for one in captures
        if one.proven.checkpoint not in stamped
    ]


def _proofs(files: Files) -> list[CalendarProof]:
    proofs = []
    for name in sorted(files):
        found = _PROOF.match(name)
        if found:
            checkpoint = bytes(files.get(f"{found[1]}.checkpoint", b""))
            note = bytes(files.get(f"{name.removesuffix('.ots')}.json", b""))
            one = CalendarProof(int(found[2]), checkpoint, bytes(files[name]), note, name)
            proofs.append(one)
    return proofs


def _stamps(files: Files) -> list[Stamp]:
    stamps = []
    for name in sorted(files):
        found = _TOKEN.match(name)
        if not found:
            continue
        checkpoint = bytes(files.get(f"{found[1]}.checkpoint", b""))
        record = read_record(bytes(files.get(f"{name.removesuffix('.tsr')}.json", b"")))
        tsr = bytes(files[name])
        stamps.append(Stamp(int(found[2]), found[3], checkpoint, tsr, record, name))
    return stamps
