"""Rows about who collected it, who else saw it, and who it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.formats.checklist.rows import MET, NOT, PARTLY, Found, Place
from keepsake.formats.checklist.subject import MOST_FILES
from keepsake.formats.report.machine import machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.formats.checklist.subject import Subject

_SAID = ("account", "none")


def collector(subject: Subject) -> Found:
    """7: whether whoever reports is named, says who they are, and with which account they read."""
    brief = subject.brief
    said = [one for one in brief.logins if one.how in _SAID]
    known = tuple(one.exhibit for one in brief.logins if one.how)
    places = (Place(exhibits=known, part="logins"), *_statement(subject))
    if not (brief.reporter or known):
        return Found(NOT, (), "no_name")
    missing = (
        (not brief.reporter, "no_name"),
        (not brief.told.get("who"), "no_role"),
        (not brief.logins or len(said) < len(brief.logins), "login_unknown"),
    )
    why = next((code for lacks, code in missing if lacks), "")
    return Found(PARTLY if why else MET, places, why)


def _statement(subject: Subject) -> tuple[Place, ...]:
    return (Place(file="statement.pdf"),) if subject.beside.statement else ()


def instruction(subject: Subject) -> Found:
    """12: what the program says is printed here; what the person did is in the statement."""
    places = (Place(file="checklist.pdf"), *_statement(subject))
    if subject.brief.told.get("did"):
        return Found(MET, places)
    return Found(PARTLY, places, "no_did")


def certificate(subject: Subject) -> Found:
    """22: whether drafts are filled in for somebody who is named."""
    countries = ("canada", "united_states", "united_kingdom", "france")
    places = tuple(Place(file=f"drafts/{country}.pdf") for country in countries)
    named = bool(subject.brief.reporter)
    return Found(MET if named else PARTLY, places, "sign" if named else "no_name")


def linked(subject: Subject) -> Found:
    """25: whether each person with an account has a reason that an exhibit here shows."""
    people = [one for one in subject.brief.people if one.accounts] or [*subject.brief.people]
    if not people:
        return Found(NOT, (), "nobody")
    shown = [
        Place(exhibits=(reason.exhibit,), item=reason.item)
        for one in people
        for reason in one.reasons
        if reason.exhibit
    ]
    places = (Place(part="reasons"), *shown[:MOST_FILES])
    good = all(any(reason.exhibit for reason in one.reasons) for one in people)
    return Found(MET, places) if good else Found(PARTLY, places, "no_exhibit")


def eyewitness(subject: Subject) -> Found:
    """28: whether somebody else says what they saw of a page that is here."""
    found = subject.brief.eyewitnesses
    if not found:
        return Found(NOT, (), "nobody_else")
    exhibits = tuple(sorted({number for one in found for number in one.exhibits}))
    papers = [Place(file=f"drafts/eyewitness-{n}.pdf") for n in range(1, len(found) + 1)]
    places = (Place(exhibits=exhibits, part="eyewitnesses"), *papers[:MOST_FILES])
    said = any(one.saw or one.same for one in found)
    return Found(MET, places) if said else Found(PARTLY, places, "no_words")


def privacy(subject: Subject) -> Found:
    """30: whether redacted working copies go along."""
    if subject.beside.redacted:
        return Found(MET, (Place(file="derived/redacted/index.json"),))
    return Found(PARTLY, (), "no_copy")


def generated(subject: Subject) -> Found:
    """33: whether it can be said of each exhibit what a machine made of it."""
    found = machine(subject.exhibits)
    places = (Place(part="machine"),)
    known = found.is_known and bool(found.shown)
    return Found(MET, places) if known else Found(PARTLY, places, "machine_unknown")


def rules() -> Iterator[tuple[int, Callable[[Subject], Found]]]:
    """Each with its number."""
    yield from {
        7: collector,
        12: instruction,
        22: certificate,
        25: linked,
        28: eyewitness,
        30: privacy,
        33: generated,
    }.items()
