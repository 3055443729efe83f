"""leads.csv: what was found in the messages, a row for each value and message (FORMAT.md §6.18)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from keepsake.formats.interchange import csv_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.leads.rows import Leads

COLUMNS = (
    *("kind", "value", "normal", "of", "check", "assumed"),
    *("exhibit", "number", "author", "author_source", "time", "written", "where", "side"),
)
"""`number` is the message's, as in messages.csv."""


def as_csv(leads: Leads) -> Iterator[bytes]:
    """The leads as CSV."""
    return csv_cells.rows(chain((COLUMNS,), _rows(leads)))


def _rows(leads: Leads) -> Iterator[tuple[str, ...]]:
    for lead in leads.leads:
        assumed = "true" if lead.assumed else "false"
        told = (lead.kind, lead.value, lead.normal, lead.of, lead.check, assumed)
        for one in lead.places:
            place = (str(one.exhibit), str(one.item), one.author, one.author_source)
            yield (*told, *place, one.time, one.written, one.where, one.side)
