"""Step 6 of a bundle, the rest: what is read of an exhibit stands in what was seen of it.

Source: FORMAT.md §6.14 and §7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from keepsake.core import harvest, manifest, verify
from keepsake.core.age.payload import SealedError
from keepsake.core.compression.entries import decompress
from keepsake.core.errors import KeepsakeError
from keepsake.formats.bundle.payload import part_prefix, reading_path
from keepsake.reading import views
from keepsake.reading.kept import VERSION, KeptReading, views_of
from keepsake.reading.standing import KINDS, Ground, neighbours, unfounded
from keepsake.reading.told import FIELDS, WRITERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Item
    from keepsake.core.verify import Finding
    from keepsake.flows.bundle.reading import BundleFiles
    from keepsake.reading.told import ToldItem

_FOLDER = "data/readings/"
_SIDES = ("own", "other", "")


def check_readings(
    files: BundleFiles, numbers: Sequence[int], bodies: Sequence[tuple[str, CaptureBody]]
) -> Iterator[Finding]:
    """Every reading in a bundle.

    Args:
        files: Of the bundle.
        numbers: Of the exhibits that are here.
        bodies: Folder in the bag and body of each exhibit that is proven.

    Yields:
        What is wrong; nothing of those that say what was seen.
    """
    known = {f"data/{reading_path(number)}" for number in numbers}
    of = {_beside(folder): (folder, body) for folder, body in bodies}
    for name in sorted(name for name in files if name.startswith(_FOLDER)):
        if name not in known:
            yield verify.invalid("reading_other", name)
        elif name not in of:
            yield verify.not_checked("record_unproven", name)
        else:
            reason = _wrong(files, name, *of[name])
            if reason:
                yield verify.invalid(reason, name)


def _beside(folder: str) -> str:
    found = re.search(r"([0-9]+)/$", folder)
    return f"data/{reading_path(int(found[1]))}" if found else ""


def _wrong(files: BundleFiles, name: str, folder: str, body: CaptureBody) -> str:
    """The reason why a reading is not to be believed; `""` for none."""
    parts = views_of(body)
    # What was cut short before it had a manifest has its items as they were handed over.
    listing = (
        [part.part for part in harvest.parts_of(body)] if body.manifest < 0 else [body.manifest]
    )
    numbers = (*listing, *(part.part for part in parts))
    asked = [name, *(_place(files, folder, number) for number in numbers)]
    files.hold(asked)
    first, *data = [bytes(files[path]) if path in files else b"" for path in asked]
    lists, seen_in = data[: len(listing)], data[len(listing) :]
    try:
        read = msgspec.json.decode(first, type=KeptReading)
        items = harvest.fold(lists) if body.manifest < 0 else manifest.decode(lists[0]).items
        lines = [line for one in seen_in for line in decompress(one).splitlines()]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeepsakeError, SealedError):
        return "reading_other"
    same = (read.keepsake_reading, read.capture, read.views) == (VERSION, body.capture, parts)
    if not same or [one.key for one in read.items] != [item.key for item in items]:
        return "reading_other"
    seen = views.parse(lines)
    around = neighbours(read.items)
    for one, item, named in zip(read.items, items, around, strict=True):
        records = [seen.records[view] for view in item.views if view in seen.records]
        if not _fits(one, item) or unfounded(one, item, Ground(records, item), named):
            return "reading_unseen"
    return ""


def _fits(one: ToldItem, item: Item) -> bool:
    """Whether its words for kinds, sides and who says it are those that there are."""
    told = [getattr(one, name) for name in FIELDS]
    by = {each.by for each in told if each.value}
    return (
        (one.kind in KINDS or one.kind == item.kind) and by <= WRITERS and one.side.value in _SIDES
    )


def _place(files: BundleFiles, folder: str, part: int) -> str:
    prefix = part_prefix(folder, part)
    return min((name for name in files if name.startswith(prefix)), default="")
