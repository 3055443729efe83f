"""The leads as data for the typesetter: a few of each kind, each with its first messages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from keepsake.core.leads.rows import KINDS
from keepsake.env import parse_utc
from keepsake.formats.report.whom import is_own_lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.briefing.gather import Briefing
    from keepsake.core.leads.rows import Lead, Leads, Place
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.words import Words

# Of each kind, and messages of each; all of them are in the bundle beside the report.
_MOST = 25
_MOST_PLACES = 4
_CHARACTERS = 400


def lead_pages(
    leads: Leads, exhibits: Sequence[Exhibit], words: Words, brief: Briefing | None
) -> dict[str, Any]:
    """What is listed, and how much is not.

    Args:
        leads: All of them.
        exhibits: What is handed over; the zone of the first is that of all times here.
        words: Of the report's language.
        brief: Tells which are the person's own, where there is one.
    """
    zone = exhibits[0].zone if exhibits else ("", 0)
    own = {id(lead) for lead in leads.leads if brief and is_own_lead(lead, brief)}
    kinds = {kind: [lead for lead in leads.leads if lead.kind == kind] for kind in KINDS}
    return {
        "title": words("leads.title"),
        "what": words("leads.what"),
        "none": "" if leads.leads else words("leads.none"),
        "kinds": [
            {
                "name": words(f"leads.kind.{kind}"),
                "rows": [_row(lead, words, zone[1], own=id(lead) in own) for lead in rows[:_MOST]],
                "left": _left(len(rows) - _MOST, words),
            }
            for kind, rows in kinds.items()
            if rows
        ],
    }


def _left(count: int, words: Words) -> str:
    return words("leads.rows_left", count=count) if count > 0 else ""


def _row(lead: Lead, words: Words, offset: int, *, own: bool) -> dict[str, Any]:
    places = [_place(one, lead, words, offset) for one in lead.places[:_MOST_PLACES]]
    left = len(lead.places) - _MOST_PLACES
    if left > 0:
        places.append(words("leads.places_left", count=left))
    known = [_whose(lead, words), _checked(lead, words), words("leads.mine") if own else ""]
    return {
        "value": _shortened(lead.value),
        "normal": _shortened(lead.normal),
        "known": " · ".join(filter(None, known)),
        "places": places,
    }


def _whose(lead: Lead, words: Words) -> str:
    if lead.assumed:
        return words("leads.assumed", of=lead.of)
    if lead.kind in ("iban", "phone"):
        return words("leads.country", of=lead.of) if lead.of else ""
    return words.named("platform", lead.of) if lead.kind == "user" else lead.of


def _checked(lead: Lead, words: Words) -> str:
    return words(f"leads.check.{lead.check}") if lead.check else ""


def _place(one: Place, lead: Lead, words: Words, offset: int) -> str:
    author = one.author or words("no_author")
    if one.author_source == "before":
        author = f"{author} ({words('author_before')})"
    time = _time(one.time, offset) if one.time else ""
    if time and one.zone_assumed:
        time = words("brief.zone_assumed", time=time)
    told = [words("brief.place", exhibit=one.exhibit, item=one.item), author, time]
    if one.written != lead.value:
        told.append(words("leads.written", written=_shortened(one.written)))
    if one.where != "text":
        told.append(words(f"leads.where.{one.where}"))
    return " · ".join(filter(None, told))


def _time(utc: str, offset: int) -> str:
    try:
        return f"{parse_utc(utc) + timedelta(minutes=offset):%Y-%m-%d %H:%M}"
    except ValueError:
        # A page may put anything where a time belongs.
        return utc


def _shortened(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]} […]"
