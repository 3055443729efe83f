"""Names that lead to an account are its own, as far as the page itself shows it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from keepsake.core import accounts
from keepsake.core.accounts import Seen
from keepsake.core.briefing.names import shown_names
from keepsake.core.briefing.rows import Shown
from keepsake.core.manifest import Identifier, Item, Link, Page

if TYPE_CHECKING:
    from keepsake.core.manifest import Manifest

PAGE = "https://www.instagram.com/direct/t/1784/"
IDS = (
    Identifier("user_id", "615", "json", "marc.d.photo"),
    Identifier("username", "julie.m", "json"),
)


def _said(author: str, *links: tuple[str, str], source: str = "") -> Item:
    named = tuple(Link(href, text) for text, href in links)
    return Item("id:1", "message", "Pay", author, source, links=named)


def _names(*items: Item, url: str = PAGE) -> dict[str, list[str]]:
    page = Page(url=url, platform="instagram", ids=IDS)
    manifest = cast("Manifest", SimpleNamespace(items=items))
    shown = [Shown(1, 4, "2026-11-20T00:00:00Z", page, manifest)]
    seen = [Seen(4, shown[0].utc, "instagram", url, IDS)]
    found = shown_names(shown, accounts.fold(seen, ()))
    return {key: [each.value for each in handles] for key, handles in found.items()}


@pytest.mark.parametrize(
    "address",
    [
        "https://www.instagram.com/marc.d.photo/",
        "https://www.instagram.com/@Marc.D.Photo?hl=en",
        "https://www.instagram.com/profile?id=615",
    ],
)
def test_a_name_that_leads_to_an_account_is_that_account_s(address: str) -> None:
    assert _names(_said("Marc D.", ("Marc D.", address))) == {"instagram:615": ["Marc D."]}


@pytest.mark.parametrize(
    "item",
    [
        _said("Marc D.", ("look here", "https://www.instagram.com/marc.d.photo/")),
        _said("Marc D.", ("Marc D.", "https://elsewhere.example/marc.d.photo/")),
        _said("Marc D.", ("Marc D.", "https://www.instagram.com/marc.d.photo.fans/")),
        _said("Marc D.", ("Marc D.", "https://www.instagram.com/marc.d.photo/"), source="before"),
        _said("", ("", "https://www.instagram.com/marc.d.photo/")),
        _said("marc_d_photo", ("marc_d_photo", "https://www.instagram.com/marc.d.photo/")),
    ],
)
def test_nothing_is_taken_from_anything_else(item: Item) -> None:
    assert not any(_names(item).values())


def test_a_name_that_leads_to_two_accounts_is_nobody_s() -> None:
    items = [
        _said("Marc D.", ("Marc D.", f"https://www.instagram.com/{handle}/"))
        for handle in ("marc.d.photo", "julie.m")
    ]
    assert _names(*items) == {}


def test_a_page_without_an_address_names_nobody() -> None:
    link = ("Marc D.", "https://www.instagram.com/marc.d.photo/")
    assert _names(_said("Marc D.", link), url="") == {}
