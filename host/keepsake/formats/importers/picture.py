"""What a picture says of itself (EXIF): when it was taken, with what, where. Only as data.

Anybody can write these facts into a picture, and most services take them out. Source: EXIF 2.32.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from typing import TYPE_CHECKING, Any

from PIL import ExifTags, Image, UnidentifiedImageError

from keepsake.formats.importers import chunks
from keepsake.formats.importers.drawing import opened_photo
from keepsake.formats.importers.result import DAMAGED, Imported

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "picture"
_FORMATS = ("JPEG", "GIF")
_LETTERS_MAX = 200
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}\Z")
_TAKEN = re.compile(r"\d{4}:\d{2}:\d{2} \d{2}:\d{2}:\d{2}\Z")
_BROKEN = (
    UnidentifiedImageError, OSError, ValueError, TypeError, KeyError, IndexError, SyntaxError,
    OverflowError, ZeroDivisionError, AttributeError, EOFError, struct.error,
    Image.DecompressionBombError, zlib.error,
)  # fmt: skip


def read(data: bytes) -> Imported:
    """Reads a picture's head; its pixels are not decoded and no room is made for them."""
    found = Imported(FORMAT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            width, height, exif = _head(data)
            found.fact("size", f"{width} × {height}")
            _exif(exif, found)
        except _BROKEN:
            found.note(DAMAGED)
    return found


def _head(data: bytes) -> tuple[int, int, Image.Exif]:
    """Size and EXIF. The library decodes a PNG to look for it, and makes room for a WebP."""
    exif = Image.Exif()
    if data.startswith(chunks.PNG):
        width, height, raw = chunks.of_png(data)
    elif data[:4] == b"RIFF":
        width, height, raw = chunks.of_webp(data)
    elif data[4:8] == b"ftyp":
        photo = opened_photo(data)
        (width, height), raw = photo.size, photo.info.get("exif") or b""
    else:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            return picture.width, picture.height, picture.getexif()
    if raw:
        exif.load(raw[: chunks.EXIF_BYTES_MAX])
    return width, height, exif


def _exif(exif: Image.Exif, found: Imported) -> None:
    detail: Mapping[int, Any] = exif.get_ifd(ExifTags.IFD.Exif)
    taken = _text(detail.get(ExifTags.Base.DateTimeOriginal))
    if _TAKEN.match(taken):
        offset = _text(detail.get(ExifTags.Base.OffsetTimeOriginal))
        found.fact("taken", f"{taken[:10].replace(':', '-')} {taken[11:]}")
        found.fact("taken_zone", offset if _OFFSET.match(offset) else "?")
    maker, model = _text(exif.get(ExifTags.Base.Make)), _text(exif.get(ExifTags.Base.Model))
    found.fact("device", model if maker and model.startswith(maker) else f"{maker} {model}".strip())
    found.fact("software", _text(exif.get(ExifTags.Base.Software)))
    place: Mapping[int, Any] = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = _degrees(place.get(ExifTags.GPS.GPSLatitude), place.get(ExifTags.GPS.GPSLatitudeRef))
    longitude = _degrees(
        place.get(ExifTags.GPS.GPSLongitude), place.get(ExifTags.GPS.GPSLongitudeRef)
    )
    if latitude and longitude:
        found.fact("latitude", latitude)
        found.fact("longitude", longitude)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return str(value).strip(" \0")[:_LETTERS_MAX] if isinstance(value, str) else ""


def _degrees(value: Any, sign: object) -> str:
    try:
        degrees, minutes, seconds = (float(one) for one in value)
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    number = degrees + minutes / 60 + seconds / 3600
    if not 0 <= number <= 180:
        return ""
    return f"{-number if _text(sign) in ('S', 'W') else number:.6f}"
