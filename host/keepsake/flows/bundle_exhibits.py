"""Captures on their way out: each with its number, its exact bytes, and every part checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.entry import check_part
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.manifest import Page
from keepsake.formats.bundle import Exhibit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from keepsake.vault.reading import Unlocked


def exhibits_of(
    unlocked: Unlocked, numbers: Mapping[int, int], entries: Iterable[int]
) -> list[Exhibit]:
    """Reads what the entries of captures say; their parts are read when they are asked for.

    Args:
        unlocked: The vault, open.
        numbers: Exhibit number of each entry.
        entries: Captures.

    Returns:
        By exhibit number.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN or VAULT_DAMAGED; a part that is not as its entry says
            raises EXPORT_INVALID when it is read.
    """
    found = [_exhibit(unlocked, numbers[entry], entry) for entry in entries]
    return sorted(found, key=lambda exhibit: exhibit.number)


def _exhibit(unlocked: Unlocked, number: int, entry: int) -> Exhibit:
    capture = unlocked.capture(entry)

    def read(part: int) -> bytes:
        data = unlocked.part(capture.body.capture, part)
        expected = next(row for row in capture.body.parts if row.part == part)
        problem = check_part(expected, data)
        if problem:
            raise KeepsakeError(Code.EXPORT_INVALID, problem, file=expected.name)
        return data

    manifest = unlocked.manifest(capture.body)
    page = manifest.page if manifest else _page_at_click(read)
    data = unlocked.entry_bytes(entry)
    return Exhibit(number, entry, data, capture.record, capture.body, manifest, page, read)


def _page_at_click(read: Callable[[int], bytes]) -> Page:
    try:
        return msgspec.json.decode(read(0), type=Page)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Page(url="")
