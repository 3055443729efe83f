"""A session over a real vault, for tests that need no process."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fixtures.tiles import TILE
from keepsake.core.errors import Code
from keepsake.env import real_environment
from keepsake.native import messages
from keepsake.native.session import Session, Surroundings
from keepsake.vault import access
from keepsake.vault.handle import Vault
from native.client import begin, ending, part, whole_part

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Capture


@dataclass
class DirectSession:
    """A session over a real vault, and what it set off."""

    path: Path
    waiting: int = 0
    stamped: int = 0
    viewed: int = 0
    notes: list[str] = field(default_factory=list)
    greetings: list[messages.Hello] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = self.open()

    def open(self) -> Session:
        around = Surroundings(
            lambda _vault: self.waiting,
            self._stamp,
            self._view,
            self.notes.append,
            self.greetings.append,
            lambda _language, _mend: messages.Checked("ok", ()),
        )
        return Session(self.path, real_environment(), around)

    def _stamp(self) -> None:
        self.stamped += 1

    def _view(self, _at: str) -> None:
        self.viewed += 1

    def raw(self, body: bytes) -> list[dict[str, Any]]:
        return [json.loads(messages.encode(reply)) for reply in self.session.receive(body)]

    def say(self, *said: dict[str, Any]) -> list[dict[str, Any]]:
        return [reply for message in said for reply in self.raw(json.dumps(message).encode())]

    def last(self, *said: dict[str, Any]) -> dict[str, Any]:
        return self.say(*said)[-1]

    def whole(self) -> str:
        """One capture from its beginning to its receipt; its id."""
        capture, data = new_id(), TILE
        begun = self.last(begin(capture))
        self.say(*whole_part(capture, 1, data))
        receipt = self.last(*ending(capture, begun, [part(capture, 1, data)]))
        assert receipt["type"] == "receipt", receipt
        return capture

    def captures(self) -> list[Capture]:
        return list(access.unlock(Vault.open(self.path, real_environment()), None).captures())


def new_id() -> str:
    return str(uuid.uuid4())


def refused(reply: dict[str, Any]) -> Code:
    assert reply["type"] == "error"
    assert reply["name"] == Code(reply["code"]).word
    return Code(reply["code"])
