"""A receipt for what was handed over, made from the log when it is wanted, and entered in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.custody import UNATTRIBUTED, ExportBody
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import parse_utc
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.custody import acts as custody
from keepsake.formats.custody.hand_over_receipt import hand_over_receipt
from keepsake.formats.paper.words import Words

if TYPE_CHECKING:
    from keepsake.core.custody import Attribution
    from keepsake.vault.unlocked import Unlocked

DOCUMENT = "receipt"


def hand_over_receipt_for(
    unlocked: Unlocked, entry: int, language: str, attribution: Attribution = UNATTRIBUTED
) -> bytes:
    """The receipt as a PDF; that it is printed is entered before it is given.

    Args:
        unlocked: The vault, open.
        entry: Place of the `export` entry in the log.
        language: `en` or `fr`.
        attribution: Who prints it and why.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, nothing was handed over there; or as `acts.printed`.
    """
    record = unlocked.entry(entry)
    if record.kind != "export":
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {entry} is of kind {record.kind}")
    made = body(record, ExportBody)
    words = Words(language)
    moment = words.moment(parse_utc(record.utc), record.offset_minutes)
    when = f"{moment} ({words.zone(record.zone, record.offset_minutes)})"
    footer = words("receipt.record", entry=entry, utc=words.utc(record.utc))
    data = hand_over_receipt(made, when, _numbers(unlocked, made), words, footer)
    custody.printed(unlocked, made.captures, DOCUMENT, data, attribution)
    return data


def _numbers(unlocked: Unlocked, made: ExportBody) -> list[int]:
    """Exhibit numbers: those of the case that all of them belong to, else 1, 2, 3."""
    work = bundle_case.casework(unlocked)
    cases = {work.place.get(capture, "") for capture in made.captures}
    case = cases.pop() if len(cases) == 1 else ""
    given = bundle_case.numbers(work, case if case in work.cases else "", made.captures)
    return sorted(given[capture] for capture in made.captures)
