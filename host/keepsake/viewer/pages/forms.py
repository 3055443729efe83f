"""Reads what a person typed: every field has a limit, choices are only those that were offered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

from keepsake.flows.casework import LONGEST_LINE, LONGEST_TEXT, day_of
from keepsake.viewer import context

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from keepsake.core.case.entries import Day

_BREAKS = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]+")


def line(name: str, most: int = LONGEST_LINE) -> str:
    """One line of text."""
    return _BREAKS.sub(" ", _given(name)).strip()[:most]


def text(name: str, most: int = LONGEST_TEXT) -> str:
    """A text with its line breaks, as U+000A."""
    return _given(name).replace("\r\n", "\n").replace("\r", "\n").strip()[:most]


def choice(name: str, offered: Collection[str], otherwise: str = "") -> str:
    """One of what was offered."""
    given = _given(name)
    return given if given in offered else otherwise


def choices(name: str, offered: Collection[str]) -> tuple[str, ...]:
    """Those of the offered ones that were ticked."""
    return tuple(dict.fromkeys(one for one in request.form.getlist(name) if one in offered))


def number(name: str, otherwise: int = -1) -> int:
    """A whole number, not negative."""
    return whole(_given(name), otherwise)


def numbers(name: str) -> list[int]:
    """All whole numbers of that name."""
    found = (whole(given, -1) for given in request.form.getlist(name))
    return [one for one in found if one >= 0]


def whole(given: str, otherwise: int) -> int:
    """A whole number that is not negative, from text."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else otherwise


def day(name: str) -> Day:
    """A day and perhaps a time, in the zone of this computer."""
    return day_of(_given(f"{name}-date"), _given(f"{name}-clock"), context.state().env.zone())


def date(name: str) -> str:
    """A day alone, "" where it is none."""
    return day_of(_given(name), "", "").date


def _given(name: str) -> str:
    # What is no text at all (half of a pair of surrogates, NUL) cannot be kept as text.
    given = request.form.get(name, "")
    return given.encode("utf-8", errors="replace").decode("utf-8").replace("\x00", "")


def pack(numbers: Iterable[int]) -> str:
    """Numbers as `1-3,7`, for a field that goes along unseen."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{a}-{b}" if b > a else str(a) for a, b in runs)


def unpack(text: str, most: int) -> set[int]:
    """The same back; what is no number, or above the most, is left out."""
    found: set[int] = set()
    for run in text.split(","):
        first, _, last = run.partition("-")
        start = whole(first, 0)
        stop = min(whole(last, 0) if last else start, most)
        found.update(range(max(1, start), stop + 1))
    return found
