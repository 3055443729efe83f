"""A desk's receipt as a vault's log holds it, checked. Source: FORMAT.md §10.8.

Apart from the other acts of custody: what browsers start has no need of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import entry, note, verify
from keepsake.core.custody import ReceiptBody
from keepsake.core.desk import receipt
from keepsake.core.desk.receipt import ReceiptError
from keepsake.core.errors import KeepsakeError

if TYPE_CHECKING:
    from keepsake.core.desk.receipt import Receipt
    from keepsake.core.entry import Entry
    from keepsake.core.verify import Finding

KIND = "receipt"


def checked(body: ReceiptBody) -> Receipt:
    """The receipt, held against all that is said of it beside it.

    Raises:
        ReceiptError: It is none, its signature or its proof does not hold, or it is for something
            else.
    """
    try:
        key = note.VerifierKey.parse(body.log)
    except note.NoteError as error:
        raise ReceiptError("form") from error
    found = receipt.opened(body.receipt.encode(), key)
    receipt.require_of(found, body.invitation, body.sha256, body.bytes)
    return found


def finding(record: Entry, file: str) -> Finding | None:
    """Step 4: a receipt that does not hold shows nothing. Source: FORMAT.md §7.

    Args:
        record: Of any kind; only a receipt is looked at.
        file: What to call it.
    """
    if record.kind != KIND:
        return None
    try:
        checked(entry.body(record, ReceiptBody))
    except (KeepsakeError, ReceiptError):
        return verify.not_checked("receipt_wrong", file)
    return None
