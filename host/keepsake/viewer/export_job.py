"""A copy that is being made while the person looks at other pages, and how far it is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.export.progress import Progress, Stage, TimeLeft
from keepsake.viewer.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.flows.export.progress import Listener
    from keepsake.flows.export.write import ExportResult
    from keepsake.viewer.export_request import ExportRequest


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
class ExportJob(Job["ExportResult"]):
    """One export. Its key is dropped as soon as it ends or is stopped, and then nothing is left.

    Attributes:
        choice: What was chosen, so that the person need not type it again if it fails.
    """

    choice: ExportRequest
    _progress: Progress = field(default_factory=lambda: Progress(Stage.CHECK, 0.0))
    _left: TimeLeft = field(default_factory=lambda: TimeLeft(time.monotonic()))

    def start(self, work: Callable[[Listener], ExportResult]) -> None:
        """Begins. `work` is given the listener that tells it to stop."""
        self._begin(lambda: work(self._listen))

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
