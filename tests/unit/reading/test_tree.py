from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from keepsake.reading.tree import Node, tree_of, unescaped
from unit.reading.made import root_of, views_of


def _shape(node: Node) -> object:
    return [node.tag, *(each if isinstance(each, str) else _shape(each) for each in node.children)]


def test_elements_attributes_and_text_are_as_written() -> None:
    root = root_of('<div data-x="a &lt; &quot;b&quot;"><p>1 &amp;amp; 2<br>3</p><img alt=""></div>')
    assert root.get("data-x") == 'a < "b"'
    assert _shape(root) == ["div", ["p", "1 &amp; 2", ["br"], "3"], ["img"]]
    assert [each.index for each in root.walk()] == [0, 1, 2, 3]


@given(st.text())
def test_text_comes_back_as_it_was(text: str) -> None:
    assert unescaped(html.escape(text, quote=True).replace("&#x27;", "'")) == text


def test_facts_belong_to_the_element_with_their_number() -> None:
    root = root_of(
        '<div><template shadowrootmode="open"><b>1</b></template></div>', b={"font_weight": 700}
    )
    bold = next(each for each in root.walk() if each.tag == "b")
    assert bold.style.font_weight == 700
    assert bold.shadow
    assert bold.parent is root


def test_a_shadow_root_shows_instead_of_the_children_that_no_slot_takes() -> None:
    root = root_of(
        '<x-m><template shadowrootmode="closed"><i><slot name="who"></slot></i><slot></slot>'
        '</template><b slot="who">Nora</b>hello<s slot="none">lost</s></x-m>'
    )
    assert _shape(root) == ["x-m", ["i", ["slot", ["b", "Nora"]]], ["slot", "hello"]]


def test_a_slot_that_nothing_is_put_into_shows_its_own() -> None:
    root = root_of('<x-m><template shadowrootmode="open"><slot>none yet</slot></template> </x-m>')
    assert _shape(root) == ["x-m", ["slot", "none yet"]]


def test_a_frame_shows_its_own_page_and_a_unit_told_elsewhere_is_left_out() -> None:
    root = root_of(
        "<div><iframe><template keepsake-frame><body><p>in</p></body></template></iframe>"
        "<template keepsake-unit></template><p>after</p></div>"
    )
    assert _shape(root) == ["div", ["iframe", ["body", ["p", "in"]]], ["p", "after"]]


def test_a_record_without_html_is_an_element_without_anything() -> None:
    views = views_of("")
    assert tree_of(views.records[1], views).children == []
