"""A copy that is being made while the person looks at other pages, and how far it is."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.export.progress import Progress, Stage, TimeLeft

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.flows.export.progress import Listener
    from keepsake.flows.export.write import ExportResult
    from keepsake.viewer.export_request import ExportRequest

STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class JobStatus:
    """How far it is.

    Attributes:
        stage: What is being done, `stopping` once it was told to; a key of `making.stage`.
        percent: Of all the work.
        seconds: Left, None while that cannot be told.
    """

    stage: str
    percent: int
    seconds: float | None


@dataclass
class ExportJob:
    """One export in a thread of its own. Its key is dropped as soon as it ends or is stopped.

    Attributes:
        choice: What was chosen, so that the person need not type it again if it fails.
        result: Once it is done.
        error: Once it has failed.
    """

    choice: ExportRequest
    result: ExportResult | None = None
    error: KeepsakeError | None = None
    _progress: Progress = field(default_factory=lambda: Progress(Stage.CHECK, 0.0))
    _left: TimeLeft = field(default_factory=lambda: TimeLeft(time.monotonic()))
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self, work: Callable[[Listener], ExportResult]) -> None:
        """Begins. `work` is given the listener that tells it to stop."""
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Has it end at its next step, and leave nothing."""
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

    def status(self) -> JobStatus:
        """How far it is now."""
        stage, share = self._progress
        seconds = self._left.seconds(share, time.monotonic())
        shown = "stopping" if self._stop.is_set() else stage.value
        return JobStatus(shown, round(100 * share), seconds)

    def _listen(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise KeepsakeError(Code.EXPORT_STOPPED)
        self._progress = progress

    def _run(self, work: Callable[[Listener], ExportResult]) -> None:
        try:
            self.result = work(self._listen)
        except KeepsakeError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001 - the top frame of a thread: told on the page
            # The kind and never the message, which may hold content.
            self.error = KeepsakeError(Code.INTERNAL, type(error).__name__)
