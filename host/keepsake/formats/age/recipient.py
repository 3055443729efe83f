"""The key that police give so that only they can open a copy: from text, a file, or a QR code.

An age recipient is Bech32 with a checksum: a letter that was mistyped is found. That a key is
really theirs nobody can tell from the key; its ends are for comparing by telephone.
"""

from __future__ import annotations

import io
import re

import pyrage
import zxingcpp
from PIL import Image, UnidentifiedImageError

from keepsake.core.errors import Code, KeepsakeError

FILE_BYTES_MAX = 64 * 1024
PICTURE_BYTES_MAX = 12 * 1024 * 1024
_PIXELS_MAX = 50_000_000
_LONGEST_SIDE = 2_400  # pixels; a larger picture is made smaller first
_KEY = re.compile(r"\bage1[02-9ac-hj-np-z]{58}\b", re.IGNORECASE)
_SECRET = re.compile(r"AGE-SECRET-KEY-", re.IGNORECASE)
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_GROUP = 4
_ENDS = 2  # groups at each end that are read out


def from_text(text: str) -> str:
    """The one key in a text; lines around it, spaces in it and capital letters do not matter.

    Raises:
        KeepsakeError: KEY_SECRET, it holds the secret half; KEY_WRONG, it holds no key, several,
            or one that was mistyped.
    """
    if _SECRET.search(text):
        raise KeepsakeError(Code.KEY_SECRET)
    found: set[str] = {key.lower() for key in _KEY.findall(text)}
    if not found:
        found = {key.lower() for key in _KEY.findall(re.sub(r"\s+", "", text))}
    if len(found) != 1:
        raise KeepsakeError(Code.KEY_WRONG, f"{len(found)} keys")
    key: str = found.pop()
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise KeepsakeError(Code.KEY_WRONG, "checksum") from error
    return key


def from_file(data: bytes) -> str:
    """The one key in a file of text, or in a picture of a QR code, whichever it is.

    Raises:
        KeepsakeError: As `from_text` and `from_picture`.
    """
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return from_picture(data)
    if len(data) > FILE_BYTES_MAX:
        raise KeepsakeError(Code.KEY_WRONG, "too large")
    return from_text(data.decode("utf-8", errors="replace"))


def from_picture(data: bytes) -> str:
    """The one key in the QR codes of a PNG or JPEG.

    Raises:
        KeepsakeError: KEY_PICTURE, no picture, one that is too large, or one without such a code;
            and as `from_text`.
    """
    texts = codes_in(data)
    if not any(_KEY.search(text) or _SECRET.search(text) for text in texts):
        raise KeepsakeError(Code.KEY_PICTURE, f"{len(texts)} codes")
    return from_text("\n".join(texts))


def codes_in(data: bytes) -> list[str]:
    """What the QR codes of a PNG or JPEG say; read in memory, nothing is written.

    Raises:
        KeepsakeError: KEY_PICTURE, no picture, or one that is too large.
    """
    if len(data) > PICTURE_BYTES_MAX:
        raise KeepsakeError(Code.KEY_PICTURE, "too large")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _PIXELS_MAX:
                raise KeepsakeError(Code.KEY_PICTURE, "too large")
            picture.draft("L", (_LONGEST_SIDE, _LONGEST_SIDE))
            flat = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise KeepsakeError(Code.KEY_PICTURE, "no picture") from None
    flat.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    codes = zxingcpp.read_barcodes(flat, formats=_QR)
    return [code.text for code in codes if code.valid]


def in_groups(key: str) -> list[str]:
    """The key in groups of four, for reading out."""
    return [key[at : at + _GROUP] for at in range(0, len(key), _GROUP)]


def ends(key: str) -> tuple[str, str]:
    """Its first and last eight characters behind `age1`, which are compared by telephone."""
    body = key.removeprefix("age1")
    size = _GROUP * _ENDS
    first, last = body[:size], body[-size:]
    return " ".join(in_groups(first)), " ".join(in_groups(last))
