"""A copy that is being made and sent while the person looks at other pages."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.sending.progress import Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.flows.sending.kept import Delivery
    from keepsake.flows.sending.progress import Listener
    from keepsake.viewer.export_request import ExportRequest

STOP_SECONDS = 20.0
_STAGES = frozenset(Stage)


@dataclass
class SendingJob:
    """One sending in a thread of its own.

    Attributes:
        choice: What was chosen; None where one is gone on with.
        name: Of the sending once there is a copy; then it can be gone on with.
        result: Once it was received.
        error: Once it has failed or was stopped.
    """

    choice: ExportRequest | None = None
    name: str = ""
    result: Delivery | None = None
    error: KeepsakeError | None = None
    progress: Progress = field(default_factory=lambda: Progress(Stage.REACH, 0.0))
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(
        self, make: Callable[[Listener], str], send: Callable[[str, Listener], Delivery]
    ) -> None:
        """Begins: makes the copy where there is none yet, and sends it."""
        self._thread = threading.Thread(target=self._run, args=(make, send), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Has it end at its next step; what was sent stays sent."""
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

    @property
    def stage(self) -> str:
        """What is being done; a key of `making.stage`."""
        return "stopping" if self._stop.is_set() else self.progress.stage

    @property
    def percent(self) -> int:
        """How much of all is done."""
        return round(100 * self.progress.share)

    def _listen(self, progress: Progress) -> None:
        if self._stop.is_set():
            sends = progress.stage in _STAGES
            raise KeepsakeError(Code.SENDING_STOPPED if sends else Code.EXPORT_STOPPED)
        self.progress = progress

    def _run(
        self, make: Callable[[Listener], str], send: Callable[[str, Listener], Delivery]
    ) -> None:
        try:
            self.name = self.name or make(self._listen)
            self.result = send(self.name, self._listen)
        except KeepsakeError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - the top frame of a thread: told on the page
            # The kind and never the message, which may hold content.
            self.error = KeepsakeError(Code.INTERNAL, type(error).__name__)
