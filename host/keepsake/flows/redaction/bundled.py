"""Redacted working copies that go along with their originals: made again, with a list of them.

A copy is kept nowhere. It is made from its entry in the log and the original that is handed over
beside it, so it never stands instead of that. Source: FORMAT.md §6.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.custody import RedactionBody, acts
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.redaction import copies as made_again
from keepsake.formats.redaction.values import RedactionError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from keepsake.core.custody import Act
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.words import Words
    from keepsake.vault.unlocked import Unlocked

FOLDER = "derived/redacted"
VERSION = 1
_ENDINGS = {"png": "png", "text": "txt", "pdf": "pdf"}


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the list.

    Attributes:
        path: Below `data/`, "" where the original is not there and no copy was made.
        exhibit: Number of the exhibit it was made from.
        original: SHA-256 of the original, and `original_path` where it is.
        sha256: Of the copy.
        logged: SHA-256 of the copy that was made first, as the log has it.
        record: Place of its entry in the log.
        label: What it says of itself.
    """

    path: str
    exhibit: int
    form: str
    media_type: str
    original: str
    original_path: str
    sha256: str
    logged: str
    record: int
    utc: str
    who: str
    why: str
    label: str


def redactions(unlocked: Unlocked, captures: Collection[int], chosen: Collection[int]) -> list[Act]:
    """The entries that are meant.

    Args:
        unlocked: The vault, open.
        captures: Entries of the captures that are handed over.
        chosen: Entries of redactions.

    Raises:
        KeepsakeError: CAPTURE_UNKNOWN, one is no redaction of these captures.
    """
    found = list(acts(((entry, unlocked.entry(entry)) for entry in sorted(chosen)), captures))
    if [act.entry for act in found if act.kind == "redaction"] != sorted(chosen):
        raise KeepsakeError(Code.CAPTURE_UNKNOWN, "no redaction of these captures")
    return found


def made_of(unlocked: Unlocked, captures: Collection[int]) -> list[Act]:
    """Every redaction of some captures, oldest first.

    Raises:
        KeepsakeError: VAULT_DAMAGED, a body has another form.
    """
    found = acts(unlocked.readable(), captures)
    return [act for act in found if isinstance(act.body, RedactionBody)]


def copies(
    exhibits: Sequence[Exhibit], chosen: Sequence[Act], words: Words
) -> Iterator[tuple[str, bytes]]:
    """The copies, and `index.json` that tells of what each is one.

    Yields:
        Path below `data/` and contents; nothing where none was chosen.
    """
    rows = []
    for act in chosen:
        body = act.body
        if not isinstance(body, RedactionBody):
            continue
        exhibit = next(one for one in exhibits if one.entry in body.captures)
        row, data = _copy(exhibit, act, body, words)
        rows.append(row)
        if row.path:
            yield row.path, data
    if rows:
        contents = {"keepsake_redacted": VERSION, "note": words("redacted.note"), "copies": rows}
        yield f"{FOLDER}/index.json", msgspec.json.format(msgspec.json.encode(contents)) + b"\n"


def _copy(exhibit: Exhibit, act: Act, body: RedactionBody, words: Words) -> tuple[Copy, bytes]:
    part = next((row for row in exhibit.body.parts if row.part == body.part), None)
    data = b""
    if not body.label:
        name = words("redacted.exhibit", exhibit=exhibit.number)
        label = words("redacted.label", name=name, hash=body.original)
        body = msgspec.structs.replace(body, label=label, language=words.language)
    if part is not None and part.sha256 == body.original:
        try:
            data = made_again.make(body, exhibit.read(part.part))
        except RedactionError:
            data = b""  # what it was made from does not open; the list says that there is no copy
    name = f"exhibit-{exhibit.number:03d}-{body.part:04d}-{act.entry}.{_ENDINGS[body.form]}"
    row = Copy(
        path=f"{FOLDER}/{name}" if data else "",
        exhibit=exhibit.number,
        form=body.form,
        media_type=made_again.FORMS[body.form],
        original=body.original,
        original_path=exhibit.path(part) if part else "",
        sha256=sha256_hex(data) if data else "",
        logged=body.sha256,
        record=act.entry,
        utc=act.utc,
        who=body.who,
        why=body.why,
        label=body.label,
    )
    return row, data
