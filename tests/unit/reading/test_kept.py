"""A reading in the place of what a manifest says of its items."""

from __future__ import annotations

from keepsake.core.manifest import Earlier, Item
from keepsake.reading.kept import as_read
from keepsake.reading.told import SEEN, ToldField, ToldItem


def _earlier(text: str, *before: str) -> list[str]:
    item = Item("k", "message", text=text, earlier=tuple(Earlier(each, "t") for each in before))
    said = ToldItem("k", "message", text=ToldField("well, never", SEEN))
    return [each.text for each in as_read([item], [said])[0].earlier]


def test_who_and_when_around_what_is_said_now_stood_around_what_was_said_before() -> None:
    now = "Corin\nwell, never\n10:12"
    assert _earlier(now, "Corin\nsend it\nall of it\n10:12") == ["send it\nall of it"]


def test_words_that_were_said_before_are_kept_where_nothing_else_was() -> None:
    assert _earlier("Corin\nwell, never\n10:12", "Corin") == ["Corin"]
    assert _earlier("well, never", "send it") == ["send it"]
