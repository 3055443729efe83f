"""What became of an item and what is counted of it are fields of their own, and no words of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keepsake.reading.explain import explain
from keepsake.reading.fields import SeenItem
from keepsake.reading.read import read, work
from unit.reading.known import known
from unit.reading.made import views_of

if TYPE_CHECKING:
    from keepsake.reading.fields import ReadItem

LINES = (
    "Has anybody seen the ladder?",
    "It stands behind the shed, where it always does.",
    "Thank you",
    "I will bring it back on Sunday, or on Monday if it rains.",
    "No hurry at all",
    "The rope is there too, under the green box.",
)


def _units(*beside: str, whole: str = "<div><b>{who}</b><p>{line}</p>{beside}</div>") -> list[str]:
    return [
        whole.format(who=("Nora Lind", "Ada Quill")[at % 2], line=line, beside=beside[at])
        for at, line in enumerate(LINES)
    ]


def _read(units: list[str]) -> list[ReadItem]:
    views = views_of(*units)
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    found = read(items, views, "", known()).items
    assert [each.text.value for each in found] == list(LINES)
    return found


@pytest.mark.parametrize(
    ("shown", "other"),
    [("Seen 14:02", ""), ("Delivered", ""), ("Delivered", "Read"), ("Lu", ""), ("✓✓", "✓")],
)
def test_what_became_of_it_is_told_as_the_page_shows_it(shown: str, other: str) -> None:
    told = [shown, other] * 3
    found = _read(_units(*(f"<i>{each}</i>" if each else "" for each in told)))
    assert [each.receipt.value for each in found] == told
    for each in found:
        assert each.receipt.confidence > 0.6 if each.receipt.value else not each.receipt.by
    assert not any(each.counts.value for each in found)


def test_two_ticks_that_are_drawn_are_told_by_what_they_are_called() -> None:
    told = ["Read", "", "Read", "", "Delivered", ""]
    sign = '<i class="tick" aria-label=" {} "></i>'
    found = _read(_units(*(sign.format(each) if each else "" for each in told)))
    assert [each.receipt.value for each in found] == told
    assert {each.receipt.by for each in found if each.receipt.value} == {"aria-label of <i>"}


def test_a_button_that_is_called_so_tells_nothing() -> None:
    sign = '<button aria-label="Read"><svg></svg></button>'
    assert not any(each.receipt.value for each in _read(_units(*[sign] * 6)))


@pytest.mark.parametrize(
    ("beside", "counts"),
    [
        ("<i>12 likes</i>", "12 likes"),
        ("<i>👍 3</i><i>❤️ 12</i>", "👍 3\n❤️ 12"),
        ('<div class="bar"><button>Like</button><u>12 likes</u><button>Reply</button></div>',
         "12 likes"),
        ('<i class="views-count">1,12</i>', "1,12"),
    ],
)  # fmt: skip
def test_what_is_counted_is_told_in_order_and_without_buttons(beside: str, counts: str) -> None:
    # Other numbers in each, for what always says the same is a sign of the page.
    numbers = ("24", "7", "31", "5", "12", "9")
    some = [beside.replace("12", each) for each in numbers]
    wanted = [counts.replace("12", each) for each in numbers]
    found = _read(_units(*some))
    assert [each.counts.value for each in found] == wanted
    assert {each.counts.by for each in found} == {"words"}
    assert not any(each.receipt.value for each in found)


@pytest.mark.parametrize("number", ["No.{}", "#{}", "{}"])
def test_numbers_of_the_items_themselves_count_nothing(number: str) -> None:
    found = _read(_units(*(f"<i>{number.format(at)}</i>" for at in range(50211, 50217))))
    assert [each.counts.value for each in found] == [""] * 6


def test_it_is_told_why() -> None:
    units = _units(*["<i>Seen 14:02</i><u>👍 3</u>", "<i>Seen 14:07</i><u>👍 5</u>"] * 3)
    views = views_of(*units)
    lines = list(explain(work(list(views.records.values()), views, "", known()), 0))
    assert any(line.startswith("receipt +") and "'Seen 14:02'" in line for line in lines)
    assert any(line.startswith("count +") and "'👍 3'" in line for line in lines)
