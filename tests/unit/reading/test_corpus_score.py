"""What is read on the recorded pages of the corpus is never less than it was."""

from __future__ import annotations

import pytest

from corpus import score
from corpus.page import Said
from keepsake.reading.fields import READ_BY


@pytest.fixture(scope="module")
def totals() -> dict[str, score.Totals]:
    return {part: score.totals(part) for part in score.kept()}


@pytest.mark.parametrize("part", sorted(score.kept()))
def test_no_less_is_right_and_no_more_is_wrong_than_at_the_last_commit(
    part: str, totals: dict[str, score.Totals]
) -> None:
    found = totals[part]
    assert found.single
    for kind, was in score.kept()[part].items():
        now = score.units(part) if kind == "units" else found.reading.counts[kind]
        told = "record.py was run, or more items are right: keep the new counts by --keep"
        assert now.wanted == was["wanted"], told
        assert now.right >= was["right"], f"{kind} of {part}"
        assert now.wrong <= was["wrong"], f"{kind} of {part}"


def test_a_reading_that_reads_something_else_has_another_version(
    totals: dict[str, score.Totals],
) -> None:
    now = {part: found.digests for part, found in totals.items()}
    was = score.kept_readings()
    assert score.unversioned(was, now) == [], "raise READ_BY in host/keepsake/reading/fields.py"
    told = "READ_BY was raised or record.py was run: keep what is read by --keep"
    assert was == {"read_by": READ_BY, "pages": now}, told


def test_what_is_read_otherwise_by_the_same_version_is_found() -> None:
    was = {"read_by": READ_BY, "pages": {"train": {"a": "1 x", "b": "2 y"}}}
    now = {"train": {"a": "1 z", "b": "3 z", "c": "4 z"}}
    assert score.unversioned(was, now) == ["a"]
    assert score.unversioned({**was, "read_by": "other"}, now) == []


@pytest.mark.parametrize("part", ["train", "held"])
def test_what_is_not_sure_enough_to_be_told_is_wrong_more_often(
    part: str, totals: dict[str, score.Totals]
) -> None:
    found = totals[part]
    for kind in ("authors", "times"):
        read, told = found.reading.counts[kind], found.told.counts[kind]
        unsure = read.given - told.given
        assert (read.wrong - told.wrong) * told.given >= told.wrong * unsure, kind


def _score(*given: score.Given) -> score.Score:
    said = (Said("hello", "Nora", time_shown="10:15", side="own"), Said("well", kind="divider"))
    return score.scored(said, given)


def test_all_right_counts_as_that() -> None:
    right = score.Given("hello", "Nora", time_shown="10:15", side="own")
    counts = _score(right, score.Given("well", kind="divider")).counts
    assert all(each.precision == each.recall == 1 and each.error == 0 for each in counts.values())


def test_a_wrong_name_counts_more_than_none() -> None:
    none = _score(score.Given("hello")).counts["authors"]
    wrong = _score(score.Given("hello", "Ada")).counts["authors"]
    assert (none.right, none.wrong, wrong.right, wrong.wrong) == (0, 0, 0, 1)


def test_words_that_nobody_said_make_an_item_wrong() -> None:
    items = _score(score.Given("Nora hello"), score.Given("well", kind="divider")).counts["items"]
    assert (items.right, items.wrong) == (1, 1)


def test_a_divider_read_as_a_message_and_an_item_too_many_are_wrong() -> None:
    items = _score(score.Given("hello"), score.Given("well"), score.Given("menu")).counts["items"]
    assert (items.wanted, items.given, items.right, items.wrong) == (2, 3, 1, 2)
