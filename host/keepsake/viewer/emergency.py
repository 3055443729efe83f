"""Numbers to call and how the police work, by country, from data with its source."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from keepsake.shared import shared_files

_CALLED = re.compile(r"\+?\d[\d\s-]*\d")
_SITE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,}")
# Words that tell what the window is for; nothing with them is shown before the vault is open.
_TELLING = re.compile("police|evidence|victim|preuve", re.IGNORECASE)


class Number(msgspec.Struct, frozen=True):
    """One number to call, with where we have it from.

    Attributes:
        kind: What it is for, as the schema lists.
        number: As one dials it, or a site; "" where none was confirmed.
        name: Who answers, by language.
        when: When to call, by language.
        source: Where the number was read, and `checked` when.
        confirmed: Whether that source is the service itself or an authority.
    """

    kind: str
    number: str
    name: dict[str, str]
    when: dict[str, str]
    source: str
    checked: str
    confirmed: bool

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What stands there, each with what a press opens: a call, a site, or nothing."""
        return tuple((part, _address(part)) for part in self.number.split(" / "))

    @property
    def telling(self) -> bool:
        """Whether its words say what the window is for."""
        words = (*self.name.values(), *self.when.values(), self.source)
        return any(_TELLING.search(text) for text in words)


def _address(shown: str) -> str:
    if _CALLED.fullmatch(shown):
        return f"tel:{re.sub(r'[^+0-9]', '', shown)}"
    return f"https://{shown.lower()}/" if _SITE.fullmatch(shown) else ""


class Way(msgspec.Struct, frozen=True):
    """How one thing goes with the police of a country, with where we have it from."""

    title: dict[str, str]
    text: dict[str, str]
    source: str
    checked: str
    confirmed: bool


class Country(msgspec.Struct, frozen=True):
    """What is known of one country, and of all that have none of their own (`ELSEWHERE`).

    Attributes:
        country: Its code in ISO 3166-1.
        order: Its place among the others.
        numbers: The most urgent first.
        police: How the police work there, where it differs.
    """

    country: str
    order: int
    name: dict[str, str]
    numbers: tuple[Number, ...]
    police: tuple[Way, ...]


@lru_cache
def countries() -> tuple[Country, ...]:
    """What `shared/data/help` knows of each country, in the order of the screens."""
    read = [msgspec.json.decode(data, type=Country) for data in shared_files("data", "help")]
    return tuple(sorted(read, key=lambda one: one.order))
