"""A page that was captured, looked at again: what later captures show, and what the person says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.case.entries import RecheckBody
from keepsake.vault import queries
from keepsake.viewer.timeline_rows import when_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.case.fold import Record
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.view import View

# Captures of the same page that are listed; the newest ones.
MOST = 30


class Look(NamedTuple):
    """One look at the page.

    Attributes:
        utc: For the order.
        when: Written out.
        seen: A key of `again.seen`: `there`, `gone`, `changed`, `sign_in`, `locked`, `error`,
            `loading`.
        note: The page's own words, or the person's.
        link: The capture that shows it, "" where the person says so.
        name: How that capture is called.
        absent: How many messages of this capture it no longer shows.
        root: Of what the person wrote down, -1 for a capture.
    """

    utc: str
    when: str
    seen: str
    note: str
    link: str = ""
    name: str = ""
    absent: int = 0
    root: int = -1


def looks(view: View, summary: Summary) -> list[Look]:
    """Everything that is known of the page since, oldest first."""
    found = [*_captures(view, summary), *(_told(view, one) for one in records(view, summary.entry))]
    return sorted(found, key=lambda look: look.utc)


def last(view: View, summary: Summary) -> Look | None:
    """The newest look where that did not find the page still there."""
    found = looks(view, summary)
    return found[-1] if found and found[-1].seen != "there" else None


def records(view: View, entry: int) -> list[Record[RecheckBody]]:
    """What the person wrote down of this page, in any case."""
    work = view.session.casework()
    cases = {work.place.get(entry, ""), view.session.unlocked.vault.config.active_case}
    return [
        record
        for case in sorted(cases - {""})
        for record in work.records(case, RecheckBody)
        if record.body.entry == entry
    ]


def _captures(view: View, summary: Summary) -> Iterator[Look]:
    session = view.session
    index = session.index()
    later = [one for one in queries.same_page(index, summary.entry) if one > summary.entry]
    shown = later[-MOST:]
    seen = {one.entry: one for one in queries.observed(index, shown)}
    missing: dict[int, int] = {}
    for entry, _utc in queries.absent_of(index, summary.entry).values():
        missing[entry] = missing.get(entry, 0) + 1
    for entry in shown:
        other, link = session.summary(entry), view.address("captures.pictures", entry=entry)
        observed = seen.get(entry)
        utc = observed.utc if observed else other.utc
        yield Look(
            utc, when_of(view, utc), observed.kind if observed else "there",
            observed.said if observed else "", link, _name(view, other), missing.get(entry, 0),
        )  # fmt: skip


def _told(view: View, record: Record[RecheckBody]) -> Look:
    body = record.body
    when = view.times.day_text(body.when)
    return Look(body.when.utc, when, body.seen, body.note, root=record.root)


def _name(view: View, summary: Summary) -> str:
    text, exhibit = view.text, view.session.exhibit(summary.entry)
    if exhibit:
        return text("exhibit", number=exhibit)
    return text("again.capture", when=when_of(view, summary.utc))
