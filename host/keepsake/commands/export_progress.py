"""The line that a terminal shows while a copy is made; Ctrl-C stops it and nothing is left."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.export.progress import TimeLeft

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from keepsake.commands.console import Console
    from keepsake.flows.export.progress import Progress

_BAR = 24


class Line:
    """Rewrites one line on a terminal, and says nothing elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown = sys.stderr.isatty()
        self._left = TimeLeft(time.monotonic())
        self._said = ""
        self.stopped = False

    def __call__(self, progress: Progress) -> None:
        """Shows how far it is.

        Raises:
            KeepsakeError: EXPORT_STOPPED, the person asked for it.
        """
        if self.stopped:
            raise KeepsakeError(Code.EXPORT_STOPPED)
        if not self._shown:
            return
        full = round(_BAR * progress.share)
        line = self._console.text(
            "export.line",
            bar="█" * full + "░" * (_BAR - full),
            percent=round(100 * progress.share),
            stage=self._console.text(f"export.stage.{progress.stage}"),
            left=self._time(progress),
        )
        if line != self._said:
            sys.stderr.write(f"\r\x1b[2K{line}")
            sys.stderr.flush()
            self._said = line

    def end(self) -> None:
        """Takes the line away."""
        if self._said:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def _time(self, progress: Progress) -> str:
        seconds = self._left.seconds(progress.share, time.monotonic())
        if seconds is None:
            return ""
        if seconds < 60:
            return self._console.text("export.left.seconds")
        return self._console.text("export.left.minutes", minutes=round(seconds / 60))


@contextmanager
def stoppable(line: Line) -> Iterator[None]:
    """Lets Ctrl-C and a polite end of the program stop the export at its next step."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        line.stopped = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        line.end()
