"""A browser test that fails is tried once more, on a scene of its own, and told by its name.

A second try on the scene of the first would ask the same capture the same question. What passes at
its second try is flaky: it is named at the end of the run, and as new where `flaky.txt` does not
know it. That list only shrinks; a run in which more than a few are flaky fails.

Not pytest-rerunfailures: it keeps what a file or the whole run has set up for the second try.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

KNOWN = Path(__file__).with_name("flaky.txt")
MOST_FLAKY = 6
"""Of some 1,500 on a loaded machine; beyond it something is wrong with all of them."""


def known() -> frozenset[str]:
    """The tests that are known to be flaky, by name without parameters; `#` begins a comment."""
    lines = KNOWN.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Tries a test with a browser once more where it fails; others are run as always."""
    if item.get_closest_marker("browser") is None:
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if failed := [report for report in reports if report.failed]:
        for report in [*failed, *_taken_down(item)]:
            report.outcome = "rerun"
            item.ihook.pytest_runtest_logreport(report=report)
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _taken_down(item: pytest.Item) -> list[pytest.TestReport]:
    """Takes down every scene, also those of a file and of the whole run; tells what failed."""
    taking = pytest.CallInfo.from_call(
        lambda: item.session._setupstate.teardown_exact(None), "teardown"
    )
    return [pytest.TestReport.from_item_and_call(item, taking)] if taking.excinfo else []


def pytest_report_teststatus(report: Any) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """What a first try is counted as."""
    if report.outcome == "rerun":
        return "rerun", "R", ("RERUN", {"yellow": True})
    return None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails a run in which many were flaky."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    flaky = _flaky(reporter) if reporter else []
    if len(flaky) > MOST_FLAKY and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Tells what was tried twice, how it failed, and whether it is known to."""
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.write_sep("_", f"{report.nodeid} failed and was tried once more")
        terminalreporter.write_line(report.longreprtext)
    flaky = _flaky(terminalreporter)
    for name in flaky:
        of_list = "known" if name.partition("[")[0] in known() else "NEW, not in tests/flaky.txt"
        terminalreporter.write_line(f"flaky ({of_list}): {name}")
    if len(flaky) > MOST_FLAKY:
        terminalreporter.write_line(f"{len(flaky)} tests were flaky; {MOST_FLAKY} are allowed.")


def _flaky(reporter: TerminalReporter) -> list[str]:
    """What failed at first and passed then."""
    failed = {report.nodeid for report in reporter.stats.get("failed", ())}
    tried = (report.nodeid for report in reporter.stats.get("rerun", ()))
    return [name for name in dict.fromkeys(tried) if name not in failed]
