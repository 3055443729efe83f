from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keepsake.reading.parts import unit_of
from keepsake.reading.words import words_of
from unit.reading.made import root_of

if TYPE_CHECKING:
    from keepsake.reading.tree import Node


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<div><p>one</p><p>two</p></div>", "one\ntwo"),
        ("<div>one<br>two <b>three</b>\n four</div>", "one\ntwo three four"),
        ("<div><div><div>one</div></div> <div>two</div></div>", "one\ntwo"),
        ("<div><details><summary>more</summary>folded</details></div>", "more"),
        ('<div><details open=""><summary>more</summary>shown</details></div>', "more\nshown"),
        ("<div>see <svg><title>a drawing</title></svg>this</div>", "see this"),
    ],
)
def test_words_are_as_shown(html: str, said: str) -> None:
    assert words_of(root_of(html)).text() == said


def test_lines_are_kept_where_the_page_keeps_them() -> None:
    root = root_of("<div><p>one\n  two</p></div>", p={"white_space": "pre-wrap"})
    assert words_of(root).text() == "one\ntwo"


def test_what_is_hidden_is_not_said_and_what_is_only_heard_is_known() -> None:
    html = '<div><i class="none">no</i><i class="heard">Nora said</i>hello</div>'
    words = words_of(root_of(html, none={"display": "none"}, heard={"unseen": True}))
    assert words.text() == "hello"
    assert [(run.text, run.heard) for run in words.runs] == [("Nora said", True), ("hello", False)]


def test_what_is_shown_in_something_hidden_is_said() -> None:
    """A line that keeps room for a time is hidden, and the time stands over it."""
    hidden, shown = {"visible": False}, {"visible": True}
    root = root_of(
        '<p>Hello<span class="room">10:15<b class="time">10:15</b></span></p>',
        room=hidden, time=shown,
    )  # fmt: skip
    assert [run.text for run in words_of(root).runs] == ["Hello", "10:15"]


def test_buttons_that_show_when_pointed_at_are_not_said_but_words_on_their_way_in_are() -> None:
    late = {"opacity": 0}
    assert (
        words_of(root_of('<div>a<p class="l"><button>Reply</button></p></div>', l=late)).text()
        == "a"
    )
    assert words_of(root_of('<div>a<p class="l">b</p></div>', l=late)).text() == "a\nb"


def test_an_emoji_that_is_a_picture_is_said_and_a_face_is_not() -> None:
    small = {"box": [0, 0, 20, 20]}
    html = '<div><img class="s" alt="Nora"><p>fine <img class="s" alt="🙂"></p></div>'
    assert words_of(root_of(html, s=small)).text() == "fine 🙂"


def test_what_is_painted_from_an_attribute_is_said() -> None:
    root = root_of("<div><p></p></div>")
    next(each for each in root.walk() if each.tag == "p").painted = "painted"
    assert words_of(root).text() == "painted"


def test_runs_can_be_left_out() -> None:
    words = words_of(root_of("<div><b>Nora</b> <i>10:15</i><p>hello</p></div>"))
    assert words.text(frozenset((0, 1))) == "hello"


def _texts(root: Node) -> list[tuple[str, str]]:
    unit = unit_of(root, words_of(root))
    return [
        ("".join(each.tag + " " for each in part.nodes).strip(), part.text) for part in unit.parts
    ]


def test_words_on_either_side_of_what_is_left_out_are_two() -> None:
    words = words_of(root_of("<p>Height<b>[</b>edit, <i>10:15</i>again</p>"))
    bracket, time = (next(run for run in words.runs if run.text == each) for each in ("[", "10:15"))
    assert words.text(frozenset((bracket.order, time.order))) == "Height edit, again"
    assert words.text(frozenset((time.order,))) == "Height[edit, again"


def test_elements_around_the_same_words_are_one_part() -> None:
    assert _texts(root_of("<div><p><b>hello</b></p></div>")) == [("div p b", "hello")]


def test_runs_beside_elements_are_parts_line_by_line() -> None:
    assert _texts(root_of("<div><b>Nora</b> 10:15<br>hello<br>again</div>")) == [
        ("div", "Nora 10:15 hello again"),
        ("b", "Nora"),
        ("", "10:15"),
        ("", "hello"),
        ("", "again"),
    ]


def test_words_of_inline_elements_are_apart_where_the_page_has_them_apart() -> None:
    assert _texts(root_of("<p><i>Ada</i> <i>Lind</i></p>"))[0] == ("p", "Ada Lind")
    assert _texts(root_of("<p><i>over</i><i>night</i></p>"))[0] == ("p", "overnight")


def test_attributes_that_say_something_are_kept() -> None:
    root = root_of('<div aria-label="Nora said: hi" class="x"><i title="10:15"></i></div>')
    found = unit_of(root, words_of(root)).attributes
    assert [(each.name, each.value) for each in found] == [
        ("aria-label", "Nora said: hi"),
        ("title", "10:15"),
    ]


def test_an_emoji_that_stands_alone_is_drawn_larger_and_a_sticker_is_none() -> None:
    html = '<div><img class="{}" alt="👌"><span>10:15</span></div>'
    large = {"img": {"box": [0, 0, 62, 62]}}
    for called, said in (("emoji big", "👌10:15"), ("sticker", "10:15")):
        assert words_of(root_of(html.format(called), **large)).text() == said
