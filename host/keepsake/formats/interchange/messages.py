"""messages.csv and messages.json: what was said, one row per item, for the tools of an analyst.

Both are derived from the manifests. The JSON has every text as it was captured; in the CSV
(`csv_cells`) what a spreadsheet would run has an apostrophe before it. Messages and pictures have
the numbers that report, reader and statement name them by.
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.host import host_of
from keepsake.core.parties import direction, parties
from keepsake.formats.interchange import csv_cells
from keepsake.local_time import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from keepsake.core.briefing.rows import Login
    from keepsake.core.manifest import Item
    from keepsake.formats.bundle.payload import Exhibit


class Message(msgspec.Struct, frozen=True):
    """One item of one exhibit, in the order of the page.

    Attributes:
        exhibit: Number of the exhibit in the bundle.
        number: Place among the exhibit's items, from 1: "message 303" of report and reader.
        host: Of the page's address.
        kind: As in the manifest; `divider` for words between items.
        author_source: As in the manifest; `before` where the name is that of the item before.
        side: `own` or `other`, where the page draws the two apart.
        direction: `out` or `in` by that, seen from who captured.
        recipient: Who it was for, where the page tells that it is a thread of two.
        time: UTC, only where the page's own data fix it.
        local_time: The same with its offset, where the person was.
        zone: Where that is; "" where there is no time.
        time_source: The data that fix it, as found.
        quote: Words of another message that it repeats.
        receipt: What the page shows of what became of it.
        counts: What it shows beside it that is counted, in order.
        earlier: Texts that it had before, oldest first.
        pictures: Numbers of the pictures that show it, as report and reader count them.
        cut_short: Its capture was cut short; this is what had been read of it by then.
        viewed_with: Account with which the page was viewed, "" where it is not known or none was.
        viewed_with_by: By whose word: `account` or `none` as the person says, `shown` by the page.
    """

    exhibit: int
    number: int
    platform: str
    address: str
    host: str
    kind: str
    author: str
    author_source: str
    side: str
    direction: str
    recipient: str
    time: str
    local_time: str
    zone: str
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
    viewed_with: str = ""
    viewed_with_by: str = ""


def messages(exhibits: Sequence[Exhibit], logins: Sequence[Login] = ()) -> Iterator[Message]:
    """All items of all exhibits, in order.

    Args:
        exhibits: What is handed over.
        logins: With which account each page was viewed.
    """
    by_exhibit = {one.exhibit: one for one in logins}
    return chain.from_iterable(_of_exhibit(one, by_exhibit.get(one.number)) for one in exhibits)


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


def _of_exhibit(exhibit: Exhibit, login: Login | None) -> Iterator[Message]:
    manifest = exhibit.manifest
    if manifest is None:
        return
    page, clock = exhibit.page, Clock(*exhibit.zone)
    between, pictures = parties(page.title, manifest.items), exhibit.pictures
    made = partial(
        Message,
        exhibit=exhibit.number,
        platform=page.platform or "",
        address=page.url,
        host=host_of(page.url),
        cut_short=manifest.cut_short,
        viewed_with=(login.account or login.shown) if login and login.how != "none" else "",
        viewed_with_by=login.how if login else "",
    )
    for number, item in enumerate(manifest.items, start=1):
        local, zone = clock.iso(item.time)
        yield made(
            number=number,
            kind=item.kind,
            author=item.author,
            author_source=item.author_source,
            side=item.side,
            direction=direction(item),
            recipient=between.recipient(item),
            time=item.time,
            local_time=local,
            zone=zone,
            **_beside(item, pictures),
        )


def _beside(item: Item, pictures: Mapping[int, int]) -> dict[str, Any]:
    """What else is told of an item."""
    return {
        "time_shown": item.time_shown,
        "time_source": item.time_source,
        "text": item.text,
        "quote": item.quote,
        "receipt": item.receipt,
        "counts": tuple(filter(None, item.counts.split("\n"))),
        "state": item.state,
        "missing_since": item.missing_since,
        "earlier": tuple(each.text for each in item.earlier),
        "ids": tuple(f"{each.name}={each.value}" for each in item.ids),
        "links": tuple(link.href for link in item.links),
        "media": tuple(media.src for media in item.media),
        "pictures": numbers_of(item, pictures),
        "first_seen": item.first_seen,
        "last_seen": item.last_seen,
    }


def numbers_of(item: Item, pictures: Mapping[int, int]) -> tuple[int, ...]:
    """The numbers of the pictures that show an item, by those of all (`Exhibit.pictures`)."""
    return tuple(sorted({pictures[box.part] for box in item.boxes if box.part in pictures}))


def _cells(row: Message) -> Iterator[str]:
    for name in row.__struct_fields__:
        value = getattr(row, name)
        yield "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)
