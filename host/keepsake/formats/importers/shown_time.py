"""A day and a time as a page shows them to people, in many languages; never guessed.

The name of the month must be one that `months.json` has, and the order one in which no day can be
taken for a month. Days in numbers alone are read only with the year first.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

import msgspec

from keepsake.shared import shared_path

_MONTH = r"(?P<month>[^\W\d_]+)\.?"
_DAYS = (
    # 11 mars 2023, 1er mars 2023, 11. März 2023, 11 de mar. de 2023
    re.compile(rf"(?P<day>\d{{1,2}})(?:\.|er|º|°)? (?:de )?{_MONTH},? (?:del? )?(?P<year>\d{{4}})"),
    # Mar 11, 2023; mars 11, 2023
    re.compile(rf"{_MONTH} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})"),
    # 2023-03-11, 2023/03/11
    re.compile(r"(?P<year>\d{4})([-/])(?P<number>\d{1,2})\2(?P<day>\d{1,2})"),
)
_BETWEEN = re.compile(
    r",? ?(?:(?:à|at|um|om|kl\.?|klo|kello|alle ore|ore|a las?|às|la|o godz\.|pukul|в) )?"
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?::| h )(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?"
)


class _Months(msgspec.Struct, frozen=True):
    source: str
    months: tuple[tuple[str, ...], ...]


@lru_cache
def _months() -> dict[str, int]:
    data = shared_path("data", "months.json").read_bytes()
    read = msgspec.json.decode(data, type=_Months)
    return {name: number for number, names in enumerate(read.months, 1) for name in names}


def read(shown: str) -> datetime | None:
    """The day and time without a zone; None where it is not certain what is meant."""
    text = " ".join(unicodedata.normalize("NFC", shown).lower().split())
    for form in _DAYS:
        day = form.match(text)
        between = _BETWEEN.match(text, day.end()) if day else None
        clock = _CLOCK.fullmatch(text, between.end()) if between else None
        if day and clock:
            return _moment(day.groupdict(), clock.groupdict())
    return None


def _moment(day: dict[str, str | None], clock: dict[str, str | None]) -> datetime | None:
    number = day.get("number")
    month = int(number) if number else _months().get(day.get("month") or "", 0)
    hour = int(clock["hour"] or 0)
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["half"] == "p" else 0)
    try:
        return datetime(  # noqa: DTZ001 - the page names no zone
            int(day["year"] or 0), month, int(day["day"] or 0),
            hour, int(clock["minute"] or 0), int(clock["second"] or 0),
        )  # fmt: skip
    except ValueError:
        return None
