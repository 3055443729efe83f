"""A desk's receipt, in words: when it was received, until when it cannot be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.catalogue import filled
from keepsake.core.desk.entry import checked
from keepsake.core.desk.receipt import ReceiptError

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.core.custody import ReceiptBody


def said(body: ReceiptBody, text: Callable[[str], str], moment: Callable[[str], str]) -> str:
    """What a receipt says, or that it does not hold.

    Args:
        body: What the log says of it; the receipt is checked here once more.
        text: Gives the words for `receipt.KEY`.
        moment: Writes a time that is given in UTC.
    """
    try:
        received = checked(body).received
    except ReceiptError:
        return text("receipt.wrong")
    key = "receipt.locked" if received.locked_until else "receipt.said"
    times = {"received": moment(received.received), "locked": moment(received.locked_until)}
    return filled(text(key), times)
