"""The timeline of a case: what was said, kept, written down and done, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, redirect, request, url_for

from keepsake.core.case.entries import Day, EventBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context, event_sources, timeline
from keepsake.viewer.case_events import case_events
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.cases import working_case
from keepsake.viewer.timeline_rows import TimelineFilter

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.core.case.fold import Record
    from keepsake.vault.index_rows import Summary

blueprint = Blueprint("timeline", __name__)

EVERYTHING = TimelineFilter("all", "", "", "", 0)

KINDS = ("all", "message", "mark", "gone", "recheck", "capture", "event", "contact")
MOST_ACCOUNTS = 200


@blueprint.get("/timeline")
def page() -> str:
    """A part of the timeline, from a moment on."""
    view = context.view()
    summaries = timeline.summaries_of(view)
    asked = _asked(summaries)
    lines, after = timeline.part(view, asked, timeline.chosen(view, summaries, asked))
    earlier = timeline.earlier(view, asked, timeline.chosen(view, summaries, asked))
    return context.page(
        "timeline.html",
        lines=lines,
        choice=asked,
        later=_link(asked, **after) if after else "",
        earlier=_link(asked, at=earlier) if earlier else "",
        kinds=KINDS,
        authors=event_sources.authors(view, summaries),
        accounts=timeline.accounts_of(view, summaries)[:MOST_ACCOUNTS],
        platforms=sorted({summary.platform for summary in summaries if summary.platform}),
        anything=bool(summaries) or any(case_events(view, EVERYTHING)),
        withdrawn="withdrawn" in request.args,
        zone=context.local_times().zone,
    )


@blueprint.get("/timeline/event")
@blueprint.get("/timeline/event/<int:root>")
def event(root: int = -1) -> str:
    """The form for something that happened."""
    record = _find(root)
    body = record.body if record else EventBody("", Day(), "")
    return _form(body, record)


@blueprint.post("/timeline/event")
@blueprint.post("/timeline/event/<int:root>")
def keep_event(root: int = -1) -> Response | tuple[str, int]:
    """Keeps something that happened."""
    record = _find(root)
    vault = context.session().unlocked.vault
    if record is not None and forms.choice("withdraw", ("1",)):
        casework.withdraw(vault, record.body, record.now.entry)
        return redirect(url_for("timeline.page", withdrawn=1), 303)
    body = EventBody(
        case=record.body.case if record else "",
        when=forms.day("when"),
        text=forms.text("text"),
        place=forms.line("place"),
        account=forms.line("account"),
        replaces=record.now.entry if record else -1,
    )
    if not body.text or not body.when.date:
        return _form(body, record, "form.bad_date" if body.text else "form.empty"), 400
    if record is None:
        body = msgspec.structs.replace(body, case=working_case())
    return redirect(url_for("timeline.page", kept=casework.keep(vault, body)), 303)


def _link(asked: TimelineFilter, **where: str | int) -> str:
    return url_for(
        "timeline.page",
        kind=asked.kind,
        author=asked.author,
        platform=asked.platform,
        account=asked.account,
        at=where.get("at"),
        skip=where.get("skip"),
    )


def _form(body: EventBody, record: Record[EventBody] | None, problem: str = "") -> str:
    return context.page("event.html", body=body, record=record, problem=problem)


def _find(root: int) -> Record[EventBody] | None:
    if root < 0:
        return None
    record = context.session().casework().record(EventBody, root)
    if record is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no event {root}")
    return record


def _asked(summaries: list[Summary]) -> TimelineFilter:
    given = request.args.get
    kind = given("kind", "")
    platform = given("platform", "")
    day = given("day", "")
    at = given("at", "")[:40]
    if day:
        at = casework.day_of(day, "", context.state().env.zone()).utc
    return TimelineFilter(
        kind if kind in KINDS else "all",
        given("author", "")[:300],
        platform if platform in {summary.platform for summary in summaries} else "",
        at if context.local_times().write(at) else "",
        forms.whole(given("skip", ""), 0),
        given("account", "")[:300],
    )
