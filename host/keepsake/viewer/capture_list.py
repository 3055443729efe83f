"""Where the list of captures looks: those of a case, those that wait for one, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keepsake.viewer.view import View


def where_of(view: View, asked: str) -> str:
    """`inbox`, `all` or a case; the chosen case where nothing or nonsense is asked for."""
    session = view.session
    work, chosen = session.casework(), session.case()
    if asked in ("inbox", "all") or asked in work.cases:
        return asked
    if chosen is not None:
        return chosen.case
    return "inbox" if work.cases else "all"


def belongs(view: View, entry: int, where: str) -> bool:
    """Whether a capture is among those that are looked at."""
    if where == "all":
        return True
    work = view.session.casework()
    of = work.place.get(entry)
    waits = of is not None and of not in work.cases
    return waits if where == "inbox" else of == where


def places_of(view: View, where: str) -> list[tuple[str, str, int]]:
    """What the list can be narrowed to: key, name ("" for the two that are no case), how many."""
    work = view.session.casework()
    places = [("inbox", "", len(work.inbox())), ("all", "", len(view.session.summaries()))]
    for case in work.cases.values():
        if not case.closed or case.case == where:
            places.append((case.case, case.name, len(case.inside)))
    return places
