"""What the first pages of the report are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keepsake.core.briefing.gather import Briefing
    from keepsake.core.leads.rows import Leads
    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.saying import Zone


@dataclass(frozen=True, slots=True)
class BriefSource:
    """What the answers are made of.

    Attributes:
        exhibits: What is handed over; the zone of the first is that of all times.
        proofs: Of the exhibits, with their stamps.
        authorities: Names of authorities by id.
        made: When the copy is made, UTC.
        leads: What was found in the messages.
    """

    brief: Briefing
    exhibits: Sequence[Exhibit]
    proofs: Sequence[Proof]
    authorities: Mapping[str, str]
    made: str
    words: Words
    leads: Leads | None = None

    @property
    def zone(self) -> Zone:
        """That of all times here."""
        return self.exhibits[0].zone if self.exhibits else ("", 0)
