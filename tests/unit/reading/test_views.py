from __future__ import annotations

import json

import pytest

from keepsake.reading.views import parse


def _lines(*objects: object) -> list[str]:
    return [json.dumps(each) for each in objects]


def test_each_kind_of_line_is_kept_by_its_number() -> None:
    views = parse(
        _lines(
            {"stop": 3, "phase": "walk", "pane": {"x": 1, "width": 640}, "direction": "rtl"},
            {"style": 4, "is": {"display": "inline", "float": "left"}},
            {
                "holder": 9,
                "in": 0,
                "tag": "ol",
                "attributes": {"role": "list"},
                "box": [0, 0, 9, 9],
            },
            {"data": "script#state", "at": "a.b", "is": {"text": "hello"}},
            {
                "view": 7,
                "node": 2,
                "in": 9,
                "html": "<p>hi</p>",
                "boxes": [0, 0, 5, 5],
                "styles": [4],
            },
        )
    )
    assert views.looks[3].direction == "rtl"
    assert views.looks[3].pane.width == 640
    assert (views.styles[4].display, views.styles[4].floated) == ("inline", "left")
    assert views.holders[9].attributes == {"role": "list"}
    assert views.data[0].value == {"text": "hello"}
    assert (views.records[7].inside, views.records[7].stop) == (9, 3)


def test_what_a_style_leaves_out_has_its_usual_value() -> None:
    views = parse(_lines({"style": 1, "is": {}}))
    assert views.style(1) == views.style(99)
    assert views.style(1).display == "block"


def test_a_later_kind_of_line_and_an_empty_line_are_passed_over() -> None:
    assert parse([*_lines({"weather": "mild"}), "", b"  "]).records == {}


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '{"view": "one"}', '{"view": 1, "boxes": ["a"]}', b"\xff", "[" * 100_000],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number_and_hides_no_other(
    line: str | bytes,
) -> None:
    views = parse(['{"style": 1, "is": {}}', line, '{"style": 2, "is": {"border": 1}}'])
    assert (views.unread, sorted(views.styles)) == ([2], [1, 2])
