"""How long a voice message or film is, from the heads of its container; nothing is decoded.

Source: RFC 3533 and RFC 7845 (Ogg, Opus), ISO/IEC 14496-12 §8.2.2 (`mvhd`), RIFF WAVE.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from keepsake.formats.importers.result import Imported

if TYPE_CHECKING:
    from typing import BinaryIO

_OPUS_RATE = 48_000
_TAIL = 65_536
_BOXES_MAX = 200
_SECONDS_MAX = 1_000_000


def read(file: BinaryIO, size: int, media_type: str) -> Imported:
    """Reads the length; says nothing where the container does not tell it cheaply."""
    found = Imported(media_type.partition("/")[0])
    try:
        seconds = _seconds(file, size, media_type)
    except (OSError, ValueError, IndexError):
        seconds = 0.0
    if 0 < seconds < _SECONDS_MAX:
        found.fact("seconds", f"{seconds:.1f}")
    return found


def _seconds(file: BinaryIO, size: int, media_type: str) -> float:
    if media_type == "audio/ogg":
        return _ogg(file, size)
    if media_type in ("video/mp4", "audio/mp4", "video/quicktime", "video/3gpp"):
        return _mp4(file, size)
    return _wave(file) if media_type == "audio/wav" else 0.0


def _ogg(file: BinaryIO, size: int) -> float:
    """The last page's position; Opus counts in 48,000ths whatever went in."""
    file.seek(0)
    head = file.read(80)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(b"OggS")
    if b"OpusHead" not in head or at < 0:
        return 0.0
    return int.from_bytes(tail[at + 6 : at + 14], "little") / _OPUS_RATE


def _mp4(file: BinaryIO, size: int) -> float:
    at, end = 0, size
    for _ in range(_BOXES_MAX):
        if at + 8 > end:
            return 0.0
        file.seek(at)
        head = file.read(16)
        length, kind, body = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if length == 1:
            length, body = int.from_bytes(head[8:16], "big"), at + 16
        if kind == b"mvhd":
            return _movie(file, body)
        if kind == b"moov":
            end, at = min(end, at + length) if length else end, body
            continue
        if length < 8:
            return 0.0
        at += length
    return 0.0


def _movie(file: BinaryIO, body: int) -> float:
    file.seek(body, io.SEEK_SET)
    data = file.read(32)
    wide = data[0] == 1
    scale = int.from_bytes(data[20:24] if wide else data[12:16], "big")
    length = int.from_bytes(data[24:32] if wide else data[16:20], "big")
    return length / scale if scale else 0.0


def _wave(file: BinaryIO) -> float:
    file.seek(0)
    head = file.read(4096)
    at = head.find(b"data")
    rate = int.from_bytes(head[28:32], "little")
    return int.from_bytes(head[at + 4 : at + 8], "little") / rate if at > 0 and rate else 0.0
