"""Numbers to call, by country, from data with its source."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from keepsake.shared import shared_path

_CALLED = re.compile(r"\+?\d[\d\s-]*\d")
_SITE = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,}")


class Number(msgspec.Struct, frozen=True):
    """One number to call, with where we have it from.

    Attributes:
        number: As one dials it, or a site; "" where none was confirmed.
        name: Who answers, by language.
        when: When to call, by language.
        source: Where the number was read, and `checked` when.
        confirmed: Whether that source is the service itself or an authority.
    """

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


def _address(shown: str) -> str:
    if _CALLED.fullmatch(shown):
        return f"tel:{re.sub(r'[^+0-9]', '', shown)}"
    return f"https://{shown.lower()}/" if _SITE.fullmatch(shown) else ""


class Country(msgspec.Struct, frozen=True):
    """The numbers of one country, the most urgent first."""

    country: str
    name: dict[str, str]
    numbers: tuple[Number, ...]


@lru_cache
def countries() -> tuple[Country, ...]:
    """The data of `shared/data/emergency.json`."""
    data = shared_path("data", "emergency.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Country, ...])
