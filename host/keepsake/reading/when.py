"""Times: what is one in any language, where one stands in a sentence, what an attribute fixes."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from keepsake.core.spelling import straight
from keepsake.reading.alternation import alternation
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MARKS = r"[\s·•|@,،、()\[\]{}/–—\-\u2212~⋅»«≈:;.✓✔☑\u200e\u200f\u202a-\u202e\u2066-\u2069]+"
# The rest of a word in which no time begins; tried at each of its letters, that takes far longer.
_OTHER = r"[^\W\d_\u0e00-\u0e4f\u3040-\u9fff\uac00-\ud7af]+"
_ISO = r"(?:19|20)\d\d-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:z|[+-]\d\d:?\d\d)?)?"
# Two numbers with a point between are more often a price or a mark than a day.
_DATE = (
    r"(?<![a-z\d.])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{2,4}[./-]\d{1,2}[./-]\d{1,2})(?![\d.]\d|\d)"
    r"|\d{1,2}[/-]\d{1,2}(?![\d%])|\d{1,2}\.\d{1,2}\.(?!\d)"
    r"|(?:\d{2,4}\s?[年년]\s?)?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일號号]?|\d{4}\s?[年년](?:\s?\d{1,2}\s?[月월])?"
)
_MINUTES = r"[0-5]\d"
_CLOCK = (
    r"(?<!\d)(?:[01]?\d|2[0-4])\s?(?:"
    rf"[:\uff1ah時时点點시]\s?{_MINUTES}(?:[:\uff1a]{_MINUTES})?\s?[分분]?|[時时点點시](?!間|间))"
)
_POINTED = rf"(?<![\d.,])(?:[01]?\d|2[0-3])\.{_MINUTES}(?![\d.,])"
_ZONE = (
    r"\b(?:utc|gmt|ces?t|ees?t|wes?t|bst|ist|[ecmp][sd]t|ak[sd]t|hst|jst|kst|msk|ae[sd]t|nz[sd]t)"
    r"(?:\s?[+-]\d{1,2}(?::?\d{2})?)?(?!\w)"
)
_MONEY = re.compile(r"[$€£¥₩₽₹%★☆]")
_FULL = re.compile(
    r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d+)?\s?(Z|[+-]\d\d:?\d\d)(?=$|[\s,;(])"
)
_WITH_SECONDS = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d) (\d{10})$")
# As mails, HTTP and JavaScript write it, in English wherever they are.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPELLED = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:(?P<first>\d{1,2})\s+)?"
    rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\s+(?:(?P<second>\d{{1,2}})(?:st|nd|rd|th)?\b)?(?P<rest>.+)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HOUR = re.compile(r"\b(\d{1,2}):(\d\d)(:\d\d)?(?:\s?([AP])M\b)?", re.IGNORECASE)
_AHEAD = re.compile(r"(?:\b(?:GMT|UTC)|\s)([+-])(\d\d?):?(\d\d)?\b|\b(?:GMT|UTC|Z)\b")
_POINTS = re.compile(r"^(\d\d)\.(\d\d)\.(\d{4}),? (\d\d:\d\d:\d\d) (?:UTC|GMT)([+-]\d\d:\d\d)$")
_SECONDS = re.compile(r"^\d{10}(?:\.\d+)?$")
_MILLISECONDS = re.compile(r"^\d{13}$")
_FIRST, _LAST = 946_684_800, 4_102_444_800  # 2000 to 2100: other numbers are no moments
_QUARTER = 900  # seconds: zones lie apart by as much, or more
_CORE = frozenset(("iso", "date", "clock", "pointed", "half_hour", "age", "relative"))

_HOURS = frozenset(("clock", "pointed", "half_hour", "age"))


class Clock:
    """Knows times by the words of all languages at once; remembers what it was asked."""

    def __init__(self, words: Mapping[str, Iterable[str]], ages: Iterable[Ages] = ()) -> None:
        """Makes one.

        Args:
            words: By concept: `months`, `days`, `relative`, `units`, `ago`, `halves`, `fillers`.
            ages: Of each language its units and what stands with them. An age without a number,
                "an hour ago", is of one language: words of two say something else together.
        """
        words = {each: tuple(map(_even, some)) for each, some in words.items()}
        half = alternation(words.get("halves", ()))
        days = tuple(words.get("days", ()))
        kinds = {
            "iso": _ISO,
            "date": _DATE,
            "age": _age_of(words, ages),
            "half_hour": "|".join(
                (
                    rf"(?:{half})\s?{_CLOCK}",
                    rf"{_CLOCK}\s?(?:{half})",
                    rf"(?<!\d)\d{{1,2}}\s?(?:{half})",
                    rf"(?:{half})\s?\d{{1,2}}(?!\d)",
                )
            ),
            "clock": _CLOCK,
            "pointed": _POINTED,
            "relative": alternation(words.get("relative", ())),
            "month": alternation(words.get("months", ())),
            "day": alternation(each for each in days if len(each) > 1),
            "zone": _ZONE,
            "half": half,
            # One letter alone is a day only beside a date, and a part of many names.
            "filler": alternation(
                (*words.get("fillers", ()), *(each for each in days if len(each) == 1))
            ),
            "ago": alternation(words.get("ago", ())),
            "number": r"(?<!\d)\d{1,4}(?:st|nd|rd|th|er|º|ª|日|일)?(?!\d)",
            "marks": _MARKS,
            "other": _OTHER,
        }
        source = "|".join(f"(?P<{name}>{each})" for name, each in kinds.items())
        self._token = re.compile(source)
        spoken = (alternation(words.get(each, ())) for each in ("relative", "days", "units"))
        self._may = re.compile(r"\d|" + "|".join(spoken))
        self._leading = frozenset(each.casefold() for each in words.get("fillers", ()))
        self._known: dict[str, bool] = {}
        self._spans: dict[str, list[tuple[int, int]]] = {}

    def leads(self, word: str) -> bool:
        """Whether a word leads to a time: "at", "on"."""
        return word.casefold() in self._leading

    def is_time(self, text: str) -> bool:
        """Whether a text is a time of day, an age or a date, and nothing else."""
        if len(text) > LIMITS.time or not text:
            return False
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._covers(text)
        return known

    def tells_hour(self, text: str) -> bool:
        """Whether a time tells more than a day, which stands over all that was said on it."""
        tokens = [token for token in self._token.finditer(_even(text)) if token.lastgroup]
        return any(token.lastgroup in _HOURS or ":" in token[0] for token in tokens)

    def _covers(self, text: str) -> bool:
        text = _even(text)
        if _MONEY.search(text):
            return False
        kinds, at = [], 0
        while at < len(text):
            token = self._token.match(text, at)
            if token is None or token.lastgroup == "other" or token.end() == at:
                return False
            kinds.append(token.lastgroup or "")
            at = token.end()
        return _speaks(kinds)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where times stand in a sentence.

        Args:
            text: The sentence.

        Returns:
            Beginning and end of each, in order, as long as they go on.
        """
        known = self._spans.get(text)
        if known is None:
            known = self._spans[text] = self._found(_even(text))
        return list(known)

    def _found(self, text: str) -> list[tuple[int, int]]:
        if not self._may.search(text):
            return []
        out: list[tuple[int, int]] = []
        kinds: list[str] = []
        begin = end = at = 0
        for token in self._token.finditer(text):
            kind = token.lastgroup or ""
            if token.start() != at or kind == "other":
                _keep(out, kinds, begin, end)
                kinds = []
            at = token.end()
            if kind in ("marks", "other"):
                continue
            if not kinds:
                if kind == "filler":
                    continue
                begin = token.start()
            kinds.append(kind)
            if kind != "filler":
                end = token.end()
        _keep(out, kinds, begin, end)
        return out


def _even(text: str) -> str:
    """The text in small letters, each of which stays in its place.

    An expression that leaves the case open takes several times as long.
    """
    lowered = straight(text.lower())
    if len(lowered) == len(text):
        return lowered
    return straight("".join(low if len(low := each.lower()) == 1 else each for each in text))


Ages = tuple[Collection[str], Collection[str]]
"""Units of a language, and what stands before or after them."""


def _age_of(words: Mapping[str, Iterable[str]], ages: Iterable[Ages]) -> str:
    """An expression for ages: "5 min", "il y a 3 h", "an hour ago"."""
    unit, ago = (alternation(words.get(each, ())) for each in ("units", "ago"))
    letters = "|".join(re.escape(each) for each in words.get("letters", ())) or "(?!)"
    number = r"(?<![\d.,:])\d{1,3}"
    counted = rf"{number}\s?(?:(?:{letters})(?![^\W_])|{_loose(unit)})"
    return "|".join(
        (
            rf"(?:(?:{ago})\s?)?{counted}\.?(?:\s(?={number})(?:{counted}))*(?:\s?(?:{ago}))?",
            *(_worded_age(*(alternation(map(_even, each)) for each in both)) for both in ages),
        )
    )


def _worded_age(unit: str, ago: str) -> str:
    return rf"(?:{ago})(?:(?<=')|\s(?:\w+\s)?)(?:{unit})|(?:\w+\s)?(?:{unit})\s(?:{ago})"


def _loose(unit: str) -> str:
    """The words of units also where a number stands right before: "5min"."""
    return unit.replace(r"(?<![^\W\d_])", "")


def _keep(out: list[tuple[int, int]], kinds: list[str], begin: int, end: int) -> None:
    said = [kind for kind in kinds if kind != "pointed"]
    if said and _speaks(said):
        out.append((begin, end))


def _speaks(kinds: list[str]) -> bool:
    """Whether tokens tell a time: a word of a month alone is a word."""
    if _CORE.intersection(kinds):
        return kinds.count("number") <= 3
    if "month" in kinds:
        return "number" in kinds and kinds.count("number") <= 2
    return "day" in kinds and kinds.count("number") <= 2 and kinds.count("day") == 1


def moment(value: str, *, counted: bool = False) -> str:
    """The moment that an attribute fixes.

    Args:
        value: Of the attribute.
        counted: Its name says that numbers in it are seconds or milliseconds since 1970.

    Returns:
        `2026-11-20T18:05:00Z`; `""` where there is no date, no clock or no zone.
    """
    value = value.strip()
    if counted and (_SECONDS.match(value) or _MILLISECONDS.match(value)):
        seconds = float(value) / (1000 if _MILLISECONDS.match(value) else 1)
        return _written(datetime.fromtimestamp(seconds, UTC)) if _FIRST < seconds < _LAST else ""
    pointed = _POINTS.match(value)
    if pointed:
        day, month, year, clock, zone = pointed.groups()
        value = f"{year}-{month}-{day}T{clock}{zone}"
    full = _FULL.match(value)
    if not full:
        return _counted_too(value) or _spelled(value)
    day, clock, seconds_, _, zone = full.groups()
    zone = "+00:00" if zone == "Z" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return _iso(f"{day}T{clock}{seconds_ or ':00'}{zone}")


def _counted_too(value: str) -> str:
    """The moment of one without a zone that is counted in seconds as well."""
    found = _WITH_SECONDS.match(value)
    if not found:
        return ""
    at = datetime.fromtimestamp(int(found[2]), UTC)
    apart = datetime.fromisoformat(f"{found[1]}+00:00") - at
    return "" if apart.total_seconds() % _QUARTER else _written(at)


def _spelled(value: str) -> str:
    """The moment of "Fri, 20 Nov 2026 19:05:00 +0100" and what else programs write so."""
    found = _SPELLED.match(value)
    if not found:
        return ""
    year, hour, zone = (each.search(found["rest"]) for each in (_YEAR, _HOUR, _AHEAD))
    day = found["first"] or found["second"]
    if not (year and hour and zone and day):
        return ""
    late = 12 * ((hour[4] or "").upper() == "P")
    month = _MONTHS.index(found["month"].lower()) + 1
    at = int(hour[1]) % 12 + late if hour[4] else int(hour[1])
    ahead = f"{zone[1]}{int(zone[2]):02}:{zone[3] or '00'}" if zone[1] else "+00:00"
    clock = f"{at:02}:{hour[2]}{hour[3] or ':00'}"
    return _iso(f"{year[0]}-{month:02}-{int(day):02}T{clock}{ahead}")


def _iso(value: str) -> str:
    try:
        return _written(datetime.fromisoformat(value))
    except ValueError:
        return ""


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
