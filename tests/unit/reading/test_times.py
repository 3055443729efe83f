"""When an item was written, where that stands in the place of something else or among it."""

from __future__ import annotations

import pytest

from unit.reading.talk import SAID, read_units, units_of


def test_a_time_is_whole_where_some_have_more_in_its_line() -> None:
    """A page cuts lines of some items where these tell two things, and so those of all."""
    tail = "<div><span>WHEN Uhr</span></div>"
    units = units_of(f"<div><b>{{name}}</b><p>SAID</p>{tail}</div>")
    assert [each.time_shown.value for each in read_units(units)] == [
        f"17:{10 + n} Uhr" for n in range(len(SAID))
    ]


def test_a_time_in_the_place_of_counts_is_the_time() -> None:
    """All that stands below is made alike, and in two of three items begins with a count."""
    units = units_of(
        '<div><a class="who">{name}</a><p>SAID</p><div><span>8{n}2 LIKES</span>'
        "<span>{n}d ago</span></div></div>"
    )
    units = [
        unit.replace(" LIKES", "") if at % 3 else unit.replace(f"<span>8{at}2 LIKES</span>", "")
        for at, unit in enumerate(units)
    ]
    found = read_units(units)
    assert [each.time_shown.value for each in found] == [f"{n}d ago" for n in range(len(SAID))]


@pytest.mark.parametrize("state", ["WHEN (edited)", "edited WHEN", "WHEN. Seen"])
def test_what_became_of_a_message_is_no_part_of_its_time(state: str) -> None:
    units = units_of("<div><b>{name}</b><p>SAID</p><i>WHEN</i></div>")
    units[0] = units[0].replace("17:10", state.replace("WHEN", "17:10"))
    assert read_units(units)[0].time_shown.value == "17:10"


def test_a_tip_may_say_more_than_the_moment() -> None:
    tip = '<i title="2026-11-20 16:1{n}:08Z, License: CC BY-SA">WHEN</i>'
    found = read_units(units_of(f"<div><b>{{name}}</b>{tip}<p>SAID</p></div>"))
    assert [each.time.value for each in found] == [
        f"2026-11-20T16:1{n}:08Z" for n in range(len(SAID))
    ]
