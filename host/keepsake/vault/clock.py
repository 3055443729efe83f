"""Watches the computer's clock during a capture; what it does is recorded and never corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment

_TOLERANCE_MS = 2_000


class ClockWatch:
    """From the beginning of one capture.

    Args:
        env: The clock that people set, and the one that nobody can.
        last_written: A file of the log; it was written when the last entry was.
    """

    def __init__(self, env: Environment, last_written: Path) -> None:
        self._env = env
        self._start, self._steady = env.now(), env.steady()
        self._behind_ms = round((env.written(last_written) - self._start.timestamp()) * 1000)

    def facts(self) -> dict[str, str]:
        """How far the clock was set during the capture, and whether it was behind the last entry.

        `clock_change_ms` is what the clock went beyond the time that passed: negative where it was
        set back. `clock_behind_ms` is there only where the capture began before the last entry.
        """
        passed = (self._env.now() - self._start).total_seconds()
        change = round((passed - (self._env.steady() - self._steady)) * 1000)
        facts = {"clock_change_ms": str(change)}
        if self._behind_ms > _TOLERANCE_MS:
            facts["clock_behind_ms"] = str(self._behind_ms)
        return facts
