"""A receipt that the person carries back, for a copy that she brought to a desk herself.

It is worth what the key is worth under which it holds: that of the invitation for which the copy
was made, which the log has with the export, or of one that she gives along. Without a key it is
only a text, and nothing is called received. No connection is opened. Source: FORMAT.md §13.2.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import note
from keepsake.core.custody import UNATTRIBUTED, ReceiptBody
from keepsake.core.desk import receipt as receipts
from keepsake.core.desk.receipt import ReceiptError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.sending import kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.custody import Attribution, ExportBody
    from keepsake.core.desk.receipt import Received
    from keepsake.flows.sending.invitations import Opened
    from keepsake.flows.sending.kept import Delivery
    from keepsake.vault.unlocked import Unlocked

RECEIPT_BYTES_MAX = 65_536
"""Many times what a log of any size needs for one."""


class _Desk(NamedTuple):
    """Who may have signed: what it calls itself, and its key."""

    name: str
    log: str


def take_back(
    unlocked: Unlocked,
    data: bytes,
    opened: Opened | None = None,
    attribution: Attribution = UNATTRIBUTED,
) -> Delivery:
    """Checks a receipt and enters it in the log, once.

    That the invitation in it is the one that she has is not asked: for a copy that was carried a
    desk may have made one of its own (FORMAT.md §13.3).

    Args:
        unlocked: The vault, open.
        data: The file; at most `RECEIPT_BYTES_MAX` and one more are needed of it.
        opened: An invitation of that desk, where the copy was not made for one.
        attribution: Who takes it back, and why.

    Raises:
        KeepsakeError: RECEIPT_NOT_TAKEN, nothing is entered; `reason` says why: `carried_large`,
            `carried_none`, `carried_copy` (this vault did not make that copy), `carried_key` (there
            is no key to check it with), `carried_signature`, `carried_proof`. Or what writing to
            the vault raises.
    """
    if len(data) > RECEIPT_BYTES_MAX:
        raise _not_taken("large")
    # What mail programs and editors do to line ends; anything else that was changed is told.
    data = data.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n").strip() + b"\n"
    received = _told(data)
    export = kept.export_of(unlocked, received.sha256, received.size)
    if export is None:
        raise _not_taken("copy")
    desk = _signer(data, _desks(export[1], opened))
    body = ReceiptBody(
        who=attribution.who,
        why=attribution.why,
        captures=export[1].captures,
        export=export[0],
        sha256=received.sha256,
        bytes=received.size,
        to=desk.name,
        medium=export[1].medium,
        log=desk.log,
        invitation=received.invitation,
        receipt=data.decode(),
    )
    try:
        return kept.enter(unlocked, body)
    except ReceiptError as error:
        raise _not_taken("none") from error


def _told(data: bytes) -> Received:
    """What a file says, which nothing shows yet."""
    try:
        return receipts.parsed(data)[0]
    except ReceiptError as error:
        raise _not_taken("none") from error


def _desks(export: ExportBody, opened: Opened | None) -> Sequence[_Desk]:
    """Those whose key she has, the one that the copy was made for first."""
    made_for = [_Desk(export.to, export.log)] if export.log else []
    given = [_Desk(opened.says.name, opened.says.log)] if opened else []
    return [*made_for, *given]


def _signer(data: bytes, desks: Sequence[_Desk]) -> _Desk:
    """The first of them under whose key it holds.

    Raises:
        KeepsakeError: RECEIPT_NOT_TAKEN, it holds under none.
    """
    if not desks:
        raise _not_taken("key")
    wrong: list[ReceiptError] = []
    for desk in desks:
        try:
            receipts.opened(data, note.VerifierKey.parse(desk.log))
        except ReceiptError as error:
            wrong.append(error)
        else:
            return desk
    raise _not_taken(wrong[0].reason) from wrong[0]


def _not_taken(why: str) -> KeepsakeError:
    return KeepsakeError(Code.RECEIPT_NOT_TAKEN, why, reason=f"carried_{why}")
