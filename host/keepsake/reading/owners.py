"""Whose the accounts are that items show: theirs who wrote those. Source: FORMAT.md §4.17."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keepsake.core.manifest import Identifier, Item

_ACCOUNTS = frozenset(("user_id", "profile_id", "member_id", "sender_phone", "phone", "peer_id"))
_OWN = ("from_me", "true")


def owned(ids: Iterable[Identifier], items: Sequence[Item]) -> tuple[Identifier, ...]:
    """The ids of a page, those of accounts with who wrote the items that show them.

    Args:
        ids: Of the page.
        items: As they are read. One that shows several accounts, or is the reader's own, tells
            nothing; nor do items that tell different people of one account.

    Returns:
        The same; whose an id is stays where the page's own data says so.
    """
    writers: dict[str, set[str]] = defaultdict(set)
    for item in items:
        shown = {one.value for one in item.ids if _is_account(one)}
        if len(shown) == 1 and item.author and not _is_own(item):
            writers[shown.pop()].add(item.author)
    return tuple(_owned(one, writers.get(one.value, set())) for one in ids)


def _owned(one: Identifier, writers: set[str]) -> Identifier:
    if one.of or len(writers) != 1 or not _is_account(one):
        return one
    return msgspec.structs.replace(one, of=next(iter(writers)))


def _is_account(one: Identifier) -> bool:
    return one.name in _ACCOUNTS and one.where == "attribute"


def _is_own(item: Item) -> bool:
    return item.side == "own" or any((one.name, one.value) == _OWN for one in item.ids)
