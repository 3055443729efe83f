"""Sends a sealed copy to a desk, goes on after a break, and keeps the receipt.

1. Write down what is asked for, sealed, in a folder of the vault; make the copy beside it.
2. Have the parts put that the desk does not have; ask until it has checked them.
3. Hold the receipt against invitation and copy, and enter it in the log: now it is received.
4. Remove the folder.

Killed anywhere, what is there says what is left to do: a folder with a copy is gone on with, one
without is given up, one whose receipt is in the log is removed. Source: FORMAT.md §10.9, §13.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.custody import ReceiptBody
from keepsake.core.desk import invitation as invited
from keepsake.core.desk import receipt as receipts
from keepsake.core.desk.receipt import ReceiptError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.bundle.place import clear_left
from keepsake.flows.export.write import export_bundle
from keepsake.flows.sending import invitations, kept
from keepsake.flows.sending.intake import HOPELESS, Intake, Stretch, put, refused
from keepsake.flows.sending.progress import Counter, made, nobody
from keepsake.vault import sendings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from keepsake.core.custody import ExportBody
    from keepsake.flows.export.request import HandoverRequest
    from keepsake.flows.sending.intake import Upload
    from keepsake.flows.sending.invitations import Opened
    from keepsake.flows.sending.kept import Delivery
    from keepsake.flows.sending.progress import Listener
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked

SEALED = "evidence.age"
_READ_BYTES = 1024 * 1024
_TRIES = 5  # without a further part in between
_PAUSE_SECONDS = 0.25
_CHECK_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a desk is waited for; tests wait shorter.

    Attributes:
        pause: Waits so many seconds.
        clock: Seconds of a clock that only goes on.
        check_seconds: How long the desk may check what was sent.
    """

    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    check_seconds: float = _CHECK_SECONDS


PATIENT = Patience()


class Copy(NamedTuple):
    """A sealed copy that is to be sent, and the export that made it."""

    path: Path
    size: int
    sha256: str
    export: int
    body: ExportBody


class Unfinished(NamedTuple):
    """A sending that was begun and is not ended.

    Attributes:
        name: How it is named to `send` and `give_up`.
        opened: Its invitation, None where what was written down is damaged.
        begun: UTC, "" likewise.
        size: Of the copy; 0 where it was not made whole, and then it can only be given up.
    """

    name: str
    opened: Opened | None
    begun: str
    size: int

    @property
    def can_go_on(self) -> bool:
        """Whether there is a copy to send."""
        return self.opened is not None and self.size > 0


def make(
    unlocked: Unlocked,
    opened: Opened,
    request: HandoverRequest,
    *,
    authorities: Sequence[Authority],
    reader_html: Path,
    tell: Listener = nobody,
) -> str:
    """Asks the desk whether it takes a copy, and makes it; `send` sends it.

    Args:
        unlocked: The vault, open.
        opened: The invitation.
        request: What goes along; for whom and where to follows from the invitation.
        authorities: Whose roots go into the copy.
        reader_html: The built reader.
        tell: Told how far it is; what it raises stops it, and nothing is left.

    Returns:
        The name of the sending.

    Raises:
        KeepsakeError: DESK_UNREACHABLE, DESK_REFUSED (also where the copy is larger than the desk
            takes), VAULT_UNWRITABLE, DISK_FULL, or as `export_bundle`. Then nothing was sent and
            nothing is left.
    """
    vault, says = unlocked.vault, opened.says
    if Intake(says).state().state in ("received", "checking"):
        raise refused("invitation_used")
    sendings.clear_left(vault)
    name = sendings.new_name(vault)
    who = request.attribution
    asked = sendings.Sending(vault.utc(), opened.note.decode(), who.who, who.why)
    with sendings.held(vault, name):
        try:
            sendings.begin(vault, name, asked)
            done = export_bundle(
                unlocked,
                _addressed(request, opened, sendings.copy_folder(vault, name)),
                authorities=authorities,
                env=vault.env,
                reader_html=reader_html,
                progress=made(tell),
            )
            if done.bytes > says.limit:
                raise refused("too_large")
        except BaseException:
            # Also where the person stops it. What cannot be removed now is found at the next start.
            with suppress(KeepsakeError):
                sendings.remove(vault, name)
            raise
    return name


def _addressed(request: HandoverRequest, opened: Opened, folder: Path) -> HandoverRequest:
    to_desk = opened.addressed(request)
    attribution = replace(to_desk.attribution, medium=opened.says.desk)
    return replace(to_desk, destination=folder, packed=False, attribution=attribution)


def send(
    unlocked: Unlocked, name: str, *, tell: Listener = nobody, patience: Patience = PATIENT
) -> Delivery:
    """Sends a copy that was made, or the rest of it, and keeps the receipt.

    Args:
        unlocked: The vault, open.
        name: From `make` or `unfinished`.
        tell: Told how far it is; what it raises stops it, and it can be gone on with.
        patience: How long the desk is waited for.

    Raises:
        KeepsakeError: DESK_UNREACHABLE, it can be gone on with; DESK_REFUSED; RECEIPT_WRONG, what
            the desk calls a receipt is none for this copy; SENDING_DAMAGED; VAULT_BUSY, another
            program sends it; or what writing to the vault raises.
    """
    vault = unlocked.vault
    with sendings.held(vault, name):
        sending = sendings.load(unlocked, name)
        opened = invitations.from_note(sending.invitation)
        digest = invited.digest(opened.note)
        if not (found := kept.for_invitation(unlocked, digest)):
            copy = _copy_of(unlocked, name)
            text = _Delivery(opened, copy, Counter(copy.size, tell), patience).receipt()
            body = ReceiptBody(
                who=sending.who,
                why=sending.why,
                captures=copy.body.captures,
                export=copy.export,
                sha256=copy.sha256,
                bytes=copy.size,
                to=opened.says.name,
                medium=opened.says.desk,
                log=opened.says.log,
                invitation=digest,
                receipt=text,
            )
            try:
                found = kept.enter(unlocked, body)
            except ReceiptError as error:
                raise _wrong(error) from error
        with suppress(KeepsakeError):  # the next start does: the log says that it is received
            sendings.remove(vault, name)
    return found


def give_up(vault: Vault, name: str) -> None:
    """Removes a sending and its copy. What the desk has of it stays there and is no whole.

    Raises:
        KeepsakeError: VAULT_BUSY, it is being sent; VAULT_UNWRITABLE.
    """
    with sendings.held(vault, name):
        sendings.remove(vault, name)


def unfinished(unlocked: Unlocked) -> list[Unfinished]:
    """What was begun and is not ended, the oldest first; what was received is cleared away.

    Raises:
        KeepsakeError: VAULT_LOCKED, or the log cannot be read.
    """
    vault = unlocked.vault
    with suppress(KeepsakeError):
        sendings.clear_left(vault)
    found = [one for name in sendings.names(vault) if (one := _looked_at(unlocked, name))]
    return sorted(found, key=lambda one: one.begun)


def _looked_at(unlocked: Unlocked, name: str) -> Unfinished | None:
    """One of them; None where its receipt is kept already, and then it is removed."""
    vault = unlocked.vault
    try:
        sending = sendings.load(unlocked, name)
        opened = invitations.from_note(sending.invitation)
    except KeepsakeError as error:
        if error.code is Code.VAULT_LOCKED:
            raise
        return Unfinished(name, None, "", 0)
    if kept.for_invitation(unlocked, invited.digest(opened.note)):
        with suppress(KeepsakeError):
            give_up(vault, name)
        return None
    try:
        size = (sendings.copy_folder(vault, name) / SEALED).stat().st_size
    except OSError:
        size = 0
    return Unfinished(name, opened, sending.begun, size)


def _copy_of(unlocked: Unlocked, name: str) -> Copy:
    """The copy, as the log says it left the vault."""
    place = sendings.copy_folder(unlocked.vault, name)
    clear_left(place.parent)
    path, digest, size = place / SEALED, hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_READ_BYTES):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise KeepsakeError(Code.SENDING_DAMAGED, "there is no copy") from error
    told = digest.hexdigest()
    export = kept.export_of(unlocked, told, size)
    if export is None:
        raise KeepsakeError(Code.SENDING_DAMAGED, "the copy is not the one that was made")
    return Copy(path, size, told, *export)


def _wrong(error: ReceiptError) -> KeepsakeError:
    return KeepsakeError(Code.RECEIPT_WRONG, error.reason, reason=f"receipt_{error.reason}")


class _Delivery:
    """One copy on its way."""

    def __init__(self, opened: Opened, copy: Copy, counter: Counter, patience: Patience) -> None:
        self._opened, self._copy = opened, copy
        self._counter, self._patience = counter, patience
        self._intake = Intake(opened.says)
        self._tries = 0

    def receipt(self) -> str:
        """Has everything sent and gives the receipt's text, as it came. Raises as `send`."""
        while True:
            try:
                self._counter.reaches()
                return self._sent()
            except KeepsakeError as error:
                self._tries += 1
                reason = error.facts.get("reason", "")
                hopeless = error.code is not Code.DESK_UNREACHABLE or reason in HOPELESS
                if hopeless or reason == "checking" or self._tries >= _TRIES:
                    raise
            self._wait(2.0 ** (self._tries - 1), self._counter.reaches)

    def _sent(self) -> str:
        found = self._intake.state()
        if found.state == "received":
            return self._own(found.receipt)
        if found.state != "checking":
            upload = self._intake.begin(self._copy.size, self._copy.sha256)
            self._put(upload)
            self._intake.complete(upload.upload)
        return self._confirmed()

    def _put(self, upload: Upload) -> None:
        there = frozenset(upload.have)
        sizes = (part.size for part in upload.parts if part.number in there)
        self._counter.begin(sum(sizes), len(upload.parts))
        start = 0
        for part in upload.parts:
            if part.number not in there:
                self._counter.part(part.number)
                put(part, Stretch(self._copy.path, start, part.size), self._counter.sent)
                self._tries = 0
            start += part.size

    def _confirmed(self) -> str:
        clock = self._patience.clock
        end, seconds = clock() + self._patience.check_seconds, _PAUSE_SECONDS
        while clock() < end:
            self._counter.waits()
            found = self._intake.state()
            if found.state == "received":
                return found.receipt
            if found.state == "refused":
                raise refused(found.reason)
            if found.state != "checking":
                raise KeepsakeError(Code.DESK_UNREACHABLE, "another state", reason="upload_other")
            self._wait(seconds, self._counter.waits)
            seconds = min(5.0, 2 * seconds)
        raise KeepsakeError(Code.DESK_UNREACHABLE, "still being checked", reason="checking")

    def _own(self, text: str) -> str:
        """A receipt that is there already, where it is not one for another copy.

        It is checked as every other when it is entered.
        """
        try:
            found = receipts.opened(text.encode(), self._opened.says.key)
        except ReceiptError as error:
            raise _wrong(error) from error
        if found.received.sha256 != self._copy.sha256:
            raise refused("invitation_used")
        return text

    def _wait(self, seconds: float, tell: Callable[[], None]) -> None:
        """Waits, while whoever is told can end it."""
        while seconds > 0:
            self._patience.pause(min(seconds, _PAUSE_SECONDS))
            seconds -= _PAUSE_SECONDS
            tell()
