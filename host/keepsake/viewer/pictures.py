"""Small pictures for lists, made in memory from the originals and never written anywhere."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageFilter, UnidentifiedImageError

SMALL = (400, 225)
BLUR_PIXELS = 14
MOST_PIXELS = 80_000_000


def small(original: bytes, *, blurred: bool) -> bytes | None:
    """A small picture, WebP, cut to 16:9 from the top, or nothing when the original is no picture.

    Args:
        original: PNG as the browser made it.
        blurred: Whether to make it unreadable, for a person who does not want to see it yet.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(original), formats=("PNG", "JPEG", "WEBP"))
            if picture.width * picture.height > MOST_PIXELS:
                return None
            derived = _reduce(picture)
        except (
            UnidentifiedImageError,
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
        ):
            return None
        except Image.DecompressionBombWarning:
            return None
    if blurred:
        derived = derived.filter(ImageFilter.GaussianBlur(BLUR_PIXELS))
    out = io.BytesIO()
    derived.save(out, "WEBP", quality=82, method=2)
    return out.getvalue()


def _reduce(picture: Image.Image) -> Image.Image:
    wide, high = SMALL
    high_part = min(picture.height, max(1, round(picture.width * high / wide)))
    top = picture.convert("RGB").crop((0, 0, picture.width, high_part))
    top.thumbnail((wide, high), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return top
