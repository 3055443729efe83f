"""Who is named nearest before and after each item, found in one go."""

from __future__ import annotations

import pytest

from keepsake.core.manifest import Item
from keepsake.formats.verify_py import readings as verify_py
from keepsake.reading.standing import neighbours, standing
from keepsake.reading.told import PAGE, SEEN, UNTOLD, ToldField, ToldItem
from keepsake.reading.views import Views
from steps import steps


@pytest.mark.parametrize(
    ("authors", "around"),
    [
        ((), []),
        (("", ""), [("", ""), ("", "")]),
        (("Ann", "", "Ben"), [("", "Ben"), ("Ann", "Ben"), ("Ann", "")]),
    ],
)
def test_who_is_named_nearest(authors: tuple[str, ...], around: list[tuple[str, str]]) -> None:
    read = [ToldItem("", "message", author=ToldField(name)) for name in authors]
    assert [each["author"] for each in neighbours(read)] == around
    before = verify_py.named_before(list(authors))[:-1]
    assert before == [one for one, _ in around]


def test_where_nobody_is_named_more_items_cost_no_more_each() -> None:
    def counted(items: int) -> int:
        return steps(lambda: neighbours([ToldItem("", "message")] * items))

    assert counted(2_000) < 11 * counted(200)


def test_a_time_is_taken_over_from_a_row_that_keeps_its_own() -> None:
    """What the row itself does not show is no time of the message beside it either."""
    shown = ToldField("17:42", SEEN, "the item after")
    items = [Item("a", text="Hello"), Item("b", text="17:42"), Item("c", text="See you")]
    row = ToldItem("b", "rest", time_shown=ToldField("17:42", SEEN, "slot"))
    read = [
        ToldItem("a", "message", time_shown=shown),
        row,
        ToldItem("c", "message", time_shown=ToldField("17:42", SEEN, "the item after")),
    ]
    views = Views()
    assert [one.time_shown for one in standing(read, items, views)] == [
        shown, row.time_shown, UNTOLD,
    ]  # fmt: skip
    other = [items[0], Item("b", text="17:43"), items[2]]
    assert {one.time_shown for one in standing(read, other, views)} == {UNTOLD}


def test_words_that_do_not_stand_there_are_those_of_the_page() -> None:
    items = [Item("a", text="Hello there"), Item("b")]
    read = [ToldItem(each.key, "message", text=ToldField("Hello where", SEEN)) for each in items]
    assert [one.text for one in standing(read, items, Views())] == [
        ToldField("Hello there", PAGE),
        UNTOLD,
    ]
