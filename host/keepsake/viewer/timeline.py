"""The timeline of a case, a part at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.viewer import event_sources

if TYPE_CHECKING:
    from keepsake.core.accounts import Account
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.timeline_rows import TimelineEvent, TimelineFilter, TimelineRow
    from keepsake.viewer.view import View

LINES = 100


def summaries_of(view: View) -> list[Summary]:
    """Captures of the chosen case; while there is no case all that were not made to practise."""
    session = view.session
    case = session.case()
    if case is None:
        return [] if session.casework().cases else session.true_summaries()
    return [summary for summary in session.summaries() if summary.entry in case.inside]


def chosen(view: View, summaries: list[Summary], asked: TimelineFilter) -> list[Summary]:
    """Captures of the platform and of the account that were asked for."""
    found = [one for one in summaries if not asked.platform or one.platform == asked.platform]
    if not asked.account:
        return found
    showing = {
        entry
        for account in view.session.accounts()
        if asked.account in account.keys
        for entry in account.captures
    }
    return [one for one in found if one.entry in showing]


def accounts_of(view: View, summaries: list[Summary]) -> list[Account]:
    """Accounts that these captures show."""
    shown = {summary.entry for summary in summaries}
    return [one for one in view.session.accounts() if not shown.isdisjoint(one.captures)]


def part(
    view: View, asked: TimelineFilter, summaries: list[Summary]
) -> tuple[list[TimelineRow], dict[str, str | int] | None]:
    """The lines to show, and what leads to those behind them."""
    most = LINES + asked.skip + 1
    found = [
        point for point in event_sources.others(view, asked, summaries) if point.utc >= asked.at
    ]
    found += event_sources.messages(view, asked, summaries, asked.at, most, before=False)
    found.sort(key=_moment)
    shown = found[asked.skip : asked.skip + LINES]
    rest = found[asked.skip + LINES :]
    lines = [point.write() for point in shown]
    if not rest:
        return lines, None
    same = sum(point.utc == rest[0].utc for point in shown)
    skip = same + (asked.skip if rest[0].utc == asked.at else 0)
    return lines, {"at": rest[0].utc, "skip": skip}


def earlier(view: View, asked: TimelineFilter, summaries: list[Summary]) -> str:
    """The moment from which the lines before these begin, "" when these are the first."""
    if not asked.at:
        return ""
    found = [
        point for point in event_sources.others(view, asked, summaries) if point.utc < asked.at
    ]
    found += event_sources.messages(view, asked, summaries, asked.at, LINES, before=True)
    found.sort(key=_moment)
    return found[-LINES:][0].utc if found else ""


def _moment(point: TimelineEvent) -> str:
    return point.utc
