"""Whose the accounts are that items show."""

from __future__ import annotations

from keepsake.core.manifest import Identifier, ItemAsRead
from keepsake.reading.owners import owned


def _account(value: str, name: str = "user_id", where: str = "attribute") -> Identifier:
    return Identifier(name, value, where)


def _item(author: str, *ids: Identifier, side: str = "") -> ItemAsRead:
    return ItemAsRead("k", "message", author=author, ids=ids, side=side)


def _owners(ids: tuple[Identifier, ...], *items: ItemAsRead) -> list[str]:
    return [one.of for one in owned(ids, items)]


CORIN, TESS = _account("77"), _account("88")


def test_an_account_is_theirs_who_wrote_the_items_that_show_it() -> None:
    items = [_item("Corin", CORIN), _item("Tess", TESS), _item("", CORIN)]
    assert _owners((CORIN, TESS), *items) == ["Corin", "Tess"]


def test_an_item_that_shows_several_accounts_tells_nothing() -> None:
    assert _owners((CORIN, TESS), _item("Corin", CORIN, TESS)) == ["", ""]


def test_an_account_under_two_names_is_neithers() -> None:
    assert _owners((CORIN,), _item("Corin", CORIN), _item("Tess", CORIN)) == [""]


def test_the_number_in_the_readers_own_message_is_not_the_readers() -> None:
    mine = Identifier("from_me", "true", "attribute")
    assert _owners((CORIN,), _item("Tess", CORIN, mine)) == [""]
    assert _owners((CORIN,), _item("Tess", CORIN, side="own")) == [""]


def test_what_the_pages_data_says_stays_and_other_ids_are_nobodys() -> None:
    said = Identifier("user_id", "77", "attribute", of="Corin M.")
    thread = _account("77", "thread_id")
    linked = _account("77", where="link")
    assert _owners((said, thread, linked), _item("Corin", CORIN)) == ["Corin M.", "", ""]
