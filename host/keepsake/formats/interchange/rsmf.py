"""exhibit-NNN.rsmf: the messages of an exhibit for programs that review short messages.

An RFC 5322 message with one attachment, `rsmf.zip`, that holds `rsmf_manifest.json`. Nothing is
made up to fill its form: an event has a time only where the page's own data fix one; a gap, a
message that was changed or is gone, and what divides messages are events of the type `disclaimer`,
in the place where they belong. No file is attached: media are named, and what there is of them lies
in the exhibit. The same exhibit always gives the same bytes.

Source: RSMF 2.0.0 and its JSON schema; RFC 5322; RFC 2045.
"""

from __future__ import annotations

import base64
import uuid
from datetime import UTC
from email.header import Header
from email.utils import format_datetime
from itertools import count, islice, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from keepsake.core.accounts import is_permanent
from keepsake.core.briefing.counting import counts
from keepsake.core.host import host_of
from keepsake.core.manifest import DIVIDER
from keepsake.core.parties import OWN, direction, parties
from keepsake.env import parse_utc
from keepsake.formats.bundle import container
from keepsake.formats.bundle.contents import deflated
from keepsake.formats.interchange.became import changes, gap_places, gone
from keepsake.formats.interchange.messages import numbers_of
from keepsake.local_time import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from keepsake.core.manifest import Item
    from keepsake.formats.bundle.contents import Stream
    from keepsake.formats.bundle.payload import Exhibit

    Say = Callable[..., str]

VERSION = "2.0.0"
EVENTS_MAX = 10_000
"""In one file, the one at its head among them; more are slow to review."""
MANIFEST = "rsmf_manifest.json"
_CONVERSATION = "C1"
_BOUNDARY = "=_keepsake_rsmf"
_SPACE = uuid.UUID("5d7d3f0a-9d0b-4b3e-8f7f-6a0c2f0f9b11")
_PIECE_BYTES = 57 * 4096  # so many whole lines
_PLAIN_MAX = 900  # signs of a header in one line, of which there may be 998
_DIRECTIONS = {"in": "incoming", "out": "outgoing"}

Event = dict[str, Any]


class _Cast(NamedTuple):
    """Who takes part.

    Attributes:
        ids: By name.
        names: By id.
        own: Whose name is the person's own, "" where that is not one.
        two: Whether there are only two.
    """

    ids: Mapping[str, str]
    names: Mapping[str, str]
    own: str
    two: bool


class _Written(NamedTuple):
    """An event as it stands in a file, which takes a third of the memory.

    Attributes:
        data: JSON, members in the order of their names.
        line: Who says what, for readers of the text alone.
        time: "" for none.
    """

    data: msgspec.Raw
    line: str
    time: str


class _Whole(NamedTuple):
    """What every file of one exhibit says."""

    exhibit: Exhibit
    program: str
    cast: _Cast
    clock: Clock
    say: Say


def has_messages(exhibit: Exhibit) -> bool:
    """Whether there is anything that somebody said."""
    items = exhibit.manifest.items if exhibit.manifest else ()
    return any(counts(exhibit.page, item) for item in items)


def rsmf(exhibit: Exhibit, program: str, say: Say) -> Iterator[tuple[str, Stream]]:
    """The files of one exhibit, of which it needs more than one where it has many messages.

    Args:
        exhibit: With messages.
        program: Name and version, for what says who made it.
        say: Looks up words for people.

    Yields:
        Name and contents.
    """
    whole = _Whole(exhibit, program, _cast(exhibit), Clock(*exhibit.zone), say)
    # A head stands in each file.
    events = (_written(whole, event) for event in _events(whole))
    held = list(islice(events, EVENTS_MAX - 1))
    stem = f"exhibit-{exhibit.number:03d}"
    for number in count(1):
        # One is enough to tell whether there are more: of those of a file each takes a kilobyte.
        following = list(islice(events, 1))
        alone = number == 1 and not following
        name = f"{stem}.rsmf" if alone else f"{stem}-{number}.rsmf"
        yield name, deflated(_file(whole, held, number))
        if not following:
            return
        held = [*following, *islice(events, EVENTS_MAX - 2)]


def _written(whole: _Whole, event: Event) -> _Written:
    author = whole.cast.names.get(event.get("participant", ""), "")
    data = msgspec.Raw(msgspec.json.encode(event, order="sorted"))
    return _Written(data, f"{author}: {event['body']}", event.get("timestamp", ""))


def _cast(exhibit: Exhibit) -> _Cast:
    items = exhibit.manifest.items if exhibit.manifest else ()
    between = parties(exhibit.page.title, items)
    names: dict[str, set[str]] = {}
    for item in items:
        if item.author and item.kind != DIVIDER:
            names.setdefault(item.author, set()).add(item.side)
    own = [name for name, sides in names.items() if OWN in sides]
    ids = {name: f"P{number}" for number, name in enumerate(names, start=1)}
    known = {key: name for name, key in ids.items()}
    return _Cast(ids, known, own[0] if len(own) == 1 else "", bool(between.other))


def _events(whole: _Whole) -> Iterator[Event]:
    exhibit = whole.exhibit
    manifest = exhibit.manifest
    if manifest is None:
        return
    gaps, pictures = gap_places(manifest), exhibit.pictures
    if -1 in gaps:
        yield _told(f"{exhibit.number}/gap", whole.say("lists.gap_somewhere"))
    if 0 in gaps:
        yield _told(f"{exhibit.number}/gap-0", whole.say("lists.gap"))
    for number, item in enumerate(manifest.items, start=1):
        name = f"{exhibit.number}/{number}"
        if item.kind == DIVIDER:
            yield _told(name, whole.say("lists.divider", text=item.text))
        else:
            yield _message(whole, name, item, pictures)
            yield from _became(whole, name, number, item)
        if number in gaps:
            yield _told(f"{exhibit.number}/gap-{number}", whole.say("lists.gap"))
    if manifest.cut_short:
        yield _told(f"{exhibit.number}/cut-short", whole.say("lists.cut_short"))


def _told(name: str, body: str) -> Event:
    """What is no message: where it belongs, and without a time."""
    return {"id": name, "type": "disclaimer", "conversation": _CONVERSATION, "body": body}


def _message(whole: _Whole, name: str, item: Item, pictures: Mapping[int, int]) -> Event:
    event: Event = {
        "id": name,
        "type": "message",
        "conversation": _CONVERSATION,
        "body": item.text,
        "custom": _custom(whole.exhibit.number, name, item, pictures),
    }
    if item.author:
        event["participant"] = whole.cast.ids[item.author]
    if _is_time(item.time):
        event["timestamp"] = item.time
    if seen := direction(item):
        event["direction"] = _DIRECTIONS[seen]
    if item.state == "gone":
        event["deleted"] = True
    if item.earlier and item.author:
        event["edits"] = _edits(whole.cast.ids[item.author], item)
    return event


def _edits(participant: str, item: Item) -> list[Event]:
    """What it said before; when that was changed nobody knows, only when it was seen."""
    texts = [*(was.text for was in item.earlier), item.text]
    return [
        {"participant": participant, "previous": was, "new": now} for was, now in pairwise(texts)
    ]


def _became(whole: _Whole, name: str, number: int, item: Item) -> Iterator[Event]:
    told = changes(number, item, whole.clock, whole.say)
    for place, words in enumerate(told, start=1):
        yield _told(f"{name}-changed-{place}", words)
    if words := gone(number, item, whole.clock, whole.say):
        yield _told(f"{name}-gone", words)


def _custom(
    exhibit: int, name: str, item: Item, pictures: Mapping[int, int]
) -> list[dict[str, str]]:
    """What its form has no place for, by the names of messages.json."""
    told = {
        "number": f"Exhibit {exhibit}, message {name.rpartition('/')[2]}",
        "kind": item.kind if item.kind != "message" else "",
        "time_shown": item.time_shown,
        "time_source": item.time_source,
        "author_source": item.author_source,
        "quote": item.quote,
        "receipt": item.receipt,
        "counts": item.counts,
        "missing_since": item.missing_since,
        "ids": "\n".join(f"{one.name}={one.value}" for one in item.ids),
        "links": "\n".join(link.href for link in item.links),
        "media": "\n".join(media.src for media in item.media),
        "pictures": ", ".join(map(str, numbers_of(item, pictures))),
    }
    return [{"name": key, "value": value} for key, value in told.items() if value]


def _file(whole: _Whole, events: Sequence[_Written], number: int) -> Iterator[bytes]:
    """One file, in pieces, the lines of which end as in a mail."""
    exhibit = whole.exhibit
    head = _told(f"{exhibit.number}/made", whole.say("lists.made", exhibit=exhibit.number))
    events = (_written(whole, head), *events)
    collection = str(uuid.uuid5(_SPACE, exhibit.body.capture))
    manifest = {
        "version": VERSION,
        "participants": [_participant(exhibit, *one) for one in whole.cast.ids.items()],
        "conversations": [_conversation(whole)],
        "events": [event.data for event in events],
        "eventcollectionid": collection,
    }
    named = (MANIFEST, msgspec.json.encode(manifest, order="sorted"))
    archive = b"".join(container.write([named]))
    del named, manifest
    yield _headers(whole, events, f"{collection}.{number}")
    plain = f'--{_BOUNDARY}\r\nContent-Type: text/plain; charset="utf-8"\r\n'
    yield f"{plain}Content-Transfer-Encoding: base64\r\n\r\n".encode()
    lines = "\n".join(event.line for event in events)
    yield from _base64(lines.encode("utf-8", "replace"))
    attached = f'--{_BOUNDARY}\r\nContent-Type: application/zip; name="rsmf.zip"\r\n'
    attached += 'Content-Disposition: attachment; filename="rsmf.zip"\r\n'
    yield f"{attached}Content-Transfer-Encoding: base64\r\n\r\n".encode()
    yield from _base64(archive)
    yield f"--{_BOUNDARY}--\r\n".encode()


def _base64(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), _PIECE_BYTES):
        yield base64.encodebytes(data[at : at + _PIECE_BYTES]).replace(b"\n", b"\r\n")


def _headers(whole: _Whole, events: Sequence[_Written], name: str) -> bytes:
    exhibit = whole.exhibit
    # Moments of one form, so that they sort as text does.
    times = sorted(event.time for event in events if event.time)
    fields = {
        "From": "Keepsake <keepsake@keepsake.invalid>",
        "Date": format_datetime(parse_utc(exhibit.record.utc).astimezone(UTC)),
        "Subject": exhibit.page.title or exhibit.page.url,
        "Message-ID": f"<{name}@keepsake.invalid>",
        "X-RSMF-Version": VERSION,
        "X-RSMF-Generator": whole.program,
        "X-RSMF-Application": _platform(exhibit),
        "X-RSMF-Custodian": whole.cast.own,
        "X-RSMF-Participants": "; ".join(whole.cast.ids),
        "X-RSMF-EventCount": str(len(events)),
        "X-RSMF-AttachmentCount": "0",
        "X-RSMF-BeginDate": times[0] if times else "",
        "X-RSMF-EndDate": times[-1] if times else "",
        "X-RSMF-EventCollectionID": name.rpartition(".")[0],
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/mixed; boundary="{_BOUNDARY}"',
    }
    lines = [f"{key}: {_field(key, value)}\r\n" for key, value in fields.items() if value]
    return ("".join(lines) + "\r\n").encode("ascii")


def _field(name: str, value: str) -> str:
    """A value that cannot begin a field of its own, in signs of ASCII. Source: RFC 2047."""
    plain = " ".join(value.encode("utf-8", "replace").decode().split())
    if plain.isascii() and plain.isprintable() and len(plain) < _PLAIN_MAX:
        return plain
    return Header(plain, "utf-8", 76, name).encode(linesep="\r\n")


def _participant(exhibit: Exhibit, name: str, key: str) -> dict[str, str]:
    """Somebody by the name beside the messages, with the permanent id that the page has for it."""
    found = {"id": key, "display": name}
    known = {one.value for one in exhibit.page.ids if one.of == name and is_permanent(one)}
    return found | ({"account_id": known.pop()} if len(known) == 1 else {})


def _conversation(whole: _Whole) -> dict[str, Any]:
    exhibit, cast = whole.exhibit, whole.cast
    told = {
        "exhibit": str(exhibit.number),
        "address": exhibit.page.url,
        "captured": exhibit.manifest.started.utc if exhibit.manifest else "",
        "zone": exhibit.zone[0],
    }
    found: dict[str, Any] = {
        "id": _CONVERSATION,
        "display": exhibit.page.title or exhibit.page.url,
        "platform": _platform(exhibit),
        "participants": list(cast.ids.values()),
        "custom": [{"name": key, "value": value} for key, value in told.items() if value],
    }
    if cast.own:
        found["custodian"] = cast.ids[cast.own]
    return found | ({"type": "direct"} if cast.two else {})


def _platform(exhibit: Exhibit) -> str:
    return exhibit.page.platform or host_of(exhibit.page.url) or "unknown"


def _is_time(utc: str) -> bool:
    try:
        parse_utc(utc)
    except ValueError:
        return False
    return True
