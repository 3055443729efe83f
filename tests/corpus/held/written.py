"""Pages by people who knew nothing of the reading: markup of much-used programs, from memory."""

from __future__ import annotations

from pathlib import Path

from corpus.written import pages_in

PAGES = pages_in(Path(__file__).parent / "written")
