"""Steps 4 to 6 for one entry: it opens, is the one that was logged, and its artifacts are right.

What comes back is small, whatever the size of the capture, so that the memory a check takes does
not grow with the vault. Source: FORMAT.md §7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import entry, merkle, renewal, verify
from keepsake.core.added import entry as added
from keepsake.core.desk import entry as receipts
from keepsake.core.entry import CaptureBody, PassphraseBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import Measured, measure
from keepsake.env import parse_utc
from keepsake.vault.layout import part_name
from keepsake.vault.log import entry_name

if TYPE_CHECKING:
    from keepsake.core.entry import Entry, Part
    from keepsake.core.renewal import Renewed
    from keepsake.core.verify import Finding, Moment
    from keepsake.vault.unlocked import Unlocked


class Checked(NamedTuple):
    """What was found of one entry.

    Attributes:
        entry: Its place in the log.
        wrong: What step 4 found, None when it is right.
        moment: When it says it was written, None when it does not open.
        capture: UUID where it is a capture, else "".
        parts: Number of its parts.
        artifacts: What step 5 found.
        manifest: What step 6 found.
        removal: The entry itself where it is a removal.
        stamps: What step 7 found where it is a renewal of stamps, or of a capture that waited.
        secret: Its body where a passphrase was set or a recovery code made.
    """

    entry: int
    wrong: Finding | None = None
    moment: Moment | None = None
    capture: str = ""
    parts: int = 0
    artifacts: tuple[Finding, ...] = ()
    manifest: tuple[Finding, ...] = ()
    removal: Entry | None = None
    stamps: tuple[Finding, ...] = ()
    secret: PassphraseBody | None = None


def check_entry(unlocked: Unlocked, index: int, leaf: bytes, *, measured: bool = True) -> Checked:
    """Opens an entry and all it lists; damage is a finding, never an exception.

    Args:
        unlocked: The vault, open.
        index: Its place in the log.
        leaf: The hash that stands there.
        measured: False where the caller measures the artifacts itself; then what is not a manifest
            is only seen to be there.
    """
    file = f"entries/{entry_name(index)}"
    try:
        data = unlocked.open_file(unlocked.vault.log.entry_path(index))
        if merkle.leaf_hash(data) != leaf:
            return Checked(index, verify.invalid("entry_other", file))
        record = entry.decode(data)
        moment = verify.Moment(index, parse_utc(record.utc))
        if record.kind in added.HOLDERS:
            body = entry.body(record, CaptureBody)
            staged = body.state == entry.INCOMPLETE
            moment = verify.Moment(index, moment.utc, body.host, staged)
            return _capture(unlocked, body, moment, measured)
        if record.kind == renewal.KIND:
            return Checked(index, None, moment, stamps=_renewal(unlocked, record))
        if found := receipts.finding(record, file):
            return Checked(index, found, moment)
        if record.kind == "passphrase":
            return Checked(index, None, moment, secret=entry.body(record, PassphraseBody))
    except KeepsakeError as error:
        if error.code is Code.VAULT_NEWER:
            return Checked(index, verify.not_checked("version_newer", file))
        return Checked(index, verify.invalid("entry_damaged", file))
    except ValueError:
        return Checked(index, verify.invalid("entry_damaged", file))
    return Checked(index, None, moment, removal=record if record.kind == "removal" else None)


def _renewal(unlocked: Unlocked, record: Entry) -> tuple[Finding, ...]:
    folder = unlocked.vault.path

    def name(row: Renewed) -> str:
        return f"log/stamps/{row.size}-{row.authority}.tsr"

    def read(row: Renewed) -> bytes | None:
        try:
            return (folder / name(row)).read_bytes()
        except OSError:
            return b""  # in a vault each must be there

    body = entry.body(record, renewal.RenewalBody)
    return tuple(renewal.check_renewal(body, read, name))


def _capture(unlocked: Unlocked, body: CaptureBody, moment: Moment, measured: bool) -> Checked:
    listed: list[bytes] = []

    def look(part: Part) -> Measured:
        if part.part != body.manifest and measured:
            return unlocked.measure_part(body.capture, part.part)
        if part.part != body.manifest:
            unlocked.part_path(body.capture, part.part).stat()
            return Measured(part.bytes, part.sha256)
        listed.append(unlocked.part(body.capture, part.part))
        return measure(listed[0])

    def name(part: int) -> str:
        return f"parts/{body.capture}/{part_name(part)}"

    artifacts = verify.check_artifacts(body, look, name)
    data = listed[0] if listed else None
    manifest = verify.check_manifest(body, data, name(max(body.manifest, 0)))
    return Checked(
        moment.entry,
        None,
        moment,
        body.capture,
        len(body.parts),
        tuple(artifacts),
        tuple(manifest),
        stamps=tuple(verify.check_waited(body, f"parts/{body.capture}")),
    )
