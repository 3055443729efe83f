"""The lines of the timeline: messages, captures, and what the person wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flask import url_for

from keepsake.core.case_entries import (
    ContactBody,
    EventBody,
    MarkBody,
    OutcomeBody,
    SeizureBody,
)
from keepsake.vault import timeline
from keepsake.viewer import context, exhibits, present
from keepsake.viewer.paging import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.vault.index_rows import Summary

MOST_AUTHORS = 200
MOST_REMOVED = 10_000


class Line(NamedTuple):
    """One line.

    Attributes:
        utc: For the order; the start of the day where only the day is known.
        kind: What it is, a key of `timeline.one`.
        when: As it is written out.
        who: Name above a message.
        text: What happened or was said.
        link: Where it leads.
        note: A second, softer line.
    """

    utc: str
    kind: str
    when: str
    who: str
    text: str
    link: str
    note: str = ""


class Asked(NamedTuple):
    """What the person wants to see."""

    kind: str
    author: str
    platform: str
    at: str
    skip: int


def messages(
    asked: Asked, summaries: list[Summary], at: str, most: int, *, before: bool
) -> list[Line]:
    """Messages by their own time, from a moment on or the last ones before it."""
    if asked.kind not in ("all", "message"):
        return []
    wanted = timeline.Wanted([one.entry for one in summaries], asked.author)
    found = timeline.messages(context.desk().index(), wanted, at, most, before=before)
    return [_message_line(message) for message in found]


def _message_line(message: timeline.Message) -> Line:
    text = context.words()
    notes = []
    exhibit = context.desk().exhibit(message.entry)
    if exhibit:
        notes.append(text("exhibit.item", number=exhibit, item=message.position + 1))
    if message.captures > 1:
        notes.append(text.count("timeline.captures", message.captures))
    if message.missing:
        notes.append(text("timeline.gone", when=_when(message.missing)))
    link = item_address(message.entry, message.position)
    kind = "gone" if message.removed else "message"
    when = _when(message.time)
    return Line(message.time, kind, when, message.author, message.text, link, ". ".join(notes))


def item_address(entry: int, position: int) -> str:
    """Where a message stands in the text of its capture; `position` from 0."""
    page = position // ITEMS + 1
    return f"{url_for('captures.text', entry=entry, page=page)}#item-{position + 1}"


def others(asked: Asked, summaries: list[Summary]) -> Iterator[Line]:
    """Everything that is no message, in no order."""
    if asked.author and asked.kind == "all":
        return
    if asked.kind in ("all", "gone"):
        yield from _gone(summaries, asked)
    if asked.kind in ("all", "capture"):
        yield from _captures(summaries)
    if not asked.platform:
        yield from told(asked)


def _gone(summaries: list[Summary], asked: Asked) -> Iterator[Line]:
    """Messages that were seen to be removed, at the moment when that was seen."""
    wanted = timeline.Wanted([one.entry for one in summaries], asked.author, gone=True)
    for message in timeline.messages(context.desk().index(), wanted, "", MOST_REMOVED):
        line = _message_line(message)
        if message.missing:
            line = line._replace(utc=message.missing, when=_when(message.missing), note="")
        if message.missing or asked.kind == "gone":
            yield line


def _captures(summaries: list[Summary]) -> Iterator[Line]:
    text = context.words()
    for summary in summaries:
        exhibit = context.desk().exhibit(summary.entry)
        note = text("exhibit", number=exhibit) if exhibit else ""
        title = summary.title or present.host_of(summary.url) or text("capture.untitled")
        link = url_for("captures.pictures", entry=summary.entry)
        where = present.site(summary, text)
        note = ". ".join(part for part in (note, where) if part)
        yield Line(summary.utc, "capture", _when(summary.utc), "", title, link, note)


def told(asked: Asked) -> Iterator[Line]:
    """What the person wrote down themselves."""
    desk, said, text = context.desk(), context.moments().said, context.words()
    case = desk.case()
    if case is None:
        return
    work = desk.casework()
    if asked.kind == "mark":
        yield from _marks(case.case)
    if asked.kind in ("all", "event"):
        for event in work.records(case.case, EventBody):
            one = event.body
            note = ". ".join(part for part in (one.place, one.account) if part)
            link = url_for("timeline.event", root=event.root)
            yield Line(one.when.utc, "event", said(one.when), "", one.text, link, note)
    if asked.kind in ("all", "contact"):
        for talk in work.records(case.case, ContactBody):
            who = " ".join(part for part in (talk.body.rank, talk.body.person) if part)
            link = f"{url_for('police.page')}#talk-{talk.root}"
            what = talk.body.said or text(f"result.{talk.body.result}")
            yield Line(talk.body.when.utc, "contact", said(talk.body.when), who, what, link)
        for sheet in work.records(case.case, SeizureBody):
            link = url_for("police.seizure", root=sheet.root)
            when = sheet.body.when
            yield Line(when.utc, "seizure", said(when), "", sheet.body.what, link)
        for ended in work.records(case.case, OutcomeBody):
            when, link = ended.body.when, url_for("police.outcome", root=ended.root)
            what = text(f"outcome.{ended.body.outcome}")
            yield Line(when.utc, "outcome", said(when), "", what, link, ended.body.note)


def _marks(case: str) -> Iterator[Line]:
    """Messages that were pointed out, at their own time."""
    desk, text = context.desk(), context.words()
    for record in desk.casework().records(case, MarkBody):
        mark = record.body
        found = exhibits.naming(desk.casework().cases.get(case)).message(mark.entry, mark.item)
        if found is None:
            continue
        meaning = text("mark.pointed", meaning=text(f"mark.meaning.{mark.meaning}"))
        note = ". ".join(part for part in (meaning, mark.note) if part)
        link = item_address(mark.entry, mark.item - 1)
        when = _when(found.time) if found.time else found.time_shown
        yield Line(found.time, "mark", when, found.author, found.text, link, note)


def authors(summaries: list[Summary]) -> list[str]:
    """Names that stand above messages of these captures."""
    entries = [summary.entry for summary in summaries]
    return timeline.authors(context.desk().index(), entries, MOST_AUTHORS)


def _when(utc: str) -> str:
    moment = context.moments().write(utc)
    return f"{moment.day}, {moment.clock}" if moment else utc
