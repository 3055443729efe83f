"""What was done with captures, line by line, as a page tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.catalogue import table
from keepsake.core.custody import ReceiptBody
from keepsake.flows.custody import acts
from keepsake.formats.custody import receipts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.custody import Act
    from keepsake.viewer.unlocked_session import UnlockedSession
    from keepsake.viewer.view import View


class CustodyRow(NamedTuple):
    """One act, which exhibits it concerns ("" for everything), and what a receipt says."""

    act: Act
    exhibits: str
    received: str = ""


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
        "lines": [
            CustodyRow(act, _exhibits(session, act), _received(view, act))
            for act in reversed(found)
        ],
        "is_copy": session.unlocked.vault.is_copy,
        "who": session.attribution.who,
        "told": table("custody", view.text.language),
        "times": view.times,
    }


def _received(view: View, act: Act) -> str:
    if not isinstance(act.body, ReceiptBody):
        return ""
    words = table("custody", view.text.language)
    return receipts.said(act.body, words.__getitem__, view.times.plain)


def _exhibits(session: UnlockedSession, act: Act) -> str:
    """Numbers of the exhibits in their cases; the place in the log of what is in none."""
    numbers = ((entry, session.exhibit(entry)) for entry in act.body.captures)
    return ", ".join(str(number or f"#{entry}") for entry, number in numbers)
