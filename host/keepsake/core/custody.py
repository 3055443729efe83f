"""Custody: who did what with what was kept, when, why, and the hash of what left.

Every such act is an entry of the same log as the captures themselves. Source: FORMAT.md §10.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry as entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from keepsake.core.entry import Entry

KINDS = (
    "view",
    "print",
    "verify",
    "export",
    "backup",
    "restore",
    "removal",
    "redaction",
    "receipt",
)


class Custody(msgspec.Struct, frozen=True, kw_only=True):
    """What every act of custody tells.

    Attributes:
        who: The person who acted, as they named themselves, "" where they did not.
        why: Their reason in their own words, "" where none was given.
        captures: Entries of the captures it concerns; none means the whole vault.
    """

    who: str = ""
    why: str = ""
    captures: tuple[int, ...] = ()


class ViewBody(Custody, frozen=True, kw_only=True):
    """Captures were looked at; one entry for each capture while the vault stays open."""


class PrintBody(Custody, frozen=True, kw_only=True):
    """Something was printed: which document (a code word), and hash and size of its file."""

    document: str
    sha256: str
    bytes: int


class VerifyBody(Custody, frozen=True, kw_only=True):
    """A check was made.

    Attributes:
        outcome: `valid`, `invalid` or `not_checked`.
        steps: Numbers of the steps that were not valid.
        size: Entries in the log that was checked.
        sha256: Of the signed checkpoint that was checked.
    """

    outcome: str
    steps: tuple[int, ...]
    size: int
    sha256: str


class ExportBody(Custody, frozen=True, kw_only=True):
    """Captures left the vault as a bundle; hash and bytes are those of `evidence.age`.

    `size` is that of the log in it, 0 where it was not noted: a later bundle proves from there on.
    `insisted` are captures that did not verify and left all the same. `page_sha256` and
    `readme_sha256` are of the two files beside it, "" where an earlier version noted none. `log`
    is the verifier key of the desk whose invitation it was made for, "" where it was for none.
    """

    bundle_sha256: str
    bytes: int
    recipient_kind: str
    size: int = 0
    medium: str = ""
    to: str = ""
    insisted: tuple[int, ...] = ()
    page_sha256: str = ""
    readme_sha256: str = ""
    log: str = ""


class BackupBody(Custody, frozen=True, kw_only=True):
    """A copy of the whole vault was made.

    Attributes:
        size: Entries that the copy holds.
        files: Files written this time; those that were there already do not count.
        bytes: Their size.
        form: `folder` or `file`.
        sha256: Of the copy's signed checkpoint, or of the one file that it is.
    """

    size: int
    files: int
    bytes: int
    form: str = "folder"
    sha256: str = ""
    medium: str = ""
    to: str = ""


class RestoreBody(Custody, frozen=True, kw_only=True):
    """The vault goes on from a copy: its number of entries, and the hash that its backup noted."""

    size: int
    form: str = "folder"
    sha256: str = ""


class RemovalBody(Custody, frozen=True, kw_only=True):
    """The sealed parts of one capture were destroyed; its entry stays.

    Attributes:
        capture: UUID of the capture.
        parts: How many parts it had.
        bytes: Their size before they were sealed.
        proof: HMAC that only an open vault can make; see `removal_proof`.
    """

    capture: str
    parts: int
    bytes: int
    proof: str


class RedactionBody(Custody, frozen=True, kw_only=True):
    """A working copy of a picture or text was made, in which parts are gone.

    The original is as it was; the copy can be made again from this and the original.

    Attributes:
        part: The picture, or the manifest that has the text; a part of the capture.
        rectangles: What is gone: x, y, width, height in pixels of the original.
        original: SHA-256 of the original.
        sha256: Of the copy, and `bytes` its size.
        form: `png`, `text` or `pdf`.
        spans: What is gone of a text: message from 1; author, text or time as shown; start, end.
        label: What the copy says of itself, "" where it was not noted.
        language: Of the label.
    """

    part: int
    original: str
    rectangles: tuple[tuple[int, int, int, int], ...] = ()
    sha256: str = ""
    bytes: int = 0
    form: str = "png"
    spans: tuple[tuple[int, int, int, int], ...] = ()
    label: str = ""
    language: str = ""


class ReceiptBody(Custody, frozen=True, kw_only=True):
    """A desk received a sealed copy, and signed for it. Source: FORMAT.md §10.8.

    Attributes:
        export: Place in the log of the export that made the copy.
        sha256: Of the sealed copy, and `bytes` its size.
        to: What the organisation calls itself.
        medium: Address of its desk.
        log: Verifier key of the desk's log, as the invitation named it.
        invitation: SHA-256 of the invitation's note.
        receipt: The receipt as it came.
    """

    export: int
    sha256: str
    bytes: int
    to: str
    medium: str
    log: str
    invitation: str
    receipt: str


BODIES: dict[str, type[Custody]] = {
    "view": ViewBody,
    "print": PrintBody,
    "verify": VerifyBody,
    "export": ExportBody,
    "backup": BackupBody,
    "restore": RestoreBody,
    "removal": RemovalBody,
    "redaction": RedactionBody,
    "receipt": ReceiptBody,
}


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the person says about an act, in their own words; "" where they say nothing.

    Attributes:
        who: Who acts.
        why: For what reason.
        to: Who receives it.
        medium: How it travels.
    """

    who: str = ""
    why: str = ""
    to: str = ""
    medium: str = ""


UNATTRIBUTED = Attribution()


@dataclass(frozen=True, slots=True)
class Act:
    """One line of a custody list.

    Attributes:
        entry: Its place in the log.
        kind: Kind of the entry.
        utc: When.
        zone: Zone of the computer then.
        offset_minutes: Local time minus UTC then.
        body: What is known of it.
    """

    entry: int
    kind: str
    utc: str
    zone: str
    offset_minutes: int
    body: Custody

    @property
    def sha256(self) -> str:
        """Hash of what left or was looked at, "" where nothing has one."""
        for name in ("bundle_sha256", "sha256"):
            value = getattr(self.body, name, "")
            if value:
                return str(value)
        return ""


def acts(
    records: Iterable[tuple[int, Entry]], captures: Collection[int] | None = None
) -> Iterator[Act]:
    """The acts among entries, in order.

    Args:
        records: Entries with their places in the log.
        captures: Only acts that concern one of these, which one over the whole vault does when it
            came later; None for all.

    Raises:
        KeepsakeError: VAULT_DAMAGED, a body has another form.
    """
    for index, record in records:
        if record.kind not in BODIES:
            continue
        body = entries.body(record, BODIES[record.kind])
        if captures is None or _concerns(index, body, captures):
            yield Act(index, record.kind, record.utc, record.zone, record.offset_minutes, body)


def removal_proof(key: bytes, capture: str, parts: int, size: int) -> str:
    """Shows that a removal was made with the vault open; hexadecimal HMAC-SHA-256.

    Who only has the disk can append an entry, but cannot make it look as if the person had removed
    a capture. Source: FORMAT.md §10.4.

    Args:
        key: 32 bytes that follow from the identity.
        capture: UUID of the capture.
        parts: How many parts it had.
        size: Their size together, in bytes.
    """
    return hmac.digest(key, f"{capture}\n{parts}\n{size}\n".encode(), "sha256").hex()


def counts(key: bytes, act: Act) -> bool:
    """Whether an act is one: all but a removal whose proof does not hold.

    Args:
        key: 32 bytes that follow from the identity.
        act: From a log to which somebody who only has the disk can append.
    """
    body = act.body
    if not isinstance(body, RemovalBody):
        return True
    proof = removal_proof(key, body.capture, body.parts, body.bytes)
    return hmac.compare_digest(proof.encode(), body.proof.encode())


def true_removals(key: bytes, records: Iterable[tuple[int, Entry]]) -> dict[str, Act]:
    """Removals by the UUID of the capture; one whose proof does not hold is left out.

    Args:
        key: 32 bytes that follow from the identity.
        records: Entries with their places in the log.
    """
    found: dict[str, Act] = {}
    for act in acts((index, record) for index, record in records if record.kind == "removal"):
        if isinstance(act.body, RemovalBody) and counts(key, act):
            found.setdefault(act.body.capture, act)
    return found


def _concerns(index: int, body: Custody, captures: Collection[int]) -> bool:
    if body.captures:
        return any(capture in captures for capture in body.captures)
    return any(capture < index for capture in captures)
