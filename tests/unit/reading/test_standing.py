"""Who is named nearest before and after each item, found in one go."""

from __future__ import annotations

import pytest

from keepsake.formats.verify_py import readings as verify_py
from keepsake.reading.standing import neighbours
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
    assert neighbours(authors) == around
    before = verify_py.named_before(list(authors))[:-1]
    assert before == [one for one, _ in around]


def test_where_nobody_is_named_more_items_cost_no_more_each() -> None:
    def counted(items: int) -> int:
        return steps(lambda: neighbours([""] * items))

    assert counted(2_000) < 11 * counted(200)
