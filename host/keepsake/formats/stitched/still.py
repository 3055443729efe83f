"""What of a picture scrolls and what stands still around it, to the pixel."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageChops, UnidentifiedImageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.manifest import Box

PIXELS_MOST = 120_000_000
LEAST_MOVE = 8  # pixels


class Area(NamedTuple):
    """A rectangle in pixels, as Pillow counts."""

    left: int
    top: int
    right: int
    bottom: int


class Opened(NamedTuple):
    """A picture that was read.

    Attributes:
        size: Width and height of the whole.
        area: Where its pane is.
        whole: All of it, mode RGB.
        pane: The pane alone.
        profile: Its colour profile, if it has one.
    """

    size: tuple[int, int]
    area: Area
    whole: Image.Image
    pane: Image.Image
    profile: bytes | None


class Edges(NamedTuple):
    """Columns of the pane between which something scrolls, of one pair of pictures.

    Attributes:
        left: First column that is not beside it.
        right: Column after the last.
        down: Offset of the pair.
    """

    left: int
    right: int
    down: int


def pane_of(box: Box, scale: float) -> Area | None:
    """The pane in pixels, without columns and rows that it shares with what is around it."""
    if box.width <= 0 or box.height <= 0:
        return None
    return Area(
        math.ceil(box.x * scale - 0.01),
        math.ceil(box.y * scale - 0.01),
        math.floor((box.x + box.width) * scale + 0.01),
        math.floor((box.y + box.height) * scale + 0.01),
    )


def opened(data: bytes, area: Area | None) -> Opened | None:
    """Reads a picture; None for what is none."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            if picture.width * picture.height > PIXELS_MOST:
                return None
            profile = picture.info.get("icc_profile")
            whole = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    width, height = whole.size
    asked = area or Area(0, 0, width, height)
    inside = Area(
        max(0, asked.left), max(0, asked.top), min(width, asked.right), min(height, asked.bottom)
    )
    if inside.right - inside.left < 1 or inside.bottom - inside.top < 1:
        inside = Area(0, 0, width, height)
    pane = whole.crop(inside) if inside != (0, 0, width, height) else whole
    return Opened(whole.size, inside, whole, pane, profile)


def changed_edges(first: Image.Image, second: Image.Image, down: int) -> list[Edges]:
    """Finds columns beside the scrolled ones in which something stands still; none without a move.

    A column stands still when nothing in it changed while the page moved, and it is not of one
    colour all the way.
    """
    if abs(down) < LEAST_MOVE or first.size != second.size:
        return []
    changed = ImageChops.difference(first, second).getbbox()
    if changed is None:
        return []
    left, top, right, bottom = changed
    whole = [Edges(0, first.width, down)]
    if (left == 0 and right == first.width) or bottom - top < LEAST_MOVE:
        return whole
    drawn = _drawn_columns(first.crop((0, top, first.width, bottom)))
    before = [x for x in range(left) if drawn[x]]
    after = [x for x in range(right, first.width) if drawn[x]]
    return [Edges(before[-1] + 1 if before else 0, after[0] if after else first.width, down)]


def _drawn_columns(picture: Image.Image) -> Sequence[int]:
    """For each column whether it is of more than one colour."""
    width, height = picture.size
    shifted = picture.crop((0, 1, width, height))
    columns, _ = ImageChops.difference(
        picture.crop((0, 0, width, height - 1)), shifted
    ).getprojection()
    return columns


def drawn_rows(picture: Image.Image) -> Sequence[int]:
    """For each row whether it is not as the one above it."""
    _, rows = _drawn(picture).getprojection()
    return rows


def _drawn(picture: Image.Image) -> Image.Image:
    """White where a pixel is not as the one above it (mode L)."""
    width, height = picture.size
    above = picture.copy()
    above.paste(picture.crop((0, 0, width, height - 1)), (0, 1))
    return ImageChops.difference(picture, above).convert("L").point(_any)


def _any(value: int) -> int:
    return 255 if value else 0


def _white(mask: Image.Image) -> int:
    return mask.histogram()[255]


def stands_still(first: Image.Image, second: Image.Image) -> float:
    """Share of what is drawn, where anything changed, that is the same in both pictures."""
    changed = ImageChops.difference(first, second)
    where = changed.getbbox()
    if where is None or first.size != second.size:
        return 0.0
    drawn = _drawn(first.crop(where))
    same = ImageChops.subtract(drawn, changed.crop(where).convert("L").point(_any))
    return _white(same) / max(1, _white(drawn))


def scrolled_columns(edges: Sequence[Edges], width: int) -> tuple[int, int]:
    """Columns of a chain that scroll: what most of its pairs agree stands still is beside them."""
    if not edges:
        return 0, width
    lefts = [each for each in edges if each.left > 0]
    rights = [each for each in edges if each.right < width]
    left = max((each.left for each in lefts), default=0) if _sure(lefts, edges) else 0
    right = min((each.right for each in rights), default=width) if _sure(rights, edges) else width
    return (left, right) if right - left >= width / 4 else (0, width)


def _sure(beside: Sequence[Edges], edges: Sequence[Edges]) -> bool:
    """Two moves of different length, or nearly all: rows that repeat could look still in one."""
    return 2 * len(beside) >= len(edges) and (
        len({each.down for each in beside}) > 1 or len(edges) == 1
    )
