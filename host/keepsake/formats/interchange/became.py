"""What of a thread may be missing and what became of its messages, for lists that tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keepsake.core.manifest import Item, Manifest
    from keepsake.local_time import Clock

    Say = Callable[..., str]


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


def changes(number: int, item: Item, clock: Clock, say: Say) -> Iterator[str]:
    """Each change of a message, and what it said before."""
    for was in item.earlier:
        seen = when(was.until, clock)
        key = "lists.changed" if seen else "lists.changed.undated"
        yield say(key, number=number, seen=seen, text=was.text)


def gone(number: int, item: Item, clock: Clock, say: Say) -> str:
    """That a message disappeared, "" where it did not."""
    if item.state != "gone":
        return ""
    seen = when(item.missing_since, clock)
    return say("lists.gone" if seen else "lists.gone.undated", number=number, seen=seen)


def when(utc: str, clock: Clock) -> str:
    """A moment by the person's clock, with its zone; "" where the text is no time."""
    local, zone = clock.iso(utc)
    return f"{local.replace('T', ' ')} ({zone})" if local else ""
