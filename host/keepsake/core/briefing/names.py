"""Names that pages show for accounts: where a writer's name leads to the account itself. Pure.

Source: FORMAT.md §6.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.briefing.rows import Handle, items_of
from keepsake.core.briefing.sites import same_name
from keepsake.core.host import host_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.accounts import Account
    from keepsake.core.briefing.rows import Shown
    from keepsake.core.manifest import Item

_BEFORE = "before"
_WHERE = "link"


def shown_names(shown: Sequence[Shown], known: Sequence[Account]) -> dict[str, list[Handle]]:
    """What accounts are called on pages beside what their ids say, by their keys.

    A page shows that a name is of an account where a message stands under that name and the same
    name is a link to the account in it. Where on one page it leads to more than one, or an account
    is called so already, nothing is added. Nothing is guessed from names that are alike.
    """
    found: dict[str, list[Handle]] = {}
    for one in shown:
        for name, leads_to in _names(one, known).items():
            if len(leads_to) != 1:
                continue
            account = leads_to[0]
            handles = found.setdefault(account.key, [])
            values = [mark.value for mark in account.handles] + [each.value for each in handles]
            called = set(map(same_name, values))
            if same_name(name) not in called:
                handles.append(Handle("name", name, (_WHERE,), one.page.platform or ""))
    return found


def _names(one: Shown, known: Sequence[Account]) -> dict[str, list[Account]]:
    """Each name under which messages stand, with the accounts that it leads to on that page."""
    here = [account for account in known if one.entry in account.captures]
    found: dict[str, list[Account]] = {}
    for _number, item in items_of(one):
        if item.author_source == _BEFORE:
            continue
        for address in _own_links(item):
            led = [each for each in here if _leads_to(address, one.page.url, each)]
            accounts = found.setdefault(item.author, [])
            accounts += [each for each in led if each not in accounts]
    return found


def _own_links(item: Item) -> Iterator[str]:
    """Where the name of who wrote a message leads."""
    name = same_name(item.author)
    if name:
        yield from (link.href for link in item.links if same_name(link.text) == name)


def _leads_to(address: str, page: str, account: Account) -> bool:
    """Whether a part of an address of the page's own host is a handle or an id of an account."""
    host = host_of(page)
    if not host or host_of(address) != host:
        return False
    parts = [part.removeprefix("@").lower() for part in parts_of(address)]
    return any(mark.value.lower() in parts for mark in (*account.handles, *account.permanent))
