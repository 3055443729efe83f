"""The form of custody of a capture or a case, made from the log when it is wanted and entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import note
from keepsake.core.custody import UNATTRIBUTED
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.custody import acts as custody
from keepsake.formats.custody import form, listing
from keepsake.formats.paper.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keepsake.core.custody import Attribution
    from keepsake.core.manifest import Page
    from keepsake.vault.unlocked import Capture, Unlocked

DOCUMENT = "custody"


def form_for(
    unlocked: Unlocked,
    captures: Sequence[int],
    language: str,
    case: str = "",
    attribution: Attribution = UNATTRIBUTED,
) -> bytes:
    """The form as a PDF; that it is printed is entered before it is given.

    Args:
        unlocked: The vault, open.
        captures: Entries of the captures that it is about; removed ones too.
        language: `en` or `fr`.
        case: Id of the case whose numbers and name it has, "" for that of the captures.
        attribution: Who prints it and why.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, VAULT_DAMAGED; or as `acts.printed`.
    """
    words, vault = Words(language), unlocked.vault
    work = bundle_case.casework(unlocked)
    case = case or _case_of(captures, work.place)
    numbers = bundle_case.numbers(work, case if case in work.cases else "", captures)
    found = [unlocked.capture(entry) for entry in captures]
    items = sorted(
        (_item(unlocked, one, numbers[one.entry], words) for one in found),
        key=lambda item: item.number,
    )
    rows = listing.lines(custody.custody_of(unlocked, captures), items, words)
    name = work.cases[case].name if case in work.cases else ""
    facts = form.pages(items, rows, 0, (name, attribution.who, words("custody.sheet_note")), words)
    checkpoint, now = vault.checkpoint(), vault.written()
    made = words(
        "custody.sheet_made",
        made=listing.moment(now.utc, now.zone, now.offset_minutes, words),
        program=now.program,
        size=note.open_checkpoint(checkpoint, vault.key).size,
        digest=sha256_hex(checkpoint),
    )
    data = form.sheet(facts, made, words)
    custody.printed(unlocked, sorted(captures), DOCUMENT, data, attribution)
    return data


def _case_of(captures: Iterable[int], place: Mapping[int, str]) -> str:
    """The one that all of them belong to."""
    cases = {place.get(capture, "") for capture in captures}
    return cases.pop() if len(cases) == 1 else ""


def _item(unlocked: Unlocked, capture: Capture, number: int, words: Words) -> form.Item:
    page = _page(unlocked, capture)
    there = unlocked.vault.path.joinpath("parts", capture.body.capture).is_dir()
    return form.Item(
        number,
        capture.entry,
        capture.record,
        sha256_hex(unlocked.entry_bytes(capture.entry)),
        page.title if there else words("custody.gone"),
        page.url,
        words.platform(page.platform or "") if page.url else "",
    )


def _page(unlocked: Unlocked, capture: Capture) -> Page:
    """What is known of the page; nothing where the capture was removed."""
    try:
        manifest = unlocked.manifest(capture.body)
    except KeepsakeError:
        manifest = None
    return manifest.page if manifest else unlocked.begun(capture.body)
