"""Rows about the pages and how they were captured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.manifest import DIVIDER
from keepsake.formats.checklist.rows import MET, NOT, PARTLY, Found, Place, share
from keepsake.formats.checklist.subject import (
    UNKNOWN,
    files,
    is_record_only,
    of,
    parts,
    was_put_back,
)
from keepsake.formats.interchange.media import NOT_IN_COPY, UNREAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.checklist.subject import Subject

_MOVING = frozenset({"video", "audio"})
_LACKING = (NOT_IN_COPY, UNREAD)
_OPEN = frozenset(
    {"application/json", "application/gzip", "application/x-ndjson", "application/jsonl",
     "application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif", "multipart/related",
     "message/rfc822"}
)  # fmt: skip


def address(subject: Subject) -> Found:
    """1: whether each page has its address."""
    good = [one for one in subject.captured if one.page.url]
    return share(len(good), len(subject.captured), [of(good, "facts")], "no_pages")


def source(subject: Subject) -> Found:
    """3: whether a copy of each page lies beside its pictures."""
    good = [one for one in subject.pictured if parts(one, "snapshot", "mhtml")]
    return share(len(good), len(subject.pictured), files(good, "snapshot", "mhtml"))


def originals(subject: Subject) -> Found:
    """4: whether the browser's own copy, which holds the files of pictures, was taken."""
    if not subject.pictured:
        return Found(NOT, (), "no_pages")
    shown = [one for one in subject.pictured if subject.shown[one.number]]
    if not shown:
        return Found(MET, (of(subject.pictured, "facts"),), "no_media")
    good = [one for one in shown if parts(one, "mhtml", "original")]
    places = files(good or shown, "mhtml", "original") or files(shown, "snapshot")
    if len(good) < len(shown):
        return Found(PARTLY, places, "drawn_again")
    lacking = {row.exhibit for row in subject.facts.media if row.not_known in _LACKING}
    if lacking.intersection(one.number for one in good):
        return Found(PARTLY, places, "not_all_kept")
    return Found(MET, places)


def moving(subject: Subject) -> Found:
    """5: whether what moves or sounds on a page is here as such."""
    if not subject.pictured:
        return Found(NOT, (), "no_pages")
    moves = [one for one in subject.pictured if subject.shown[one.number] & _MOVING]
    if not moves:
        places = (of(subject.pictured, "facts"),)
        unknown = any(UNKNOWN in kinds for kinds in subject.shown.values())
        state, why = (PARTLY, "moving_unknown") if unknown else (MET, "nothing_moving")
        return Found(state, places, why)
    added = [
        Place(exhibits=(one.number,), file=one.path(part))
        for one in subject.exhibits
        for part in parts(one, "file")
        if part.media_type.partition("/")[0] in _MOVING
    ]
    if added:
        return Found(PARTLY, tuple(added), "added_recording")
    return Found(NOT, (of(moves, "facts"),), "no_recording")


def described(subject: Subject) -> Found:
    """6: whether the page says which accounts and messages it shows, and when they were written."""
    good = [one for one in subject.captured if one.page.ids or _has_times(one)]
    return share(len(good), len(subject.captured), [of(good, "accounts")])


def _has_times(exhibit: Exhibit) -> bool:
    items = exhibit.manifest.items if exhibit.manifest else ()
    return any(item.time or item.ids for item in items)


def network(_subject: Subject) -> Found:
    """8: never here, for it could tell where the person is."""
    return Found(NOT, (), "risk")


def server(subject: Subject) -> Found:
    """9: how the page came; a browser tells no more of it."""
    known = [one for one in subject.captured if one.page.response.status]
    return Found(PARTLY if known else NOT, (of(known, "facts"),) if known else (), "no_address")


def tool(subject: Subject) -> Found:
    """10: whether program, add-on and browser are named; of added files only who took them up."""
    named = [one for one in subject.exhibits if one.record.program]
    good = [
        one
        for one in subject.captured
        if one.record.program and one.manifest and one.manifest.environment.user_agent
    ]
    if subject.captured and len(good) == len(subject.captured):
        return Found(MET, (of(good, "facts"),))
    why = "no_browser" if subject.captured else "added_tool"
    return Found(PARTLY, (of(named, "facts"),), why) if named else Found(NOT, (), "none")


def apart(subject: Subject) -> Found:
    """17: originals have a place of their own."""
    places = [
        Place(exhibits=(one.number,), file=one.path(part))
        for one in subject.exhibits
        for part in one.body.parts[:1]
    ][:1]
    if not places:
        return Found(NOT, (), "no_pages")
    if subject.beside.redacted:
        places.append(Place(file="derived/redacted/index.json"))
    return Found(MET, tuple(places))


def untouched(subject: Subject) -> Found:
    """18: whether each page was left as it was found, as far as the capture could see."""
    good = [one for one in subject.captured if _was_seen_to_its_end(one)]
    left = [one for one in good if not was_put_back(one)]
    if left:
        return Found(PARTLY, (of(left, "facts"),), "not_put_back")
    return share(len(good), len(subject.captured), [of(good, "facts")], "cut_short")


def _was_seen_to_its_end(exhibit: Exhibit) -> bool:
    known = exhibit.manifest
    return bool(
        known and not known.cut_short and "page_gone_at_end" not in known.completeness.notes
    )


def whole(subject: Subject) -> Found:
    """23: whether threads are here to both ends."""
    threads = [one for one in subject.pictured if _said(one) > 1] or subject.pictured
    good = [one for one in threads if one.whole]
    return share(len(good), len(threads), [of(good or threads, "facts")], "not_whole")


def _said(exhibit: Exhibit) -> int:
    items = exhibit.manifest.items if exhibit.manifest else ()
    return sum(item.kind != DIVIDER for item in items)


def gaps(subject: Subject) -> Found:
    """24: whether it is said of each page what is missing of it."""
    good = [one for one in subject.captured if one.manifest]
    return share(len(good), len(subject.captured), [Place(part="missing"), of(good, "facts")])


def readable(subject: Subject) -> Found:
    """26: whether each file is of a format that anybody may read."""
    held = [part for one in subject.exhibits for part in one.body.parts]
    places = files(subject.exhibits, "tile", "snapshot") or (of(subject.exhibits, "facts"),)
    good = sum(_open(part.media_type) for part in held)
    return share(good, len(held), places, "as_given")


def _open(media_type: str) -> bool:
    plain = media_type.partition(";")[0].strip().lower()
    return plain.startswith("text/") or plain in _OPEN


def disclosed(subject: Subject) -> Found:
    """29: whether it is said how pictures were put together, and what was made of originals."""
    good = [one for one in subject.exhibits if one.manifest]
    places = [of(good, "facts"), Place(part="machine")]
    if subject.beside.redacted:
        places.append(Place(file="derived/redacted/index.json"))
    return share(len(good), len(subject.exhibits), places)


def recorded_only(subject: Subject) -> Found:
    """31: whether what may not be copied was recorded only."""
    good = [one for one in subject.captured if is_record_only(one)]
    return Found(MET, (of(good, "facts"),)) if good else Found(PARTLY, (), "none_recorded")


def rules() -> Iterator[tuple[int, Callable[[Subject], Found]]]:
    """Each with its number."""
    yield from {
        1: address,
        3: source,
        4: originals,
        5: moving,
        6: described,
        8: network,
        9: server,
        10: tool,
        17: apart,
        18: untouched,
        23: whole,
        24: gaps,
        26: readable,
        29: disclosed,
        31: recorded_only,
    }.items()
