"""The leads of what is handed over, and the data that the search for them goes by."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from keepsake.core import lexicon
from keepsake.flows.bundle.case import shown
from keepsake.shared import shared_files, shared_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.briefing.gather import Briefing
    from keepsake.core.leads.rows import Leads
    from keepsake.core.leads.words import Searching
    from keepsake.formats.bundle.payload import Exhibit


def found(exhibits: Sequence[Exhibit], brief: Briefing) -> Leads:
    """The leads in the messages of some exhibits. See `keepsake.core.leads.gather.leads`.

    Args:
        exhibits: What is handed over.
        brief: What is told of it; what was pointed out there is searched whatever it is.
    """
    # Imported here: the program starts without the plan of every country's numbers.
    from keepsake.core.leads.gather import leads

    marked = [(one.said.exhibit, one.said.item) for one in brief.pointed]
    return leads(shown(exhibits), marked, searching())


@lru_cache
def searching() -> Searching:
    """What the search goes by: `leads.json`, `zones.json`, the files of platforms and languages."""
    from keepsake.core.leads.deleted import CONCEPT
    from keepsake.core.leads.words import Lists, Searching, profiles, regions

    lists = msgspec.json.decode(shared_path("data", "leads.json").read_bytes(), type=Lists)
    zones = regions(shared_path("data", "zones.json").read_bytes())
    files = sorted(shared_path("data", "platforms").glob("*.json"))
    deleted = lexicon.decode(shared_files("data", "lexicon"), only=CONCEPT)
    return Searching(lists, zones, profiles(path.read_bytes() for path in files), deleted)
