"""Lines of what the person wrote down: events, talks, devices, outcomes, messages pointed out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import url_for

from keepsake.core.case.entries import ContactBody, EventBody, MarkBody, OutcomeBody, SeizureBody
from keepsake.viewer import context, exhibits
from keepsake.viewer.line import Asked, Line, Point, item_address, said_of, when_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.case.fold import Record


def told(asked: Asked) -> Iterator[Point]:
    """What the person wrote down themselves."""
    case = context.desk().case()
    if case is None:
        return
    work = context.desk().casework()
    if asked.kind == "mark":
        yield from _marks(case.case)
    if asked.kind in ("all", "event"):
        for event in work.records(case.case, EventBody):
            yield Point(event.body.when.utc, partial(_event_line, event))
    if asked.kind in ("all", "contact"):
        for talk in work.records(case.case, ContactBody):
            yield Point(talk.body.when.utc, partial(_talk_line, talk))
        for sheet in work.records(case.case, SeizureBody):
            yield Point(sheet.body.when.utc, partial(_seizure_line, sheet))
        for ended in work.records(case.case, OutcomeBody):
            yield Point(ended.body.when.utc, partial(_outcome_line, ended))


def _marks(case: str) -> Iterator[Point]:
    for mark in context.desk().casework().records(case, MarkBody):
        line = _mark_line(case, mark.body)
        if line is not None:
            yield Point(line.utc, partial(_same, line))


def _event_line(event: Record[EventBody]) -> Line:
    one = event.body
    note = ". ".join(part for part in (one.place, one.account) if part)
    link = url_for("timeline.event", root=event.root)
    when, said = said_of(one.when)
    note = " · ".join(part for part in (note, said) if part)
    return Line(one.when.utc, "event", when, "", one.text, link, note)


def _talk_line(talk: Record[ContactBody]) -> Line:
    one = talk.body
    who = " ".join(part for part in (one.rank, one.person) if part)
    link = f"{url_for('police.page')}#talk-{talk.root}"
    what = one.said or context.words()(f"result.{one.result}")
    when, said = said_of(one.when)
    return Line(one.when.utc, "contact", when, who, what, link, said)


def _seizure_line(sheet: Record[SeizureBody]) -> Line:
    when, link = sheet.body.when, url_for("police.seizure", root=sheet.root)
    shown, said = said_of(when)
    return Line(when.utc, "seizure", shown, "", sheet.body.what, link, said)


def _outcome_line(ended: Record[OutcomeBody]) -> Line:
    when, link = ended.body.when, url_for("police.outcome", root=ended.root)
    what = context.words()(f"outcome.{ended.body.outcome}")
    shown, said = said_of(when)
    note = " · ".join(part for part in (ended.body.note, said) if part)
    return Line(when.utc, "outcome", shown, "", what, link, note)


def _same(line: Line) -> Line:
    return line


def marks_by_place() -> dict[tuple[int, int], MarkBody]:
    """Marks in the chosen case, by capture and number of the message."""
    case = context.desk().case()
    if case is None:
        return {}
    found = context.desk().casework().records(case.case, MarkBody)
    return {(record.body.entry, record.body.item): record.body for record in found}


def pointed(mark: MarkBody) -> str:
    """What a message was pointed out as, in words."""
    text = context.words()
    return text("mark.pointed", meaning=text(f"mark.meaning.{mark.meaning}"))


def _mark_line(case: str, mark: MarkBody) -> Line | None:
    """A message that was pointed out, at its own time; None where its capture is not read."""
    desk = context.desk()
    found = exhibits.naming(desk.casework().cases.get(case)).message(mark.entry, mark.item)
    if found is None:
        return None
    link = item_address(mark.entry, mark.item - 1)
    when = when_of(found.time) if found.time else found.time_shown
    assumed = context.words()("timeline.assumed") if found.zone_assumed else ""
    note = " · ".join(part for part in (mark.note, assumed) if part)
    return Line(found.time, "mark", when, found.author, found.text, link, note, pointed(mark))
