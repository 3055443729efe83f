"""Selectors of shapes of platforms, matched on elements that were seen."""

from __future__ import annotations

import pytest

from keepsake.reading.selectors import selector
from keepsake.reading.tree import tree_of
from unit.reading.made import views_of

PAGE = (
    '<li id="chat-7"><h3 id="name-7" class="head own"><b>Nora</b><i>now</i></h3>'
    '<div data-e2e="text"><p dir="auto">hello</p></div></li>'
)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("p", ["p"]),
        (".own", ["h3"]),
        ("h3.head.own", ["h3"]),
        ("[dir]", ["p"]),
        ("[dir='auto']", ["p"]),
        ("[id^='name-']", ["h3"]),
        ("[id$='-7']", ["li", "h3"]),
        ("[data-e2e*='ex']", ["div"]),
        ("[id^='name-'] > :first-child", ["b"]),
        ("li b", ["b"]),
        ("li > b", []),
        ("li > h3 > i", ["i"]),
        ("li p[dir]", ["p"]),
        ("[id='7']", []),
    ],
)
def test_what_a_selector_finds(text: str, tags: list[str]) -> None:
    views = views_of(PAGE)
    found = selector(text)
    root = tree_of(views.records[1], views)
    assert [node.tag for node in root.walk() if found.matches(node)] == tags


def test_what_is_of_another_kind_is_refused() -> None:
    for text in ("p:has(b)", "a + b", "[dir=auto]"):
        with pytest.raises(ValueError, match="no selector"):
            selector(text)
