"""Files added by hand: the body of their entry, and the reading of them that is kept beside.

They are no captures, and everything that shows them says so. Source: FORMAT.md §11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.added.file import AddedFile
from keepsake.core.entry import CaptureBody
from keepsake.core.hashing import sha256_hex
from keepsake.core.manifest import ADDED_VERSION, Identifier, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from keepsake.core.entry import Part, Written

KIND = "file"
MODE = "added"
PAGE_KIND = "added"
# Kinds of entries that hold artifacts: what can be an exhibit.
HOLDERS = frozenset({"capture", KIND})
# Pictures among files that a browser shows as they are.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
# What is drawn apart before it is shown: no browser is given it.
PDF = "application/pdf"
PHOTOS = frozenset({"image/heic", "image/heif", "image/avif"})
DRAWN = PHOTOS | {PDF}
NAMES_IN_TITLE = 1


class FileBody(CaptureBody, frozen=True):
    """What was added; `about` is what the person says about where it comes from."""

    who: str = ""
    about: str = ""


class Given(msgspec.Struct, frozen=True):
    """A file as it was offered, before its first byte: nothing of this is checked."""

    name: str
    bytes: int = 0
    modified: str = ""


class Offer(msgspec.Struct, frozen=True):
    """What is to be added together: becomes one entry."""

    given: tuple[Given, ...]
    who: str = ""
    about: str = ""


def is_picture(part: Part) -> bool:
    """Whether a part is a picture to be shown: a tile, or a file that is one by its content."""
    return part.kind == "tile" or (part.kind == KIND and part.media_type in PICTURES)


def title_of(given: Sequence[Given]) -> str:
    """The names, for instance `IMG_0001.jpg (+4)`."""
    more = len(given) - NAMES_IN_TITLE
    return given[0].name + (f" (+{more})" if more > 0 else "") if given else ""


def begin(offer: Offer, written: Written) -> bytes:
    """The exact bytes of part 0. Source: FORMAT.md §11.2."""
    return msgspec.json.encode(
        {
            "url": "",
            "title": title_of(offer.given),
            "mode": MODE,
            "who": offer.who,
            "about": offer.about,
            "started": _when(written),
            "given": offer.given,
        }
    )


class Read(msgspec.Struct, frozen=True):
    """All that was read of the files of one entry."""

    files: tuple[AddedFile, ...]
    items: tuple[Item, ...] = ()
    ids: tuple[Identifier, ...] = ()
    platform: str = ""


def manifest(
    capture: str, offer: Offer, parts: Iterable[Part], read: Read, times: tuple[Written, Written]
) -> bytes:
    """The exact bytes of the manifest. Source: FORMAT.md §11.4.

    Args:
        capture: The id.
        offer: What was to be added.
        parts: What was kept.
        read: What was read of it.
        times: When the first byte was asked for, and now.
    """
    started, ended = times
    facts = ("part", "kind", "name", "media_type", "bytes", "sha256")
    return msgspec.json.encode(
        {
            "keepsake_manifest": ADDED_VERSION,
            "capture": capture,
            "mode": MODE,
            "page": {
                "url": "",
                "title": title_of(offer.given),
                "platform": read.platform,
                "kind": PAGE_KIND,
                "ids": [_short(one) for one in read.ids],
            },
            "started": _when(started),
            "ended": _when(ended),
            "program": ended.program,
            "artifacts": [{name: getattr(part, name) for name in facts} for part in parts],
            "items": [_short(item) for item in read.items],
            "files": [_short(file) for file in read.files],
        }
    )


def keyed(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items with their keys. Source: FORMAT.md §11.6."""
    seen: dict[str, int] = {}
    found = []
    for item in items:
        told = "\n".join((item.author, item.time_shown, item.text))
        key = f"h:{sha256_hex(told.encode('utf-8', 'replace'))[:16]}"
        seen[key] = seen.get(key, 0) + 1
        number = f"#{seen[key]}" if seen[key] > 1 else ""
        found.append(msgspec.structs.replace(item, key=key + number))
    return tuple(found)


def _when(written: Written) -> dict[str, object]:
    return {
        "utc": written.utc,
        "zone": written.zone,
        "offset_minutes": written.offset_minutes,
    }


def _short(value: object) -> Any:
    """Members that say something; what is left out reads as nothing."""
    if isinstance(value, msgspec.Struct):
        pairs = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return {name: _short(one) for name, one in pairs if one or type(one) is int}
    if isinstance(value, tuple):
        return [_short(one) for one in value]
    return value
