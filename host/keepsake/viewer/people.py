"""Accounts that the captures of a case show, and who the person thinks they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.case.entries import EyewitnessBody, PersonBody

if TYPE_CHECKING:
    from keepsake.core.accounts import Account
    from keepsake.core.case.fold import Record
    from keepsake.viewer.view import View


def accounts_of(view: View) -> list[Account]:
    """Accounts in captures of the chosen case; all of them while there is no case."""
    case = view.session.case()
    found = view.session.accounts()
    if case is None:
        return found
    return [one for one in found if case.inside.intersection(one.captures)]


def persons_of(view: View) -> list[Record[PersonBody]]:
    """Who the person thinks they deal with, in the chosen case."""
    case = view.session.case()
    return view.session.casework().records(case.case, PersonBody) if case else []


def names_of(view: View) -> dict[str, str]:
    """Names of these persons by the keys of their accounts."""
    return {key: one.body.name for one in persons_of(view) for key in one.body.accounts}


def eyewitnesses_of(view: View) -> list[Record[EyewitnessBody]]:
    """Who else saw the pages, in the chosen case."""
    case = view.session.case()
    return view.session.casework().records(case.case, EyewitnessBody) if case else []
