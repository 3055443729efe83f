"""What is handed over, to whom, and how: all that is chosen before an export begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core.briefing.gather import NOTHING_DISCLOSED
from keepsake.core.custody import UNATTRIBUTED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from keepsake.core.briefing.gather import Disclosure
    from keepsake.core.custody import Attribution


TOOLS = frozenset({"lists", "case", "rsmf", "wacz", "loadfile"})
"""What is made for other tools, and may be left out."""
UNASKED = frozenset({"wacz"})
"""Of these, what is left out unless it is wanted: web archives hold pictures a second time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRequest:
    """One hand-over.

    Attributes:
        entries: Indexes of captures in the log.
        destination: A folder that does not exist yet, or is empty.
        language: Of the report.
        recipient: `age1…` for a key of the receiver; else a passphrase; "" makes one.
        spoken: Language of the passphrase that is made, "" for that of the report.
        disclosure: The case that they belong to, and what of it is told.
        attribution: For the log: who hands it over and why, who receives it, how it travels.
        columns: In how many the threads are printed in full length, 0 where they are not.
        packed: Make one ZIP of it with a note beside it, for portals that take few files.
        leave_out: What is not made for other tools, of `TOOLS`.
        self_contained: Let the page hold the sealed file too, so that nobody has to choose it; the
            copy is more than twice as large then. A small one is held in any case.
        log: Verifier key of the desk whose invitation it is made for, "" for none.
        force: Hand over what does not verify too, and say so on page 1. What is damaged stays out.
    """

    entries: Sequence[int]
    destination: Path
    language: str
    recipient: str = ""
    spoken: str = ""
    disclosure: Disclosure = NOTHING_DISCLOSED
    attribution: Attribution = UNATTRIBUTED
    columns: int = 0
    log: str = ""
    force: bool = False
    packed: bool = False
    leave_out: frozenset[str] = UNASKED
    self_contained: bool = False
