"""Groups: items that stand in another one, which alone tells who wrote them and when."""

from __future__ import annotations

import msgspec

from keepsake.reading.fields import ReadItem, SeenItem
from keepsake.reading.read import read
from unit.reading.known import known
from unit.reading.made import views_of

HOLE = "<template keepsake-unit></template>"
GROUPS = [
    ("Nora Feld", "17:42", ["is the lamp still there?"]),
    ("Ada Quill", "17:45", ["yes", "it stands in the hall"]),
    ("Nora Feld", "17:50", ["good", "how tall is it?", "the ceiling is low here"]),
    ("Ada Quill", "17:58", ["not tall"]),
    ("Nora Feld", "18:07", ["then I take it", "shall I come on Thursday?"]),
]


def _read(*, below: bool, joined: bool = False) -> list[ReadItem]:
    """The groups as a page has them that writes who and when once around several bubbles.

    Args:
        below: When stands under the last bubble; else both stand over the first.
        joined: Who and when stand in one line.
    """
    units: list[str] = []
    inside: list[int] = []
    for name, time, lines in GROUPS:
        holes = HOLE * len(lines)
        head, foot = f"<b>{name}</b>", f"<small>{time}</small>"
        if joined:
            head, foot = "", f"<div><span>{name} • {time}</span></div>"
        around = f"{head}<i></i>{holes}{foot}" if below else f"{head}{foot}{holes}"
        units.append(f"<section>{around}</section>")
        inside += [0, *[len(units)] * len(lines)]
        units += [f"<p>{line}</p>" for line in lines]
    views = views_of(*units)
    for at, outer in zip(views.records, inside, strict=True):
        views.records[at] = msgspec.structs.replace(views.records[at], inside=outer)
    items = [SeenItem(f"n{view}", "message", (view,)) for view in views.records]
    return [each for each in read(items, views, "", known()).items if each.kind == "message"]


def _names() -> list[tuple[str, str]]:
    return [(line, name) for name, _, lines in GROUPS for line in lines]


def test_what_stands_in_a_group_is_of_whom_the_group_names() -> None:
    for below in (False, True):
        found = [(each.text.value, each.author.value) for each in _read(below=below)]
        assert found == _names()


def test_a_time_over_a_group_is_of_its_first_and_one_under_it_of_its_last() -> None:
    over = {each.text.value: each.time_shown.value for each in _read(below=False)}
    under = {each.text.value: each.time_shown.value for each in _read(below=True)}
    assert over == {line: time * (line == lines[0]) for _, time, lines in GROUPS for line in lines}
    assert under == {
        line: time * (line == lines[-1]) for _, time, lines in GROUPS for line in lines
    }


def test_who_and_when_in_one_line_of_a_group_are_told_apart() -> None:
    found = _read(below=True, joined=True)
    assert [(each.text.value, each.author.value) for each in found] == _names()
    timed = [each.time_shown.value for each in found if each.time_shown.value]
    assert timed == [time for _, time, _ in GROUPS]
