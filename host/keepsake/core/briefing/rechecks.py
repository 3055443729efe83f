"""What became of what was captured: messages taken away, pages that were looked at again. Pure.

Source: FORMAT.md §6.8 and §9.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.briefing.rows import Gone, Recheck, Shown, day_said, items_of, said_of
from keepsake.core.page_comparison import absent_later, gap_keys, page_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.case.entries import RecheckBody


def taken_away(shown: Sequence[Shown]) -> Iterator[Gone]:
    """Messages that went during their capture, or that the next one of the page lacks."""
    ordered = sorted(shown, key=lambda one: one.entry)
    for one, later in zip(ordered, _next_of_page(ordered), strict=True):
        absent = _absent(one, later) if later else {}
        for number, item in items_of(one):
            if item.state == "gone":
                yield Gone(said_of(one, number, item), item.missing_since)
            elif number in absent:
                yield Gone(said_of(one, number, item), absent[number])


def rechecks(shown: Sequence[Shown], told: Sequence[RecheckBody]) -> Iterator[Recheck]:
    """Pages that were looked at again: what a later exhibit shows, and what the person says."""
    first: dict[str, Shown] = {}
    for one in sorted(shown, key=lambda one: one.entry):
        seen, keys = one.page.instead, page_keys(one.page)
        known = next((first[key] for key in keys if key in first), None)
        if seen is not None and known is not None:
            yield Recheck(known.number, one.number, seen.kind, seen.at, seen.said)
        for key in keys:
            first.setdefault(key, one)
    numbers = {one.entry: one.number for one in shown}
    for said in sorted(told, key=lambda body: body.when.utc):
        if said.entry in numbers:
            when = day_said(said.when)
            yield Recheck(numbers[said.entry], 0, said.seen, when, said.note)


def _next_of_page(ordered: Sequence[Shown]) -> list[Shown | None]:
    """For each capture the next one of its page that holds messages."""
    nearest: dict[str, tuple[int, Shown]] = {}
    found: list[Shown | None] = []
    for place, one in reversed(list(enumerate(ordered))):
        keys = page_keys(one.page)
        later = min((nearest[key] for key in keys if key in nearest), default=None, key=_place)
        found.append(later[1] if later else None)
        if one.manifest and one.manifest.items and not one.manifest.cut_short:
            nearest |= dict.fromkeys(keys, (place, one))
    found.reverse()
    return found


def _place(found: tuple[int, Shown]) -> int:
    return found[0]


def _absent(one: Shown, later: Shown) -> dict[int, str]:
    """Numbers of messages that the later capture no longer shows, and when that was kept."""
    if one.manifest is None or later.manifest is None:
        return {}
    # Where a capture was cut short it is not certain what stood beside what.
    if one.manifest.cut_short or later.manifest.cut_short:
        return {}
    before = [item.key for item in one.manifest.items]
    after = [item.key for item in later.manifest.items]
    gone = absent_later(before, after, gap_keys(later.manifest))
    return {place + 1: later.utc for place in gone}
