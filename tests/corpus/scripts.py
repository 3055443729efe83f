"""What is said on the pages of chats: scripts of conversations in many languages.

The words are data (`talks/`, one file a language); a script is the same whenever it is made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TALKS = Path(__file__).parent / "talks"
_ZONE = timezone(timedelta(hours=1))
_START = datetime(2026, 11, 19, 17, 41, tzinfo=_ZONE)
_NIGHTS = {9: 15 * 60 + 7, 18: 21 * 60 + 12}
"""Minutes of silence before a message, by its number."""
_LAST_DAY = 21
_HEARTS = ("👍", "❤️", "😂", "🎉")


@dataclass(frozen=True)
class Person:
    """Somebody who says something."""

    name: str
    handle: str

    @property
    def given(self) -> str:
        """The name by which friends call."""
        return self.name.split()[0]

    @property
    def initials(self) -> str:
        """What stands in a circle where there is no picture."""
        return "".join(part[0] for part in self.name.split()).upper()


@dataclass(frozen=True)
class Tongue:
    """A language, and how its pages write what is not said by anybody."""

    code: str
    data: Mapping[str, object]

    @property
    def direction(self) -> str:
        """As the attribute `dir` has it."""
        return "rtl" if self.code in {"ar", "he"} else "ltr"

    def word(self, key: str, **parts: object) -> str:
        """Words of a page, with a name or a number put in."""
        return self.data["words"][key].format(**parts)

    def people(self) -> tuple[Person, ...]:
        """Those who talk in this language."""
        return tuple(Person(*each) for each in self.data["people"])

    def clock(self, at: datetime) -> str:
        """A time of day."""
        return self._written("clock", at)

    def date(self, at: datetime) -> str:
        """A day, as a divider has it."""
        return self._written("date", at)

    def full(self, at: datetime) -> str:
        """A day with its year."""
        return self._written("full", at)

    def _written(self, pattern: str, at: datetime) -> str:
        return self.data[pattern].format(
            h=at.hour,
            hh=f"{at.hour:02}",
            h12=at.hour % 12 or 12,
            mm=f"{at.minute:02}",
            ap=self.data["ap"][at.hour >= 12],
            d=at.day,
            mon=at.month,
            year=at.year,
            month=self.data["months"][at.month - 1],
            weekday=self.data["weekdays"][at.weekday()],
        )


@dataclass(frozen=True)
class Line:
    """One message.

    Attributes:
        n: Its number, from 0.
        who: Who said it.
        own: Whether that is the person before the screen.
        text: The words; "" for a picture or a voice note alone.
        at: When.
        tongue: The language of the page.
        form: words, picture, voice, deleted or call.
        answers: The message that it quotes.
    """

    n: int
    who: Person
    own: bool
    text: str
    at: datetime
    tongue: Tongue
    form: str = "words"
    answers: Line | None = None

    @property
    def side(self) -> str:
        """As `Said` has it."""
        return "own" if self.own else "other"

    @property
    def clock(self) -> str:
        """The time of day as the page writes it."""
        return self.tongue.clock(self.at)

    @property
    def moment(self) -> str:
        """When, for `Said.time`."""
        return self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def hearts(self) -> tuple[tuple[str, int], ...]:
        """Reactions and how many."""
        if self.n % 5 != 3:
            return ()
        return tuple(
            (_HEARTS[(self.n + k) % 4], 1 + (self.n + k) % 3) for k in range(self.n % 2 + 1)
        )

    @property
    def edited(self) -> bool:
        """Whether it was changed afterwards."""
        return self.form == "words" and self.n % 11 == 4

    @property
    def told(self) -> str:
        """What is to be read of it: `Said.text`."""
        if self.form in {"picture", "voice"}:
            return ""
        return "\n".join(part for part in self.text.split("\n") if part)


@dataclass(frozen=True)
class Notice:
    """A row that nobody said: a day, a line above what is new, news of the group."""

    text: str
    form: str
    at: datetime


@dataclass(frozen=True)
class Group:
    """What one person says without anything between."""

    lines: tuple[Line, ...]

    @property
    def who(self) -> Person:
        """Who says it."""
        return self.lines[0].who

    @property
    def own(self) -> bool:
        """Whether it is the person before the screen."""
        return self.lines[0].own

    @property
    def tongue(self) -> Tongue:
        """The language of the page."""
        return self.lines[0].tongue


@dataclass(frozen=True)
class Talk:
    """A conversation, in the order in which a page shows it."""

    tongue: Tongue
    rows: tuple[Line | Notice, ...]
    title: str

    def blocks(self) -> Iterator[Group | Notice]:
        """The rows, with what one person says together; an answer stands by itself."""
        lines: list[Line] = []
        for row in self.rows:
            if lines and (isinstance(row, Notice) or row.answers or row.who != lines[-1].who):
                yield Group(tuple(lines))
                lines = []
            if isinstance(row, Notice):
                yield row
            else:
                lines.append(row)
        if lines:
            yield Group(tuple(lines))


@dataclass(frozen=True)
class Plan:
    """What is in a conversation beside its words.

    Attributes:
        script: pair, group or work.
        forms: Messages that are no words: picture, voice, deleted, call.
        notices: Rows that nobody said: day, unread, joined, left, renamed, encrypted.
        answers: Whether some quote another.
        cut: The first and the last message of the script that are taken.
        turned: Whether another person sits before the screen.
    """

    script: str = "pair"
    forms: tuple[str, ...] = ()
    notices: tuple[str, ...] = ("day",)
    answers: bool = False
    cut: tuple[int, int] = (0, 99)
    turned: bool = False


@cache
def tongue(code: str) -> Tongue:
    """The language of a code."""
    return Tongue(code, json.loads((_TALKS / f"{code}.json").read_text(encoding="utf-8")))


def talk(code: str, plan: Plan) -> Talk:
    """The conversation of a plan in a language."""
    spoken = tongue(code)
    first, last = plan.cut
    script = [each.split("|", 1) for each in spoken.data[plan.script]][first : last + 1]
    people, mine = spoken.people(), 1 if plan.turned else 0
    lines: list[Line] = []
    at = _START
    for n, (speaker, text, form) in enumerate(_with_forms(script, plan.forms, spoken)):
        at += timedelta(minutes=_NIGHTS.get(n, 1 + n * 7 % 5), seconds=n * 13 % 50)
        who = people[int(speaker)]
        line = Line(n, who, int(speaker) == mine, text, at, spoken, form)
        lines.append(_answering(line, lines) if plan.answers else line)
    title = people[1 - mine].name if plan.script == "pair" else spoken.word("club")
    return Talk(spoken, tuple(_with_notices(lines, plan.notices, spoken)), title)


def _with_forms(
    script: list[list[str]], forms: tuple[str, ...], spoken: Tongue
) -> Iterator[tuple[str, str, str]]:
    words = {"deleted": spoken.word("deleted"), "call": spoken.word("missed_call")}
    after = {3 + 5 * k: form for k, form in enumerate(forms)}
    for n, (speaker, text) in enumerate(script):
        yield speaker, text, "words"
        if n in after:
            by = speaker if n % 2 else script[(n + 1) % len(script)][0]
            yield by, words.get(after[n], ""), after[n]


def _answering(line: Line, before: list[Line]) -> Line:
    """The line, quoting an earlier one of somebody else where its number says so."""
    asked = [each for each in before[-6:-1] if each.who != line.who and each.form == "words"]
    if line.n % 4 != 1 or line.form != "words" or not asked:
        return line
    return Line(line.n, line.who, line.own, line.text, line.at, line.tongue, "words", asked[0])


def _with_notices(
    lines: list[Line], notices: tuple[str, ...], spoken: Tongue
) -> Iterator[Line | Notice]:
    places = {6: "joined", 12: "renamed", 15: "left", 21: "unread"}
    others = spoken.people()[3:]
    day = 0
    if "encrypted" in notices:
        yield Notice(spoken.word("encrypted"), "encrypted", lines[0].at)
    for line in lines:
        if "day" in notices and line.at.day != day:
            last = line.at.day == _LAST_DAY
            text = spoken.word("yesterday") if last else spoken.date(line.at)
            yield Notice(text, "day", line.at)
        day = line.at.day
        if (form := places.get(line.n)) in notices:
            name = others[line.n % len(others)].name
            yield Notice(spoken.word(str(form), name=name), str(form), line.at)
        yield line
