"""Where in a thread something may be missing, for lists that tell it in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from keepsake.core.manifest import Manifest


class _Gap(msgspec.Struct, frozen=True):
    after: str | int = ""
    before: str | int = ""


def gap_places(manifest: Manifest) -> set[int]:
    """Numbers of the items after which something may be missing, -1 for a place nobody knows."""
    if not manifest.completeness.gaps:
        return set()
    places = {item.key: number for number, item in enumerate(manifest.items, start=1)}
    found = set()
    for raw in manifest.completeness.gaps:
        try:
            gap = msgspec.json.decode(raw, type=_Gap)
        except msgspec.DecodeError:
            gap = _Gap()
        after, before = places.get(str(gap.after)), places.get(str(gap.before))
        found.add(after or (before - 1 if before else -1))
    return found
