"""Receipts of desks in the vault's log: entered once they hold, and each of them once.

Source: FORMAT.md §10.8.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import custody, entry
from keepsake.core.custody import ExportBody, ReceiptBody
from keepsake.core.desk import entry as receipt_entry
from keepsake.core.desk import invitation
from keepsake.core.desk.receipt import ReceiptError
from keepsake.vault import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.desk.receipt import Receipt
    from keepsake.vault.unlocked import Unlocked


class Delivery(NamedTuple):
    """What was received.

    Attributes:
        entry: Place of the receipt in the vault's log.
        body: What stands there.
        receipt: The same, opened.
        fresh: Whether it was entered just now; else the log had it.
    """

    entry: int
    body: ReceiptBody
    receipt: Receipt
    fresh: bool = True

    @property
    def address(self) -> str:
        """Of the desk it was sent to, "" where the copy was carried there."""
        medium = self.body.medium
        return medium if invitation.is_address(medium) else ""


def enter(unlocked: Unlocked, body: ReceiptBody) -> Delivery:
    """Enters a receipt that holds; one that the log has is not entered again.

    Raises:
        ReceiptError: It does not hold.
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; then nothing has
            happened.
    """
    receipt, seen = receipt_entry.checked(body), unlocked.vault.size()
    if found := find(unlocked, body):
        return found
    with transaction.writing(unlocked.vault):
        # Another program may have been first meanwhile.
        if found := find(unlocked, body, seen):
            return found
        at = transaction.append(unlocked.vault, receipt_entry.KIND, body).entry
    return Delivery(at, body, receipt)


def find(unlocked: Unlocked, body: ReceiptBody, start: int = 0) -> Delivery | None:
    """The entry that says the same of the same copy, under the same key, and holds."""
    wanted = _said(body)
    return next((one for one in _each(unlocked, start) if _said(one.body) == wanted), None)


def for_invitation(unlocked: Unlocked, digest: str) -> Delivery | None:
    """The receipt for an invitation, where the log has it and it holds."""
    return next((one for one in _each(unlocked, 0) if one.body.invitation == digest), None)


def export_of(unlocked: Unlocked, sha256: str, size: int) -> tuple[int, ExportBody] | None:
    """The export that made a sealed copy, and its place in the log; None where none did."""
    for act in custody.acts(unlocked.readable()):
        body = act.body
        if isinstance(body, ExportBody) and (body.bundle_sha256, body.bytes) == (sha256, size):
            return act.entry, body
    return None


def _each(unlocked: Unlocked, start: int) -> Iterator[Delivery]:
    """The receipts that hold, from a place in the log on."""
    for at, record in unlocked.readable(start):
        if record.kind == receipt_entry.KIND:
            body = entry.body(record, ReceiptBody)
            with suppress(ReceiptError):
                yield Delivery(at, body, receipt_entry.checked(body), fresh=False)


def _said(body: ReceiptBody) -> tuple[str, str, str, int]:
    return body.log, body.invitation, body.sha256, body.bytes
