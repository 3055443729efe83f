"""When an id was made, where the platform puts the moment into it.

Twin of extension/capture/about/id_time.js; both read shared/data/platforms.json.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALPHABETS = {
    "decimal": "0123456789",
    "base64url": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    "base32sort": "234567abcdefghijklmnopqrstuvwxyz",
}
_MICROSECONDS = {"s": 1_000_000, "ms": 1000, "us": 1}
_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)
_EARLIEST = dt.datetime(2004, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
_RUNNING_MS = 3_600_000  # less since the epoch is an older, running number
_SECRET = 28  # characters behind the code of a post that is not public, Instagram
_LONGEST = 30


class IdTime(msgspec.Struct, frozen=True):
    """How the ids of some names hold their time.

    Attributes:
        alphabet: `base64text` is Base 64 of a text that begins with 13 digits, behind a digit and
            a hyphen.
        shift: Bits that are no time.
        epoch_ms: Milliseconds since 1970 that its count begins at.
    """

    names: tuple[str, ...]
    alphabet: Literal["decimal", "base64url", "base32sort", "base64text"]
    shift: int
    epoch_ms: int
    unit: Literal["s", "ms", "us"]


def time_in(rules: Sequence[IdTime], name: str, value: str) -> str:
    """Gives the moment that an id holds. It is derived: nobody but the platform vouches for it.

    Args:
        rules: Of the platform.
        name: Of the id, as `groups` in platforms.json names it.
        value: The id as found.

    Returns:
        `YYYY-MM-DDTHH:MM:SS.mmmZ`; `""` where the id holds none, or none between 2004 and 2100.
    """
    rule = next((each for each in rules if name in each.names), None)
    number = None if rule is None else _number_in(rule.alphabet, value)
    if rule is None or number is None:
        return ""
    since_ms = (number >> rule.shift) * _MICROSECONDS[rule.unit] // 1000
    if since_ms <= _RUNNING_MS or since_ms >= (_LATEST - _START) // _MILLISECOND:
        return ""
    moment = _START + dt.timedelta(milliseconds=since_ms + rule.epoch_ms)
    if not _EARLIEST < moment < _LATEST:
        return ""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number_in(alphabet: str, value: str) -> int | None:
    """Reads the id as a number; None when it is not written in this alphabet."""
    if alphabet == "base64text":
        return _digits_in(value)
    code = value[:-_SECRET] if alphabet == "base64url" and len(value) > _SECRET else value
    letters = _ALPHABETS[alphabet]
    if not code or len(code) > _LONGEST or any(each not in letters for each in code):
        return None
    number = 0
    for each in code:
        number = number * len(letters) + letters.index(each)
    return number


def _digits_in(value: str) -> int | None:
    found = re.match(r"\d-([A-Za-z0-9_-]{18})", value, re.ASCII)
    text = base64.urlsafe_b64decode(f"{found[1]}==") if found else b""
    return int(text) if re.fullmatch(rb"\d{13}", text) else None
