"""What was marked: demands, by when, threats, and what the person wrote, each by its words.

A message that stands under two names is quoted once in full; the second time its beginning tells
which it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.env import parse_utc
from keepsake.formats.report import whom
from keepsake.formats.report.phrases import WORDS, every, exact, fitting, place, some
from keepsake.formats.report.saying import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.briefing.gather import Pointed, Said
    from keepsake.formats.report.source import BriefSource

_FURTHER = ("payment", "identity", "admission")
_ALONE = 320  # characters of a message that nothing else stands beside
_BRIEFLY = 90  # of one that was quoted already, or that is no threat and no demand
# A day may have an hour more; until all of it is over, nothing due on it has passed.
_DAY = timedelta(hours=25)
_CLOCK = len("2026-11-20 18:04")


@dataclass(slots=True)
class _Quoting:
    """Quotes messages, each in full where it first stands."""

    source: BriefSource
    quoted: set[tuple[int, int]] = field(default_factory=set)

    def some(self, all_: Sequence[Said], most: int = WORDS) -> str:
        """The first of them, so many characters of each, and how many more there are."""
        told = [self._exact(one, most) for one in all_]
        shown = all_[: fitting([len(one) for one in told])]
        self.quoted.update((one.exhibit, one.item) for one in shown)
        return some(told, self.source.words)

    def one(self, said: Said) -> str:
        """That one."""
        return self.some([said], _ALONE)

    def _exact(self, said: Said, most: int) -> str:
        if (said.exhibit, said.item) in self.quoted:
            most = _BRIEFLY
        return exact(said, self.source.words, self.source.zone, most)


def rows(source: BriefSource) -> Iterator[tuple[str, str]]:
    """The lines about what was marked, in the order of the page."""
    quoting = _Quoting(source)
    brief, words = source.brief, source.words
    theirs = [one for one in brief.pointed if not whom.wrote_themselves(one.said, brief)]
    demands = [one.said for one in theirs if one.meaning == "demand"]
    told = quoting.some(demands, _ALONE if len(demands) == 1 else WORDS)
    yield "brief.demand", told or words("brief.demand.none")
    yield "brief.deadline", _deadlines(quoting)
    yield from _threats([one.said for one in theirs if one.meaning == "threat"], quoting)
    yield "brief.own_words", _own_words(quoting)
    for meaning in _FURTHER:
        further = [one.said for one in brief.pointed if one.meaning == meaning]
        yield f"brief.meaning.{meaning}", quoting.some(further, _BRIEFLY)


def _deadlines(quoting: _Quoting) -> str:
    """The next ones, each with the message that says it."""
    source = quoting.source
    words, marked = source.words, source.brief.pointed
    due = sorted((one for one in marked if one.due), key=lambda one: one.due_utc)
    told = [
        words("brief.deadline.at", due=_due(one, source), place=place(one.said, words))
        for one in due
    ]
    open_ended = (one.said for one in marked if one.meaning == "deadline" and not one.due)
    return some([*told, *map(quoting.one, open_ended)], words)


def _due(one: Pointed, source: BriefSource) -> str:
    words, due = source.words, one.due
    with_clock = due[_CLOCK - 3 : _CLOCK - 2] == ":"
    at = moment(one.due_utc, source.zone)
    if with_clock and at and not due.startswith(at):
        due = words("brief.deadline.zone", due=at, noted=due)
    if _has_passed(one.due_utc, source.made, timedelta() if with_clock else _DAY):
        return words("brief.deadline.passed", due=due)
    return due


def _has_passed(due: str, made: str, within: timedelta) -> bool:
    try:
        return parse_utc(due) + within < parse_utc(made)
    except ValueError:
        return False


def _threats(threats: Sequence[Said], quoting: _Quoting) -> Iterator[tuple[str, str]]:
    """The first and the last; one without a time is neither while another has one."""
    words = quoting.source.words
    told = by_time(threats)
    undated = len(threats) - len(told)
    more = [words.counted("brief.undated", undated)] if undated else []
    first = quoting.one(told[0]) if told else words("brief.threat.none")
    last = quoting.one(told[-1]) if len(told) > 1 else ""
    yield "brief.first_threat", first if last else every([first, *more], words)
    yield "brief.last_threat", every([last, *more], words) if last else ""


def by_time(all_: Iterable[Said]) -> list[Said]:
    """Those with a time in its order, all of them in that of the exhibits where none has one."""
    every_one = list(all_)
    dated = sorted((said for said in every_one if said.time), key=lambda said: said.time)
    return dated or sorted(every_one, key=lambda said: (said.exhibit, said.item))


def _own_words(quoting: _Quoting) -> str:
    """Threats and demands that the person marked in their own messages."""
    brief, words = quoting.source.brief, quoting.source.words
    told = [
        f"{words.named('brief.meaning', one.meaning)}{words('colon')}{quoting.one(one.said)}"
        for one in brief.pointed
        if one.meaning in ("threat", "demand") and whom.wrote_themselves(one.said, brief)
    ]
    return some(told, words)
