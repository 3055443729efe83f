"""Accounts folded from captures: permanent ids, the history of handles, joined and parted."""

from __future__ import annotations

from keepsake.core.accounts import Account, Seen, fold
from keepsake.core.case.entries import AccountBody
from keepsake.core.case.fold import Kept
from keepsake.core.manifest import Identifier

PROFILE = "https://www.instagram.com/marc"


def _handle(value: str, where: str = "address") -> Identifier:
    return Identifier("username", value, where)


def _permanent(value: str, of: str) -> Identifier:
    return Identifier("user_id", value, "json", of)


def _seen(entry: int, *ids: Identifier, platform: str = "instagram") -> Seen:
    return Seen(entry, f"2026-11-{entry:02}T10:00:00.000Z", platform, PROFILE, ids)


def _said(entry: int, action: str, *keys: str, note: str = "") -> Kept[AccountBody]:
    return Kept(entry, "2026-11-24T10:00:00.000Z", AccountBody(action, keys, note))


def _keys(accounts: list[Account]) -> list[tuple[str, ...]]:
    return sorted(tuple(sorted(one.keys)) for one in accounts)


def test_a_permanent_id_carries_the_history_of_its_handles() -> None:
    (account,) = fold(
        [
            _seen(1, _handle("marc"), _permanent("77", "marc")),
            _seen(2, _handle("marc.d"), _permanent("77", "Marc.D")),
            _seen(9, _handle("marc.d")),
        ],
        [],
    )
    assert account.key == "instagram:77"
    assert {mark.value for mark in account.handles} == {"marc", "marc.d", "Marc.D"}
    assert account.handles[0].value == "marc"
    assert account.name == "marc.d"
    assert [mark.value for mark in account.permanent] == ["77"]
    assert account.permanent[0].where == ("json",)
    assert account.captures == (1, 2, 9)
    assert (account.first[:10], account.last[:10]) == ("2026-11-01", "2026-11-09")
    assert account.addresses == (PROFILE,)


def test_a_handle_that_stood_with_two_permanent_ids_belongs_to_neither() -> None:
    accounts = fold(
        [
            _seen(1, _handle("marc"), _permanent("77", "marc")),
            _seen(2, _handle("marc"), _permanent("88", "marc")),
        ],
        [],
    )
    assert _keys(accounts) == [("instagram:77",), ("instagram:88",), ("instagram:marc",)]


def test_platforms_are_kept_apart_and_threads_are_no_accounts() -> None:
    thread = Identifier("thread_id", "1784", "address")
    accounts = fold(
        [_seen(1, _handle("marc"), thread), _seen(2, _handle("marc"), platform="x")], []
    )
    assert _keys(accounts) == [("instagram:marc",), ("x:marc",)]
    assert fold([_seen(1, thread)], []) == []


def test_accounts_are_joined_and_parted_in_the_order_in_which_it_was_said() -> None:
    seen = [_seen(1, _handle("a")), _seen(2, _handle("b")), _seen(3, _handle("c"))]
    a, b, c = (f"instagram:{name}" for name in "abc")
    joined = [_said(4, "merge", a, b, note="Same avatar."), _said(5, "merge", b, c)]
    (account,) = fold(seen, joined)
    assert sorted(account.keys) == [a, b, c]
    assert account.captures == (1, 2, 3)
    assert account.notes == ("Same avatar.",)
    assert _keys(fold(seen, [*joined, _said(6, "split", a)])) == [(a,), (b, c)]
    assert _keys(fold(seen, [*joined, _said(6, "split", b)])) == [(a, c), (b,)]
    assert _keys(fold(seen, [_said(4, "merge", a, "instagram:unknown")])) == [(a,), (b,), (c,)]


def test_those_with_most_captures_come_first() -> None:
    accounts = fold([_seen(1, _handle("a")), _seen(2, _handle("b")), _seen(3, _handle("b"))], [])
    assert [one.name for one in accounts] == ["b", "a"]
