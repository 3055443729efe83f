"""One-time secrets that let a browser in, and which of them were used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from keepsake.env import Environment

TOKEN_BYTES = 32
TOKEN_SECONDS = 600


class Tokens:
    """The tokens of one run. Not guarded against being used by two threads at once.

    Attributes:
        last: The one that was used last, "" before the first.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._issued: dict[str, datetime] = {}
        self._used: set[str] = set()
        self.last = ""

    def issue(self) -> str:
        """Makes a token that is good once, within ten minutes."""
        token = self._env.random(TOKEN_BYTES).hex()
        self._issued[token] = self._env.now()
        return token

    def use(self, token: str) -> bool:
        """Uses a token up; false where it is unknown, was used or is too old."""
        issued = self._issued.pop(token, None)
        if issued is None or (self._env.now() - issued).total_seconds() > TOKEN_SECONDS:
            return False
        self._used.add(token)
        self.last = token
        return True

    def was_used(self, token: str) -> bool:
        """Whether somebody came in by it before."""
        return token in self._used

    def clear(self) -> None:
        """Makes the ones that were not used yet good for nothing."""
        self._issued.clear()
