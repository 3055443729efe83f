"""Turns a capture into what a page shows: labels in words, and what is known to be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from keepsake.catalogue import filled
from keepsake.core.accounts import is_handle, is_permanent
from keepsake.core.added.entry import KIND
from keepsake.core.entry import COMPLETE, RECORD_ONLY
from keepsake.core.harvest import Harvest
from keepsake.core.manifest import COMMAND
from keepsake.core.verify import Outcome
from keepsake.formats import doubts, waited
from keepsake.vault.index_rows import REMOVED
from keepsake.viewer.catalogue import plain

if TYPE_CHECKING:
    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Completeness, Item, Manifest
    from keepsake.local_time import LocalTime, LocalTimes
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.catalogue import Catalogue
    from keepsake.viewer.rechecks import Look
    from keepsake.viewer.view import View


# What a person must know of what was read, beside how much of it is here.
_NOTES = ("not_read", "frame_read", "other_columns", "unlike_known")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every page of one capture, and in its row of the list.

    Attributes:
        mark: `kept`, `waiting`, `not_checked` or `problem`.
        short: Key of a word on what arrived, "" when everything did.
        counted: For instance `41 pictures, 500 messages`.
        exhibit: Its number in the case that it belongs to.
        added: It was added by hand, which every page says.
        practice: It was made to practise, which every page says.
        since: What its page was when it was last looked at again, where that was something else.
    """

    entry: int
    title: str
    site: str
    account: str
    when: LocalTime | None
    mark: str
    short: str
    counted: str
    picture: int | None
    exhibit: int | None
    added: bool = False
    practice: bool = False
    since: Look | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence on how complete a capture is; not `good` when something is missing."""

    text: str
    good: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One item of text with its number in the capture."""

    number: int
    item: Item
    when: LocalTime | None
    picture: int | None


def head_of(view: View, summary: Summary) -> Head:
    """What stands in a row of a list for one capture."""
    return head(view, summary, summary.items or None)


def head(view: View, summary: Summary, items: int | None) -> Head:
    """Describes a capture in a few words; `items` is how many messages, None where none is told."""
    text = view.text
    counted = [text.count("count.pictures", len(summary.pictures))]
    if summary.added and not summary.pictures:
        counted = []
    if items is not None and (items or not summary.added):
        counted.append(text.count("count.items", items))
    if not (summary.pictures or items or items is None or summary.added):
        counted = [text("count.nothing")]
    return Head(
        entry=summary.entry,
        title=title(summary, text),
        site=site(summary, text),
        account=account(summary),
        when=view.times.write(summary.utc),
        mark=_mark(view, summary),
        short=_short(summary),
        counted=", ".join(counted),
        picture=summary.pictures[0] if summary.pictures and summary.state != REMOVED else None,
        exhibit=view.session.exhibit(summary.entry),
        added=summary.added,
        practice=summary.practice,
    )


def _short(summary: Summary) -> str:
    """Key of a word on what arrived, "" when everything did."""
    if summary.later >= 0 and summary.state != REMOVED:
        return "beginning"
    return "" if summary.state == COMPLETE else summary.state


def _mark(view: View, summary: Summary) -> str:
    """The state of a capture in one word: `kept`, `waiting`, `not_checked` or `problem`.

    What a check found since the vault was opened counts; else a stamp that covers the capture.
    """
    report = view.session.jobs.reports.get(summary.entry)
    invalid = report is not None and report.outcome is Outcome.INVALID
    if invalid or summary.claims == "wrong":
        return "problem"
    if summary.entry >= view.stamped:
        return "waiting"
    if report is not None and report.outcome is Outcome.NOT_CHECKED:
        return "not_checked"
    return "kept"


def title(summary: Summary, text: Catalogue) -> str:
    """How a capture is called: by its page's title, else by its host name."""
    return summary.title or host_of(summary.url) or text("capture.untitled")


def site(summary: Summary, text: Catalogue) -> str:
    """Where and what, for instance `Instagram, private messages`; else the host name."""
    if not summary.platform:
        return host_of(summary.url)
    place = text.platform(summary.platform)
    kind = text.known(f"kind.{summary.kind}", "")
    return f"{place}, {kind}" if kind else place


def account(summary: Summary) -> str:
    """The account that the address itself names, "" where it names none.

    Ids that were found elsewhere on the page may be those of the person who looks at it.
    """
    named = [one for one in summary.ids if one.where == "address"]
    handles = (one.value for one in named if is_handle(one))
    lasting = (one.value for one in named if is_permanent(one))
    return next(handles, "") or next(lasting, "")


def host_of(address: str) -> str:
    """The host name of an address, "" where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def completeness(body: CaptureBody, manifest: Manifest | None, text: Catalogue) -> list[Line]:
    """In plain words what a capture holds and what it does not."""
    if any(part.kind == KIND for part in body.parts):
        return [Line(text("added.whole" if manifest else "added.cut"), good=False)]
    if manifest is None or manifest.cut_short:
        tiles = sum(part.kind == "tile" for part in body.parts)
        return [Line(text.count("complete.cut", tiles), good=False), *harvested(manifest, text)]
    if manifest.mode == RECORD_ONLY:
        return []
    known = manifest.completeness
    lines = []
    if manifest.driven or body.host.get("started_by") == COMMAND:
        who = body.host.get("operator", "") or text("capture.driven.unnamed")
        lines.append(Line(text("capture.driven", who=who), good=False))
    if body.state != COMPLETE:
        why = text.known(f"complete.partial.{body.reason}", text("complete.partial"))
        lines.append(Line(why, good=False))
    if known.end == "reached":
        lines.append(Line(text("complete.reached"), good=body.state == COMPLETE))
    else:
        otherwise = text.known(
            f"complete.evidence.{known.end_evidence}", text("complete.stopped.unknown")
        )
        for code in known.ended_by:
            why = text.known(f"complete.stopped.{code}", otherwise)
            lines.append(Line(filled(why, {"day": plain(known.limits.back_to)}), good=False))
    return lines + _missing(known, text) + _seen(known, text)


def harvested(manifest: Manifest | None, text: Catalogue) -> list[Line]:
    """That a text is only what had been read when the capture was cut short, where it is."""
    if not isinstance(manifest, Harvest):
        return []
    lines = [Line(text.count("complete.cut.words", manifest.count), good=False)]
    if manifest.unread:
        lines.append(Line(text.count("complete.cut.unread", manifest.unread), good=False))
    return lines


def recorded(manifest: Manifest | None, text: Catalogue) -> list[Line]:
    """That nothing of the page itself was to be kept, where that is so."""
    if manifest is None or manifest.mode != RECORD_ONLY:
        return []
    return [
        Line(text("capture.note_alone" if manifest.about else "capture.record_only"), good=True)
    ]


def instead(manifest: Manifest | None, times: LocalTimes, text: Catalogue) -> list[Line]:
    """What the page was instead of what it is kept for, in its own words and with the day."""
    seen = manifest.page.instead if manifest else None
    if seen is None:
        return []
    moment = times.write(seen.at)
    when = f"{moment.day}, {moment.clock}" if moment else seen.at
    key = f"complete.instead.{seen.kind}"
    if key not in text.words:
        key = "complete.instead.error"
    line = text(key, when=when, said=plain(seen.said))
    sure = "" if seen.confidence == "certain" else f" {text('complete.instead.sure')}"
    return [Line(line + sure, good=False)]


def has_waited(
    body: CaptureBody, summary: Summary, times: LocalTimes, text: Catalogue
) -> list[Line]:
    """That it waited in the browser, what came of comparing its files, and where the rest is."""

    def when(utc: str) -> str:
        moment = times.write(utc)
        return f"{moment.day}, {moment.clock}" if moment else plain(utc)

    # Nothing of it is a good word: no stamp speaks of that time.
    lines = [Line(line, good=False) for line in waited.lines(body, when, text.language)]
    if summary.claims:
        right = summary.claims == "right"
        lines.append(Line(text(f"waited.compared.{summary.claims}"), good=right))
    if summary.later >= 0:
        lines.append(Line(text("waited.beginning", entry=summary.later), good=False))
    return lines


def _missing(known: Completeness, text: Catalogue) -> list[Line]:
    counts = (
        ("complete.gaps", len(known.gaps)),
        ("complete.not_loaded", known.not_loaded),
        ("complete.collapsed", known.collapsed),
        ("complete.not_pictured", known.not_pictured),
        ("complete.unclear", known.unclear),
        ("complete.unfocused", known.unfocused),
    )
    lines = [Line(text.count(key, number), good=False) for key, number in counts if number]
    lines += [Line(plain(line), good=False) for line in doubts.lines(known, text.language)]
    told = [note for note in _NOTES if note in known.notes]
    lines += [Line(text(f"complete.note.{note}"), good=False) for note in told]
    if not known.gaps:
        lines.insert(0, Line(text("complete.no_gaps"), good=True))
    return lines


def _seen(known: Completeness, text: Catalogue) -> list[Line]:
    counts = (("complete.gone", known.gone), ("complete.changed", known.changed))
    return [Line(text.count(key, number), good=True) for key, number in counts if number]


def rows(manifest: Manifest, times: LocalTimes, wanted: str) -> list[Row]:
    """The items of a capture in the order of the page, or those that hold every word."""
    words = wanted.casefold().split()
    found = []
    for number, item in enumerate(manifest.items, start=1):
        text = f"{item.author}\n{item.quote}\n{item.text}".casefold()
        if all(word in text for word in words):
            parts = [box.part for box in item.boxes if box.part > 0]
            found.append(Row(number, item, times.write(item.time), parts[0] if parts else None))
    return found
