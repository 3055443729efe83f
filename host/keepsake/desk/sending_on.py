"""Sends a copy to another desk, as a person's program does, and keeps that desk's receipt.

Every step can be broken off and gone on with, also by several at the same time: the other desk
receives once by one invitation, and one transaction here writes that down. Source: FORMAT.md 13.3,
13.10.
"""

from __future__ import annotations

import base64
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.desk import invitation as invited
from keepsake.core.desk import receipt as receipts
from keepsake.core.desk.receipt import ReceiptError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.desk import desk as desks
from keepsake.desk import fetching, handed
from keepsake.desk.change import Change
from keepsake.desk.fetching import CopyError, Kept
from keepsake.flows.sending.intake import Intake, Stretch, put, refused

if TYPE_CHECKING:
    import uuid

    from psycopg.rows import DictRow

    from keepsake.core.desk.invitation import Invitation
    from keepsake.desk.desk import Desk

CHECK_SECONDS = 60.0
"""How long the other desk's check is waited for; after that it is asked again later."""

_TELL_SECONDS = 10.0
_PAUSE_SECONDS = 0.5


class _EndedError(Exception):
    """It is to be sent no longer: its key was shredded meanwhile, or somebody else was faster."""


class _Door(Intake):
    """The door of the other desk, with what only a desk brings along."""

    def key(self, upload: str, key: bytes, log: str, receipt: str) -> None:
        """Gives the copy's key, and this desk's receipt for it.

        Raises:
            KeepsakeError: DESK_UNREACHABLE, DESK_REFUSED.
        """
        told = {
            "upload": upload, "key": base64.b64encode(key).decode(), "log": log, "receipt": receipt,
        }  # fmt: skip
        self._ask("key", msgspec.json.encode(told))


def send(desk: Desk, request: uuid.UUID) -> str:
    """Sends one whose key is sealed, or the rest of it.

    Args:
        desk: That has the copy.
        request: Which one; of any that is not to be sent nothing is done.

    Returns:
        Its word: `received`, one of a failure, or "" where it is to be gone on with or is none.
    """
    with desk.intake.database.connection() as transaction:
        row = handed.to_send(transaction, request, desks.now())
    if row is None:
        return ""
    says = invited.opened(bytes(row["told"]))
    try:
        receipt = _Sending(desk, row, says).receipt()
        _require(row, says, receipt)
    except _EndedError:
        return ""
    except CopyError as error:
        return _failed(desk, request, error.word)
    except ReceiptError:
        return _failed(desk, request, "receipt_wrong")
    except KeepsakeError as error:
        if error.code is Code.DESK_REFUSED:
            return _failed(desk, request, error.facts.get("reason", "other"))
        return _failed(desk, request, "invitation_over") if says.ends <= desks.now() else ""
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "desk", desks.now())
        handed.received(change, row, receipt)
    return "received"


def _failed(desk: Desk, request: uuid.UUID, why: str) -> str:
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "desk", desks.now())
        handed.failed(change, request, why)
    return why


def _require(row: DictRow, says: Invitation, receipt: str) -> None:
    found = receipts.opened(receipt.encode(), says.key)
    receipts.require_of(found, row["invitation"], row["sha256"], row["size"])


class _Sending:
    """One copy on its way."""

    def __init__(self, desk: Desk, row: DictRow, says: Invitation) -> None:
        self._desk, self._row, self._door = desk, row, _Door(says)
        self._told = time.monotonic()

    def receipt(self) -> str:
        """Has everything sent and gives the other desk's receipt, unchecked."""
        found = self._door.state()
        if found.state == "received":
            return self._own(found.receipt)
        if found.state != "checking":
            with tempfile.TemporaryDirectory(prefix="keepsake-desk-") as folder:
                self._sent(Path(folder) / "evidence.age")
        return self._confirmed()

    def _sent(self, path: Path) -> None:
        row = self._row
        upload = self._door.begin(row["size"], row["sha256"])
        copy = Kept(row["store_key"], row["store_version"], row["size"], row["sha256"])
        fetching.fetch(self._desk.intake.store, copy, path)
        there, start = frozenset(upload.have), 0
        for part in upload.parts:
            if part.number not in there:
                put(part, Stretch(path, start, part.size), self._goes_on)
            start += part.size
        log = self._desk.settings.verifier().text()
        self._door.key(upload.upload, bytes(row["key"]), log, bytes(row["own_receipt"]).decode())
        self._door.complete(upload.upload)

    def _confirmed(self) -> str:
        end = time.monotonic() + CHECK_SECONDS
        while time.monotonic() < end:
            self._goes_on(0)
            found = self._door.state()
            if found.state == "received":
                return self._own(found.receipt)
            if found.state == "refused":
                raise refused(found.reason)
            time.sleep(_PAUSE_SECONDS)
        raise KeepsakeError(Code.DESK_UNREACHABLE, "still being checked", reason="checking")

    def _own(self, text: str) -> str:
        """A receipt, where it is not for what somebody else sent by the same invitation."""
        says = self._door.says
        if receipts.opened(text.encode(), says.key).received.sha256 != self._row["sha256"]:
            raise refused("invitation_used")
        return text

    def _goes_on(self, _size: int) -> None:
        """Says now and then that it is being sent, so that nobody else begins too."""
        if time.monotonic() - self._told < _TELL_SECONDS:
            return
        self._told = time.monotonic()
        if not handed.goes_on(self._desk.intake.database, self._row["request"], desks.now()):
            raise _EndedError
