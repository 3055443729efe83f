"""The list of captures, and one capture: its pictures, its text, its facts, its page copy."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response, make_response, redirect, request, url_for

from keepsake.core import entry as entries
from keepsake.core.added.entry import KIND, FileBody, is_picture
from keepsake.core.custody import true_removals
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import queries, recovery
from keepsake.vault.index_rows import REMOVED
from keepsake.vault.space import is_short
from keepsake.vault.uncommitted import uncommitted
from keepsake.viewer import added, content_cover, context, media, present, rechecks, security
from keepsake.viewer.pages import message
from keepsake.viewer.pages.marks import MEANINGS, marks_of
from keepsake.viewer.paging import ITEMS, Pager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as AnyResponse

    from keepsake.core.custody import Act
    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Manifest
    from keepsake.vault.index_rows import Summary
    from keepsake.vault.unlocked import Capture

blueprint = Blueprint("captures", __name__)

ROWS = 24
TILES = 40


class Opened(NamedTuple):
    """One capture with its manifest and the words above it."""

    capture: Capture
    manifest: Manifest | None
    head: present.Head


@blueprint.get("/captures")
def listing() -> str:
    """Captures, newest first: those of the case, those that wait for one, or all."""
    session = context.session()
    where = _where(request.args.get("in", ""))
    found = [summary for summary in reversed(session.summaries()) if _belongs(summary.entry, where)]
    pager = Pager.of(request.args.get("page", ""), len(found), ROWS)
    heads = [head_of(summary) for summary in found[pager.start : pager.stop]]
    moved = request.args.get("moved", "")
    return context.page(
        "captures.html",
        heads=heads,
        pager=pager,
        where=where,
        places=_places(where),
        total=len(found),
        cut=len(uncommitted(session.unlocked.vault.path)),
        short=is_short(session.unlocked.vault.path),
        moved=int(moved) if moved.isascii() and moved.isdecimal() and len(moved) < 9 else None,
    )


def _where(asked: str) -> str:
    """`inbox`, `all` or a case; the chosen case where nothing or nonsense is asked for."""
    session = context.session()
    work, chosen = session.casework(), session.case()
    if asked in ("inbox", "all") or asked in work.cases:
        return asked
    if chosen is not None:
        return chosen.case
    return "inbox" if work.cases else "all"


def _belongs(entry: int, where: str) -> bool:
    if where == "all":
        return True
    work = context.session().casework()
    of = work.place.get(entry, "")
    return of not in work.cases if where == "inbox" else of == where


def _places(where: str) -> list[tuple[str, str, int]]:
    """What the list can be narrowed to: key, name ("" for the two that are no case), how many."""
    work = context.session().casework()
    places = [("inbox", "", len(work.inbox())), ("all", "", len(work.place))]
    for case in work.cases.values():
        if not case.closed or case.case == where:
            places.append((case.case, case.name, len(case.inside)))
    return places


@blueprint.post("/captures/finish")
def finish() -> AnyResponse:
    """Enters in the log what was cut short and waits."""
    recovery.recover(context.session().unlocked.vault)
    return redirect(f"{url_for('captures.listing')}?in=all", 303)


@blueprint.get("/captures/<int:entry>")
def pictures(entry: int) -> str:
    """The pictures of a capture in the order they were taken."""
    opened = open_capture(entry)
    body, manifest = opened.capture.body, opened.manifest
    tiles = [part for part in body.parts if is_picture(part)]
    known = {tile.part: tile for tile in manifest.tiles} if manifest else {}
    pager = Pager.of(request.args.get("page", ""), len(tiles), TILES)
    shown = [(number, part, known.get(part.part)) for number, part in enumerate(tiles, start=1)][
        pager.start : pager.stop
    ]
    covered = content_cover.of(entry)
    lines = present.recorded(manifest, context.catalogue())
    lines += present.instead(manifest, context.local_times(), context.catalogue())
    removed = _removed(body.capture) if opened.head.short == REMOVED else None
    if removed is None:
        lines += present.completeness(body, manifest, context.catalogue())
    return context.page(
        "pictures.html",
        removed=removed,
        own_words=list(_notes(entry, body)) if removed is None else [],
        head=opened.head,
        tiles=shown,
        covers=covered,
        all_covered=covered.own.issuperset(part.part for part in tiles),
        total=len(tiles),
        pager=pager,
        lines=lines,
        added=_added(opened) if removed is None else None,
        play_refused=partial(media.refused, request.user_agent.string),
        times=context.local_times(),
    )


@blueprint.get("/captures/<int:entry>/picture/<int:part>")
def picture(entry: int, part: int) -> str:
    """One picture at its own size."""
    opened = open_capture(entry)
    tiles = [kept.part for kept in opened.capture.body.parts if is_picture(kept)]
    if part not in tiles:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {part}")
    place = tiles.index(part)
    before = tiles[place - 1] if place else None
    after = tiles[place + 1] if place + 1 < len(tiles) else None
    return context.page(
        "picture.html",
        head=opened.head,
        part=part,
        number=place + 1,
        total=len(tiles),
        before=before,
        after=after,
        covers=content_cover.of(entry),
        marked=message.marked(opened.capture.body, opened.manifest, part),
    )


@blueprint.get("/captures/<int:entry>/text")
def text(entry: int) -> str:
    """The text of a capture, message by message, or those messages that hold what is looked for."""
    opened = open_capture(entry)
    wanted = request.args.get("find", "").strip()[:200]
    rows = present.rows(opened.manifest, context.local_times(), wanted) if opened.manifest else []
    pager = Pager.of(request.args.get("page", ""), len(rows), ITEMS)
    return context.page(
        "text.html",
        head=opened.head,
        rows=rows[pager.start : pager.stop],
        found=len(rows),
        total=opened.manifest.count if opened.manifest else 0,
        wanted=wanted,
        pager=pager,
        marks=marks_of(entry),
        absent=_absent(entry),
        meanings=MEANINGS,
        times=context.local_times(),
        kind_of_name=media.kind_of_name,
        play_refused=partial(media.refused, request.user_agent.string),
        unsure=_unsure(opened),
        redactable=opened.manifest is not None and not opened.manifest.cut_short,
    )


def _unsure(opened: Opened) -> list[str]:
    """What is not certain of the text."""
    if opened.head.added:
        return added.notes(opened.manifest, context.catalogue())
    return [line.text for line in present.harvested(opened.manifest, context.catalogue())]


@blueprint.get("/captures/<int:entry>/facts")
def facts(entry: int) -> str:
    """What is known about a capture: addresses, ids, times, sizes; the exact values in the fold."""
    opened = open_capture(entry)
    return context.page(
        "facts.html",
        head=opened.head,
        capture=opened.capture,
        manifest=opened.manifest,
        host=sorted(opened.capture.body.host.items()),
        size=sum(part.bytes for part in opened.capture.body.parts),
        summary=context.session().summary(entry),
        times=context.local_times(),
    )


@blueprint.get("/captures/<int:entry>/copy")
def copy(entry: int) -> Response:
    """The copy of the page, in a frame where nothing runs and nothing loads."""
    opened = open_capture(entry)
    there = any(part.kind == "snapshot" for part in opened.capture.body.parts)
    response = make_response(context.page("copy.html", head=opened.head, there=there))
    response.headers["Content-Security-Policy"] = security.COPY_FRAME_POLICY
    return response


def _added(opened: Opened) -> tuple[str, str, list[added.Shown]] | None:
    """Who added files, what they say of them, and the files; None for a capture."""
    record = opened.capture.record
    if record.kind != KIND:
        return None
    told = entries.body(record, FileBody)
    begun = context.session().unlocked.part(told.capture, 0)
    shown = added.files(told, opened.manifest, added.times(begun), context.catalogue())
    return told.who, told.about, shown


def _notes(entry: int, body: CaptureBody) -> Iterator[tuple[str, str]]:
    """What the person wrote about the page, then or afterwards: when, and the words."""
    session = context.session()
    places = dict.fromkeys([entry, *queries.notes_about(session.index(), body.capture)])
    for place in places:
        found = body if place == entry else session.capture(place).body
        for part in found.parts:
            if part.kind == "note":
                text = session.unlocked.part(found.capture, part.part)
                yield part.kept, text.decode("utf-8", errors="replace")


def _removed(capture: str) -> Act | None:
    """Who removed a capture, when and why."""
    session = context.session()
    return true_removals(session.unlocked.removal_key(), session.index().records()).get(capture)


def _absent(entry: int) -> dict[int, tuple[int, str, int | None]]:
    """Messages by number that a later capture no longer shows: which, when, its exhibit number."""
    session = context.session()
    return {
        position + 1: (later, utc, session.exhibit(later))
        for position, (later, utc) in queries.absent_of(session.index(), entry).items()
    }


def open_capture(entry: int) -> Opened:
    """Finds a capture and what stands above its pages.

    Raises:
        KeepsakeError: There is none at that place, or it is damaged.
    """
    capture = context.session().capture(entry)
    context.session().saw(entry)
    manifest = _manifest(capture.body)
    items = manifest.count if manifest else None
    summary = context.session().summary(entry)
    return Opened(capture, manifest, replace(_head(summary, items), since=rechecks.last(summary)))


def head_of(summary: Summary) -> present.Head:
    """What stands in a row of a list for one capture."""
    return _head(summary, summary.items or None)


def _head(summary: Summary, items: int | None) -> present.Head:
    stamped = context.stamped_size()
    return present.head(
        context.session(),
        summary,
        context.local_times(),
        context.catalogue(),
        stamped=stamped,
        items=items,
    )


def _manifest(body: CaptureBody) -> Manifest | None:
    # A damaged manifest must not hide the pictures; the check names it as a problem.
    try:
        return context.session().manifest(body)
    except KeepsakeError:
        return None
