"""Who is looking: one session at a time, its key, and all that makes the key be dropped."""

from __future__ import annotations

import hmac
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import access, creating
from keepsake.viewer.tokens import TOKEN_BYTES, Tokens
from keepsake.viewer.tries import TooSoonError, wait_after
from keepsake.viewer.turns import Turns
from keepsake.viewer.unlocked_session import UnlockedSession

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked

# How long the door waits for a disk that does not answer.
LAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """One browser that came through the one-time address.

    Attributes:
        cookie: The secret in the session cookie, hexadecimal.
        csrf: The secret that each form carries, hexadecimal.
    """

    cookie: str
    csrf: str


@dataclass
class AppState:
    """The running window's memory; all of it is gone when the program ends.

    Attributes:
        path: The folder of the vault that is looked at.
        named: The folder that the window was opened for; captures may go into one beside it.
        env: Clock, randomness and zone.
        idle_seconds: How long without a sign of the person before the key is dropped.
        on_leave: Called after a quick exit, when the key is gone already.
        on_enter: Called when a browser came in.
        wrote: Called when the vault was opened, and when a request wrote into its log.
        addresses: Opens what is sealed in the addresses of pages; another one for each session.
        turns: A new one begins with each lock, quick exit and new session.
    """

    path: Path
    env: Environment
    idle_seconds: float = 600.0
    on_leave: Callable[[], None] = lambda: None
    on_enter: Callable[[], None] = lambda: None
    wrote: Callable[[], None] = lambda: None
    unlocked_session: UnlockedSession | None = None
    browser_session: BrowserSession | None = None
    addresses: bytes = field(default=b"", repr=False)
    turns: Turns = field(default_factory=Turns)
    named: Path = field(init=False)
    _tokens: Tokens = field(init=False)
    _seen: datetime | None = None
    _failed: int = 0
    _retry: datetime | None = None
    _guard: threading.RLock = field(default_factory=threading.RLock)
    _trying: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.named = self.path
        self._tokens = Tokens(self.env)

    def vault(self) -> Vault:
        """Opens the vault as it is now on disk, another process may have written to it.

        Raises:
            KeepsakeError: It cannot be opened, or it was made by a newer version.
        """
        return creating.open_or_create(self.path, self.env)

    def issue_token(self) -> str:
        """Makes a token that lets one browser in, once, within ten minutes."""
        with self._guard:
            return self._tokens.issue()

    def enter(self, token: str) -> BrowserSession | None:
        """Spends a token. A browser that came before is shut out and what it opened is locked.

        Returns:
            The new session, or nothing when the token is unknown, used or too old.
        """
        with self._guard:
            if not self._tokens.use(token):
                return None
            self.addresses = self.env.random(TOKEN_BYTES)
            login = BrowserSession(
                self.env.random(TOKEN_BYTES).hex(), self.env.random(TOKEN_BYTES).hex()
            )
            session = self._end(login)
        _clear(session)
        self.on_enter()
        return login

    def end_if_used(self, token: str) -> bool:
        """Ends what somebody came into by a token that now comes again.

        Two hold a secret that is meant for one, and which of them is the person is not known. Who
        came in by another token since is not touched.

        Returns:
            Whether the token was used before.
        """
        with self._guard:
            used = self._tokens.was_used(token)
            inside = self.browser_session is not None and self._tokens.last == token
        if used and inside:
            self.leave()
        return used

    def find_session(self, cookie: str) -> BrowserSession | None:
        """The session that a cookie belongs to, compared in constant time."""
        login = self.browser_session
        if login is None or not hmac.compare_digest(login.cookie.encode(), cookie.encode()):
            return None
        return login

    def unlock(self, passphrase: str | None) -> None:
        """Opens the session with the passphrase, or without one while none is set.

        Raises:
            TooSoonError: A wrong passphrase was tried too short a time ago; this one was not tried.
            KeepsakeError: The passphrase is wrong, or the vault is damaged.
        """
        self._open(lambda: access.unlock(self.vault(), passphrase))

    def unlock_with_code(self, code: str) -> None:
        """Opens the session with the code of the recovery sheet. Raises as `unlock`."""
        self._open(lambda: access.unlock_with_code(self.vault(), code), by_code=True)

    def prove(self, passphrase: str) -> None:
        """Asks for the passphrase again while the session is open. Raises as `unlock`."""
        self._try(lambda: access.unlock(self.vault(), passphrase)).forget()

    def is_code(self, code: str) -> bool:
        """Whether this is the code of the recovery sheet, asked while the session is open.

        Raises:
            TooSoonError: As `unlock`.
            KeepsakeError: The vault is damaged.
        """
        try:
            self._try(lambda: access.unlock_with_code(self.vault(), code)).forget()
        except KeepsakeError as error:
            if error.code is not Code.PASSPHRASE_WRONG:
                raise
            return False
        return True

    def _open(self, unlock: Callable[[], Unlocked], *, by_code: bool = False) -> None:
        turn = self.turns.now
        session = UnlockedSession(self._try(unlock), self.env)
        session.by_code = by_code
        with self._guard:
            # Whoever left while the passphrase was looked at does not want it open any more.
            still_wanted = self.turns.now == turn
            before = self.unlocked_session if still_wanted else session
            if still_wanted:
                self.unlocked_session = session
                self.touch()
        if before is not None:
            before.unlocked.forget()
            before.clear()

    def _try(self, unlock: Callable[[], Unlocked]) -> Unlocked:
        """Tries what opens the vault, one after the other, not too soon after it did not.

        Not under the guard: it takes a second on purpose, and who leaves must not wait for it.
        """
        with self._trying:
            left = self.wait_seconds()
            if left:
                raise TooSoonError(left)
            try:
                unlocked = unlock()
            except KeepsakeError as error:
                if error.code == Code.PASSPHRASE_WRONG:
                    self._count_failure()
                raise
            self._failed, self._retry = 0, None
            return unlocked

    def wait_seconds(self) -> int:
        """Seconds until a passphrase may be tried again, 0 when at once."""
        if self._retry is None:
            return 0
        left = (self._retry - self.env.now()).total_seconds()
        return max(0, int(left) + (left > int(left)))

    def _count_failure(self) -> None:
        self._failed += 1
        wait = wait_after(self._failed)
        self._retry = self.env.now() + timedelta(seconds=wait) if wait else None

    def touch(self) -> None:
        """Notes a sign of the person."""
        self._seen = self.env.now()

    def lock_if_idle(self) -> bool:
        """Drops the key when there was no sign of the person for too long."""
        with self._guard:
            if self.unlocked_session is None or self._seen is None:
                return False
            if (self.env.now() - self._seen).total_seconds() < self.idle_seconds:
                return False
            session = self._end(self.browser_session)
        _clear(session)
        return True

    def lock(self, last: Callable[[], None] = lambda: None) -> None:
        """Drops the key, then everything that was read with it.

        Args:
            last: Done when the key is gone; it is not waited for longer than a moment.
        """
        with self._guard:
            session = self._end(self.browser_session)
        _for_a_moment(last)
        _clear(session)

    def turn_to(self, path: Path, last: Callable[[], None] = lambda: None) -> None:
        """Locks what is open, and looks at another vault from now on."""
        self.lock(last)
        self.path = path

    def leave(self, last: Callable[[], None] = lambda: None) -> None:
        """Quick exit: drops session, unused tokens and key, then tells the window; as `lock`."""
        with self._guard:
            self.addresses = b""
            self._tokens.clear()
            session = self._end(None)
        _for_a_moment(last)
        self.on_leave()
        _clear(session)

    def _end(self, login: BrowserSession | None) -> UnlockedSession | None:
        """Takes the session away under the guard, its keys first; nothing here waits.

        Who hears of the end finds out at once who may go on: that is settled before.
        """
        session, self.unlocked_session = self.unlocked_session, None
        if session is not None:
            session.unlocked.forget()
        before, self.browser_session = self.browser_session, login
        if session is not None or login is not before:
            self.turns.end()
        return session


def _for_a_moment(last: Callable[[], None]) -> None:
    def run() -> None:
        with suppress(KeepsakeError, OSError):
            last()

    running = threading.Thread(target=run, daemon=True)
    running.start()
    running.join(LAST_SECONDS)


def _clear(session: UnlockedSession | None) -> None:
    if session is not None:
        session.clear()
