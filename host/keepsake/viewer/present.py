"""Turns a capture into what a page shows: labels in words, and what is known to be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from keepsake.core.entry import COMPLETE
from keepsake.vault.index_rows import REMOVED
from keepsake.viewer.texts import plain

if TYPE_CHECKING:
    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Completeness, Item, Manifest
    from keepsake.moments import Moment, Moments
    from keepsake.vault.index_rows import Summary
    from keepsake.viewer.desk import Desk
    from keepsake.viewer.texts import Texts

ACCOUNT_IDS = ("username", "handle", "screen_name", "user", "user_id", "profile_id", "thread_id")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above every page of one capture, and in its row of the list.

    Attributes:
        mark: `kept`, `waiting`, `not_checked` or `problem`.
        short: Key of a word on what arrived, "" when everything did.
        counted: For instance `41 pictures, 500 messages`.
        exhibit: Its number in the case that it belongs to.
    """

    entry: int
    title: str
    site: str
    account: str
    when: Moment | None
    mark: str
    short: str
    counted: str
    picture: int | None
    exhibit: int | None


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
    when: Moment | None
    picture: int | None


def head(
    desk: Desk, summary: Summary, moments: Moments, text: Texts, *, stamped: int, items: int | None
) -> Head:
    """Describes a capture in a few words."""
    counted = [text.count("count.pictures", len(summary.pictures))]
    if items is not None:
        counted.append(text.count("count.items", items))
    return Head(
        entry=summary.entry,
        title=summary.title or host_of(summary.url) or text("capture.untitled"),
        site=site(summary, text),
        account=account(summary),
        when=moments.write(summary.utc),
        mark=desk.mark(summary, stamped),
        short="" if summary.state == COMPLETE else summary.state,
        counted=", ".join(counted),
        picture=summary.pictures[0] if summary.pictures and summary.state != REMOVED else None,
        exhibit=desk.exhibit(summary.entry),
    )


def site(summary: Summary, text: Texts) -> str:
    """Where and what, for instance `Instagram, private messages`; else the host name."""
    if not summary.platform:
        return host_of(summary.url)
    place = text.known(f"platform.{summary.platform}", summary.platform.capitalize())
    kind = text.known(f"kind.{summary.kind}", "")
    return f"{place}, {kind}" if kind else place


def account(summary: Summary) -> str:
    """The id by which the account or thread is best known, "" where none was found."""
    found = {identifier.name: identifier.value for identifier in summary.ids}
    for name in ACCOUNT_IDS:
        if found.get(name):
            return found[name]
    return summary.ids[0].value if summary.ids else ""


def host_of(address: str) -> str:
    """The host name of an address, "" where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def completeness(body: CaptureBody, manifest: Manifest | None, text: Texts) -> list[Line]:
    """In plain words what a capture holds and what it does not."""
    if manifest is None:
        tiles = sum(part.kind == "tile" for part in body.parts)
        return [Line(text.count("complete.cut", tiles), good=False)]
    known = manifest.completeness
    lines = []
    if body.state != COMPLETE:
        lines.append(Line(text("complete.partial"), good=False))
    if known.end == "reached":
        lines.append(Line(text("complete.reached"), good=True))
    else:
        why = text.known(f"complete.stopped.{known.stopped_by}", text("complete.stopped.unknown"))
        lines.append(Line(why, good=False))
    return lines + _missing(known, text) + _seen(known, text)


def instead(manifest: Manifest | None, moments: Moments, text: Texts) -> list[Line]:
    """What the page was instead of what it is kept for, in its own words and with the day."""
    seen = manifest.page.instead if manifest else None
    if seen is None:
        return []
    moment = moments.write(seen.at)
    when = f"{moment.day}, {moment.clock}" if moment else seen.at
    key = f"complete.instead.{seen.kind}"
    if key not in text.words:
        key = "complete.instead.error"
    line = text(key, when=when, said=plain(seen.said))
    sure = "" if seen.confidence == "certain" else f" {text('complete.instead.sure')}"
    return [Line(line + sure, good=False)]


def _missing(known: Completeness, text: Texts) -> list[Line]:
    counts = (
        ("complete.gaps", len(known.gaps)),
        ("complete.not_loaded", known.not_loaded),
        ("complete.collapsed", known.collapsed),
        ("complete.unclear", known.unclear),
        ("complete.unfocused", known.unfocused),
    )
    lines = [Line(text.count(key, number), good=False) for key, number in counts if number]
    if not known.gaps:
        lines.insert(0, Line(text("complete.no_gaps"), good=True))
    return lines


def _seen(known: Completeness, text: Texts) -> list[Line]:
    counts = (("complete.gone", known.gone), ("complete.changed", known.changed))
    return [Line(text.count(key, number), good=True) for key, number in counts if number]


def rows(manifest: Manifest, moments: Moments, wanted: str) -> list[Row]:
    """The items of a capture in the order of the page, or those that hold every word."""
    words = wanted.casefold().split()
    found = []
    for number, item in enumerate(manifest.items, start=1):
        text = f"{item.author}\n{item.text}".casefold()
        if all(word in text for word in words):
            parts = [box.part for box in item.boxes if box.part > 0]
            found.append(Row(number, item, moments.write(item.time), parts[0] if parts else None))
    return found
