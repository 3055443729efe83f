"""The stitched picture of a capture, made from its tiles whenever it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from keepsake.core.entry import check_part
from keepsake.core.errors import KeepsakeError
from keepsake.core.manifest import Box
from keepsake.formats.stitched.picture import TileFacts
from keepsake.formats.stitched.picture import stitched as pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Manifest
    from keepsake.formats.stitched.picture import Piece
    from keepsake.vault.unlocked import Unlocked

FARTHEST = 1_000_000  # CSS pixels
SCALES = (0.1, 20.0)


def stitched(unlocked: Unlocked, entry: int) -> Iterator[Piece]:
    """Makes the stitched picture of a capture, piece by piece from top to bottom.

    A tile that is missing or is not what was kept is left out, and the piece says so. Nothing is
    written. Items are named by their place in the manifest's list.

    Args:
        unlocked: The open vault.
        entry: Number of the capture's entry.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, VAULT_DAMAGED (entry or manifest), MANIFEST_MISMATCH.
    """
    body = unlocked.capture(entry).body
    manifest = unlocked.manifest(body)
    return pieces_in(body, manifest, partial(unlocked.part, body.capture))


def pieces_in(
    body: CaptureBody, manifest: Manifest | None, part: Callable[[int], bytes]
) -> Iterator[Piece]:
    """The same of a capture that is read already.

    Args:
        body: Its parts.
        manifest: None where there is none.
        part: Gives the bytes of one by its number.
    """
    # Of a capture that was cut short nothing is known of its tiles but their order.
    tiles = facts_of(manifest) if manifest and not manifest.cut_short else _bare(body)
    ratio = manifest.environment.device_pixel_ratio if manifest else 0
    parts = {one.part: one for one in body.parts if one.kind == "tile"}

    def read(number: int) -> bytes | None:
        if number not in parts:
            return None
        try:
            data = part(number)
        except KeepsakeError:
            return None
        return None if check_part(parts[number], data) else data

    return pieces_of(tiles, _scale(ratio) or 1.0, read)


def facts_of(manifest: Manifest) -> list[TileFacts]:
    """What a manifest says of its tiles, as stitching wants it."""
    boxes: dict[int, dict[int, Box]] = {tile.part: {} for tile in manifest.tiles}
    for place, item in enumerate(manifest.items):
        for box in filter(_sane, item.boxes):
            boxes.get(box.part, {})[place] = box
    return [
        TileFacts(
            part=tile.part,
            pane=tile.pane if _sane(tile.pane) else Box(),
            scroll=max(-FARTHEST, min(FARTHEST, tile.scroll)),
            join=tile.join,
            moved=tile.moved,
            boxes=boxes[tile.part],
            scale=_scale(tile.device_pixel_ratio),
        )
        for tile in manifest.tiles
    ]


def _sane(box: Box) -> bool:
    """Whether a box can be that of something on a screen; a manifest may say anything."""
    return all(abs(each) < FARTHEST for each in (box.x, box.y, box.width, box.height))


def _scale(ratio: float) -> float:
    least, most = SCALES
    return ratio if least <= ratio <= most else 0.0


def _bare(body: CaptureBody) -> list[TileFacts]:
    """The tiles by their order alone."""
    return [TileFacts(part.part, Box()) for part in body.parts if part.kind == "tile"]
