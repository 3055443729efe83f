"""The next polite step with the police, from what was noted of earlier ones. Pure.

The order is that of somebody who knows a police service from inside: complaint taker, supervisor,
then a new call for the watch commander, and the watch commander again after a visit that led
nowhere. The words for each step are in `shared/data/ladder.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.case.entries import ContactBody

TAKEN = "taken"
REFUSED = "refused"
OPEN = "open"
ROLES = (
    "complaint_taker",
    "supervisor",
    "watch_commander",
    "officer",
    "ice",
    "cyber",
    "victim_services",
    "other",
)
WAYS = ("call", "visit", "came", "online", "letter")
OUTCOMES = ("warning", "restorative", "court", "closed", "abroad", "other")


class Step(NamedTuple):
    """What to do next.

    Attributes:
        key: A key of `ladder.json`.
        due: The day on which to do it, "" for now.
    """

    key: str
    due: str = ""


def next_step(contacts: Sequence[ContactBody], *, ended: bool) -> Step:
    """Proposes one step.

    Args:
        contacts: In the order in which they happened.
        ended: Whether an outcome was noted.
    """
    if ended:
        return Step("ended")
    if not contacts:
        return Step("first_call")
    last = contacts[-1]
    if last.result == REFUSED:
        return Step(_after_refusal(last))
    if last.result == TAKEN or any(contact.file_number for contact in contacts):
        return _after_taking(contacts, last)
    day = _day(last)
    return Step("follow_up", day) if day else Step("ask_what_next")


def _after_refusal(last: ContactBody) -> str:
    if last.way in ("visit", "came"):
        return "watch_commander_after"
    return {
        "complaint_taker": "supervisor",
        "supervisor": "watch_commander",
        "watch_commander": "elsewhere",
        "ice": "watch_commander",
        "cyber": "watch_commander",
        "officer": "watch_commander",
    }.get(last.role, "supervisor")


def _after_taking(contacts: Sequence[ContactBody], last: ContactBody) -> Step:
    if not any(contact.file_number for contact in contacts):
        return Step("file_number")
    if not any("preserve" in contact.asked for contact in contacts):
        return Step("preserve")
    day = _day(last)
    return Step("follow_up", day) if day else Step("ask_what_next")


def _day(contact: ContactBody) -> str:
    return contact.follow_up or contact.promised_on
