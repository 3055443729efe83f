"""The history is short: versions, kinds of change, and one line for each change."""

from __future__ import annotations

import re
import tomllib

from docs.tree import ROOT

_KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
_LINE_LENGTH = 120
_LINES_BEFORE_THE_FIRST_PART = 4
_TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_what_is_not_released_has_a_part_and_so_has_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    headings = re.findall(r"^## (.*)$", _TEXT, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    form = re.compile(r"\[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d")
    versions = [form.fullmatch(heading) for heading in headings[1:]]
    assert all(versions), headings
    assert project["version"] in {one[1] for one in versions if one}


def test_a_change_is_one_line_under_its_kind() -> None:
    lines = _TEXT.splitlines()[_LINES_BEFORE_THE_FIRST_PART:]
    kinds = "|".join(_KINDS)
    form = re.compile(rf"|## \[.*|### (?:{kinds})|- [A-Z`*].*\.")
    assert [line for line in lines if not form.fullmatch(line)] == []
    assert [line for line in lines if len(line) > _LINE_LENGTH] == []
