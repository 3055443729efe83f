"""Pages that lie as files: their HTML, and in JSON their address and what a person reads on them.

The HTML is named so that no linter takes it for a page of ours.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corpus.page import Page, Said

if TYPE_CHECKING:
    from pathlib import Path


def pages_in(folder: Path) -> tuple[Page, ...]:
    """The pages of a folder, by name."""
    return tuple(map(_page, sorted(folder.glob("*.markup"))))


def _page(file: Path) -> Page:
    told = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    said = tuple(Said(**each) for each in told["said"])
    return Page(file.stem, file.read_text(encoding="utf-8"), said, told["address"])
