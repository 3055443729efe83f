"""A copy that is being made and sent while the person looks at other pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.sending.progress import Progress, Stage
from keepsake.viewer.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.flows.sending.kept import Delivery
    from keepsake.flows.sending.progress import Listener
    from keepsake.viewer.export_request import ExportRequest

_STAGES = frozenset(Stage)


@dataclass
class SendingJob(Job["Delivery"]):
    """One sending; where it is stopped, what was sent stays sent.

    Attributes:
        choice: What was chosen; None where one is gone on with.
        name: Of the sending once there is a copy; then it can be gone on with.
        progress: How far it is.
    """

    choice: ExportRequest | None = None
    name: str = ""
    progress: Progress = field(default_factory=lambda: Progress(Stage.REACH, 0.0))

    def start(
        self, make: Callable[[Listener], str], send: Callable[[str, Listener], Delivery]
    ) -> None:
        """Begins: makes the copy where there is none yet, and sends it."""
        self._begin(lambda: self._sent(make, send))

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

    def _sent(
        self, make: Callable[[Listener], str], send: Callable[[str, Listener], Delivery]
    ) -> Delivery:
        self.name = self.name or make(self._listen)
        return send(self.name, self._listen)
