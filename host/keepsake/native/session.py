"""The state machine of one port: what every message leads to.

It takes the bodies of frames and gives replies; it knows neither pipes nor processes.

Source: PROTOCOL.md §2 and §3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from keepsake import __version__
from keepsake.core.begin import object_bytes
from keepsake.core.entry import PORT, VAULT
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.native import framing, messages, versions
from keepsake.native.capture import RunningCapture
from keepsake.native.recovery import Recovery
from keepsake.native.waited import WaitedCapture, in_the_log
from keepsake.vault import fallback, recent_commits, reserve
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.space import free_bytes
from keepsake.vault.uncommitted import running
from keepsake.vault.waited_writer import announced, take_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.native.capture import Arriving
    from keepsake.native.messages import Message, Reply
    from keepsake.vault.fallback import Place
    from keepsake.vault.handle import Vault

_Facts = TypeVar("_Facts", messages.Ready, messages.Status)
_SESSION_ENDS = range(10, 14)  # Source: PROTOCOL.md §3.2
_CAPTURE_ENDS = range(14, 40)  # Source: PROTOCOL.md §3.2
_LIMITS = messages.Limits(
    frame=framing.INCOMING_LIMIT,
    chunk=messages.CHUNK_BYTES,
    window=messages.WINDOW_CHUNKS,
    part=messages.PART_LIMIT_BYTES,
    parts=messages.PARTS_LIMIT,
    captures=messages.CAPTURES_LIMIT,
    under_way=messages.UNDER_WAY_LIMIT_BYTES,
)
_VIEW_SECONDS = 10.0  # a viewer that was asked for so long ago may still be on its way


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a session may set off outside the vault.

    Attributes:
        waiting: How many authorities have not stamped the newest state of a vault.
        stamp: Starts stamping without waiting for it.
        view: Starts the viewer at a page of it without waiting for it; raises KeepsakeError where
            that fails.
        note: Takes a line for a bug report; never content.
        greeted: Remembers that the add-on in a browser said hello, and in which version.
        check: Says whether everything works, in words of a language, after what is named is mended.
    """

    waiting: Callable[[Vault], int]
    stamp: Callable[[], None]
    view: Callable[[str], None]
    note: Callable[[str], None]
    greeted: Callable[[messages.Hello], None]
    check: Callable[[str, str], messages.Checked]


class Session:
    """One port, from `hello` to its end.

    Args:
        path: Folder of the vault; the first capture makes it where there is none.
        env: Clock, randomness and zone.
        around: What may be set off outside the vault.
    """

    def __init__(self, path: Path, env: Environment, around: Surroundings) -> None:
        self._path = path
        self._env = env
        self._around = around
        self._vault: Vault | None = None
        self._place: Place | None = None
        self._recovery: Recovery | None = None
        self._running: dict[str, Arriving] = {}
        self._greeted = False
        self._protocol = versions.PROTOCOL
        self._rest: tuple[str, ...] | None = None
        self._viewed: float | None = None
        self.ended = False

    def receive(self, body: bytes) -> Iterator[Reply]:
        """Takes one message and gives the replies as they become true.

        The work is done while the caller iterates: an `ack` is given before the part is sealed, so
        that the browser may go on sending meanwhile.

        Args:
            body: The body of a frame.
        """
        if self.ended:
            return
        capture, part = "", -1
        try:
            message = messages.decode(body)
            capture, part = getattr(message, "capture", ""), getattr(message, "part", -1)
            yield from self._dispatch(message)
        except KeepsakeError as error:
            yield self.refuse(
                error,
                error.facts.get("capture", capture),
                int(error.facts.get("part", part)),
            )

    def refuse(self, error: KeepsakeError, capture: str = "", part: int = -1) -> Reply:
        """Notes what an error ends, and gives the message that tells it.

        Errors of the protocol end the session or the capture they name. Errors of the vault end
        neither: once the disk has room again, the same part or commit may be sent again.
        """
        self._around.note(f"error {int(error.code)} {error.code.word}")
        if int(error.code) in _SESSION_ENDS:
            self.close()
        elif int(error.code) in _CAPTURE_ENDS and capture in self._running:
            self._running[capture].fail()
        return messages.error_reply(error, capture, part)

    def close(self, *, stopped: bool = False) -> None:
        """Ends the session; what runs is committed as cut short, now or by the next start.

        Args:
            stopped: Whether only this process ends, and the browser may go on without it.
        """
        self.ended = True
        running, self._running = self._running, {}
        for capture in running.values():
            try:
                reserve.spending(capture.vault, capture.leave if stopped else capture.close)
            except KeepsakeError as error:
                self._around.note(f"left for the next start: error {int(error.code)}")
        self.settle()

    def settle(self) -> None:
        """Returns when what earlier processes left behind is finished, or put off."""
        if self._recovery is not None:
            self._recovery.wait()

    def _dispatch(self, message: Message) -> Iterator[Reply]:
        if isinstance(message, messages.Hello):
            ready = self._hello(message)
            yield ready
            self._after_ready(ready)
            self._around.greeted(message)
            return
        if not self._greeted:
            raise KeepsakeError(Code.CAPTURE_STATE, "a message before hello")
        match message:
            case messages.Begin():
                yield self._begin(message)
            case messages.PartStart():
                self._expect_room(message.sent)
                yield from self._find(message.capture).start(message)
            case messages.Chunk():
                yield from self._find(message.capture).chunk(message)
            case messages.Commit():
                yield self._commit(message)
                if self._vault is not None:
                    self._stamp_if_waiting(self._vault)
                    reserve.keep(self._vault)
            case _:
                yield self._answer(message)

    def _answer(
        self,
        message: messages.Ask
        | messages.StatusRequest
        | messages.Open
        | messages.CheckRequest
        | messages.MendRequest,
    ) -> Reply:
        if isinstance(message, messages.Ask):
            return self._ask(message)
        if isinstance(message, messages.CheckRequest):
            return self._around.check(message.language, "")
        if isinstance(message, messages.MendRequest):
            return self._around.check(message.language, message.mend)
        if isinstance(message, messages.StatusRequest):
            return self._status(messages.Status)
        self._view(message.at)
        return messages.Opened()

    def _hello(self, hello: messages.Hello) -> Reply:
        self._protocol = versions.agreed(hello.protocol, hello.oldest)
        if self._greeted:
            raise KeepsakeError(Code.CAPTURE_STATE, "a second hello")
        self._greeted = True
        self._rest = hello.rest
        return self._status(messages.Ready)

    def _after_ready(self, ready: Reply) -> None:
        """What may take its time: nothing of it is waited for."""
        if self._vault is not None:
            self._recovery = Recovery(
                self._vault.path,
                self._env,
                self._around.note,
                self._stamp_if_waiting,
                self._rest or (),
            )
            self._recovery.start()
        if isinstance(ready, messages.Ready) and ready.waiting_stamps:
            self._around.stamp()

    def _stamp_if_waiting(self, vault: Vault) -> None:
        if self._around.waiting(vault):
            self._around.stamp()

    def _begin(self, begin: messages.Begin) -> Reply:
        if begin.capture in self._running:
            raise KeepsakeError(Code.CAPTURE_STATE, "a capture that is already running")
        seen, mode = (b"", "") if begin.waited else object_bytes(begin.seen)
        if self._vault is None and begin.waited and begin.waited.sealed_to == VAULT:
            raise KeepsakeError(Code.WAITED_ELSEWHERE, "there is no vault yet")
        if self._vault is None:
            self._vault = fallback.open_or_create(self._path, self._env)
        if running(self._vault.path) >= messages.CAPTURES_LIMIT:
            raise KeepsakeError(Code.CAPTURES_MANY)
        if begin.waited:
            return self._take_up(self._vault, begin.capture, begin.waited)
        held = self._rest is not None
        writer = CaptureWriter(self._vault, begin.capture, seen, held=held)
        self._running[begin.capture] = RunningCapture(writer, mode, self._vault)
        resume = writer.resume if held else ""
        return messages.Begun(begin.capture, len(seen), sha256_hex(seen), resume=resume)

    def _take_up(self, vault: Vault, capture: str, waited: messages.Waited) -> Reply:
        """Goes on with a capture that waited; the receipt at once, where it is in the log."""
        self.settle()  # what was cut short may be this one
        writer = take_up(vault, capture, announced(waited, PORT))
        if writer is None:
            return in_the_log(vault, capture)
        self._running[capture] = WaitedCapture(writer, waited, vault)
        return messages.Begun(capture, 0, "", writer.next, writer.resume)

    def _expect_room(self, more: int) -> None:
        """Refuses what all captures of this port together would hold in memory beyond the limit."""
        held = sum(one.under_way for one in self._running.values())
        if held + min(more, messages.PART_LIMIT_BYTES) > messages.UNDER_WAY_LIMIT_BYTES:
            raise KeepsakeError(Code.CAPTURES_MANY, f"{held} bytes are under way")

    def _view(self, at: str) -> None:
        now = self._env.steady()
        if self._viewed is None or now - self._viewed >= _VIEW_SECONDS:
            self._around.view(at)
            self._viewed = now

    def _commit(self, commit: messages.Commit) -> messages.ReceiptReply:
        capture = self._find(commit.capture)
        receipt = reserve.spending(capture.vault, lambda: capture.commit(commit))
        del self._running[commit.capture]
        return receipt

    def _ask(self, ask: messages.Ask) -> Reply:
        """The receipt of a capture that was committed, whatever became of the port it came on."""
        self.settle()  # what was cut short between its commit point and its end is finished first
        vault = self._existing()
        if vault is None or recent_commits.find(vault, ask.capture) is None:
            waits = vault is not None and (vault.path / "incoming" / ask.capture).is_dir()
            return messages.Unknown(ask.capture, waits)
        return in_the_log(vault, ask.capture)

    def _find(self, capture: str) -> Arriving:
        try:
            return self._running[capture]
        except KeyError:
            raise KeepsakeError(Code.CAPTURE_STATE, "a capture that was not begun") from None

    def _existing(self) -> Vault | None:
        if self._vault is None:
            self._place = fallback.find(self._path, self._env)
            self._vault = self._place.vault
        return self._vault

    def _elsewhere(self) -> tuple[str, str]:
        """The damaged file of the vault that was named, and the folder of another beside it."""
        place = self._place
        if place is not None and place.trouble is not None:
            return place.trouble.facts.get("file", ""), place.path.name
        return "", next((other.name for other in fallback.others(self._path)), "")

    def _status(self, kind: type[_Facts]) -> _Facts:
        vault = self._existing()
        damaged, other = self._elsewhere()
        return kind(
            protocol=self._protocol,
            host=__version__,
            vault=_vault_word(vault),
            captures=_count_captures(vault),
            waiting_stamps=self._around.waiting(vault) if vault else 0,
            free_bytes=free_bytes(self._path),
            case=_active_case(vault),
            limits=_LIMITS,
            damaged=damaged,
            beside=other,
            started_by=self._env.facts().get("started_by", ""),
            recipient=vault.info.recipient if vault else "",
        )


def _vault_word(vault: Vault | None) -> str:
    if vault is None:
        return "none"
    return "claimed" if vault.claimed else "unclaimed"


def _active_case(vault: Vault | None) -> str:
    try:
        return vault.config.active_case if vault else ""
    except KeepsakeError:
        return ""  # options that cannot be read hinder no capture; doctor and check tell them


def _count_captures(vault: Vault | None) -> int:
    folder = vault.path / "parts" if vault else None
    return sum(1 for _ in folder.iterdir()) if folder and folder.is_dir() else 0
