"""messages.csv and messages.json: what was said, one row per item, for the tools of an analyst.

Both are derived from the manifests. The JSON has every text as it was captured; in the CSV
(`csv_cells`) what a spreadsheet would run has an apostrophe before it.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from keepsake.formats.interchange import csv_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.manifest import Item
    from keepsake.formats.bundle.payload import Exhibit


class Message(msgspec.Struct, frozen=True):
    """One item of one exhibit, in the order of the page.

    Attributes:
        exhibit: Number of the exhibit in the bundle.
        number: Place among the exhibit's items, from 1.
        kind: As in the manifest; `divider` for words between items.
        author_source: As in the manifest; `before` where the name is that of the item before.
        side: `own` or `other`, where the page draws the two apart.
        time: UTC, only where the page's own data fix it.
        time_source: The data that fix it, as found.
        quote: Words of another message that it repeats.
        receipt: What the page shows of what became of it.
        counts: What it shows beside it that is counted, in order.
        earlier: Texts that it had before, oldest first.
        pictures: Part numbers of the pictures that show it.
        cut_short: Its capture was cut short; this is what had been read of it by then.
    """

    exhibit: int
    number: int
    platform: str
    address: str
    kind: str
    author: str
    author_source: str
    side: str
    time: str
    time_shown: str
    time_source: str
    text: str
    quote: str
    receipt: str
    counts: tuple[str, ...]
    state: str
    missing_since: str
    earlier: tuple[str, ...]
    ids: tuple[str, ...]
    links: tuple[str, ...]
    media: tuple[str, ...]
    pictures: tuple[int, ...]
    first_seen: str
    last_seen: str
    cut_short: bool = False


def messages(exhibits: Sequence[Exhibit]) -> Iterator[Message]:
    """All items of all exhibits, in order."""
    return (
        _message(exhibit, number, item, cut_short=exhibit.manifest.cut_short)
        for exhibit in exhibits
        if exhibit.manifest
        for number, item in enumerate(exhibit.manifest.items, start=1)
    )


def as_json(rows: Iterable[Message]) -> Iterator[bytes]:
    """The rows as one JSON array, one line each."""
    before = b"[\n"
    for row in rows:
        yield before + msgspec.json.encode(row)
        before = b",\n"
    yield b"[\n\n]\n" if before == b"[\n" else b"\n]\n"


def as_csv(rows: Iterable[Message]) -> Iterator[bytes]:
    """The rows as CSV."""
    return csv_cells.rows(chain((Message.__struct_fields__,), map(_cells, rows)))


def _message(exhibit: Exhibit, number: int, item: Item, *, cut_short: bool) -> Message:
    return Message(
        exhibit=exhibit.number,
        number=number,
        platform=exhibit.page.platform or "",
        address=exhibit.page.url,
        kind=item.kind,
        author=item.author,
        author_source=item.author_source,
        side=item.side,
        time=item.time,
        time_shown=item.time_shown,
        time_source=item.time_source,
        text=item.text,
        quote=item.quote,
        receipt=item.receipt,
        counts=tuple(filter(None, item.counts.split("\n"))),
        state=item.state,
        missing_since=item.missing_since,
        earlier=tuple(each.text for each in item.earlier),
        ids=tuple(f"{each.name}={each.value}" for each in item.ids),
        links=tuple(link.href for link in item.links),
        media=tuple(media.src for media in item.media),
        pictures=tuple(sorted({box.part for box in item.boxes if box.part >= 0})),
        first_seen=item.first_seen,
        last_seen=item.last_seen,
        cut_short=cut_short,
    )


def _cells(row: Message) -> Iterator[str]:
    for name in row.__struct_fields__:
        value = getattr(row, name)
        yield "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)
