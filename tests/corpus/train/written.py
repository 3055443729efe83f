"""Pages by people who knew nothing of the reading: markup of much-used programs, from memory.

Of each `written/` has the HTML, named so that no linter takes it for a page of ours, and in JSON
its address and what a person reads on it.
"""

from __future__ import annotations

import json
from pathlib import Path

from corpus.page import Page, Said

_FOLDER = Path(__file__).parent / "written"


def _page(file: Path) -> Page:
    told = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    said = tuple(Said(**each) for each in told["said"])
    return Page(file.stem, file.read_text(encoding="utf-8"), said, told["address"])


PAGES = tuple(map(_page, sorted(_FOLDER.glob("*.markup"))))
