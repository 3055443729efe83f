"""Makes a redacted working copy of a picture or text beside the original, and enters it in the log.

Source: FORMAT.md §10.6, §10.7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core import manifest
from keepsake.core.custody import RedactionBody
from keepsake.core.entry import check_part
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.bundle import case as bundle_case
from keepsake.flows.redaction import copies
from keepsake.formats.paper.words import Words
from keepsake.formats.redaction.text import holds_word, lines, spans
from keepsake.formats.redaction.values import Rectangle, RedactionError
from keepsake.vault import transaction
from keepsake.vault.layout import part_name

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from keepsake.core.custody import Attribution
    from keepsake.core.entry import Part
    from keepsake.core.manifest import Item
    from keepsake.formats.redaction.text import Line
    from keepsake.vault.unlocked import Unlocked


class Redacted(NamedTuple):
    """The copy, and the place of its entry in the log."""

    data: bytes
    entry: int


class Passages(NamedTuple):
    """What is to be gone of a text.

    Attributes:
        whole: Numbers of messages that go whole, from 1.
        words: Words that go wherever they stand.
    """

    whole: Collection[int]
    words: Collection[str]


def redact(
    unlocked: Unlocked,
    capture: int,
    part: int,
    rectangles: Sequence[Rectangle],
    attribution: Attribution,
    language: str,
) -> Redacted:
    """Makes the copy of a picture. It is kept nowhere: the entry says from what and how.

    Args:
        unlocked: The vault, open.
        capture: Entry of the capture.
        part: Its picture.
        rectangles: What is to be gone, in pixels of the picture.
        attribution: Who makes it and why; the reason is required.
        language: Of the label on it.

    Raises:
        ValueError: No reason is given, or the rectangles are not in the picture.
        KeepsakeError: CAPTURE_UNKNOWN, VAULT_DAMAGED, or what appending raises.
    """
    kept, original = _original(unlocked, capture, part, attribution)
    label = label_of(unlocked, capture, kept.sha256, "png", language)
    gone = tuple((one.x, one.y, one.width, one.height) for one in rectangles)
    wanted = _body(attribution, capture, kept, label, language)
    return _made(unlocked, msgspec.structs.replace(wanted, rectangles=gone), original)


class Preview(NamedTuple):
    """What a copy of the text would be like.

    Attributes:
        changed: The messages in which something is gone, as the copy shows them.
        whole: How many messages go whole.
        places: In how many places words go.
        unfound: Words that are nowhere in the text.
        mark: What stands in place of what is gone.
    """

    changed: list[Line]
    whole: int
    places: int
    unfound: list[str]
    mark: str


def preview(items: Sequence[Item], passages: Passages, language: str) -> Preview:
    """What is to be gone of a text, to be read before a copy is made; nothing is entered.

    Raises:
        ValueError: Nothing of it is in the text, or too much.
    """
    gone = spans(items, passages.whole, passages.words)
    mark = Words(language)("redacted.mark")
    touched = {span.item for span in gone}
    changed = [line for line in lines(items, gone, mark) if line.number in touched]
    whole = len(touched & set(passages.whole))
    places = sum(span.item not in passages.whole for span in gone)
    sought = dict.fromkeys(word.strip() for word in passages.words if word.strip())
    return Preview(changed, whole, places, [w for w in sought if not holds_word(items, w)], mark)


def redact_text(
    unlocked: Unlocked,
    capture: int,
    passages: Passages,
    attribution: Attribution,
    language: str,
    form: str = "text",
) -> Redacted:
    """Makes the copy of the text of a capture, as `text` or `pdf`. It is kept nowhere.

    Words that are spelled otherwise, and what a picture shows, are not found: who makes the copy
    reads it before it leaves.

    Raises:
        ValueError: No reason is given, nothing of it is in the text, or the capture has no text.
        KeepsakeError: CAPTURE_UNKNOWN, VAULT_DAMAGED, or what appending raises.
    """
    number = unlocked.capture(capture).body.manifest
    if number < 0:
        raise RedactionError("the capture has no text")
    kept, original = _original(unlocked, capture, number, attribution)
    gone = spans(manifest.decode(original).items, passages.whole, passages.words)
    label = label_of(unlocked, capture, kept.sha256, form, language)
    wanted = _body(attribution, capture, kept, label, language)
    wanted = msgspec.structs.replace(wanted, form=form, spans=tuple(map(tuple, gone)))
    return _made(unlocked, wanted, original)


def label_of(unlocked: Unlocked, capture: int, sha256: str, form: str, language: str) -> str:
    """What a copy says of itself: that it is one, and of what."""
    work = bundle_case.casework(unlocked)
    case = work.cases.get(work.place.get(capture, ""))
    number = case.exhibits.get(capture) if case else None
    words = Words(language)
    name = words("redacted.record", entry=capture)
    if number:
        name = words("redacted.exhibit", exhibit=number)
    if form == "png":
        return words("redacted.label", name=name, hash=sha256)
    return words("redacted.label.text", name=name, hash=sha256)


def _original(
    unlocked: Unlocked, capture: int, part: int, attribution: Attribution
) -> tuple[Part, bytes]:
    """The artifact as it was kept."""
    if not attribution.why.strip():
        raise ValueError("a redaction needs a reason")
    body = unlocked.capture(capture).body
    kept = next((row for row in body.parts if row.part == part), None)
    if kept is None:
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"part {part}")
    original = unlocked.part(body.capture, part)
    if check_part(kept, original):
        file = f"parts/{body.capture}/{part_name(part)}"
        raise KeepsakeError(Code.VAULT_DAMAGED, "not what was kept", file=file)
    return kept, original


def _body(
    attribution: Attribution, capture: int, kept: Part, label: str, language: str
) -> RedactionBody:
    return RedactionBody(
        who=attribution.who,
        why=attribution.why,
        captures=(capture,),
        part=kept.part,
        original=kept.sha256,
        label=label,
        language=language,
    )


def _made(unlocked: Unlocked, wanted: RedactionBody, original: bytes) -> Redacted:
    data = copies.make(wanted, original)
    body = msgspec.structs.replace(wanted, sha256=sha256_hex(data), bytes=len(data))
    return Redacted(data, transaction.append(unlocked.vault, "redaction", body).entry)


__all__ = [
    "Passages", "Preview", "Rectangle", "Redacted", "RedactionError", "preview", "redact",
    "redact_text",
]  # fmt: skip
