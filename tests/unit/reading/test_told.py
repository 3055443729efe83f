"""What of a reading is told: what is sure enough, and of what was not seen what the page said."""

from __future__ import annotations

import pytest

from keepsake.core.manifest import Item
from keepsake.reading.fields import Field, Reading, ReadItem
from keepsake.reading.told import LEAST, PAGE, SEEN, UNTOLD, ToldField, ToldItem, told

PAGES_OWN = Item("n1", "message", text="Ada 10:15 Hello", author="Ada", time_shown="10:15")


def _one(**fields: Field) -> ToldItem:
    read = ReadItem("n1", "message", **{"text": Field("Hello", "words", 0.9), **fields}, views=(1,))
    return told([PAGES_OWN], Reading("1", [read]))[0]


def test_a_moment_is_told_as_manifests_write_it() -> None:
    for read in ("2026-11-20T18:05:00Z", "2026-11-20T18:05:00.000Z"):
        found = _one(time=Field(read, "datetime of <time>", 0.9)).time
        assert found.value == "2026-11-20T18:05:00.000Z"


@pytest.mark.parametrize("name", LEAST)
def test_a_field_is_told_where_it_is_sure_enough_and_empty_below(name: str) -> None:
    sure, unsure = LEAST[name], LEAST[name] - 0.01
    told_of = getattr(_one(**{name: Field("own", "words", sure)}), name)
    assert told_of == ToldField("own", SEEN, "words", sure)
    assert getattr(_one(**{name: Field("own", "words", unsure)}), name) == UNTOLD


def test_how_sure_a_field_is_goes_along_to_the_hundredth() -> None:
    found = _one(author=Field("Ada", "words", 0.87654))
    assert found.author.confidence == 0.88
    assert _one().author.confidence == 0.0


def test_what_was_read_in_the_page_is_no_witness_of_what_was_seen() -> None:
    found = _one()
    assert (found.text, found.author, found.time_shown) == (
        ToldField("Hello", SEEN, "words", 0.9),
        UNTOLD,
        UNTOLD,
    )


def test_a_moment_that_the_page_fixed_is_told_where_none_is_read() -> None:
    fixed = "2026-11-20T18:00:00.000Z"
    page = Item("n1", "message", text="Hello", time=fixed)
    read = [ReadItem("n1", kind, time=Field("", "", 0), views=(1,)) for kind in ("message", "rest")]
    told_of = [told([page], Reading("1", [each]))[0].time for each in read]
    assert told_of == [ToldField(fixed, PAGE), UNTOLD]


def test_all_is_the_pages_where_nothing_was_seen() -> None:
    found = told([PAGES_OWN], Reading("1", [ReadItem("n1", "message")]))[0]
    assert (found.kind, found.author) == ("message", ToldField("Ada", PAGE))
    assert (found.text.value, found.time_shown.value) == ("Ada 10:15 Hello", "10:15")


def test_a_row_that_tells_who_wrote_the_next_ones_has_that_name() -> None:
    name = Field("Nora", "words", 0.99)
    row = ReadItem("n1", "rest", Field("Nora", "words", 0.9), name, views=(1,))
    found = told([PAGES_OWN], Reading("1", [row]))[0]
    assert (found.kind, found.author.value) == ("rest", "Nora")


def test_what_nobody_said_has_words_and_no_author() -> None:
    row = ReadItem("n1", "divider", text=Field("Friday", "words", 0.9), views=(1,))
    found = told([PAGES_OWN], Reading("1", [row]))[0]
    assert (found.kind, found.text.value) == ("divider", "Friday")
    assert found.author == found.time_shown == UNTOLD
