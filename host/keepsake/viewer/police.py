"""What the chosen case holds of the police, and the next polite step."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from keepsake.core.case.entries import ContactBody, OutcomeBody, SeizureBody
from keepsake.core.case.police import next_step

if TYPE_CHECKING:
    from keepsake.core.case.fold import Record
    from keepsake.core.case.police import Step
    from keepsake.viewer.view import View

Thing = TypeVar("Thing", ContactBody, SeizureBody, OutcomeBody)


def next_step_of(view: View, talks: list[Record[ContactBody]]) -> Step:
    """What to do next, after these talks."""
    ended = bool(of_case(view, OutcomeBody))
    return next_step([talk.body for talk in talks], ended=ended)


def of_case(view: View, kind: type[Thing]) -> list[Record[Thing]]:
    """What the chosen case holds of a kind, in the order in which it happened."""
    case = view.session.case()
    if case is None:
        return []
    records = view.session.casework().records(case.case, kind)
    return sorted(records, key=lambda record: (record.body.when.utc, record.root))
