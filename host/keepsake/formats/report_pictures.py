"""Pictures for paper: smaller copies of the originals, made in memory and labelled as copies."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

WIDTH_MAX = 1500  # pixels; over 200 to the inch on the page
QUALITY = 86
SMALL_WIDTH_MAX = 1000  # where there are many
SMALL_QUALITY = 72
_PIXELS_MAX = 120_000_000
_TALL = 0.62  # height over width above which a picture would not leave room for a second one


@dataclass(frozen=True, slots=True)
class PaperPicture:
    """A copy as it goes on paper.

    Attributes:
        svg: A JPEG in an SVG around it: files that the typesetter is handed in memory must be text,
            and the JPEG goes into the PDF as it is.
        width: Of the text's width, in percent.
    """

    svg: bytes
    width: int


def for_paper(original: bytes, *, small: bool = False) -> PaperPicture | None:
    """A copy of a picture; None for what is no picture that can be read.

    Args:
        original: PNG, JPEG or WebP as the browser made it.
        small: Whether there are many, so that each has to be smaller.
    """
    try:
        with Image.open(io.BytesIO(original), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > _PIXELS_MAX:
                return None
            flat = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    widest, quality = (SMALL_WIDTH_MAX, SMALL_QUALITY) if small else (WIDTH_MAX, QUALITY)
    if flat.width > widest:
        flat = flat.resize((widest, max(1, round(flat.height * widest / flat.width))))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=quality, subsampling=0)
    ratio = flat.height / flat.width
    width = 100 if ratio <= _TALL else max(30, round(100 * _TALL / ratio))
    return PaperPicture(_wrapped(out.getvalue(), flat.width, flat.height), width)


def _wrapped(jpeg: bytes, width: int, height: int) -> bytes:
    size = f'width="{width}" height="{height}"'
    address = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}'
        f' viewBox="0 0 {width} {height}"><image {size} xlink:href="{address}"/></svg>'
    ).encode()
