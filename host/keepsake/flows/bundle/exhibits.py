"""Captures on their way out: each with its number, its exact bytes, and every part checked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.compression import items
from keepsake.core.entry import check_part
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.manifest import Page
from keepsake.formats.bundle.contents import Later, Stream
from keepsake.formats.bundle.payload import Exhibit
from keepsake.vault import as_read
from keepsake.vault.layout import part_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from keepsake.core.entry import CaptureBody, Part
    from keepsake.core.manifest import Manifest
    from keepsake.vault.unlocked import Unlocked

NOTHING: Mapping[int, frozenset[int]] = MappingProxyType({})
HELD_BYTES_MAX = 4 * 1024 * 1024  # what is larger is opened twice, and never held whole


def exhibits_of(
    unlocked: Unlocked,
    numbers: Mapping[int, int],
    entries: Iterable[int],
    without: Mapping[int, frozenset[int]] = NOTHING,
) -> list[Exhibit]:
    """Reads what the entries of captures say; their parts are read when they are asked for.

    Args:
        unlocked: The vault, open.
        numbers: Exhibit number of each entry.
        entries: Captures.
        without: Parts, by entry, that are damaged and stay out.

    Returns:
        By exhibit number.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN or VAULT_DAMAGED; a part that is not as its entry says
            raises EXPORT_INVALID when it is read.
    """
    found = [
        _exhibit(unlocked, numbers[entry], entry, without.get(entry, frozenset()))
        for entry in entries
    ]
    # Of several entries of one capture the last holds. Source: FORMAT.md §3.9.
    last = {one.body.capture: one for one in sorted(found, key=lambda one: one.entry)}
    told = [
        one
        if last[one.body.capture] is one
        else replace(one, whole_in=last[one.body.capture].number)
        for one in found
    ]
    return sorted(told, key=lambda exhibit: exhibit.number)


def _exhibit(unlocked: Unlocked, number: int, entry: int, without: frozenset[int]) -> Exhibit:
    capture = unlocked.capture(entry)
    if without:
        # The exact bytes of the entry still list them, so a check of the bundle misses them.
        good = tuple(part for part in capture.body.parts if part.part not in without)
        last = -1 if capture.body.manifest in without else capture.body.manifest
        body = msgspec.structs.replace(capture.body, parts=good, manifest=last)
        capture = capture._replace(body=body)

    def read(part: int) -> bytes:
        expected = next(row for row in capture.body.parts if row.part == part)
        data = unlocked.part(capture.body.capture, part)
        problem = check_part(expected, data)
        if problem:
            file = f"parts/{capture.body.capture}/{part_name(part)}"
            raise KeepsakeError(Code.EXPORT_INVALID, problem, step="5", file=file)
        return data

    def contents(part: Part) -> Later | Stream:
        if part.bytes <= HELD_BYTES_MAX:
            gather = partial(unlocked.gather_part, capture.body.capture, part.part)
            return Later(part.bytes, gather)
        return Stream(part.bytes, lambda: unlocked.part_pieces(capture.body.capture, part.part))

    manifest, reading = _read(unlocked, capture.body, whole=not without)
    page = manifest.page if manifest else _page_at_click(read)
    data = unlocked.entry_bytes(entry)
    return Exhibit(
        number, entry, data, capture.record, capture.body, manifest, page, read, contents, reading
    )


def _read(unlocked: Unlocked, body: CaptureBody, *, whole: bool) -> tuple[Manifest | None, bytes]:
    """The manifest as it is read, and the reading: of what is not whole, only what it is itself."""
    listed = unlocked.manifest(body, items.decode)
    told = as_read.reading_of(unlocked, body, listed) if whole else None
    if listed is None:
        return None, b""
    if told is None:
        return as_read.unread(listed, body), b""
    return as_read.taken(listed, told), msgspec.json.encode(told)


def _page_at_click(read: Callable[[int], bytes]) -> Page:
    try:
        return msgspec.json.decode(read(0), type=Page)
    except (msgspec.DecodeError, UnicodeDecodeError, StopIteration):
        # A capture that was cut short may lack its beginning, or hold less than a page tells.
        return Page(url="")
