"""Pictures for paper: smaller copies of the originals, made in memory and labelled as copies."""

from __future__ import annotations

import base64
import io
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from keepsake.formats.report.cuts import SCREEN_CUT, cuts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.report.cuts import Cut

WIDTH_MAX = 1500  # pixels; over 200 to the inch on the page
QUALITY = 86
SMALL_WIDTH_MAX = 1000  # where there are many
SMALL_QUALITY = 72
PARTS_MANY = 8
_PIXELS_MAX = 120_000_000
_PIXELS_LARGE = 16_000_000
# The library takes memory of this size where a picture fits in, and keeps no more pieces than that.
_BLOCK_BYTES, _BLOCKS_MAX = 4 * 1024 * 1024, 4
_BLOCK_BYTES_USUAL = 16 * 1024 * 1024
_ALONE = threading.Lock()  # large ones are in memory one at a time
_TALL = 0.62  # height over width above which a picture would not leave room for a second one
_WIDTH_MIN = 38  # of the text's width: a telephone's screen in its own size
_PAGE = 1.04  # height over the text's width that a page has room for, with what stands below it


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A copy, or a part of one, as it goes on paper.

    Attributes:
        svg: A JPEG in an SVG around it: files that the typesetter is handed in memory must be text,
            and the JPEG goes into the PDF as it is.
        width: Of the text's width, in percent.
        ratio: Height over width.
        cut: Where it is in the original.
        across: Pixels of the original from left to right.
    """

    svg: bytes
    width: int
    ratio: float
    cut: Cut
    across: int


@contextmanager
def memory_used_again() -> Iterator[None]:
    """Within it, the memory of a picture goes to the next one; then it goes back to the system.

    Else the system clears new memory for each, which takes a twentieth of the time of a copy. Holds
    for all threads, as the library knows no other way (Pillow's manual, "Block Allocator").
    """
    library = Image.core  # type: ignore[attr-defined]  # the manual has it, the types do not
    library.set_block_size(_BLOCK_BYTES)
    library.set_blocks_max(_BLOCKS_MAX)
    try:
        yield
    finally:
        library.set_blocks_max(0)  # and lets go of what it holds
        library.set_block_size(_BLOCK_BYTES_USUAL)


def for_paper(
    original: bytes,
    *,
    small: bool = False,
    cut_from: float = SCREEN_CUT,
    boxes: Sequence[tuple[float, float]] = (),
) -> list[PaperPicture]:
    """Copies of a picture, several where it is too tall; none of what is no picture to be read.

    Args:
        original: PNG, JPEG or WebP as the browser made it.
        small: Whether there are many, so that each has to be smaller.
        cut_from: Height over width from which it is cut.
        boxes: First and last row of what must not be cut through where that can be helped.
    """
    try:
        with Image.open(io.BytesIO(original), formats=("PNG", "JPEG", "WEBP")) as picture:
            pixels = picture.width * picture.height
            if pixels > _PIXELS_MAX:
                return []
            with _ALONE if pixels > _PIXELS_LARGE else nullcontext():
                picture.load()
                flat = picture if picture.mode == "RGB" else picture.convert("RGB")
                return _parts(flat, cut_from, boxes, small=small)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return []


def _parts(
    flat: Image.Image, cut_from: float, boxes: Sequence[tuple[float, float]], *, small: bool
) -> list[PaperPicture]:
    tall = flat.height > cut_from * flat.width
    places = cuts(flat, boxes) if tall else cuts(flat, whole=True)
    return list(_copies(flat, places, small=small or len(places) > PARTS_MANY))


def _copies(flat: Image.Image, places: Sequence[Cut], *, small: bool) -> Iterator[PaperPicture]:
    tallest = max(place.bottom - place.top for place in places) / flat.width
    if len(places) > 1:
        width = min(100, int(100 * _PAGE / tallest))
    else:
        width = 100 if tallest <= _TALL else max(_WIDTH_MIN, round(100 * _TALL / tallest))
    for place in places:
        whole = len(places) == 1
        piece = flat if whole else flat.crop((0, place.top, flat.width, place.bottom))
        svg, ratio = _encoded(piece, small=small)
        yield PaperPicture(svg, width, ratio, place, flat.width)


def _encoded(flat: Image.Image, *, small: bool) -> tuple[bytes, float]:
    widest, quality = (SMALL_WIDTH_MAX, SMALL_QUALITY) if small else (WIDTH_MAX, QUALITY)
    if flat.width > widest:
        size = (widest, max(1, round(flat.height * widest / flat.width)))
        # Half the time of the usual way, and no difference on paper.
        flat = flat.resize(size, Image.Resampling.BILINEAR)
    out = io.BytesIO()
    # Colours at half the width, as photographs have them: a quarter less. Tables of their own would
    # be a fifteenth less of what is a twentieth of a copy, and take a tenth of the time.
    flat.save(out, "JPEG", quality=quality, subsampling=2)
    return wrapped(out.getvalue(), flat.width, flat.height), flat.height / flat.width


def wrapped(jpeg: bytes, width: int, height: int) -> bytes:
    """A JPEG as the typesetter takes it."""
    size = f'width="{width}" height="{height}"'
    address = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}'
        f' viewBox="0 0 {width} {height}"><image {size} xlink:href="{address}"/></svg>'
    ).encode()
