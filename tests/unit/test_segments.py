"""What counts as a unit of its own, by which segmentation is judged."""

from __future__ import annotations

from corpus.page import Said
from corpus.segments import Laid, laid

SAID = (Said("Good morning"), Said("ok"), Said("See you"))


def test_each_text_in_a_unit_of_its_own_is_right() -> None:
    assert laid(SAID, ["Nora 10:15\nGood morning", "Ivo\nok", "See you"]).right == 3


def test_two_texts_in_one_unit_are_not_and_a_unit_without_text_is_none() -> None:
    assert laid(SAID, ["Good morning ok", "See you"]).right == 1
    assert laid(SAID, ["Nora", "Good morning", "ok", "See you"]).right == 3


def test_a_text_in_two_units_is_in_none() -> None:
    assert laid((Said("one and two"),), ["one and", "two"]) == Laid()


def test_a_row_that_nobody_said_is_counted_apart() -> None:
    found = laid((Said("Monday", kind="divider"), *SAID), ["Monday", "Good morning", "ok"])
    assert (found.right, found.dividers) == (3, 1)


def test_of_two_alike_the_order_of_the_page_tells_which_is_meant() -> None:
    said = (Said("ok"), Said("Good morning"), Said("ok"))
    assert laid(said, ["ok", "Good morning", "ok"]).right == 3
