"""The rows of the checklist: what is asked, from `checklist.json`, and what was found of each.

Source: FORMAT.md §6.21.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

# Named at run time: msgspec reads what the members are.
from keepsake.formats.report.machine import Machine
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1
MET, PARTLY, NOT = "met", "partly", "not"


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something stands.

    Attributes:
        exhibits: Their numbers.
        item: Number of a message in the one exhibit.
        file: A path below `data/`.
        part: A part of report and page: a word of `checklist.part`.
    """

    exhibits: tuple[int, ...] = ()
    item: int = 0
    file: str = ""
    part: str = ""


class Found(msgspec.Struct, frozen=True):
    """What was found of one row; `why` is a word of `why` in `checklist.json`, "" for none."""

    state: str
    places: tuple[Place, ...] = ()
    why: str = ""


class Row(msgspec.Struct, frozen=True):
    """The same with its number."""

    row: int
    state: str
    places: tuple[Place, ...]
    why: str


class Checklist(msgspec.Struct, frozen=True):
    """All rows, and what a machine made of the exhibits."""

    keepsake_checklist: int
    rows: tuple[Row, ...]
    machine: Machine

    def count(self, state: str) -> int:
        """How many rows are in a state."""
        return sum(row.state == state for row in self.rows)


class Requirement(msgspec.Struct, frozen=True, rename={"origin": "from"}):
    """One requirement; texts by language. `how` is what the program does about it."""

    row: int
    origin: dict[str, str]
    asks: dict[str, str]
    how: dict[str, str]


class Requirements(msgspec.Struct, frozen=True):
    """All of them, where they are from, and whether that was confirmed."""

    version: int
    source: dict[str, str]
    checked: str
    confirmed: bool
    rows: tuple[Requirement, ...]
    why: dict[str, dict[str, str]]


@lru_cache
def requirements() -> Requirements:
    """What is asked, from `checklist.json`."""
    data = shared_path("data", "checklist.json").read_bytes()
    return msgspec.json.decode(data, type=Requirements)


def share(good: int, of: int, places: Sequence[Place] = (), why: str = "some") -> Found:
    """Met where it is so of all, partly where of some, not where of none or where there is none."""
    if not of:
        return Found(NOT, (), "no_pages")
    if good == of:
        return Found(MET, tuple(places))
    if not good and why == "some":
        return Found(NOT, tuple(places), "none")
    return Found(PARTLY if good else NOT, tuple(places), why)
