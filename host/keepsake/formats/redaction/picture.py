"""A working copy of a picture in which parts are gone, made anew and labelled on its face.

The original is not touched. What was under a rectangle is in no byte of the copy: it is painted
over before anything is encoded, and no data but the pixels goes along.
"""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from keepsake.formats.redaction.values import RedactionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.formats.redaction.values import Rectangle

MOST = 200
_PIXELS_MAX = 120_000_000
_FONT_PIXELS = 18
_MARGIN = 10
_LETTER = 0.56  # width of a letter over the size of the font, on average


def redacted(original: bytes, rectangles: Sequence[Rectangle], label: str) -> bytes:
    """Makes the copy, a PNG with the label in a band above the picture.

    Args:
        original: PNG, JPEG or WebP.
        rectangles: What is to be gone; each at least partly within the picture.
        label: What the copy says of itself.

    Raises:
        RedactionError: No picture, none or too many rectangles, or one that covers nothing of it.
    """
    if not 0 < len(rectangles) <= MOST:
        raise RedactionError("number of rectangles")
    try:
        with Image.open(io.BytesIO(original), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > _PIXELS_MAX:
                raise RedactionError("too large")
            flat = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise RedactionError("no picture") from error
    draw = ImageDraw.Draw(flat)
    for one in rectangles:
        right, bottom = one.x + one.width, one.y + one.height
        inside = one.x < flat.width and one.y < flat.height and right > 0 and bottom > 0
        if one.width <= 0 or one.height <= 0 or not inside:
            raise RedactionError("a rectangle is not in the picture")
        draw.rectangle((one.x, one.y, right - 1, bottom - 1), fill="black")
    return _png(_labelled(flat, label))


def _labelled(picture: Image.Image, label: str) -> Image.Image:
    font = ImageFont.load_default(_FONT_PIXELS)
    letters = max(12, int((picture.width - 2 * _MARGIN) / (_FONT_PIXELS * _LETTER)))
    text = "\n".join(textwrap.wrap(label, letters))
    lines = text.count("\n") + 1
    band = 2 * _MARGIN + lines * round(1.35 * _FONT_PIXELS)
    whole = Image.new("RGB", (picture.width, picture.height + band), "white")
    ImageDraw.Draw(whole).multiline_text((_MARGIN, _MARGIN), text, fill="black", font=font)
    whole.paste(picture, (0, band))
    return whole


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
