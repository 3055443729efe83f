"""Work that goes on in a thread of its own while the person looks at other pages."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Callable

STOP_SECONDS = 20.0

R = TypeVar("R")


@dataclass(kw_only=True)
class Job(Generic[R]):
    """One piece of it, which ends with a result or an error.

    Attributes:
        result: Once it is done.
        error: Once it has failed or was stopped.
    """

    result: R | None = None
    error: KeepsakeError | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def stop(self) -> None:
        """Has it end at its next step."""
        self._stop.set()

    def wait(self, seconds: float = STOP_SECONDS) -> bool:
        """Waits for its end. Returns whether it has ended."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self.ended

    @property
    def ended(self) -> bool:
        """Whether it is done, was stopped or has failed."""
        return self.result is not None or self.error is not None

    def _begin(self, work: Callable[[], R]) -> None:
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], R]) -> None:
        try:
            self.result = work()
        except KeepsakeError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - the top frame of a thread: told on the page
            # The kind and never the message, which may hold content.
            self.error = KeepsakeError(Code.INTERNAL, type(error).__name__)
