"""Messages that were pointed out, by their number in a capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.case.entries import MarkBody

if TYPE_CHECKING:
    from keepsake.core.case.fold import Record
    from keepsake.viewer.view import View

MEANINGS = ("threat", "demand", "deadline", "admission", "identity", "payment", "other")


def marks_of(view: View, entry: int) -> dict[int, dict[str, Record[MarkBody]]]:
    """Marks on the messages of a capture: by the number of the message, then by meaning."""
    work = view.session.casework()
    case = work.place.get(entry, "") or view.session.unlocked.vault.config.active_case
    found: dict[int, dict[str, Record[MarkBody]]] = {}
    for record in work.records(case, MarkBody):
        if record.body.entry == entry:
            found.setdefault(record.body.item, {})[record.body.meaning] = record
    return found
