"""Files that came sealed, looked at for the first time: are they what the browser said of them?

Source: FORMAT.md §3.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import entry
from keepsake.core.errors import KeepsakeError

if TYPE_CHECKING:
    from keepsake.core.entry import CaptureBody
    from keepsake.vault.unlocked import Unlocked

RIGHT, WRONG = "right", "wrong"


def compared(unlocked: Unlocked, body: CaptureBody) -> str:
    """What came of it: `right` or `wrong`; "" where each file was compared when it came."""
    claimed = [part for part in body.parts if part.claimed]
    try:
        wrong = any(
            entry.check_measured(part, unlocked.measure_part(body.capture, part.part))
            for part in claimed
        )
    except KeepsakeError:
        wrong = True
    return (WRONG if wrong else RIGHT) if claimed else ""
