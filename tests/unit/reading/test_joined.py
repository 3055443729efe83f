"""Two witnesses of an item: where they agree, where one is silent, and where they differ."""

from __future__ import annotations

from keepsake.core.manifest import Item
from keepsake.reading.fields import Field, Reading, ReadItem
from keepsake.reading.joined import BOTH, PAGE, SEEN, JoinedItem, joined

ARIA = "aria-label of <div>"


def _one(page: Item, **fields: Field) -> JoinedItem:
    read = ReadItem(
        page.key, "message", **{"text": Field("Hello", "words", 0.9), **fields}, views=(1,)
    )
    return joined([page], Reading("1", [read]))[0]


def _page(**fields: str) -> Item:
    return Item("n1", "message", **{"text": "Hello", **fields})


def test_what_both_say_is_so_whatever_its_spaces_and_however_unsure() -> None:
    found = _one(_page(author="Nora  Feld\n"), author=Field("Nora Feld", "words", 0.1)).author
    assert (found.value, found.by) == ("Nora Feld", BOTH)


def test_a_name_with_a_sentence_or_an_initial_for_it_is_the_same_name() -> None:
    for page in ("Nora Feld wrote", "<Nora Feld>", "N"):
        found = _one(_page(author=page), author=Field("Nora Feld", "words", 1.0)).author
        assert (found.value, found.by) == ("Nora Feld", BOTH)


def test_of_two_names_the_readings_is_taken_where_it_is_most_sure_and_else_none() -> None:
    sure = _one(_page(author="Ada"), author=Field("Nora", ARIA, 0.99)).author
    assert (sure.value, sure.by, sure.at) == ("Nora", SEEN, ARIA)
    unsure = _one(_page(author="Ada"), author=Field("Nora", ARIA, 0.96)).author
    assert (unsure.value, unsure.by, unsure.at) == ("", "", "")


def test_a_name_that_the_reading_alone_gives_must_be_sure_and_the_pages_alone_is_none() -> None:
    for by in (ARIA, "words"):
        told = _one(_page(), author=Field("Nora", by, 0.96)).author
        assert (told.value, told.by, told.at) == ("Nora", SEEN, by)
        assert _one(_page(), author=Field("Nora", by, 0.9)).author.value == ""
    assert _one(_page(author="Nora")).author.value == ""


def test_a_row_that_tells_who_wrote_the_next_ones_has_that_name() -> None:
    name = Field("Nora", "words", 0.99)
    row = ReadItem("n1", "rest", Field("Nora", "words", 0.9), name, views=(1,))
    found = joined([_page()], Reading("1", [row]))[0]
    assert (found.kind, found.author.value) == ("rest", "Nora")


def test_a_person_whom_both_name_elsewhere_needs_less() -> None:
    items = [_page(author="Nora"), _page()]
    names = (Field("Nora", "words", 1.0), Field("Nora", "words", 0.8))
    reading = Reading("1", [ReadItem("n1", "message", author=name, views=(1,)) for name in names])
    assert [each.author.by for each in joined(items, reading)] == [BOTH, SEEN]


def test_one_moment_may_be_written_in_two_ways() -> None:
    read = Field("2026-11-20T18:05:00Z", "datetime of <time>", 0.99)
    same = _one(_page(time="2026-11-20T18:05:00.000Z"), time=read).time
    assert (same.value, same.by) == (read.value, BOTH)
    assert _one(_page(time="2026-11-20T19:05:00.000Z"), time=read).time.value == ""
    alone = _one(_page(time="2026-11-20T19:05:00.000Z")).time
    assert (alone.value, alone.by) == ("2026-11-20T19:05:00.000Z", PAGE)


def test_the_words_are_the_readings_and_all_is_the_pages_where_nothing_was_seen() -> None:
    found = _one(_page(text="Nora 10:15 Hello")).text
    assert (found.value, found.by) == ("Hello", SEEN)
    item = _page(author="Nora")
    unread = joined([item], Reading("1", [ReadItem("n1", "message")]))[0]
    assert (unread.text.value, unread.text.by, unread.kind) == ("Hello", PAGE, "message")
    assert (unread.author.value, unread.author.by) == ("Nora", PAGE)


def test_what_nobody_said_has_words_and_no_author() -> None:
    row = ReadItem("n1", "divider", text=Field("Friday", "words", 0.9), views=(1,))
    found = joined([_page(author="Friday", time_shown="Friday")], Reading("1", [row]))[0]
    assert (found.kind, found.text.value) == ("divider", "Friday")
    assert found.author.value == found.time_shown.value == ""


def test_the_side_is_only_told_by_the_reading() -> None:
    found = _one(_page(), side=Field("own", "edge", 0.9)).side
    assert (found.value, found.by, found.at) == ("own", SEEN, "edge")
