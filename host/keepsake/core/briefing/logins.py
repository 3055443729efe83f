"""With which account each page was viewed, and who else looked at it. Pure.

Nothing is supposed: where neither the person says it nor the page shows it, it is not known.

Source: FORMAT.md §6.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.briefing.rows import Eyewitness, Login
from keepsake.core.briefing.sites import reader_account
from keepsake.core.host import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.accounts import Account
    from keepsake.core.briefing.rows import Shown
    from keepsake.core.case.entries import EyewitnessBody, LoginBody

SHOWN = "shown"


def logins(
    shown: Sequence[Shown], told: Sequence[LoginBody], known: Sequence[Account]
) -> Iterator[Login]:
    """One row for each page that was captured; of several things said of one the last holds.

    Args:
        shown: What is handed over.
        told: What the person says, in the order in which it was written.
        known: Accounts that the pages show.
    """
    said = {body.entry: body for body in told}
    for one in shown:
        if not host_of(one.page.url):
            continue
        body, account = said.get(one.entry), reader_account(one, known)
        by_page = account.name if account else ""
        if body:
            yield Login(one.number, body.how, body.account, by_page, body.note)
        else:
            yield Login(one.number, SHOWN if by_page else "", "", by_page)


def eyewitnesses(shown: Sequence[Shown], told: Sequence[EyewitnessBody]) -> Iterator[Eyewitness]:
    """Who looked at live pages of which there are captures here, in the order of when."""
    numbers = {one.entry: one.number for one in shown}
    for body in sorted(told, key=lambda body: body.when.utc):
        here = sorted(numbers[entry] for entry in set(body.entries) & numbers.keys())
        if here:
            day = body.when
            when = " ".join(filter(None, (day.date, day.clock, day.zone)))
            yield Eyewitness(
                body.name, body.role, body.reach, when, body.how, body.saw, body.same, tuple(here)
            )
