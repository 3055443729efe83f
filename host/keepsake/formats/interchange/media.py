"""media.csv: media that a page loaded, each with hash, address and message (FORMAT.md §6.22)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.hashing import sha256_hex
from keepsake.core.mhtml import MhtmlError, media
from keepsake.formats.interchange import csv_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.entry import Part
    from keepsake.formats.bundle.payload import Exhibit

KIND = "mhtml"
COLUMNS = (
    *("exhibit", "file", "place", "address", "media_type", "bytes", "sha256"),
    *("numbers", "not_known"),
)
"""`numbers` are those of the messages that name the address, as in messages.csv."""
NO_MESSAGE, NOT_IN_COPY, UNREAD = "no_message", "not_in_copy", "unread"


class MediaRow(NamedTuple):
    """One medium of a page, or what is not known of one.

    Attributes:
        exhibit: Number.
        file: The browser's page copy that it is in, below `data/`.
        place: Its part of that file, from 1; 0 where it is in none.
        address: From where the page loaded it, as the browser says.
        media_type: As the browser says; "" where it is not there.
        bytes: How many.
        sha256: Of its bytes as they came.
        numbers: Of the messages that name the address.
        not_known: `no_message` that names it, `not_in_copy` though a message names it, `unread`
            page copy; "" where nothing is missing.
    """

    exhibit: int
    file: str
    place: int
    address: str
    media_type: str
    bytes: int
    sha256: str
    numbers: tuple[int, ...]
    not_known: str = ""


def found(exhibits: Iterable[Exhibit]) -> list[MediaRow]:
    """What the browser's own page copies hold; none where the person did not allow any.

    Only one copy is in memory at a time.
    """
    return [
        row
        for exhibit in exhibits
        for part in exhibit.body.parts
        if part.kind == KIND
        for row in _of_copy(exhibit, part)
    ]


def as_csv(rows: Sequence[MediaRow]) -> Iterator[bytes]:
    """The rows as CSV."""
    return csv_cells.rows(chain((COLUMNS,), map(_cells, rows)))


def _cells(row: MediaRow) -> tuple[str, ...]:
    numbers = "\n".join(map(str, row.numbers))
    place = str(row.place) if row.place else ""
    told = (str(row.exhibit), row.file, place, row.address, row.media_type)
    return (*told, str(row.bytes), row.sha256, numbers, row.not_known)


def _of_copy(exhibit: Exhibit, part: Part) -> Iterator[MediaRow]:
    named, file = _named(exhibit), exhibit.path(part)
    there: set[str] = set()
    try:
        for one in media(exhibit.read(part.part)):
            address = _address(one.address)
            there.add(address)
            numbers = tuple(named.get(address, ()))
            size, sha256 = len(one.data), sha256_hex(one.data)
            why = "" if numbers else NO_MESSAGE
            told = (one.address, one.media_type, size, sha256)
            yield MediaRow(exhibit.number, file, one.place, *told, numbers, why)
    except MhtmlError:
        yield MediaRow(exhibit.number, file, 0, "", "", 0, "", (), UNREAD)
        return
    for address, those in named.items():
        if address not in there:
            missing = tuple(those)
            yield MediaRow(exhibit.number, file, 0, address, "", 0, "", missing, NOT_IN_COPY)


def _named(exhibit: Exhibit) -> dict[str, list[int]]:
    """Numbers of messages by the addresses that they name, in the order of the page."""
    named: dict[str, list[int]] = {}
    for number, item in enumerate(exhibit.manifest.items if exhibit.manifest else (), start=1):
        for address in dict.fromkeys(_address(each.src) for each in item.media):
            # What stands in the address itself was loaded from nowhere.
            if address and not address.startswith("data:"):
                named.setdefault(address, []).append(number)
    return named


def _address(address: str) -> str:
    return address.partition("#")[0]
