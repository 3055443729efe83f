"""What a piece of a stitched picture shows, and where on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.viewer import content_cover
from keepsake.viewer.catalogue import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from keepsake.core.manifest import Item
    from keepsake.formats.stitched.picture import Piece
    from keepsake.viewer.view import View

LONGEST_TEXT = 4_000


def facts(view: View, entry: int, number: int) -> dict[str, Any] | None:
    """What a page draws of one piece.

    Returns:
        Its picture's address and size in pixels, where its items are, its gap and notes in words;
        nothing behind the last piece.

    Raises:
        KeepsakeError: Its tiles are damaged.
    """
    piece = view.session.stitched(entry).piece(number)
    if piece is None:
        return None
    text = view.text
    return {
        "picture": view.address("stitched.picture", entry=entry, number=number),
        "alt": text("whole.piece", number=number + 1),
        "width": piece.width,
        "height": piece.height,
        "covered": content_cover.any_of(view, entry, [band.part for band in piece.bands]),
        "gap": text.known(f"whole.gap.{piece.reason}", ""),
        "notes": [text(f"whole.note.{note}") for note in piece.notes],
        "places": list(_places(view, entry, piece)),
        "originals": list(_originals(view, entry, piece)),
    }


def _places(view: View, entry: int, piece: Piece) -> Iterator[dict[str, Any]]:
    manifest = view.session.manifest(view.session.capture(entry).body)
    items = manifest.items if manifest else ()
    for place in piece.places:
        if 0 <= place.item < len(items):
            item = items[place.item]
            yield {
                "item": place.item + 1,
                "box": [place.x, place.y, place.width, place.height],
                "author": plain(item.author),
                "when": _when(view, item),
                "text": plain(item.text[:LONGEST_TEXT]),
                "state": item.state,
            }


def _originals(view: View, entry: int, piece: Piece) -> Iterator[dict[str, str]]:
    order = {part: n for n, part in enumerate(view.session.summary(entry).pictures, start=1)}
    for part in dict.fromkeys(band.part for band in piece.bands if band.part in order):
        yield {
            "address": view.address("captures.picture", entry=entry, part=part),
            "name": view.text("whole.original", number=order[part]),
        }


def _when(view: View, item: Item) -> str:
    moment = view.times.write(item.time)
    return f"{moment.day}, {moment.clock}" if moment else plain(item.time_shown)
