"""Custody, one function per verb: what was done with what is kept becomes an entry of the log.

Exports, backups and restores enter themselves. Source: FORMAT.md §10.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from keepsake.core import custody
from keepsake.core.custody import UNATTRIBUTED
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.vault import recovery, removal, transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from keepsake.core.custody import Act, Attribution
    from keepsake.core.entry import Entry, Part
    from keepsake.core.verify import Report
    from keepsake.vault.receipt import Receipt
    from keepsake.vault.unlocked import Unlocked

PAGE = "page"
ORIGINAL = "original"
_NOT_WRITABLE = {Code.VAULT_UNWRITABLE, Code.DISK_FULL, Code.VAULT_BUSY}


class Views:
    """Notes which captures were looked at: each once for as long as one vault stays open."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked
        self._seen: set[int] = set()
        self._guard = threading.Lock()

    def saw(self, capture: int, attribution: Attribution = UNATTRIBUTED) -> Receipt | None:
        """Notes that the capture at this place in the log is being looked at.

        Args:
            capture: Its entry.
            attribution: Who looks.

        Returns:
            None when it was noted before, or could not be; looking is never refused for that.

        Raises:
            KeepsakeError: VAULT_DAMAGED.
        """
        with self._guard:
            if capture in self._seen:
                return None
            receipt = viewed(self._unlocked, [capture], attribution)
            self._seen.add(capture)
            return receipt


def viewed(
    unlocked: Unlocked, captures: Sequence[int], attribution: Attribution = UNATTRIBUTED
) -> Receipt | None:
    """Notes that captures were looked at. Returns and raises as `verified`."""
    body = custody.ViewBody(who=attribution.who, why=attribution.why, captures=tuple(captures))
    return _note(unlocked, "view", body)


def printed(
    unlocked: Unlocked,
    captures: Sequence[int],
    document: str,
    data: bytes,
    attribution: Attribution = UNATTRIBUTED,
) -> Receipt:
    """Enters that something is printed, before it is handed to the printer.

    Args:
        unlocked: The vault, open.
        captures: Entries of the captures in it; none for the whole vault.
        document: Code word, for instance `statement`; `custody.document.WORD` in the words.
        data: The exact bytes that are printed.
        attribution: Who prints it and why.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE.
    """
    body = custody.PrintBody(
        who=attribution.who,
        why=attribution.why,
        captures=tuple(captures),
        document=document,
        sha256=sha256_hex(data),
        bytes=len(data),
    )
    return transaction.append(unlocked.vault, "print", body)


def taken_out(unlocked: Unlocked, capture: int, part: Part, attribution: Attribution) -> Receipt:
    """Enters that a copy of an original leaves, before its first byte does. Raises as `printed`."""
    body = custody.PrintBody(
        who=attribution.who,
        why=attribution.why,
        captures=(capture,),
        document=ORIGINAL,
        sha256=part.sha256,
        bytes=part.bytes,
    )
    return transaction.append(unlocked.vault, "print", body)


def printed_page(
    unlocked: Unlocked,
    captures: Sequence[int],
    sha256: str,
    size: int,
    attribution: Attribution = UNATTRIBUTED,
) -> Receipt | None:
    """Notes that a page of the window goes to the browser's own print window.

    Args:
        unlocked: The vault, open.
        captures: Entries of the captures that the page is about.
        sha256: Of the words on the page, UTF-8, as the page told.
        size: Of the same in bytes.
        attribution: Who prints it.

    Returns and raises as `verified`: the browser does not wait for it.
    """
    body = custody.PrintBody(
        who=attribution.who,
        why=attribution.why,
        captures=tuple(captures),
        document=PAGE,
        sha256=sha256,
        bytes=size,
    )
    return _note(unlocked, "print", body)


def verified(
    unlocked: Unlocked,
    report: Report,
    captures: Sequence[int] | None = None,
    attribution: Attribution = UNATTRIBUTED,
) -> Receipt | None:
    """Notes a check and its outcome.

    Args:
        unlocked: The vault that was checked.
        report: What was found.
        captures: Entries of the captures that were checked; None for the whole vault.
        attribution: Who checked and why.

    Returns:
        None where nothing can be noted: a copy is left as it is, and a vault that cannot be written
        or whose log is damaged can still be checked.
    """
    vault = unlocked.vault
    try:
        checkpoint = vault.checkpoint()
        body = custody.VerifyBody(
            who=attribution.who,
            why=attribution.why,
            captures=tuple(captures or ()),
            outcome=str(report.outcome),
            steps=tuple(s.number for s in report.steps if s.outcome is not Outcome.VALID),
            size=vault.size(),
            sha256=sha256_hex(checkpoint),
        )
        return _note(unlocked, "verify", body)
    except KeepsakeError as error:
        if error.code is not Code.VAULT_DAMAGED:
            raise
        return None


def remove(unlocked: Unlocked, capture: int, attribution: Attribution) -> Receipt:
    """Destroys the sealed parts of a capture; its entry and the reason stay.

    Raises:
        ValueError: No reason is given.
        KeepsakeError: CAPTURE_UNKNOWN, CAPTURE_REMOVED, VAULT_BUSY, VAULT_DAMAGED, DISK_FULL,
            VAULT_UNWRITABLE.
    """
    if not attribution.why.strip():
        raise ValueError("a removal needs a reason")
    recovery.recover(unlocked.vault)
    return removal.remove(unlocked, unlocked.capture(capture), attribution.who, attribution.why)


def custody_of(
    unlocked: Unlocked,
    captures: Collection[int] | None = None,
    records: Iterable[tuple[int, Entry]] | None = None,
) -> list[Act]:
    """What was done with these captures since they were kept, oldest first.

    A removal that was not made with the vault open is none. Source: FORMAT.md §10.4.

    Args:
        unlocked: The vault, open.
        captures: Entries of captures, for instance one, or those of a case; None for everything.
        records: Entries where the caller has them read already; else all are read.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    found = unlocked.entries() if records is None else records
    key = unlocked.removal_key()
    return [act for act in custody.acts(found, captures) if custody.counts(key, act)]


def removed(
    unlocked: Unlocked, records: Iterable[tuple[int, Entry]] | None = None
) -> dict[str, Act]:
    """Removals by the capture's UUID, only those that an open vault made. As `custody_of`."""
    found = unlocked.readable() if records is None else records
    return custody.true_removals(unlocked.removal_key(), found)


def _note(unlocked: Unlocked, kind: str, body: custody.Custody) -> Receipt | None:
    if unlocked.vault.is_copy:
        return None
    try:
        return transaction.append(unlocked.vault, kind, body)
    except KeepsakeError as error:
        if error.code in _NOT_WRITABLE:
            return None
        raise
