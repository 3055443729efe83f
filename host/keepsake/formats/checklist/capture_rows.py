"""Rows about the pages and how they were captured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.manifest import DIVIDER
from keepsake.formats.checklist.rows import MET, NOT, PARTLY, Found, Place, share
from keepsake.formats.checklist.subject import files, is_record_only, of, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.checklist.subject import Subject

_MOVING = frozenset({"video", "audio"})
# In the copy of a page that the add-on makes: FORMAT.md §4.13.
_SIGNS = {"image": b"<img", "video": b'data-kept-tag="video"', "audio": b"<audio"}
_UNKNOWN = "unknown"
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
    shown = [one for one in subject.pictured if _shown(one)]
    if not shown:
        return Found(MET, (of(subject.pictured, "facts"),), "no_media")
    good = [one for one in shown if parts(one, "mhtml", "original")]
    places = files(good or shown, "mhtml", "original") or files(shown, "snapshot")
    if len(good) == len(shown):
        return Found(MET, places)
    return Found(PARTLY, places, "drawn_again")


def moving(subject: Subject) -> Found:
    """5: whether what moves or sounds on a page is here as such."""
    if not subject.pictured:
        return Found(NOT, (), "no_pages")
    shown = {one.number: _shown(one) for one in subject.pictured}
    moves = [one for one in subject.pictured if shown[one.number] & _MOVING]
    if not moves:
        places = (of(subject.pictured, "facts"),)
        unknown = any(_UNKNOWN in kinds for kinds in shown.values())
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


class _Medium(msgspec.Struct, frozen=True):
    kind: str = ""


class _Item(msgspec.Struct, frozen=True):
    media: tuple[_Medium, ...] = ()


class _Items(msgspec.Struct, frozen=True):
    items: tuple[_Item, ...] = ()


def _shown(exhibit: Exhibit) -> set[str]:
    """Kinds of pictures, films and sounds that a page shows, as far as its files tell."""
    copies = parts(exhibit, "snapshot")
    found = _media(exhibit)
    if not copies and not found:
        return {_UNKNOWN}
    for part in copies:
        data = exhibit.read(part.part)
        found |= {kind for kind, sign in _SIGNS.items() if sign in data}
    return found


def _media(exhibit: Exhibit) -> set[str]:
    """The same of its messages alone."""
    items = exhibit.manifest.items if exhibit.manifest else ()
    manifest = parts(exhibit, "manifest")
    if not manifest or not any(item.media for item in items):
        return set()
    try:
        told = msgspec.json.decode(exhibit.read(manifest[-1].part), type=_Items)
    except msgspec.DecodeError:
        return {_UNKNOWN}  # the check of the copy tells of it
    return {one.kind for item in told.items for one in item.media}


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
    """10: whether program, add-on and browser are named."""
    good = [
        one
        for one in subject.captured
        if one.record.program and one.manifest and one.manifest.environment.user_agent
    ]
    return share(len(good), len(subject.captured), [of(good, "facts")])


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
    good = [one for one in subject.captured if _was_put_back(one)]
    return share(len(good), len(subject.captured), [of(good, "facts")], "cut_short")


def _was_put_back(exhibit: Exhibit) -> bool:
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
