"""The tests themselves: what they may lean on."""

from __future__ import annotations

import re
from pathlib import Path

from docs.tree import ROOT, project_files, short, source_files, text_of

_LIST = ROOT / "tests" / "fixtures" / "README.md"
_TESTS = [path for path in source_files(".py") if path.is_relative_to(ROOT / "tests")]


def test_no_test_leans_on_a_folder_that_a_clone_does_not_have() -> None:
    """Whoever goes up from a file stays in the project; what is outside is named by a variable."""
    above = [
        f"{short(path)}: parents[{level}]"
        for path in _TESTS
        for level in re.findall(r"\bparents\[(\d+)\]", text_of(path))
        if int(level) > len(path.relative_to(ROOT).parts) - 1
    ]
    assert above == []


def test_the_list_of_fixtures_has_every_folder_and_every_file_that_stands_alone() -> None:
    named = {Path(name).parts for name in re.findall(r"`([\w./-]+)`", text_of(_LIST))}
    listed = {part for parts in named for part in parts}
    there = [path.relative_to(_LIST.parent).parts for path in project_files() if _is_fixture(path)]
    wanted = {folder for parts in there for folder in parts[:-1]}
    wanted |= {parts[0] for parts in there if len(parts) == 1}
    assert sorted(wanted - listed) == []


def _is_fixture(path: Path) -> bool:
    return path.is_relative_to(_LIST.parent) and path != _LIST
