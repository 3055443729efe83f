"""Goes over all rows: what is met in this bundle, partly or not, and where it stands.

Every answer follows from what is handed over. Source: FORMAT.md §6.21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.formats.checklist import capture_rows, log_rows, people_rows
from keepsake.formats.checklist.rows import VERSION, Checklist, Row
from keepsake.formats.report.machine import machine

if TYPE_CHECKING:
    from keepsake.formats.checklist.subject import Subject

RULES = dict(
    sorted([*capture_rows.rules(), *log_rows.rules(), *people_rows.rules()], key=lambda row: row[0])
)


def assess(subject: Subject) -> Checklist:
    """The checklist of what is handed over."""
    rows = []
    for number, rule in RULES.items():
        found = rule(subject)
        rows.append(Row(number, found.state, found.places, found.why))
    return Checklist(VERSION, tuple(rows), machine(subject.exhibits))
