"""What the documents point to is there: links, paths, tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs.tree import ROOT, project_files, short, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATH = re.compile(r"`((?:build|extension|host|shared|tests)/[\w./-]+)(?:::(\w+))?`")
_LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)")


def _documents() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".md"]


def _dead_links(document: Path) -> Iterator[str]:
    for target in _LINK.findall(text_of(document)):
        if not (document.parent / target).exists():
            yield f"{short(document)}: {target}"


def _dead_paths(document: Path) -> Iterator[str]:
    for name, test in _PATH.findall(text_of(document)):
        place = ROOT / name
        if not place.exists():
            yield f"{short(document)}: {name}"
        elif test and f"def {test}(" not in text_of(place):
            yield f"{short(document)}: {name}::{test}"


def test_there_are_documents_to_check() -> None:
    names = {short(path) for path in _documents()}
    assert {"README.md", "SECURITY.md", "CHANGELOG.md", "shared/spec/FORMAT.md"} <= names


def test_every_link_leads_somewhere() -> None:
    # Those of the guide lead to pages of the viewer: tests/viewer/test_guide.py.
    documents = [path for path in _documents() if not short(path).startswith("shared/guide/")]
    assert [dead for document in documents for dead in _dead_links(document)] == []


def test_every_named_path_and_test_exists() -> None:
    assert [dead for document in _documents() for dead in _dead_paths(document)] == []


def test_every_picture_says_what_it_shows() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert pictures
    assert all(len(words) > 20 for words in pictures)
