"""The list of captures, and one capture: its pictures, its text, its facts, its page copy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, request, url_for

from keepsake.core.added.entry import is_picture
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import recovery
from keepsake.vault.index_rows import REMOVED
from keepsake.vault.space import is_short
from keepsake.vault.uncommitted import uncommitted
from keepsake.viewer import content_cover, context, media, present, security
from keepsake.viewer.capture_list import belongs, places_of, where_of
from keepsake.viewer.corrections import corrected, corrections_of
from keepsake.viewer.marks import MEANINGS, marks_of
from keepsake.viewer.message_place import marked
from keepsake.viewer.opened import (
    absent_messages,
    files_added,
    notes_on,
    open_capture,
    removed_by,
    unsure,
)
from keepsake.viewer.pages import forms
from keepsake.viewer.paging import ITEMS, Pager
from keepsake.viewer.present import head_of
from keepsake.viewer.seen import shown

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse


blueprint = Blueprint("captures", __name__)

ROWS = 24
TILES = 40


@blueprint.get("/captures")
def listing() -> str:
    """Captures, newest first: those of the case, those that wait for one, or all."""
    view = context.view()
    session = view.session
    where = where_of(view, request.args.get("in", ""))
    found = [
        summary for summary in reversed(session.summaries()) if belongs(view, summary.entry, where)
    ]
    pager = Pager.of(request.args.get("page", ""), len(found), ROWS)
    heads = [head_of(view, summary) for summary in found[pager.start : pager.stop]]
    moved = request.args.get("moved", "")
    return context.page(
        "captures.html",
        heads=heads,
        pager=pager,
        where=where,
        places=places_of(view, where),
        total=len(found),
        cut=len(uncommitted(session.unlocked.vault.path)),
        short=is_short(session.unlocked.vault.path),
        moved=int(moved) if moved.isascii() and moved.isdecimal() and len(moved) < 9 else None,
    )


@blueprint.post("/captures/finish")
def finish() -> AnyResponse:
    """Enters in the log what was cut short and waits."""
    recovery.recover(context.session().unlocked.vault, impatient=True)
    return redirect(f"{url_for('captures.listing')}?in=all", 303)


@blueprint.get("/captures/<int:entry>")
def pictures(entry: int) -> str:
    """The pictures of a capture in the order they were taken."""
    view = context.view()
    opened = open_capture(view, entry)
    body, manifest = opened.capture.body, opened.manifest
    tiles = [part for part in body.parts if is_picture(part)]
    known = {tile.part: tile for tile in manifest.tiles} if manifest else {}
    pager = Pager.of(request.args.get("page", ""), len(tiles), TILES)
    shown = [(number, part, known.get(part.part)) for number, part in enumerate(tiles, start=1)][
        pager.start : pager.stop
    ]
    covered = content_cover.of(view, entry)
    lines = present.recorded(manifest, view.text)
    lines += present.instead(manifest, view.times, view.text)
    removed = removed_by(view, body.capture) if opened.head.short == REMOVED else None
    if removed is None:
        lines += present.completeness(body, manifest, view.text)
        summary = view.session.summary(entry)
        lines += present.has_waited(body, summary, view.times, view.text)
    return context.page(
        "pictures.html",
        removed=removed,
        own_words=list(notes_on(view, entry, body)) if removed is None else [],
        head=opened.head,
        tiles=shown,
        covers=covered,
        all_covered=covered.own.issuperset(part.part for part in tiles),
        total=len(tiles),
        pager=pager,
        lines=lines,
        added=files_added(view, opened) if removed is None else None,
        play_refused=partial(media.refused, request.user_agent.string),
        times=view.times,
    )


@blueprint.get("/captures/<int:entry>/picture/<int:part>")
def picture(entry: int, part: int) -> str:
    """One picture at its own size."""
    view = context.view()
    opened = open_capture(view, entry)
    tiles = [kept.part for kept in opened.capture.body.parts if is_picture(kept)]
    if part not in tiles:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {part}")
    place = tiles.index(part)
    number = forms.whole(request.args.get("item", ""), 0)
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
        covers=content_cover.of(view, entry),
        marked=marked(view, number, opened.capture.body, opened.manifest, part),
    )


@blueprint.get("/captures/<int:entry>/text")
def text(entry: int) -> str:
    """The text of a capture, message by message, or those messages that hold what is looked for."""
    view = context.view()
    opened = open_capture(view, entry)
    wanted = request.args.get("find", "").strip()[:200]
    rows = present.rows(opened.manifest, view.times, wanted) if opened.manifest else []
    pager = Pager.of(request.args.get("page", ""), len(rows), ITEMS)
    return context.page(
        "text.html",
        head=opened.head,
        rows=rows[pager.start : pager.stop],
        found=len(rows),
        total=opened.manifest.count if opened.manifest else 0,
        wanted=wanted,
        pager=pager,
        marks=marks_of(view, entry),
        corrections=corrections_of(view, entry),
        corrected=partial(corrected, view),
        absent=absent_messages(view, entry),
        meanings=MEANINGS,
        times=view.times,
        kind_of_name=media.kind_of_name,
        play_refused=partial(media.refused, request.user_agent.string),
        unsure=unsure(view, opened),
        redactable=opened.manifest is not None and not opened.manifest.cut_short,
    )


@blueprint.get("/captures/<int:entry>/seen/<int:item>")
def seen(entry: int, item: int) -> str:
    """One message as the page had it, as text, beside what is read from that."""
    view = context.view()
    opened = open_capture(view, entry)
    found = shown(view, opened, item)
    if found is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"no message {item}")
    return context.page("seen.html", head=opened.head, found=found, page=(item - 1) // ITEMS + 1)


@blueprint.get("/captures/<int:entry>/facts")
def facts(entry: int) -> str:
    """What is known about a capture: addresses, ids, times, sizes; the exact values in the fold."""
    view = context.view()
    opened = open_capture(view, entry)
    return context.page(
        "facts.html",
        head=opened.head,
        capture=opened.capture,
        manifest=opened.manifest,
        host=sorted(opened.capture.body.host.items()),
        size=sum(part.bytes for part in opened.capture.body.parts),
        summary=view.session.summary(entry),
        times=view.times,
    )


@blueprint.get("/captures/<int:entry>/copy")
def copy(entry: int) -> Response:
    """The copy of the page, in a frame where nothing runs and nothing loads."""
    view = context.view()
    opened = open_capture(view, entry)
    there = any(part.kind == "snapshot" for part in opened.capture.body.parts)
    response = make_response(context.page("copy.html", head=opened.head, there=there))
    response.headers["Content-Security-Policy"] = security.COPY_FRAME_POLICY
    return response
