"""The state machine of one port: what every message leads to.

It takes the bodies of frames and gives replies; it knows neither pipes nor processes.

Source: PROTOCOL.md §2 and §3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from keepsake import __version__
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.native import framing, messages
from keepsake.native.capture import RECORD_ONLY, RunningCapture
from keepsake.native.recovery import Recovery
from keepsake.vault import beside
from keepsake.vault.space import free_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.native.messages import Message, Reply
    from keepsake.vault.beside import Place
    from keepsake.vault.store import Vault

_Facts = TypeVar("_Facts", messages.Ready, messages.Status)
_SESSION_ENDS = range(10, 14)  # Source: PROTOCOL.md §3.2
_CAPTURE_ENDS = range(14, 40)  # Source: PROTOCOL.md §3.2
_LIMITS = messages.Limits(
    frame=framing.INCOMING_LIMIT,
    chunk=messages.CHUNK_BYTES,
    window=messages.WINDOW_CHUNKS,
    part=messages.PART_LIMIT_BYTES,
    parts=messages.PARTS_LIMIT,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a session may set off outside the vault.

    Attributes:
        waiting: How many authorities have not stamped the newest state of a vault.
        stamp: Starts stamping without waiting for it.
        view: Starts the viewer without waiting for it; raises KeepsakeError where that fails.
        note: Takes a line for a bug report; never content.
    """

    waiting: Callable[[Vault], int]
    stamp: Callable[[], None]
    view: Callable[[], None]
    note: Callable[[str], None]


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
        self._running: dict[str, RunningCapture] = {}
        self._greeted = False
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

    def close(self) -> None:
        """Ends the session; running captures are committed as cut short.

        A capture that cannot be committed now stays where it is and is by the next start.
        """
        self.ended = True
        running, self._running = self._running, {}
        for capture in running.values():
            try:
                capture.close()
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
            return
        if not self._greeted:
            raise KeepsakeError(Code.CAPTURE_STATE, "a message before hello")
        match message:
            case messages.Begin():
                yield self._begin(message)
            case messages.PartStart():
                yield from self._find(message.capture).start(message)
            case messages.Chunk():
                yield from self._find(message.capture).chunk(message)
            case messages.Commit():
                yield self._commit(message)
                if self._vault is not None:
                    self._stamp_if_waiting(self._vault)
            case messages.StatusRequest():
                yield self._status(messages.Status)
            case messages.Open():
                self._around.view()
                yield messages.Opened()

    def _hello(self, hello: messages.Hello) -> Reply:
        if hello.protocol != messages.PROTOCOL:
            raise KeepsakeError(
                Code.PROTOCOL_VERSION,
                f"the extension speaks {hello.protocol}, the host {messages.PROTOCOL}",
            )
        if self._greeted:
            raise KeepsakeError(Code.CAPTURE_STATE, "a second hello")
        self._greeted = True
        return self._status(messages.Ready)

    def _after_ready(self, ready: Reply) -> None:
        """What may take its time: nothing of it is waited for."""
        if self._vault is not None:
            self._recovery = Recovery(
                self._vault.path, self._env, self._around.note, self._stamp_if_waiting
            )
            self._recovery.start()
        if isinstance(ready, messages.Ready) and ready.waiting_stamps:
            self._around.stamp()

    def _stamp_if_waiting(self, vault: Vault) -> None:
        if self._around.waiting(vault):
            self._around.stamp()

    def _begin(self, begin: messages.Begin) -> messages.Begun:
        if begin.capture in self._running:
            raise KeepsakeError(Code.CAPTURE_STATE, "a capture that is already running")
        seen, mode = _object_bytes(begin.seen)
        if self._vault is None:
            self._vault = beside.open_or_create(self._path, self._env)
        writer = self._vault.start_capture(begin.capture, seen)
        self._running[begin.capture] = RunningCapture(writer, mode)
        return messages.Begun(begin.capture, len(seen), sha256_hex(seen))

    def _commit(self, commit: messages.Commit) -> messages.ReceiptReply:
        receipt = self._find(commit.capture).commit(commit)
        del self._running[commit.capture]
        return receipt

    def _find(self, capture: str) -> RunningCapture:
        try:
            return self._running[capture]
        except KeyError:
            raise KeepsakeError(Code.CAPTURE_STATE, "a capture that was not begun") from None

    def _existing(self) -> Vault | None:
        if self._vault is None:
            self._place = beside.find(self._path, self._env)
            self._vault = self._place.vault
        return self._vault

    def _elsewhere(self) -> tuple[str, str]:
        """The damaged file of the vault that was named, and the folder of another beside it."""
        place = self._place
        if place is not None and place.trouble is not None:
            return place.trouble.facts.get("file", ""), place.path.name
        return "", next((other.name for other in beside.others(self._path)), "")

    def _status(self, kind: type[_Facts]) -> _Facts:
        vault = self._existing()
        damaged, other = self._elsewhere()
        return kind(
            protocol=messages.PROTOCOL,
            host=__version__,
            vault=_vault_word(vault),
            captures=_count_captures(vault),
            waiting_stamps=self._around.waiting(vault) if vault else 0,
            free_bytes=free_bytes(self._path),
            case=_active_case(vault),
            limits=_LIMITS,
            damaged=damaged,
            beside=other,
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


def _object_bytes(seen: bytes) -> tuple[bytes, str]:
    """The exact bytes of `seen`, and the mode that they name."""
    data = bytes(seen)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise KeepsakeError(Code.MESSAGE_FIELDS, "seen is no UTF-8") from error
    if not data.startswith(b"{"):
        raise KeepsakeError(Code.MESSAGE_FIELDS, "seen is no object")
    try:
        mode = msgspec.json.decode(data, type=messages.Seen).mode
    except msgspec.DecodeError as error:
        raise KeepsakeError(Code.MESSAGE_FIELDS, "seen names no mode as text") from error
    if mode not in ("", RECORD_ONLY):
        raise KeepsakeError(Code.MESSAGE_FIELDS, "a mode that does not exist")
    return data, mode
