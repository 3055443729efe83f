"""A chat exported from WhatsApp: `[11/03/2023, 14:03:22] Name: words`, or with ` - ` for `] `.

Every phone writes dates as its own language has them and never a zone. Day and month are told apart
only where some date of the file leaves one way; else no moment is given.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.manifest import DIVIDER, Identifier, Item, Media
from keepsake.formats.importers.result import (
    DATES_AMBIGUOUS,
    NAME_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    TIMES_UNREAD,
    WHATSAPP,
    Imported,
    local_source,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from keepsake.formats.importers.result import Zone

_HEAD = re.compile(
    r"[\u200e\u200f\ufeff]*(?P<ios>\[)?"
    r"(?P<shown>(?P<one>\d{1,4})(?P<sign>[./-])(?P<two>\d{1,2})(?P=sign)(?P<three>\d{1,4})\.?,?"
    r"\s(?:(?:at|à|um|a las|às|alle|om)\s)?"
    r"(?P<hour>\d{1,2})(?:[:.]|\s?h\s?)(?P<minute>\d{2})"
    r"(?:(?:[:.]|\s?min\s?)(?P<second>\d{2})(?:\s?s)?)?(?:\s?min)?"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?)?)"
    r"(?(ios)\]|\s[-–])\s(?P<rest>.*)"
)
_SAID = re.compile(r"[\u200e\u202a-\u202c]*(?P<who>[^:\n]{1,120}?):\s(?P<text>.*)", re.DOTALL)
_ATTACHED = re.compile(r"\u200e?<[^<>:]{2,30}?\s?:\s(?P<name>[^<>\n]{1,200})>")
_NAMED = re.compile(r"\u200e?(?P<name>[^\n]{1,200}?\.\w{2,5})\s\([^()\n]{4,40}\)")
_OURS = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d{3,}\.\w{2,5}\Z")
_PHONE = re.compile(r"\+?[\d\s().\u00a0\u2011-]{7,25}\Z")
_LOOKED_AT = 40
Parts = tuple[int, int, int]


class _Line(NamedTuple):
    shown: str
    date: Parts
    sign: str
    clock: Parts
    rest: str


def is_whatsapp(text: str) -> bool:
    """Whether the beginning of a text looks like such a chat."""
    return any(_HEAD.match(line) for line in text[:20_000].splitlines()[:_LOOKED_AT])


def read(text: str, zone: Zone, there: Container[str] = frozenset()) -> Imported:
    """Reads a chat.

    Args:
        text: The whole of it.
        zone: In which its times are read; it names none.
        there: Names of files beside it.
    """
    found = Imported(WHATSAPP, WHATSAPP)
    lines = list(_lines(text))
    order = _order([line.date for line in lines], {line.sign for line in lines})
    if order == "":
        found.note(DATES_AMBIGUOUS)
    elif order is None:
        found.note(TIMES_UNREAD)
    else:
        found.assumed(zone)
    found.add(_item(line, order or "", zone, there) for line in lines)
    found.authors(_author(item.author) for item in found.items if item.author)
    return found


def _lines(text: str) -> Iterator[_Line]:
    """Messages as they stand in the file, each with the lines that it goes on over."""
    held: _Line | None = None
    more: list[str] = []
    for line in text.splitlines():
        match = _HEAD.match(line)
        if match is None:
            more.append(line)
            continue
        if held:
            yield held._replace(rest="\n".join([held.rest, *more]))
        more = []
        date = (int(match["one"]), int(match["two"]), int(match["three"]))
        held = _Line(match["shown"], date, match["sign"], _clock(match), match["rest"])
    if held:
        yield held._replace(rest="\n".join([held.rest, *more]).rstrip("\n"))


def _clock(match: re.Match[str]) -> Parts:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(match["minute"]), int(match["second"] or 0)


def _order(dates: Sequence[Parts], signs: set[str]) -> str | None:
    """`ymd`, `dmy` or `mdy`; "" where two are possible, None where none is."""
    if dates and all(one > 31 for one, _two, _three in dates):
        ways = ["ymd"]
    elif signs == {"."}:
        ways = ["dmy"]
    else:
        ways = ["dmy", "mdy"]
    fitting = [way for way in ways if all(_day(date, way) for date in dates)]
    if len(fitting) > 1:
        # Chats go forward in time.
        forward = [way for way in fitting if _goes_forward(dates, way)]
        fitting = forward or fitting
    if len(fitting) > 1 and all(one == two for one, two, _three in dates):
        fitting = fitting[:1]
    if not fitting:
        return None
    return fitting[0] if len(fitting) == 1 else ""


def _goes_forward(dates: Sequence[Parts], way: str) -> bool:
    days = [_day(date, way) for date in dates]
    return all(one <= two for one, two in pairwise(day for day in days if day))


def _day(date: Parts, way: str) -> datetime | None:
    numbers = dict(zip(way, date, strict=True))
    year = numbers["y"] + (2000 if numbers["y"] < 100 else 0)
    try:
        return datetime(year, numbers["m"], numbers["d"])  # noqa: DTZ001 - the file names no zone
    except ValueError:
        return None


def _item(line: _Line, order: str, zone: Zone, there: Container[str]) -> Item:
    day = _day(line.date, order) if order else None
    hour, minute, second = line.clock
    time = source = ""
    if day and hour < 24 and minute < 60 and second < 60:
        moment = day.replace(hour=hour, minute=minute, second=second)
        time, source = zone.utc(moment), local_source(zone, moment)
    said = _SAID.match(line.rest)
    author, text = (said["who"], said["text"]) if said else ("", line.rest)
    return Item(
        key="",
        kind="message" if said else DIVIDER,
        text=text.strip("\u200e")[:TEXT_CHARACTERS_MAX],
        author=author[:NAME_CHARACTERS_MAX],
        time_shown=line.shown,
        time=time,
        time_source=source if time else "",
        media=tuple(_media(text, there)),
    )


def _media(text: str, there: Container[str]) -> Iterator[Media]:
    attached, named = _ATTACHED.match(text), _NAMED.match(text)
    if attached:
        yield Media(attached["name"], attached["name"], loaded=attached["name"] in there)
    elif named and (named["name"] in there or _OURS.match(named["name"])):
        yield Media(named["name"], named["name"], loaded=named["name"] in there)


def _author(name: str) -> Identifier:
    """A number where the phone knew no name, else the name in the phone's own list of people."""
    kind = "phone" if _PHONE.match(name) and any(one.isdigit() for one in name) else "name"
    return Identifier(kind, name, where="file")
