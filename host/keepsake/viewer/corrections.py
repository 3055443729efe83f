"""Who wrote a message, or when, as the person says, by its number in a capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.case.entries import CorrectionBody

if TYPE_CHECKING:
    from keepsake.core.case.fold import Record
    from keepsake.viewer.view import View


def corrections_of(view: View, entry: int) -> dict[int, Record[CorrectionBody]]:
    """Corrections of the messages of a capture, by the number of the message."""
    work = view.session.casework()
    case = work.place.get(entry, "") or view.session.unlocked.vault.config.active_case
    found = (one for one in work.records(case, CorrectionBody) if one.body.entry == entry)
    return {record.body.item: record for record in found}


def corrected(view: View, body: CorrectionBody) -> str:
    """What a correction says, on one line."""
    text, when = view.text, view.times.day_text(body.when) if body.when.date else ""
    if body.author and when:
        return text("correct.both", author=body.author, when=when)
    return text("correct.when", when=when) if when else text("correct.author", author=body.author)
