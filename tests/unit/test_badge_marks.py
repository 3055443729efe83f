"""Who drives a browser waits for the marks that the extension's button really shows."""

from __future__ import annotations

import re

from docs.tree import ROOT
from keepsake_drive.capture import CROSS, TICK, WAITS


def test_the_driver_waits_for_the_marks_of_the_button() -> None:
    badge = (ROOT / "extension" / "browser" / "badge.js").read_text(encoding="utf-8")
    marks = re.search(r'MARKS = \{ kept: "(.)", waits: "(.)", problem: "(.)" \}', badge)
    assert marks is not None
    assert marks.groups() == (TICK, WAITS, CROSS)
