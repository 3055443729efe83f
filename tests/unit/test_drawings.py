"""The drawings of the toolbar are as they are drawn now, without words, one for each browser."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

import drawings


@pytest.mark.parametrize("name", sorted(drawings.drawings()))
def test_what_is_written_is_what_is_drawn(name: str) -> None:
    assert (drawings.FOLDER / name).read_text("utf-8") == drawings.drawings()[name]
    tree = ElementTree.fromstring(drawings.drawings()[name])  # noqa: S314 - our own
    assert not "".join(tree.itertext()).strip(), "a word is of one language"
    assert [one.tag for one in tree.iter() if one.tag.endswith("text")] == []


def test_there_is_no_other() -> None:
    there = {path.name for path in drawings.FOLDER.glob("toolbar-*")}
    assert there == set(drawings.drawings())
