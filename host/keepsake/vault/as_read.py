"""The door to what a capture says: its manifest with who said what and when as it is read now.

What is read is kept beside the parts of the capture, sealed, and made again where it is of another
version, damaged or gone. It is worked out from what was seen and changes nothing of the capture.
Source: FORMAT.md §3.8 and §4.16.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from keepsake import __version__
from keepsake.core import manifest as manifests
from keepsake.core.age.payload import SealedError
from keepsake.core.compression import entries
from keepsake.core.compression.items import CompressedItems
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Item, Manifest
    from keepsake.reading.kept import KeptReading
    from keepsake.vault.unlocked import Unlocked

VIEWS = "views"
NOT_READ = "not_read"
"""Note of a manifest: what was seen is there and was not read; no manifest is sealed with it."""
FILE = "reading"
_PROGRAM = f"keepsake-host {__version__}"


def manifest(
    unlocked: Unlocked,
    body: CaptureBody,
    read: Callable[[bytes], Manifest] = manifests.decode,
) -> Manifest | None:
    """The manifest of a capture, its items as they are read. As `Unlocked.manifest`.

    What was read in the page stands in `Unlocked.manifest`, and is all there is of captures of
    which nothing was seen, or of which that does not open.

    Raises:
        KeepsakeError: VAULT_DAMAGED, MANIFEST_MISMATCH, VAULT_NEWER.
    """
    listed = unlocked.manifest(body, read)
    found = reading_of(unlocked, body, listed)
    if listed is None:
        return None
    return unread(listed, body) if found is None else taken(listed, found)


def unread(listed: Manifest, body: CaptureBody) -> Manifest:
    """A manifest of which there is no reading: it says so where something was seen."""
    if not _has_views(body):
        return listed
    known = listed.completeness
    told = msgspec.structs.replace(known, notes=(*known.notes, NOT_READ))
    return msgspec.structs.replace(listed, completeness=told)


def taken(listed: Manifest, found: KeptReading) -> Manifest:
    """A manifest with a reading of it in the place of what was read in the page."""
    from keepsake.reading.kept import as_read
    from keepsake.reading.owners import owned

    items: Sequence[Item] = tuple(as_read(listed.items, found.items))
    page = msgspec.structs.replace(listed.page, ids=owned(listed.page.ids, items))
    if isinstance(listed.items, CompressedItems):
        packed = [msgspec.Raw(msgspec.json.encode(item)) for item in items]
        items = CompressedItems(packed, as_read=True)
    return msgspec.structs.replace(listed, page=page, items=items)


def reading_of(
    unlocked: Unlocked, body: CaptureBody, listed: Manifest | None
) -> KeptReading | None:
    """The reading of a capture by this version, made now where it is not kept.

    Args:
        unlocked: The vault.
        body: The capture.
        listed: What was read in the page.

    Returns:
        None where nothing was seen, or where that cannot be read: `unread` tells of it.
    """
    if listed is None or not _has_views(body):
        return None
    found = _kept(unlocked, body, listed)
    if found is None and (found := _made(unlocked, body, listed)) is not None:
        _keep(unlocked, body, found)
    return found


def is_ready(unlocked: Unlocked, body: CaptureBody) -> bool:
    """Whether nothing has to be read first."""
    return not _has_views(body) or _kept(unlocked, body, None) is not None


def version() -> str:
    """What names the reading and the words that it knows; another one reads again."""
    from keepsake.reading.fields import READ_BY

    return f"{READ_BY} {__version__}"


def _has_views(body: CaptureBody) -> bool:
    return any(part.kind == VIEWS for part in body.parts)


def _made(unlocked: Unlocked, body: CaptureBody, listed: Manifest) -> KeptReading | None:
    # Imported here, as below: most captures of a vault are read already, or have nothing to read.
    from keepsake.reading.kept import VERSION, KeptReading, views_of
    from keepsake.reading.standing import standing
    from keepsake.reading.told import told
    from keepsake.vault.seen import read_again

    try:
        again = read_again(unlocked, body, listed)
        if again is None:
            return None
        found = standing(told(listed.items, again.reading), listed.items, again.seen.views)
        return KeptReading(
            VERSION, again.reading.read_by, _PROGRAM, body.capture, views_of(body), tuple(found)
        )
    except Exception:  # noqa: BLE001 - whatever a page holds, its capture can be looked at; told by `unread`
        _ = unlocked.identity  # raises where it was locked meanwhile: that is no fault of the page
        return None


def _kept(unlocked: Unlocked, body: CaptureBody, listed: Manifest | None) -> KeptReading | None:
    """What is kept, if this version made it of just this; what is not as it was counts as none."""
    from keepsake.reading.fields import READ_BY
    from keepsake.reading.kept import VERSION, KeptReading, views_of

    try:
        data = unlocked.open_file(_path(unlocked, body))
        said, proof = data[:-DIGEST_BYTES], data[-DIGEST_BYTES:]
        # Anybody can seal to a vault; only who has opened it can have made this.
        if not hmac.compare_digest(proof, _proof(unlocked, said)):
            return None
        found = msgspec.json.decode(said, type=KeptReading)
    except (KeepsakeError, SealedError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    made = (found.keepsake_reading, found.read_by, found.program, found.capture, found.views)
    if made != (VERSION, READ_BY, _PROGRAM, body.capture, views_of(body)):
        return None
    same = listed is None or [one.key for one in found.items] == [one.key for one in listed.items]
    return found if same else None


def _keep(unlocked: Unlocked, body: CaptureBody, found: KeptReading) -> None:
    path = _path(unlocked, body)
    said = msgspec.json.encode(found)
    data = entries.compress(said + _proof(unlocked, said))
    # Where it cannot be kept (a full disk, a copy on a locked medium) it is made each time.
    with suppress(KeepsakeError):
        if path.parent.is_dir():
            unlocked.vault.disk.replace(path, unlocked.vault.seal(data))


def _proof(unlocked: Unlocked, said: bytes) -> bytes:
    return hmac.digest(unlocked.reading_key(), said, "sha256")


def _path(unlocked: Unlocked, body: CaptureBody) -> Path:
    """Beside its parts, so that it goes with them."""
    return unlocked.vault.path / "parts" / body.capture / FILE
