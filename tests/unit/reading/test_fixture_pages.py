"""What the captures of the tests' pages must tell is read from their recorded views, in seconds.

A reading that breaks here breaks in `e2e.test_told_pages` or `e2e.test_platform_shapes`, minutes
later. Of a page that draws only what is near the view, the record has a stretch.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from corpus.fixture_pages import named, shapes
from corpus.score import Given, known, read_again, recorded, told_of

if TYPE_CHECKING:
    from typing import Any

    from corpus.fixture_pages import Case
    from keepsake.reading.knowledge import Knowledge

NAMED, SHAPES = tuple(named()), tuple(shapes())


@pytest.fixture(scope="module")
def records() -> dict[str, dict[str, Any]]:
    return recorded("fixtures")


@pytest.fixture(scope="module")
def knows() -> Knowledge:
    return known()


def _told(record: dict[str, Any], knows: Knowledge) -> list[Given]:
    return [each for each in told_of(record, read_again(record, knows)) if each.kind != "divider"]


def _stretches(case: Case, count: int) -> list[list[tuple[str, str]]]:
    said = [(each.author, each.text) for each in case.said]
    return [said[start : start + count] for start in range(len(said) - count + 1)]


def test_each_page_is_recorded_as_it_is_today(records: dict[str, dict[str, Any]]) -> None:
    now = {each.name: hashlib.sha256(each.html.encode()).hexdigest() for each in (*NAMED, *SHAPES)}
    assert {name: each["page"]["html_sha256"] for name, each in records.items()} == now


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case.name)
def test_who_said_what_is_read_word_for_word(
    case: Case, records: dict[str, dict[str, Any]], knows: Knowledge
) -> None:
    told = [(each.author, each.text) for each in _told(records[case.name], knows)]
    assert told
    assert told in _stretches(case, len(told))


@pytest.mark.parametrize("case", SHAPES, ids=lambda case: case.name)
def test_every_word_of_a_platforms_shape_is_read_and_no_wrong_name(
    case: Case, records: dict[str, dict[str, Any]], knows: Knowledge
) -> None:
    told = _told(records[case.name], knows)
    texts = [each.text for each in told]
    here = [part for part in _stretches(case, len(told)) if texts == [text for _, text in part]]
    assert here
    pairs = zip(told, here[0], strict=True)
    assert [each for each, (who, _) in pairs if each.author not in ("", "You", who)] == []
