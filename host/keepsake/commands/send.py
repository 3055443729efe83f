"""`keepsake send`: a sealed copy for an organisation that invited the person, and its receipt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.console import UsageError, attribution_of, unlock
from keepsake.commands.export_progress import Line, stoppable
from keepsake.commands.local_time import moment_text
from keepsake.commands.selection import selected
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.export.request import UNASKED, HandoverRequest
from keepsake.flows.export.write import export_bundle
from keepsake.flows.sending import carried, invitations
from keepsake.flows.sending import send as flow
from keepsake.flows.sending.progress import Progress, Stage
from keepsake.formats.paper.words import Words
from keepsake.shared import product_path
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.flows.sending.invitations import Opened
    from keepsake.flows.sending.kept import Delivery
    from keepsake.flows.sending.send import Unfinished
    from keepsake.vault.unlocked import Unlocked

PROGRAM = "keepsake send"
_STAGES = frozenset(Stage)


class Receipt(msgspec.Struct, frozen=True):
    """What `--json` prints of a receipt."""

    entry: int
    name: str
    address: str
    received: str
    locked_until: str
    sha256: str
    bytes: int


class Sendings(msgspec.Struct, frozen=True):
    """What `--json` prints of what was begun and is not ended."""

    sendings: tuple[tuple[str, str, int], ...]


class _Line(Line):
    """Shows how far a sending is; stopped while parts are sent, it can be gone on with."""

    def __call__(self, progress: Progress) -> None:  # type: ignore[override] # of both flows
        """Shows how far it is.

        Raises:
            KeepsakeError: EXPORT_STOPPED or SENDING_STOPPED, the person asked for it.
        """
        if self.stopped and progress.stage in _STAGES:
            raise KeepsakeError(Code.SENDING_STOPPED)
        super().__call__(progress)  # type: ignore[arg-type] # it has stage and share

    def _time(self, _progress: object) -> str:
        return ""


def run(options: Namespace, console: Console) -> int:
    """Sends a copy, goes on with one, gives one up, takes a receipt, or says what is not ended.

    Returns:
        0.

    Raises:
        KeepsakeError: INVITATION_WRONG, DESK_UNREACHABLE, DESK_REFUSED, RECEIPT_WRONG,
            RECEIPT_NOT_TAKEN, SENDING_STOPPED, SENDING_DAMAGED; or as `export`.
        UsageError: No invitation where one is needed, a file cannot be read, or the person did not
            say yes.
    """
    if options.receipt:
        return _take_back(options, console)
    if options.look or options.carry or options.invitation:
        return _with_invitation(_opened(options, console), options, console)
    unlocked = unlock(options, console)
    waiting = flow.unfinished(unlocked)
    if options.give_up:
        for one in waiting:
            flow.give_up(unlocked.vault, one.name)
        console.say("send.given_up")
    elif options.go_on:
        _go_on(unlocked, waiting, options, console)
    else:
        _tell_waiting(waiting, options, console)
    return 0


def _opened(options: Namespace, console: Console) -> Opened:
    """The invitation that is meant: a link, or a file with one."""
    given = options.invitation
    if not given:
        raise UsageError(console.text("send.which"), PROGRAM)
    if "#" in given:
        return invitations.from_text(given)
    return invitations.from_file(_read(given, invitations.PICTURE_BYTES_MAX, console))


def _read(name: str, most: int, console: Console) -> bytes:
    """A file, or so much of it that it is seen to be too large."""
    try:
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise UsageError(console.text("wrong.file", path=name), PROGRAM) from error


def _take_back(options: Namespace, console: Console) -> int:
    """Checks a receipt that was carried back, and enters it."""
    opened = _opened(options, console) if options.invitation else None
    data = _read(options.receipt, carried.RECEIPT_BYTES_MAX, console)
    done = carried.take_back(unlock(options, console), data, opened, attribution_of(options))
    if not done.fresh and not options.json:
        console.say("send.there")
    _tell(done, options, console)
    return 0


def _with_invitation(opened: Opened, options: Namespace, console: Console) -> int:
    if not options.json or options.look:
        _tell_invitation(opened, console)
    if options.look:
        return 0
    reader = product_path("reader", "OPEN-ME.html")
    if not reader.is_file():
        raise KeepsakeError(Code.TOOL_MISSING, "the reader is not built", file=str(reader))
    unlocked = unlock(options, console)
    request = _request(unlocked, options, console)
    if not options.carry:
        _ask(len(request.entries), console)
    line = _Line(console)
    with stoppable(line):
        if options.carry:
            _carry(unlocked, opened, request, console, line)
            return 0
        name = flow.make(
            unlocked,
            opened,
            request,
            authorities=load_authorities(),
            reader_html=reader,
            tell=line,
        )
        done = flow.send(unlocked, name, tell=line)
    _tell(done, options, console)
    return 0


def _request(unlocked: Unlocked, options: Namespace, console: Console) -> HandoverRequest:
    disclosure, entries = selected(unlocked, options, console, PROGRAM)
    return HandoverRequest(
        entries=entries,
        destination=Path(options.carry or "copy"),
        language=console.language,
        disclosure=disclosure,
        attribution=attribution_of(options),
        leave_out=UNASKED,
    )


def _ask(captures: int, console: Console) -> None:
    """At a terminal, nothing is sent before the person has typed that it is to be.

    Raises:
        UsageError: They typed something else.
    """
    if not sys.stdin.isatty():
        return
    console.say("send.captures", number=captures)
    typed = input(console.text("send.ask")).strip().lower()
    if typed != console.text("send.yes"):
        raise UsageError(console.text("send.nothing"), PROGRAM)


def _carry(
    unlocked: Unlocked, opened: Opened, request: HandoverRequest, console: Console, line: _Line
) -> None:
    """Makes the same copy in a folder to bring there; nothing is sent."""
    done = export_bundle(
        unlocked,
        opened.addressed(request),
        authorities=load_authorities(),
        env=real_environment(),
        reader_html=product_path("reader", "OPEN-ME.html"),
        progress=lambda at: line(Progress(at.stage.value, at.share)),
    )
    console.say("send.carried", folder=done.folder)
    console.say("send.carried.receipt")


def _go_on(
    unlocked: Unlocked, waiting: list[Unfinished], options: Namespace, console: Console
) -> None:
    ready = [one for one in waiting if one.can_go_on]
    if not ready:
        _tell_waiting(waiting, options, console)
    for one in ready:
        line = _Line(console)
        with stoppable(line):
            done = flow.send(unlocked, one.name, tell=line)
        _tell(done, options, console)


def _tell_invitation(opened: Opened, console: Console) -> None:
    says = opened.says
    console.say("send.calls", name=says.name)
    console.say("send.unchecked")
    console.say("send.address", address=says.desk)
    console.say("send.until", moment=moment_text(says.until))
    if says.ends < real_environment().now():
        console.say("send.over")
    console.say("send.limit", size=Words(console.language).size(says.limit))


def _tell(done: Delivery, options: Namespace, console: Console) -> None:
    received, body = done.receipt.received, done.body
    if options.json:
        console.data(
            Receipt(
                done.entry,
                body.to,
                done.address,
                received.received,
                received.locked_until,
                body.sha256,
                body.bytes,
            )
        )
        return
    console.say("send.received", name=body.to, moment=moment_text(received.received))
    if received.locked_until:
        console.say("send.locked", moment=moment_text(received.locked_until))
    console.say("send.receipt", entry=done.entry)


def _tell_waiting(waiting: list[Unfinished], options: Namespace, console: Console) -> None:
    named = tuple(
        (one.opened.says.name if one.opened else "", one.begun, one.size) for one in waiting
    )
    if options.json:
        console.data(Sendings(named))
        return
    if not waiting:
        console.say("send.none")
    for one, (name, begun, _size) in zip(waiting, named, strict=True):
        key = "waits" if one.can_go_on else "waits.broken" if not one.opened else "waits.cut"
        console.say(f"send.{key}", name=name, moment=moment_text(begun))
