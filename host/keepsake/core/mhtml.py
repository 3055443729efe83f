"""Media in the copy that a browser made of a page itself: the bytes of pictures as they came.

The file comes from a page that nobody trusts, so it is only taken apart, and nothing of it is run.
The library for email takes such a file as text, all at once: 150 MB and a second for 30 MB of it.
Source: RFC 2557; RFC 2045 §6; RFC 2046 §5.1.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEDIA = ("image/", "video/", "audio/")
_HEAD_BYTES_MAX = 65_536
_BOUNDARY = re.compile(
    rb'^content-type:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*?boundary="([^"\r\n]+)"', re.I | re.M
)
_FIELD = re.compile(rb"^([A-Za-z-]+):[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.M)
_BLANK = re.compile(rb"\r?\n\r?\n")


class MhtmlError(Exception):
    """The file is not one that a browser makes, or a part of it does not open."""


class PageMedium(NamedTuple):
    """A picture, video or sound.

    Attributes:
        place: Its part in the file, from 1, among those of every type.
        address: From where the page loaded it, as the browser labels the part. Where a page offers
            several sizes of a picture, that may be the label of another one of them.
        media_type: As the browser labels it.
        data: Its bytes as they came.
    """

    place: int
    address: str
    media_type: str
    data: bytes


def media(data: bytes) -> Iterator[PageMedium]:
    """Takes the media out, one at a time.

    Raises:
        MhtmlError: No such file, or one whose media do not open; also after some were given.
    """
    head = _BLANK.search(data, 0, _HEAD_BYTES_MAX)
    found = _BOUNDARY.search(data, 0, head.start()) if head else None
    if head is None or found is None:
        raise MhtmlError("not a copy of a page")
    line, at, place = b"--" + found[1], head.start(), 0
    at = data.find(line, at)
    while at >= 0:
        start = at + len(line)
        end = data.find(b"\n" + line, start)
        if data[start : start + 2] == b"--":
            return
        if end < 0:
            raise MhtmlError("cut short")
        place += 1
        medium = _medium(data, start, end, place)
        if medium is not None:
            yield medium
        at = end + 1
    raise MhtmlError("no parts")


def _medium(data: bytes, start: int, end: int, place: int) -> PageMedium | None:
    blank = _BLANK.search(data, start, min(end, start + _HEAD_BYTES_MAX))
    if blank is None:
        return None
    fields = {name.lower(): _unfolded(value) for name, value in _fields(data, start, blank.start())}
    media_type = fields.get("content-type", "").partition(";")[0].strip().lower()
    if not media_type.startswith(_MEDIA):
        return None
    body = data[blank.end() : end].removesuffix(b"\r")
    opened = _opened(body, fields.get("content-transfer-encoding", "").lower())
    return PageMedium(place, fields.get("content-location", ""), media_type, opened)


def _fields(data: bytes, start: int, end: int) -> Iterator[tuple[str, bytes]]:
    for found in _FIELD.finditer(data, start, end):
        yield found[1].decode("ascii"), found[2]


def _unfolded(value: bytes) -> str:
    return re.sub(rb"\r?\n[ \t]+", b" ", value).decode("utf-8", "replace").strip()


def _opened(body: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        try:
            return base64.b64decode(b"".join(body.split()), validate=True)
        except binascii.Error as error:
            raise MhtmlError("not Base64") from error
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    return body
