"""The tests themselves: what they may lean on."""

from __future__ import annotations

import re

from docs.tree import ROOT, short, source_files, text_of

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
