"""The timeline of a case: what was said, kept, written down and done, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, redirect, request, url_for

from keepsake.core.case.entries import Day, EventBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows import casework
from keepsake.viewer import context, event_sources
from keepsake.viewer.case_events import case_events
from keepsake.viewer.pages import forms
from keepsake.viewer.pages.cases import working_case
from keepsake.viewer.timeline_rows import TimelineFilter

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from keepsake.core.accounts import Account
    from keepsake.core.case.fold import Record
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.timeline_rows import TimelineEvent, TimelineRow

blueprint = Blueprint("timeline", __name__)

EVERYTHING = TimelineFilter("all", "", "", "", 0)

LINES = 100
KINDS = ("all", "message", "mark", "gone", "recheck", "capture", "event", "contact")
MOST_ACCOUNTS = 200


@blueprint.get("/timeline")
def page() -> str:
    """A part of the timeline, from a moment on."""
    summaries = _summaries()
    asked = _asked(summaries)
    lines, after = _part(asked, _chosen(summaries, asked))
    earlier = _earlier(asked, _chosen(summaries, asked))
    return context.page(
        "timeline.html",
        lines=lines,
        choice=asked,
        later=_link(asked, **after) if after else "",
        earlier=_link(asked, at=earlier) if earlier else "",
        kinds=KINDS,
        authors=event_sources.authors(summaries),
        accounts=_accounts(summaries)[:MOST_ACCOUNTS],
        platforms=sorted({summary.platform for summary in summaries if summary.platform}),
        anything=bool(summaries) or any(case_events(EVERYTHING)),
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


def _summaries() -> list[Summary]:
    """Captures of the chosen case; all of them while there is no case."""
    session = context.session()
    case = session.case()
    if case is None:
        return [] if session.casework().cases else session.summaries()
    return [summary for summary in session.summaries() if summary.entry in case.inside]


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


def _chosen(summaries: list[Summary], asked: TimelineFilter) -> list[Summary]:
    """Captures of the platform and of the account that were asked for."""
    found = [one for one in summaries if not asked.platform or one.platform == asked.platform]
    if not asked.account:
        return found
    showing = {
        entry
        for account in context.session().accounts()
        if asked.account in account.keys
        for entry in account.captures
    }
    return [one for one in found if one.entry in showing]


def _accounts(summaries: list[Summary]) -> list[Account]:
    """Accounts that these captures show."""
    shown = {summary.entry for summary in summaries}
    return [one for one in context.session().accounts() if not shown.isdisjoint(one.captures)]


def _part(
    asked: TimelineFilter, summaries: list[Summary]
) -> tuple[list[TimelineRow], dict[str, str | int] | None]:
    """The lines to show, and what leads to those behind them."""
    most = LINES + asked.skip + 1
    found = [point for point in event_sources.others(asked, summaries) if point.utc >= asked.at]
    found += event_sources.messages(asked, summaries, asked.at, most, before=False)
    found.sort(key=_moment)
    shown = found[asked.skip : asked.skip + LINES]
    rest = found[asked.skip + LINES :]
    lines = [point.write() for point in shown]
    if not rest:
        return lines, None
    same = sum(point.utc == rest[0].utc for point in shown)
    skip = same + (asked.skip if rest[0].utc == asked.at else 0)
    return lines, {"at": rest[0].utc, "skip": skip}


def _earlier(asked: TimelineFilter, summaries: list[Summary]) -> str:
    """The moment from which the lines before these begin, "" when these are the first."""
    if not asked.at:
        return ""
    found = [point for point in event_sources.others(asked, summaries) if point.utc < asked.at]
    found += event_sources.messages(asked, summaries, asked.at, LINES, before=True)
    found.sort(key=_moment)
    return found[-LINES:][0].utc if found else ""


def _moment(point: TimelineEvent) -> str:
    return point.utc
