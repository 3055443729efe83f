"""The messages of a long thread in little memory: in deflated blocks, read when they are looked at.

Twenty thousand messages take thirty megabytes as objects, which are not all given back when they
are let go, and three like this; to go through all of them takes twice as long.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, overload

import msgspec

from keepsake.core import manifest
from keepsake.core.manifest import Item, ItemAsRead, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE_BYTES = (
    300_000  # bytes of a manifest, of some 500 messages; smaller ones are read as they are
)
_BLOCK = 256

_FIELDS = msgspec.structs.fields(Manifest)
# A manifest without its messages, which are then passed over and not made into objects.
_Rest: Any = msgspec.defstruct(
    "_Rest",
    [
        (each.name, each.type) if each.required else (each.name, each.type, each.default)
        for each in sorted(_FIELDS, key=lambda each: not each.required)
        if each.name != "items"
    ],
)


class _Items(msgspec.Struct):
    items: tuple[msgspec.Raw, ...] = ()


class CompressedItems(Sequence[Item]):
    """Messages in their order."""

    def __init__(self, items: Sequence[msgspec.Raw], *, as_read: bool = False) -> None:
        """Packs them; `as_read`: with what no manifest has of them.

        Raises:
            DecodeError: One is no message.
        """
        self._read = _read_again if as_read else _read
        self._count = len(items)
        self._blocks: list[bytes] = []
        for at in range(0, self._count, _BLOCK):
            block = b"[%s]" % b",".join(items[at : at + _BLOCK])
            self._read(block)
            self._blocks.append(zlib.compress(block, 1))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(map(self._block, range(len(self._blocks))))

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...

    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        found = range(self._count)[place]
        if isinstance(found, int):
            return self._block(found // _BLOCK)[found % _BLOCK]
        blocks = {number: self._block(number) for number in {at // _BLOCK for at in found}}
        return tuple(blocks[at // _BLOCK][at % _BLOCK] for at in found)

    def _block(self, number: int) -> tuple[Item, ...]:
        return self._read(zlib.decompress(self._blocks[number]))


def decode(data: bytes) -> Manifest:
    """Reads a manifest, its messages packed where there are many. Raises as `manifest.decode`."""
    return manifest.decode(data, _packed) if len(data) > LARGE_BYTES else manifest.decode(data)


_read: Callable[[bytes], tuple[Item, ...]] = msgspec.json.Decoder(tuple[Item, ...]).decode
_read_again: Callable[[bytes], tuple[Item, ...]] = msgspec.json.Decoder(
    tuple[ItemAsRead, ...]
).decode


def _packed(data: bytes) -> Manifest:
    rest = msgspec.json.decode(data, type=_Rest)
    items = CompressedItems(msgspec.json.decode(data, type=_Items).items)
    facts = {each.name: getattr(rest, each.name) for each in _FIELDS if each.name != "items"}
    return Manifest(**facts, items=items)
