"""Redacted working copies that were made, to be chosen when their originals are handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.custody import RedactionBody, acts
from keepsake.viewer.present import head_of

if TYPE_CHECKING:
    from keepsake.local_time import LocalTime
    from keepsake.viewer.present import Head
    from keepsake.viewer.view import View


class MadeCopy(NamedTuple):
    """One copy: its record, the capture it is of, its form, when and why it was made."""

    entry: int
    head: Head
    form: str
    when: LocalTime | None
    why: str


def made_copies(view: View) -> list[MadeCopy]:
    """All copies of captures that are still there, oldest first."""
    session, times = view.session, view.times
    heads = {summary.entry: summary for summary in session.summaries()}
    return [
        MadeCopy(
            act.entry,
            head_of(view, heads[capture]),
            act.body.form,
            times.write(act.utc),
            act.body.why,
        )
        for act in acts(session.index().records(), heads)
        if isinstance(act.body, RedactionBody)
        for capture in act.body.captures
        if capture in heads
    ]
