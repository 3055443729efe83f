"""The card with numbers to call; there before anything is unlocked, and without a network."""

from __future__ import annotations

from flask import Blueprint

from keepsake.viewer import context
from keepsake.viewer.emergency import Country, countries
from keepsake.viewer.preferences import ELSEWHERE

blueprint = Blueprint("help", __name__)


@blueprint.get("/help-now")
def card() -> str:
    """The card: the chosen country first, the others behind it."""
    own = chosen()
    rest = [one for one in countries() if one is not own]
    return context.page("help_now.html", own=own, rest=rest, countries=countries())


def chosen() -> Country | None:
    """The country that the person chose, None while they have not."""
    country = context.choices().country
    return next((one for one in countries() if country and one.country == country), None)


def emergency() -> str:
    """The number of the chosen country for danger; in words where none is chosen."""
    country = chosen()
    if country is None or country.country == ELSEWHERE:
        return context.catalogue()("police.emergency")
    return country.numbers[0].number
