"""What was done with captures, line by line, as a page tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.catalogue import table
from keepsake.flows.custody import acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.custody import Act
    from keepsake.viewer.unlocked_session import UnlockedSession
    from keepsake.viewer.view import View


class CustodyRow(NamedTuple):
    """One act, and which exhibits it concerns; an empty text for everything."""

    act: Act
    exhibits: str


def facts(view: View, entries: Sequence[int]) -> dict[str, object]:
    """Every act that concerns these captures, the newest first, and who works here.

    Args:
        view: Who looks.
        entries: Places of captures in the log.

    Raises:
        KeepsakeError: An entry is damaged, with its file named.
    """
    session = view.session
    found = acts.custody_of(session.unlocked, entries, session.index().records())
    return {
        "lines": [CustodyRow(act, _exhibits(session, act)) for act in reversed(found)],
        "is_copy": session.unlocked.vault.is_copy,
        "who": session.attribution.who,
        "told": table("custody", view.text.language),
        "times": view.times,
    }


def _exhibits(session: UnlockedSession, act: Act) -> str:
    """Numbers of the exhibits in their cases; the place in the log of what is in none."""
    numbers = ((entry, session.exhibit(entry)) for entry in act.body.captures)
    return ", ".join(str(number or f"#{entry}") for entry, number in numbers)
