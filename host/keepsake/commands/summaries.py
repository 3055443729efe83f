"""What a list says of a capture: read from its manifest, or from what was seen at the click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import practice
from keepsake.core.added.entry import HOLDERS, KIND, is_picture
from keepsake.core.entry import CaptureBody, body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.custody.acts import removed
from keepsake.vault import as_read, claims
from keepsake.vault.unlocked import Capture

if TYPE_CHECKING:
    from keepsake.core.entry import Entry
    from keepsake.core.manifest import Manifest
    from keepsake.vault.unlocked import Unlocked


REMOVED = "removed"


class Summary(msgspec.Struct, frozen=True):
    """One capture in a list.

    Attributes:
        entry: Number in the log.
        capture: Its UUID, "" where the entry does not open.
        utc: When the entry was written.
        zone: Zone of the computer then.
        state: `complete`, `partial`, `incomplete` or `removed`.
        title: Of the page.
        url: Of the page.
        items: Messages, posts and the like.
        tiles: Pictures.
        parts: Artifacts.
        bytes: Size of the artifacts.
        problem: Name of the error that reading it met, else "".
        file: The file that is damaged, else "".
        added: Whether it was added by hand, not captured.
        practice: Whether it was made to practise.
    """

    entry: int
    capture: str = ""
    utc: str = ""
    zone: str = ""
    state: str = ""
    title: str = ""
    url: str = ""
    items: int = 0
    tiles: int = 0
    parts: int = 0
    bytes: int = 0
    problem: str = ""
    added: bool = False
    file: str = ""
    practice: bool = False


class _Seen(msgspec.Struct, frozen=True):
    url: str = ""
    title: str = ""


def summaries(unlocked: Unlocked) -> list[Summary]:
    """Every capture of the vault; one that is damaged hides no other.

    Raises:
        KeepsakeError: VAULT_DAMAGED; the log itself cannot be read.
    """
    found: list[Summary] = []
    removals = []
    for index, record in unlocked.each():
        if isinstance(record, KeepsakeError):
            found.append(_unread(index, record))
        elif record.kind in HOLDERS:
            found.append(_of_entry(unlocked, index, record))
        elif record.kind == "removal":
            removals.append((index, record))
    gone = removed(unlocked, removals)
    return [without(one) if one.capture in gone else one for one in found]


def without(one: Summary) -> Summary:
    """A capture that was removed: that it cannot be read is no problem."""
    return msgspec.structs.replace(one, state=REMOVED, problem="", file="")


def summary(unlocked: Unlocked, capture: Capture) -> tuple[Summary, Manifest | None]:
    """One capture, and its manifest where there is one that can be read."""
    manifest, problem, file = None, "", ""
    try:
        manifest = as_read.manifest(unlocked, capture.body)
    except KeepsakeError as error:
        problem, file = error.shown_code.word, error.facts.get("file", "")
    if not problem and claims.compared(unlocked, capture.body) == claims.WRONG:
        problem, file = Code.PART_HASH.word, f"parts/{capture.body.capture}"
    title, url = (manifest.page.title, manifest.page.url) if manifest else _seen(unlocked, capture)
    parts = capture.body.parts
    told = Summary(
        entry=capture.entry,
        capture=capture.body.capture,
        utc=capture.record.utc,
        zone=capture.record.zone,
        state=capture.body.state,
        title=title,
        url=url,
        items=manifest.count if manifest else 0,
        tiles=sum(map(is_picture, parts)),
        parts=len(parts),
        bytes=sum(part.bytes for part in parts),
        problem=problem,
        added=capture.record.kind == KIND,
        file=file,
        practice=capture.body.case == practice.CASE,
    )
    return told, manifest


def _unread(index: int, error: KeepsakeError) -> Summary:
    return Summary(entry=index, problem=error.shown_code.word, file=error.facts.get("file", ""))


def _of_entry(unlocked: Unlocked, index: int, record: Entry) -> Summary:
    try:
        return summary(unlocked, Capture(index, record, body(record, CaptureBody)))[0]
    except KeepsakeError as error:
        return _unread(index, error)


def _seen(unlocked: Unlocked, capture: Capture) -> tuple[str, str]:
    try:
        seen = msgspec.json.decode(unlocked.part(capture.body.capture, 0), type=_Seen)
    except (KeepsakeError, msgspec.DecodeError, UnicodeDecodeError):
        return "", ""
    return seen.title, seen.url
