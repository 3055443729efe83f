"""What the hosted workflows run of others is named by its whole commit."""

from __future__ import annotations

import re

import pytest

from docs.tree import ROOT

_WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
_USES = re.compile(r"^\s*(?:-\s+)?[\"']?uses[\"']?\s*:\s*(.*?)\s*$", re.MULTILINE)
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def _unpinned(workflow: str) -> list[str]:
    """What is used by a name that somebody else can move, or without its version beside it."""
    return [one for one in _USES.findall(workflow) if not _PINNED.fullmatch(one)]


def test_every_action_is_named_by_its_commit_with_the_version_beside_it() -> None:
    assert _WORKFLOWS
    texts = {path.name: path.read_text(encoding="utf-8") for path in _WORKFLOWS}
    assert any(_USES.search(text) for text in texts.values())
    assert {name: found for name, text in texts.items() if (found := _unpinned(text))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "- uses: actions/checkout@v4",
        "  uses: actions/checkout@main # v4.2.2",
        "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
        "- uses: actions/checkout@11bd719 # v4.2.2",
        "- uses: actions/checkout",
        '"uses": "actions/checkout@v4"',
    ],
)
def test_a_name_that_can_be_moved_is_found(line: str) -> None:
    assert len(_unpinned(f"steps:\n  {line}\n")) == 1


def test_all_tests_run_where_a_clean_debian_can_be_made() -> None:
    (text,) = (path.read_text("utf-8") for path in _WORKFLOWS if path.name == "ci.yml")
    (job,) = (one for one in re.split(r"\n(?=  \w+:\n)", text) if "run: .ci/run" in one)
    assert re.search(r"^      options: .*--privileged", job, re.MULTILINE)
