"""The chunks that a PNG or WebP is made of: its size and EXIF, without its pixels.

Source: PNG (third edition) §11.2.1 and §11.3, RFC 9649 §2.5 to 2.7 (WebP).
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n"
EXIF_BYTES_MAX = 1_000_000
_HEX = b"0123456789abcdefABCDEF"
# ImageMagick and others write EXIF as text, from before PNG had a chunk for it.
_PROFILE = b"Raw profile type exif\0"


def of_png(data: bytes) -> tuple[int, int, bytes]:
    """Width and height in pixels, and EXIF, b"" where there is none.

    Raises:
        ValueError: It is cut short or no PNG.
        zlib.error: A chunk is damaged.
    """
    if data[12:16] != b"IHDR" or len(data) < 24:
        raise ValueError("no head")
    width, height = struct.unpack(">II", data[16:24])
    exif = b""
    for kind, body in _png_chunks(data):
        if kind == b"eXIf":
            return width, height, body[:EXIF_BYTES_MAX]
        if body.startswith(_PROFILE) and kind in (b"zTXt", b"tEXt"):
            exif = exif or _profile(body.removeprefix(_PROFILE), packed=kind == b"zTXt")
    return width, height, exif


def of_webp(data: bytes) -> tuple[int, int, bytes]:
    """The same of a WebP.

    Raises:
        ValueError: It is cut short or no WebP.
    """
    if data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    size: tuple[int, int] | None = None
    exif = b""
    for kind, body in _riff_chunks(data):
        size = size or _webp_size(kind, body)
        if kind == b"EXIF":
            exif = exif or body[:EXIF_BYTES_MAX]
    if size is None:
        raise ValueError("no size")
    return *size, exif


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IEND":
            return
        if at + 12 + length > len(data):
            raise ValueError("cut short")
        # Pixels are only passed by.
        yield kind, b"" if kind == b"IDAT" else data[at + 8 : at + 8 + length]
        at += 12 + length
    raise ValueError("no end")


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(data):
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        if at + 8 + length > len(data):
            raise ValueError("cut short")
        keep = length if kind == b"EXIF" else 16
        yield kind, data[at + 8 : at + 8 + min(length, keep)]
        at += 8 + length + length % 2


def _webp_size(kind: bytes, body: bytes) -> tuple[int, int] | None:
    if kind == b"VP8X" and len(body) >= 10:
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        wide, high = struct.unpack("<HH", body[6:10])
        return wide & 0x3FFF, high & 0x3FFF
    return None


def _profile(text: bytes, *, packed: bool) -> bytes:
    """EXIF out of a text: a line with its name, one with its length, then hexadecimal digits."""
    if packed:
        text = zlib.decompressobj().decompress(text[1:], 2 * EXIF_BYTES_MAX)
    lines = text.strip(b"\n").split(b"\n", 2)
    if len(lines) < 3:
        return b""
    digits = bytes(one for one in lines[2] if one in _HEX)
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
