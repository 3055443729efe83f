"""Captures of one page find each other; what a later one no longer shows is never guessed."""

from __future__ import annotations

import msgspec
import pytest

from keepsake.core.manifest import Completeness, Item, Manifest, Observation, Page, When
from keepsake.core.page_comparison import absent_later, gap_keys, page_keys


def _same(one: Page, other: Page) -> bool:
    return bool(set(page_keys(one)) & set(page_keys(other)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.org/a/", "https://example.org/a#top", True),
        ("https://example.org/a?x=1", "https://example.org/a?x=2", False),
        ("https://example.org/a", "https://example.net/a", False),
        ("https://web.example.org/#-100", "https://web.example.org/#-100", True),
        ("https://web.example.org/#-100", "https://web.example.org/#-200", False),
        ("https://web.example.org/", "https://web.example.org/", False),
        ("javascript:alert(1)", "javascript:alert(1)", False),
        ("https://[broken", "https://[broken", False),
        ("", "", False),
    ],
)
def test_an_address_is_one_page_without_its_place_on_it(
    one: str, other: str, *, same: bool
) -> None:
    assert _same(Page(one), Page(other)) is same


def test_an_address_made_of_ids_is_the_same_page_under_another_address() -> None:
    one = Page("https://example.org/p/1?share=me", canonical_built="https://example.org/p/1")
    assert _same(one, Page("https://example.org/p/1"))


def test_a_wall_is_known_by_the_page_that_it_leads_back_to() -> None:
    wall = "https://example.org/login/?next=%2Fdirect%2Ft%2F1%2F&x=y"
    seen = (Observation("sign_in", "2026-11-25T10:00:00.000Z"),)
    thread = Page("https://example.org/direct/t/1/")
    assert _same(Page(wall, observed=seen), thread)
    assert not _same(Page(wall), thread)


def _ids(text: str) -> list[str]:
    return [f"id:{letter}" if letter.isupper() else f"h:{letter}" for letter in text]


@pytest.mark.parametrize(
    ("before", "after", "absent"),
    [
        ("ABCDE", "ABDE", "C"),
        ("ABCDE", "AE", "BCD"),
        ("ABCDE", "ABCDEF", ""),
        # At the ends nothing stands around it: it may only not have been reached.
        ("ABCDE", "BCD", ""),
        ("ABCDE", "CDE", ""),
        # Something else stands in its place: it may have been changed.
        ("ABCDE", "ABXDE", ""),
        # Without an id of its own a text may be the same under another key.
        ("ABcDE", "ABDE", ""),
        ("AbCdE", "AbdE", ""),
        ("ABC", "", ""),
        ("", "ABC", ""),
        # The order turned round: they stand side by side no longer.
        ("ABCDE", "EDBA", ""),
    ],
)
def test_absent_is_only_what_both_its_neighbours_say(before: str, after: str, absent: str) -> None:
    found = absent_later(_ids(before), _ids(after))
    assert [before[place] for place in found] == list(absent)


def test_nothing_is_absent_across_a_gap() -> None:
    assert absent_later(_ids("ABC"), _ids("AC"), {"id:A"}) == []
    assert absent_later(_ids("ABC"), _ids("AC"), {"id:C"}) == [1]


@pytest.mark.parametrize(
    ("gap", "absent"),
    [
        (b'{"after":"id:A"}', []),
        (b'{"after":"id:C"}', [1]),
        # Where it is cannot be read: it may be anywhere.
        (b'{"after":null}', []),
        (b'"id:A"', []),
    ],
)
def test_a_gap_whose_place_cannot_be_read_may_be_anywhere(gap: bytes, absent: list[int]) -> None:
    moment = When("2026-11-25T10:00:00.000Z", "", 0)
    listed = Manifest(
        *(1, "", Page(""), moment, moment, ()),
        items=tuple(Item(key, "message") for key in _ids("AC")),
        completeness=Completeness(gaps=(msgspec.Raw(gap),)),
    )
    assert absent_later(_ids("ABC"), _ids("AC"), gap_keys(listed)) == absent
