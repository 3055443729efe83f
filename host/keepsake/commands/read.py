"""`keepsake read`: a capture read anew from what was seen of its page, and why it is read so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import unlock
from keepsake.reading.explain import explain
from keepsake.reading.told import FIELDS
from keepsake.vault.seen import read_again, seen_of, worked_of

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.core.manifest import Manifest
    from keepsake.reading.fields import Reading
    from keepsake.vault.seen import Seen

_NOT_CHECKED = 2
_UNKNOWN = 64


class Value(msgspec.Struct, frozen=True):
    """One thing that was read, where it was found, and its weight, 0 to 1.

    The weight is not how often the reading is right; `build/dev.py score` says that.
    """

    value: str
    by: str
    confidence: float


class Message(msgspec.Struct, frozen=True):
    """One message; fields that nothing is sure of are not there."""

    number: int
    key: str
    kind: str
    fields: dict[str, Value]
    views: tuple[int, ...]


class Read(msgspec.Struct, frozen=True):
    """What `read --json` prints; `unread` counts lines of what was seen that cannot be read."""

    entry: int
    read_by: str
    unread: int
    items: tuple[Message, ...]


def run(options: Namespace, console: Console) -> int:
    """Reads one capture anew, or tells of one message why it is read so.

    Returns:
        0; 2 where nothing was kept that could be read; 64 where there is no such message.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, or the capture or the vault cannot be opened.
    """
    unlocked = unlock(options, console)
    body = unlocked.capture(options.entry).body
    manifest = unlocked.manifest(body)
    if options.explain is not None:
        seen = seen_of(unlocked, body, manifest)
        return _explain(seen, options.explain, console) if seen else _nothing(console)
    again = read_again(unlocked, body, manifest)
    if again is None or manifest is None:
        return _nothing(console)
    reading, unread = again.reading, len(again.seen.views.unread)
    told = Read(options.entry, reading.read_by, unread, tuple(_messages(reading)))
    if options.json:
        console.data(told)
    else:
        _print(told, manifest, console)
    return 0


def _nothing(console: Console) -> int:
    console.complain(console.text("read.none"))
    return _NOT_CHECKED


def _messages(reading: Reading) -> list[Message]:
    out = []
    for number, item in enumerate(reading.items, start=1):
        found = {name: getattr(item, name) for name in FIELDS}
        values = {
            name: Value(one.value, one.by, round(one.confidence, 3))
            for name, one in found.items()
            if one.value
        }
        out.append(Message(number, item.key, item.kind, values, item.views))
    return out


def _print(told: Read, manifest: Manifest, console: Console) -> None:
    console.say("read.by", version=told.read_by)
    if told.unread:
        console.say("read.unread", count=told.unread)
    for one, before in zip(told.items, manifest.items, strict=True):
        said = {name: one.fields[name].value if name in one.fields else "" for name in FIELDS}
        when = said["time"] or said["time_shown"]
        head = " · ".join(filter(None, (one.kind, said["author"], when, said["side"])))
        console.print(f"{one.number:>5}  {head}")
        console.print(f"       {said['text']}")
        beside = f"{said['receipt']}\n{said['counts']}".strip()
        if beside:
            console.print(f"       {beside.replace(chr(10), ' · ')}")
        if before.author and before.author != said["author"]:
            console.print(f"       {console.text('read.before', author=before.author)}")


def _explain(seen: Seen, number: int, console: Console) -> int:
    worked, places = worked_of(seen)
    if number - 1 not in places:
        console.complain(console.text("read.unknown", number=number))
        return _UNKNOWN
    for line in explain(worked, places.index(number - 1)):
        console.print(line)
    return 0
