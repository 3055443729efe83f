"""The lines of the timeline: messages, captures, and what the person wrote down.

A line is written out only when it is shown; of ten thousand there is first but the moment of each.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from keepsake.core.case.entries import MarkBody, RecheckBody
from keepsake.vault import queries, timeline
from keepsake.viewer import present
from keepsake.viewer.case_events import case_events, marks_by_place, pointed
from keepsake.viewer.timeline_rows import (
    TimelineEvent,
    TimelineFilter,
    TimelineRow,
    item_address,
    said_of,
    side_of,
    when_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.case.fold import Record
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.view import View

MOST_AUTHORS = 200
MOST_REMOVED = 10_000


def messages(
    view: View,
    asked: TimelineFilter,
    summaries: list[Summary],
    at: str,
    most: int,
    *,
    before: bool,
) -> list[TimelineEvent]:
    """Messages by their own time, from a moment on or the last ones before it."""
    if asked.kind not in ("all", "message"):
        return []
    entries = [one.entry for one in summaries]
    wanted = timeline.MessageFilter(entries, asked.author, messages_only=asked.kind == "message")
    found = timeline.messages(view.session.index(), wanted, at, most, before=before)
    marks = marks_by_place(view)
    by_hand = {one.entry for one in summaries if one.added}
    return [
        TimelineEvent(
            one.time, partial(_message_line, view, one, marks, by_hand=one.entry in by_hand)
        )
        for one in found
    ]


def others(view: View, asked: TimelineFilter, summaries: list[Summary]) -> Iterator[TimelineEvent]:
    """Everything that is no message, in no order."""
    if asked.kind in ("all", "gone"):
        yield from _gone(view, summaries, asked)
    if asked.kind in ("all", "gone") and not asked.author:
        yield from _observed(view, summaries)
    if asked.kind in ("all", "capture") and not asked.author:
        yield from (TimelineEvent(one.utc, partial(_capture_line, view, one)) for one in summaries)
    if asked.kind in ("all", "gone", "recheck") and not asked.author:
        yield from _rechecks(view, summaries, gone=asked.kind == "gone")
    if asked.kind == "mark" or not asked.narrowed:
        yield from case_events(view, asked)


def authors(view: View, summaries: list[Summary]) -> list[str]:
    """Names that stand above messages of these captures."""
    entries = [summary.entry for summary in summaries]
    return timeline.authors(view.session.index(), entries, MOST_AUTHORS)


def _message_line(
    view: View,
    message: timeline.Message,
    marks: dict[tuple[int, int], list[MarkBody]],
    *,
    by_hand: bool = False,
) -> TimelineRow:
    text = view.text
    notes = []
    exhibit = view.session.exhibit(message.entry)
    if exhibit:
        notes.append(text("exhibit.item", number=exhibit, item=message.position + 1))
    if by_hand:
        notes.append(text("added.label"))
    if message.assumed:
        notes.append(text("timeline.assumed"))
    if message.captures > 1:
        notes.append(text.count("timeline.captures", message.captures))
    if message.missing:
        notes.append(_went(view, message))
    link = item_address(view, message.entry, message.position)
    kind = "gone" if message.removed else message.kind
    here = marks.get((message.entry, message.position + 1))
    return TimelineRow(
        message.time, kind, when_of(view, message.time), message.author, message.text, link,
        ". ".join(notes), pointed(view, here) if here else "", side_of(view, message.side),
    )  # fmt: skip


def _went(view: View, message: timeline.Message) -> str:
    text, when = view.text, when_of(view, message.missing)
    if message.later < 0:
        return text("timeline.gone", when=when)
    exhibit = view.session.exhibit(message.later)
    if exhibit:
        return text("timeline.absent.exhibit", when=when, number=exhibit)
    return text("timeline.absent", when=when)


def _gone(view: View, summaries: list[Summary], asked: TimelineFilter) -> Iterator[TimelineEvent]:
    """Messages that were seen to be removed, at the moment when that was seen."""
    wanted = timeline.MessageFilter([one.entry for one in summaries], asked.author, gone=True)
    for message in timeline.messages(view.session.index(), wanted, "", MOST_REMOVED):
        if message.missing:
            yield TimelineEvent(message.missing, partial(_gone_line, view, message))
        elif asked.kind == "gone":
            yield TimelineEvent(message.time, partial(_message_line, view, message, {}))


def _gone_line(view: View, message: timeline.Message) -> TimelineRow:
    line = _message_line(view, message, {})
    note = _went(view, message) if message.later >= 0 else ""
    return line._replace(utc=message.missing, when=when_of(view, message.missing), note=note)


def _observed(view: View, summaries: list[Summary]) -> Iterator[TimelineEvent]:
    """Pages that a capture saw to be something else than what it is kept for."""
    known = {one.entry: one for one in summaries}
    for seen in queries.observed(view.session.index(), list(known)):
        if seen.kind in ("gone", "locked", "sign_in"):
            yield TimelineEvent(seen.utc, partial(_observed_line, view, seen, known[seen.entry]))


def _observed_line(view: View, seen: queries.Observed, summary: Summary) -> TimelineRow:
    text, session = view.text, view.session
    said = text("timeline.seen.said", said=seen.said) if seen.said else ""
    exhibit = session.exhibit(seen.entry)
    notes = [text("exhibit", number=exhibit) if exhibit else "", said]
    what = text(f"timeline.seen.{seen.kind}", title=summary.title or summary.url)
    link = view.address("captures.pictures", entry=seen.entry)
    kind = "page_gone" if seen.kind == "gone" else "recheck"
    note = ". ".join(filter(None, notes))
    return TimelineRow(seen.utc, kind, when_of(view, seen.utc), "", what, link, note)


def _capture_line(view: View, summary: Summary) -> TimelineRow:
    text = view.text
    exhibit = view.session.exhibit(summary.entry)
    note = text("exhibit", number=exhibit) if exhibit else ""
    title = present.title(summary, text)
    link = view.address("captures.pictures", entry=summary.entry)
    how = text("added.label") if summary.added else ""
    note = ". ".join(part for part in (note, present.site(summary, text), how) if part)
    return TimelineRow(summary.utc, "capture", when_of(view, summary.utc), "", title, link, note)


def _rechecks(view: View, summaries: list[Summary], *, gone: bool) -> Iterator[TimelineEvent]:
    """What the person saw when they looked at a page again."""
    case = view.session.case()
    if case is None:
        return
    known = {one.entry: one for one in summaries}
    for record in view.session.casework().records(case.case, RecheckBody):
        shown = known.get(record.body.entry)
        if shown is not None and (record.body.seen == "gone" or not gone):
            yield TimelineEvent(record.body.when.utc, partial(_recheck_line, view, record, shown))


def _recheck_line(view: View, record: Record[RecheckBody], summary: Summary) -> TimelineRow:
    text, body = view.text, record.body
    title = present.title(summary, text)
    what = text(f"timeline.looked.{body.seen}", title=title)
    link = view.address("recheck.page", entry=body.entry)
    kind = "page_gone" if body.seen == "gone" else "recheck"
    when, said = said_of(view, body.when)
    note = " · ".join(part for part in (body.note, said) if part)
    return TimelineRow(body.when.utc, kind, when, "", what, link, note)
