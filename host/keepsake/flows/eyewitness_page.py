"""A page for an eyewitness to sign, made from the log when it is wanted, and entered in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.briefing.logins import eyewitnesses
from keepsake.core.case.entries import EyewitnessBody
from keepsake.core.custody import UNATTRIBUTED
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.flows.custody import acts as custody
from keepsake.formats.paper.typesetter import typeset
from keepsake.formats.paper.words import Words
from keepsake.formats.report.eyewitness import eyewitness_page

if TYPE_CHECKING:
    from keepsake.core.custody import Attribution
    from keepsake.vault.unlocked import Unlocked

DOCUMENT = "eyewitness"


def eyewitness_page_for(
    unlocked: Unlocked, root: int, language: str, attribution: Attribution = UNATTRIBUTED
) -> bytes:
    """The page as a PDF; that it is printed is entered before it is given.

    Args:
        unlocked: The vault, open.
        root: The entry that began the record of the witness.
        language: `en` or `fr`.
        attribution: Who prints it and why.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, there is no such witness, or nothing of what they saw is in
            the case any more; or as `acts.printed`.
    """
    work = bundle_case.casework(unlocked)
    record = work.record(EyewitnessBody, root)
    case = work.cases.get(record.body.case) if record else None
    if record is None or case is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no eyewitness {root}")
    seen = sorted(case.inside.intersection(record.body.entries))
    numbers = bundle_case.numbers(work, case.case, seen)
    exhibits = exhibits_of(unlocked, numbers, seen)
    found = [*eyewitnesses(bundle_case.shown(exhibits), [record.body])]
    if not found:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"nothing of eyewitness {root}")
    words = Words(language)
    footer = words("receipt.record", entry=record.now.entry, utc=words.utc(record.now.utc))
    data = typeset(eyewitness_page(found[0], exhibits, words, footer))
    custody.printed(unlocked, seen, DOCUMENT, data, attribution)
    return data
