"""The card with numbers to call; there before anything is unlocked, and without a network."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from flask import Blueprint

from keepsake.shared import shared_path
from keepsake.viewer import context

blueprint = Blueprint("help", __name__)


class Number(msgspec.Struct, frozen=True):
    """One number to call, with where we have it from.

    Attributes:
        number: As one dials it.
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


class Country(msgspec.Struct, frozen=True):
    """The numbers of one country, the most urgent first."""

    country: str
    name: dict[str, str]
    numbers: tuple[Number, ...]


@blueprint.get("/help-now")
def card() -> str:
    """The card."""
    return context.page("help_now.html", countries=countries())


@lru_cache
def countries() -> tuple[Country, ...]:
    """The data of `shared/data/emergency.json`."""
    data = shared_path("data", "emergency.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Country, ...])
