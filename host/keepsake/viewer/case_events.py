"""Lines of what the person wrote down: events, talks, devices, outcomes, messages pointed out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from keepsake.core.case.entries import ContactBody, EventBody, MarkBody, OutcomeBody, SeizureBody
from keepsake.viewer import exhibits
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
    from collections.abc import Iterator, Sequence

    from keepsake.core.case.fold import Record
    from keepsake.viewer.view import View


def case_events(view: View, asked: TimelineFilter) -> Iterator[TimelineEvent]:
    """What the person wrote down themselves."""
    case = view.session.case()
    if case is None:
        return
    work = view.session.casework()
    if asked.kind == "mark":
        yield from _marks(view, case.case)
    if asked.kind in ("all", "event"):
        for event in work.records(case.case, EventBody):
            yield TimelineEvent(event.body.when.utc, partial(_event_line, view, event))
    if asked.kind in ("all", "contact"):
        for talk in work.records(case.case, ContactBody):
            yield TimelineEvent(talk.body.when.utc, partial(_talk_line, view, talk))
        for sheet in work.records(case.case, SeizureBody):
            yield TimelineEvent(sheet.body.when.utc, partial(_seizure_line, view, sheet))
        for ended in work.records(case.case, OutcomeBody):
            yield TimelineEvent(ended.body.when.utc, partial(_outcome_line, view, ended))


def _marks(view: View, case: str) -> Iterator[TimelineEvent]:
    for marks in _by_place(view, case).values():
        line = _mark_line(view, case, marks)
        if line is not None:
            yield TimelineEvent(line.utc, partial(_same, line))


def _event_line(view: View, event: Record[EventBody]) -> TimelineRow:
    one = event.body
    note = ". ".join(part for part in (one.place, one.account) if part)
    link = view.address("timeline.event", root=event.root)
    when, said = said_of(view, one.when)
    note = " · ".join(part for part in (note, said) if part)
    return TimelineRow(one.when.utc, "event", when, "", one.text, link, note)


def _talk_line(view: View, talk: Record[ContactBody]) -> TimelineRow:
    one = talk.body
    who = " ".join(part for part in (one.rank, one.person) if part)
    link = f"{view.address('police.page')}#talk-{talk.root}"
    what = one.said or view.text(f"result.{one.result}")
    when, said = said_of(view, one.when)
    return TimelineRow(one.when.utc, "contact", when, who, what, link, said)


def _seizure_line(view: View, sheet: Record[SeizureBody]) -> TimelineRow:
    when, link = sheet.body.when, view.address("police.seizure", root=sheet.root)
    shown, said = said_of(view, when)
    return TimelineRow(when.utc, "seizure", shown, "", sheet.body.what, link, said)


def _outcome_line(view: View, ended: Record[OutcomeBody]) -> TimelineRow:
    when, link = ended.body.when, view.address("police.outcome", root=ended.root)
    what = view.text(f"outcome.{ended.body.outcome}")
    shown, said = said_of(view, when)
    note = " · ".join(part for part in (ended.body.note, said) if part)
    return TimelineRow(when.utc, "outcome", shown, "", what, link, note)


def _same(line: TimelineRow) -> TimelineRow:
    return line


def marks_by_place(view: View) -> dict[tuple[int, int], list[MarkBody]]:
    """Marks in the chosen case, by capture and number of the message."""
    case = view.session.case()
    return _by_place(view, case.case) if case else {}


def _by_place(view: View, case: str) -> dict[tuple[int, int], list[MarkBody]]:
    found: dict[tuple[int, int], list[MarkBody]] = {}
    for record in view.session.casework().records(case, MarkBody):
        found.setdefault((record.body.entry, record.body.item), []).append(record.body)
    return found


def pointed(view: View, marks: Sequence[MarkBody]) -> str:
    """What a message was pointed out as, in words."""
    text = view.text
    meanings = dict.fromkeys(text(f"mark.meaning.{mark.meaning}") for mark in marks)
    return text("mark.pointed", meaning=", ".join(meanings))


def _mark_line(view: View, case: str, marks: Sequence[MarkBody]) -> TimelineRow | None:
    """A message that was pointed out, at its own time; None where its capture is not read."""
    session, mark = view.session, marks[0]
    found = exhibits.naming(view, session.casework().cases.get(case)).message(mark.entry, mark.item)
    if found is None:
        return None
    link = item_address(view, mark.entry, mark.item - 1)
    when = when_of(view, found.time) if found.time else found.time_shown
    assumed = view.text("timeline.assumed") if found.zone_assumed else ""
    note = " · ".join(part for part in (*(one.note for one in marks), assumed) if part)
    side = side_of(view, found.side)
    return TimelineRow(
        found.time, "mark", when, found.author, found.text, link, note, pointed(view, marks), side
    )
