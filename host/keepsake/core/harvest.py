"""What a capture that was cut short had read of the page: its `items` parts, put together again.

While it runs, a capture hands over the items that are new or say something new, so that what was
read is not lost with the browser. Here that becomes a reading in the form of a manifest, marked as
cut short. It claims nothing that only the end of a capture could tell: no end, no gaps, no tiles.
Pure. Source: FORMAT.md §4.7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from keepsake.core.hashing import sha256_hex
from keepsake.core.manifest import (
    MANIFEST_VERSION,
    Artifact,
    Completeness,
    Environment,
    Item,
    Manifest,
    Page,
    When,
)
from keepsake.core.surrogates import without_lone_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.entry import CaptureBody, Part

KIND = "items"


class Harvest(Manifest, frozen=True):
    """A reading of what had arrived, in the place of the manifest that never came.

    Attributes:
        unread: How many parts with items could not be read; what they held is not told here.
    """

    unread: int = 0
    cut_short: ClassVar[bool] = True


class _Begun(msgspec.Struct, frozen=True):
    started: When = When("")
    environment: Environment = Environment()


class _Order(msgspec.Struct, frozen=True):
    """Of which item a line tells, and the one above it; `anew` takes back what came before."""

    n: int = 0
    after: int = -1
    id: str = ""
    anew: bool = False


class _Said(msgspec.Struct, frozen=True):
    text: str = ""
    author: str = ""
    time_shown: str = ""


_NUMBERS = 1 << 53  # beyond it the reader in the browser does not tell numbers apart
_NOTHING = Item("")
_members = msgspec.json.Decoder(dict[str, Any]).decode


def parts_of(body: CaptureBody) -> list[Part]:
    """The parts that hold what was read, in the order in which they arrived."""
    return sorted((part for part in body.parts if part.kind == KIND), key=lambda part: part.part)


def harvest(
    body: CaptureBody, page: Page, begun: bytes, parts: Sequence[bytes], unread: int = 0
) -> Harvest:
    """Puts a reading together.

    Args:
        body: Of the capture's entry.
        page: What was known of the page at the click.
        begun: Part 0; `b""` where it cannot be read.
        parts: The exact bytes of the parts with items, in order.
        unread: How many more there are that could not be read.
    """
    try:
        told = msgspec.json.decode(begun, type=_Begun)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        told = _Begun()
    kept = sorted(part.kept for part in body.parts)
    first, last = (kept[0], kept[-1]) if kept else ("", "")
    started = told.started if told.started.utc else When(first)
    return Harvest(
        keepsake_manifest=MANIFEST_VERSION,
        capture=body.capture,
        page=page,
        started=started,
        ended=When(last, started.zone, started.offset_minutes),
        artifacts=tuple(_artifact(part) for part in body.parts),
        items=tuple(fold(parts)),
        completeness=Completeness(stopped_by="cut_short"),
        environment=told.environment,
        unread=unread,
    )


def fold(parts: Iterable[bytes]) -> list[Item]:
    """Items in page order, each as it was last told; a line that says nothing is passed over.

    A line that is no item, or has no number of its own, is left out and hides no other.
    """
    items: dict[int, Item] = {}
    following: dict[int, int] = {}  # 0 stands before the first one
    last = 0
    for line in _lines(parts):
        told = _read(line)
        if told is None:
            continue
        order, item = told
        if order.anew:
            items, following, last = {}, {}, 0
            continue
        if order.n not in items:
            # Captures of earlier versions do not tell which one is above: the last that was new.
            above = order.after if order.after in items or order.after == 0 else last
            following[order.n] = following.get(above, 0)
            following[above] = order.n
            last = order.n
        items[order.n] = item
    return list(_walked(items, following))


def _walked(items: dict[int, Item], following: dict[int, int]) -> Iterator[Item]:
    at = following.get(0, 0)
    while at:
        yield items[at]
        at = following.get(at, 0)


def _lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    for part in parts:
        yield from part.split(b"\n")


def _read(line: bytes) -> tuple[_Order, Item] | None:
    try:
        told = _members(without_lone_surrogates(line))
        order = msgspec.convert(told, _Order)
        if order.anew:
            return order, _NOTHING
        return (order, _item(told, order)) if 0 < order.n < _NUMBERS else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _item(told: dict[str, Any], order: _Order) -> Item:
    said = msgspec.convert(told, _Said)
    words = "\n".join((said.author, said.time_shown, said.text))
    key = f"id:{order.id}" if order.id else f"n:{order.n}:{sha256_hex(words.encode())[:16]}"
    try:
        return msgspec.convert({**told, "key": key}, Item)
    except msgspec.ValidationError:
        # Something about it is of another form; its words are not lost with that.
        return Item(key, text=said.text, author=said.author, time_shown=said.time_shown)


def _artifact(part: Part) -> Artifact:
    return Artifact(part.part, part.kind, part.name, part.media_type, part.bytes, part.sha256)
