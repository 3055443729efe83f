"""Where captures are from, how they were made, and who read the pages. Pure.

Source: FORMAT.md §6.8.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from keepsake.core.briefing.rows import Captured, Site, items_of
from keepsake.core.host import host_of
from keepsake.core.manifest import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.accounts import Account
    from keepsake.core.briefing.rows import Shown

OWN, OTHER = "own", "other"


def sites(shown: Sequence[Shown]) -> Iterator[Site]:
    """Each platform and host of which there are captures, in the order of the exhibits."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in shown:
        key = (one.page.platform or "", host_of(one.page.url))
        if any(key):
            found.setdefault(key, []).append(one.number)
    for (platform, host), exhibits in found.items():
        yield Site(platform, host, tuple(exhibits))


def captured(shown: Sequence[Shown]) -> Iterator[Captured]:
    """How captures were made and with what, each way once; of files nothing is captured."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for one in shown:
        known = one.manifest
        if known and not known.cut_short and host_of(one.page.url):
            by = COMMAND if known.driven else known.started_by
            key = (by, known.environment.extension, known.environment.user_agent)
            found.setdefault(key, []).append(one.number)
    for (by, program, browser), exhibits in found.items():
        yield Captured(by, program, browser, tuple(exhibits))


def own_accounts(shown: Sequence[Shown], known: Sequence[Account]) -> set[str]:
    """Keys of accounts that are called like whoever read the page that shows them."""
    found = (reader_account(one, known) for one in shown)
    return {account.key for account in found if account}


def reader_account(one: Shown, known: Sequence[Account]) -> Account | None:
    """The account that is called like whoever read one page, where that page shows it.

    That is the name of messages on the reader's side. Where the other side has that name too, or
    two accounts do, it tells nothing: somebody may have taken it to pass for them.
    """
    names = _names(one, OWN) - _names(one, OTHER)
    named = [each for each in known if one.entry in each.captures and names & _called(each)]
    return named[0] if len(named) == 1 else None


def _names(one: Shown, side: str) -> set[str]:
    here = {same_name(item.author) for _number, item in items_of(one) if item.side == side}
    return here - {""}


def _called(account: Account) -> set[str]:
    return {same_name(mark.value) for mark in account.handles}


def same_name(name: str) -> str:
    """A name by its letters and digits alone, as a handle and a name shown are compared."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return "".join(each for each in plain if each.isalnum())
