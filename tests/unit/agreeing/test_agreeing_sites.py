"""Whose an account is, and the host of an address: the host and the page say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from keepsake.core import accounts
from keepsake.core.accounts import Seen
from keepsake.core.briefing.rows import Shown
from keepsake.core.briefing.sites import own_accounts
from keepsake.core.host import host_of
from keepsake.core.manifest import Identifier, ItemAsRead, Manifest, Page, When

if TYPE_CHECKING:
    from fixtures.verifiers.reader import ReaderChecks

ADDRESSES = {
    "https://www.instagram.com/direct/t/1/": "www.instagram.com",
    "https://Shop.Example:8443/order?x=1#y": "shop.example:8443",
    "https://shop.example:443/": "shop.example",
    "http://shop.example:80": "shop.example",
    "http://127.0.0.1:45981/u/a": "127.0.0.1:45981",
    "https://[2001:db8::1]:444/": "[2001:db8::1]:444",
    "https://who:secret@shop.example/": "shop.example",
    "file:///home/a/page.html": "",
    "about:blank": "",
    "": "",
    "https://": "",
    "https://shop.example:99999/": "",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_host_of_an_address(address: str, in_the_reader: ReaderChecks) -> None:
    assert host_of(address) == ADDRESSES[address]
    assert in_the_reader("host", address=address) == ADDRESSES[address]


class Sighting(NamedTuple):
    """A captured page: the handles it shows, and who wrote on which side."""

    handles: tuple[str, ...]
    said: tuple[tuple[str, str], ...] = ()


THREAD = (("Nora Whitfield", "own"), ("Dorian Vale", "other"))
NORA, WIDE = "nora.whitfield", "\uff2e\uff2f\uff32\uff21_\u00c9T\u00c9"
TAKEN = (("Nora", "own"), ("N o r a", "other"))
CASES = {
    "named like whoever reads": ([Sighting((NORA, "dorian.vale"), THREAD)], {NORA}),
    "in any script": ([Sighting((WIDE,), (("Nora Été", "own"),))], {WIDE}),
    "nobody's side is known": ([Sighting(("nora",), (("Nora", ""),))], set()),
    "the other side took the name": ([Sighting(("nora",), TAKEN)], set()),
    "two are called so": ([Sighting((NORA, "nora_whitfield"), THREAD)], set()),
    "on another page alone": (
        [Sighting(("dorian.vale",), THREAD), Sighting((NORA,))], set(),
    ),
    "no name": ([Sighting(("...",), (("!!!", "own"),))], set()),
}  # fmt: skip


def _shown(number: int, told: Sighting) -> Shown:
    page = Page(
        "https://shop.example/",
        platform="shop",
        ids=tuple(Identifier("handle", handle, "json") for handle in told.handles),
    )
    at = When("2026-11-20T10:00:00.000Z")
    items = tuple(
        ItemAsRead(f"n:{n}", author=author, side=side, kind="message")
        for n, (author, side) in enumerate(told.said)
    )
    manifest = Manifest(2, "c", page, at, at, (), items=items)
    return Shown(number, number, at.utc, page, manifest)


def _for_the_page(one: Shown) -> dict[str, object]:
    assert one.manifest is not None
    ids = [
        {"name": each.name, "value": each.value, "where": each.where, "of": ""}
        for each in one.page.ids
    ]
    items = [
        {"kind": each.kind, "author": each.author, "side": each.side} for each in one.manifest.items
    ]
    page = {"url": one.page.url, "platform": "shop", "ids": ids}
    return {"number": one.number, "entry": one.entry, "utc": one.utc, "page": page, "items": items}


@pytest.mark.parametrize("name", CASES)
def test_whose_an_account_is(name: str, in_the_reader: ReaderChecks) -> None:
    told, own = CASES[name]
    shown = [_shown(number, each) for number, each in enumerate(told, 1)]
    seen = [Seen(one.entry, one.utc, "shop", one.page.url, one.page.ids) for one in shown]
    keys = {f"shop:{handle}" for handle in own}
    assert own_accounts(shown, accounts.fold(seen, ())) == keys
    assert in_the_reader("own", shown=[_for_the_page(one) for one in shown]) == sorted(keys)
