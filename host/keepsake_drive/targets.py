"""What is open in a driven browser: tabs, pages, the extension's worker, and code run there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import msgspec

from keepsake_drive.cdp import ANSWER_SECONDS, CdpError

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake_drive.cdp import Pipe

T = TypeVar("T")

_POLL_SECONDS = 0.05
_START_SECONDS = 60.0
# A worker that is just ending may take a question and never answer it.
_READY_SECONDS = 10.0
# One that has only just been made has none of its interfaces yet.
_READY = "typeof chrome === 'object' && typeof chrome.action === 'object'"


class Target(msgspec.Struct, frozen=True, rename="camel"):
    """A thing DevTools can be attached to: `page`, `tab` or `service_worker`."""

    target_id: str
    type: str
    url: str


class _Targets(msgspec.Struct, frozen=True, rename="camel"):
    target_infos: tuple[Target, ...] = ()


class _Session(msgspec.Struct, frozen=True, rename="camel"):
    session_id: str


class _Window(msgspec.Struct, frozen=True, rename="camel"):
    window_id: int


class _Value(msgspec.Struct, frozen=True):
    value: object = None
    description: str = ""


class _Exception(msgspec.Struct, frozen=True):
    text: str = ""
    exception: _Value = _Value()


class _Evaluated(msgspec.Struct, frozen=True, rename="camel"):
    result: _Value
    exception_details: _Exception | None = None


class Targets:
    """What is open in one browser."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def all(self, kind: str) -> tuple[Target, ...]:
        """Gives the targets of one kind, the newest window first."""
        wanted = {"filter": [{"type": kind}]}
        return self._pipe.call("Target.getTargets", wanted, _Targets).target_infos

    def attach(self, target: str) -> str:
        """Opens a session with a target and gives its id."""
        wanted = {"targetId": target, "flatten": True}
        return self._pipe.call("Target.attachToTarget", wanted, _Session).session_id

    def detach(self, session: str) -> None:
        """Ends a session; a target that is gone has ended it already."""
        try:
            self._pipe.call("Target.detachFromTarget", {"sessionId": session}, msgspec.Raw)
        except CdpError:
            return

    def evaluate(
        self, session: str, script: str, timeout_seconds: float = ANSWER_SECONDS
    ) -> object:
        """Runs an expression and gives its value; promises are waited for.

        Raises:
            CdpError: It threw, the target is gone, or it did not answer in time.
        """
        wanted = {"expression": script, "awaitPromise": True, "returnByValue": True}
        got = self._pipe.call(
            "Runtime.evaluate", wanted, _Evaluated, session=session, timeout_seconds=timeout_seconds
        )
        if got.exception_details is not None:
            problem = got.exception_details
            raise CdpError(problem.exception.description or problem.text)
        return got.result.value

    def window_of(self, target: str) -> int:
        """Gives the number of the window that a page or tab is in."""
        about = {"targetId": target}
        return self._pipe.call("Browser.getWindowForTarget", about, _Window).window_id

    def tab_in(self, window: int) -> str:
        """Gives the tab target of the only tab in a window.

        Raises:
            CdpError: There is none.
        """
        for target in self.all("tab"):
            if self.window_of(target.target_id) == window:
                return target.target_id
        raise CdpError("the window has no tab")

    def worker(self, extension: str) -> str:
        """Opens a session with an extension's service worker, which is woken when it sleeps.

        Raises:
            CdpError: It did not start.
        """
        scope = f"chrome-extension://{extension}/"

        def find() -> str:
            there = (each for each in self.all("service_worker") if each.url.startswith(scope))
            return next((target.target_id for target in there), "")

        asleep = False

        def ready() -> str:
            nonlocal asleep
            found = "" if asleep else find()
            # One that went to sleep just when it was found may be listed still.
            asleep = True
            try:
                session = self.attach(found or self._wake(scope, find))
            except CdpError:
                return ""
            try:
                if self.evaluate(session, _READY, _READY_SECONDS):
                    return session
            except CdpError:
                pass
            self.detach(session)
            return ""

        return until(ready, _START_SECONDS, "the extension did not start")

    def _wake(self, scope: str, find: Callable[[], str]) -> str:
        session = self.attach(self.all("page")[0].target_id)
        try:
            self._pipe.call("ServiceWorker.enable", {}, msgspec.Raw, session=session)
            about = {"scopeURL": scope}
            self._pipe.call("ServiceWorker.startWorker", about, msgspec.Raw, session=session)
            return until(find, _START_SECONDS, "the extension did not start")
        finally:
            self.detach(session)


def until(
    check: Callable[[], T],
    seconds: float,
    otherwise: str | Callable[[], str],
    every: float = _POLL_SECONDS,
) -> T:
    """Asks again and again until the answer is true, and gives that answer.

    Args:
        check: What is asked.
        seconds: How long at most.
        otherwise: What is said after that, or what finds it out then.
        every: Seconds from an answer to the next question.

    Raises:
        CdpError: It is not after so long; `otherwise` says what.
    """
    deadline = time.monotonic() + seconds
    while True:
        if answer := check():
            return answer
        if time.monotonic() > deadline:
            said = otherwise if isinstance(otherwise, str) else otherwise()
            raise CdpError(f"{said} in {seconds:g} s")
        time.sleep(every)
