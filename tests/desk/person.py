"""A person who sends a sealed copy to a desk, as FORMAT.md §13.3 has it."""

from __future__ import annotations

import hashlib
import os
import urllib.request
from typing import TYPE_CHECKING, Any

import pyrage
from msgspec import structs

from keepsake.core.desk import invitation as form
from keepsake.desk import desk as desks
from keepsake.desk import intake, invitations, receiving

if TYPE_CHECKING:
    from keepsake.desk.desk import Desk


class Person:
    """Somebody with an invitation."""

    def __init__(self, desk: Desk, limit: int = 0) -> None:
        """Is given one by the desk; with another limit than it has where that is said."""
        settings = structs.replace(desk.settings, limit=limit or desk.settings.limit)
        with desk.intake.database.connection() as transaction:
            made = invitations.make(transaction, settings, desk.intake.log, "Ada", desks.now())
        self.id, self.note = made
        self.invitation = form.opened(form.from_link(form.link(self.note)))
        self.token = self.invitation.token
        self.desk = desk

    def sealed(self, size: int = 1_000) -> bytes:
        """A copy of so many bytes, different each time, sealed as the invitation asks."""
        recipient = pyrage.x25519.Recipient.from_str(self.invitation.recipient)
        return bytes(pyrage.encrypt(os.urandom(size), [recipient]))

    def begin(self, data: bytes) -> dict[str, Any]:
        """Asks where the parts go."""
        sha256 = hashlib.sha256(data).hexdigest()
        return intake.begin(self.desk.intake, self.token, len(data), sha256, desks.now())

    def send(self, data: bytes) -> str:
        """Sends all of it; gives the id of the upload."""
        begun = self.begin(data)
        put(data, begun)
        return str(begun["upload"])

    def complete(self, upload: str) -> None:
        """Says that it is all there."""
        intake.complete(self.desk.intake, self.token, upload, desks.now())

    def hand_over(self, data: bytes) -> str:
        """Sends it and has it checked; gives its state then."""
        upload = self.send(data)
        self.complete(upload)
        return received(self.desk, upload)

    def state(self) -> dict[str, str]:
        """What the desk says of it."""
        return intake.state(self.desk.intake, self.token)


def received(desk: Desk, upload: str) -> str:
    """Has an upload checked, as a worker does."""
    import uuid

    return receiving.receive(desk.intake, uuid.UUID(upload), 1, desks.now())


def put(data: bytes, begun: dict[str, Any], at_most: int | None = None) -> None:
    """Puts the parts that are not there, the first of them only where that is said."""
    for part in [part for part in begun["parts"] if part["number"] not in begun["have"]][:at_most]:
        start = (part["number"] - 1) * begun["part_size"]
        put_part(part["url"], data[start : start + part["size"]])


def put_part(url: str, data: bytes) -> int:
    """Puts one part; gives the status."""
    asked = urllib.request.Request(url, data=data, method="PUT")
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return int(answer.status)
