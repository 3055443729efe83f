"""On which side items lie, whatever stands beside them or around them."""

from __future__ import annotations

from keepsake.reading.fields import SeenItem
from keepsake.reading.read import read
from unit.reading.known import known
from unit.reading.made import views_of
from unit.reading.talk import SAID

OWN = (1, 3, 4, 7)
SIDES = ["own" if n in OWN else "other" for n in range(len(SAID))]
ROW = {"box": [0, 0, 600, 40]}
RIGHT, LEFT = {"box": [380, 0, 200, 40]}, {"box": [60, 0, 200, 40]}


def _sides(units: list[str], drawn: dict[str, dict[str, object]]) -> list[str]:
    views = views_of(*units, drawn=drawn)
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    return [each.side.value for each in read(items, views, "", known()).items]


def _talk(drawn_as: tuple[str, str]) -> list[str]:
    return [
        f'<div class="{drawn_as[n in OWN]}"><div class="{"far" if n in OWN else "near"}">'
        f"<p>{said}</p></div></div>"
        for n, said in enumerate(SAID)
    ]


def _drawn(**rows: dict[str, object]) -> dict[str, dict[str, object]]:
    words = {"p": {"display": "inline"}}
    return {**words, "far": dict(RIGHT), "near": dict(LEFT), **rows}


def test_a_column_of_faces_beside_what_others_say_is_no_side_of_it() -> None:
    """The rows of others begin beside the faces, and so lie a little to the right."""
    drawn = _drawn(wide=dict(ROW), short={"box": [60, 0, 540, 40]})
    assert _sides(_talk(("short", "wide")), drawn) == SIDES


def test_what_is_as_wide_as_the_page_does_not_tell_how_the_others_lie() -> None:
    drawn = _drawn(row=dict(ROW), page={"box": [0, 0, 2400, 900]})
    talk = _talk(("row", "row"))
    assert _sides(talk, drawn) == SIDES
    page = '<div class="page"><span>Shed and ladder</span></div>'
    assert _sides([page, *talk, page], drawn)[1:-1] == SIDES
