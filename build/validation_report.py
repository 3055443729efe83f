"""What a run of tests found, written down by pytest itself: a plugin for `build/dev.py validate`.

A test has passed where nothing of it failed; one that was skipped, was expected to fail, or did not
run has not.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from validation_groups import AGAIN, FAILED, PASSED, PLACE


class Outcomes:
    """What came of each test, by its name."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}
        self._again: set[str] = set()

    def add(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Takes in what was said of one step of a test, or of a file that could not be read."""
        name, outcome = report.nodeid, str(report.outcome)
        if outcome == "rerun":  # a first try that failed; the second one follows
            self._again.add(name)
            self._last.pop(name, None)
        elif outcome != PASSED:
            self._last[name] = FAILED
        elif getattr(report, "when", "") == "call":
            self._last.setdefault(name, PASSED)

    def told(self) -> dict[str, str]:
        """Each test with `passed`, `failed`, or `again` where it passed at its second try."""
        names = {**dict.fromkeys(self._again, FAILED), **self._last}
        again = {name for name in self._again if names[name] == PASSED}
        return {name: AGAIN if name in again else names[name] for name in sorted(names)}


class _Writer:
    def __init__(self, place: Path) -> None:
        self._place, self._outcomes = place, Outcomes()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._outcomes.add(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._outcomes.add(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Writes it down where the run came to its end, whatever it found."""
        if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            self._place.write_text(json.dumps(self._outcomes.told()), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Listens in the process that hears of all tests, and in no worker of its."""
    place = os.environ.get(PLACE, "")
    if place and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Writer(Path(place)), "keepsake-validation")
