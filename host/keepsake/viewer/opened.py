"""One capture that is looked at: what was read of it, and what is known beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import entry as entries
from keepsake.core.added.entry import KIND, FileBody
from keepsake.core.custody import true_removals
from keepsake.core.errors import KeepsakeError
from keepsake.vault import queries
from keepsake.viewer import added, present, rechecks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.custody import Act
    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Manifest
    from keepsake.vault.unlocked import Capture
    from keepsake.viewer.view import View


class Opened(NamedTuple):
    """One capture with its manifest and the words above it."""

    capture: Capture
    manifest: Manifest | None
    head: present.Head


def files_added(view: View, opened: Opened) -> tuple[str, str, list[added.Shown]] | None:
    """Who added files, what they say of them, and the files; None for a capture."""
    record = opened.capture.record
    if record.kind != KIND:
        return None
    told = entries.body(record, FileBody)
    begun = view.session.unlocked.part(told.capture, 0)
    shown = added.files(told, opened.manifest, added.times(begun), view.text)
    return told.who, told.about, shown


def notes_on(view: View, entry: int, body: CaptureBody) -> Iterator[tuple[str, str]]:
    """What the person wrote about the page, then or afterwards: when, and the words."""
    session = view.session
    places = dict.fromkeys([entry, *queries.notes_about(session.index(), body.capture)])
    for place in places:
        found = body if place == entry else session.capture(place).body
        for part in found.parts:
            if part.kind == "note":
                text = session.unlocked.part(found.capture, part.part)
                yield part.kept, text.decode("utf-8", errors="replace")


def removed_by(view: View, capture: str) -> Act | None:
    """Who removed a capture, when and why."""
    session = view.session
    return true_removals(session.unlocked.removal_key(), session.index().records()).get(capture)


def absent_messages(view: View, entry: int) -> dict[int, tuple[int, str, int | None]]:
    """Messages by number that a later capture no longer shows: which, when, its exhibit number."""
    session = view.session
    return {
        position + 1: (later, utc, session.exhibit(later))
        for position, (later, utc) in queries.absent_of(session.index(), entry).items()
    }


def open_capture(view: View, entry: int) -> Opened:
    """Finds a capture and what stands above its pages.

    Raises:
        KeepsakeError: There is none at that place, or it is damaged.
    """
    capture = view.session.capture(entry)
    view.session.saw(entry)
    manifest = _manifest(view, capture.body)
    items = manifest.count if manifest else None
    summary = view.session.summary(entry)
    head = present.head(view, summary, items)
    return Opened(capture, manifest, replace(head, since=rechecks.last(view, summary)))


def _manifest(view: View, body: CaptureBody) -> Manifest | None:
    # A damaged manifest must not hide the pictures; the check names it as a problem.
    try:
        return view.session.manifest(body)
    except KeepsakeError:
        return None


def unsure(view: View, opened: Opened) -> list[str]:
    """What is not certain of the text."""
    if opened.head.added:
        return added.notes(opened.manifest, view.text)
    return [line.text for line in present.harvested(opened.manifest, view.text)]
