"""What holds for every test: no skips, nothing of the person's own touched."""

from __future__ import annotations

import os
import re
import tempfile
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect
from xdist.scheduler import LoadScopeScheduling

from fixtures.stretch import stretching
from office import program
from outside import vectors

if TYPE_CHECKING:
    from collections.abc import Generator

pytest_plugins = ["retries"]

settings.register_profile("fast", max_examples=60, deadline=None)
settings.register_profile(
    "slow", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("slow" if os.environ.get("SLOW") == "1" else "fast")

# A wait, not a limit: a machine that runs several browsers at once may be slow.
expect.set_options(timeout=30_000)

_BROWSER = re.compile(r"\[(chromium|firefox)\b")
_OF_PACKAGES = re.compile(r"tests/e2e/test_package")
_OF_FOLDERS = re.compile(r"tests/(?:desk|e2e/bundle)/")
"""Whose files share what is dear to make: the engines of a desk, sealed copies of cases."""
_PARTS = 2
"""So many workers have the files of such a folder, and make that for themselves."""
_NODE_LINE = "KEEPSAKE_CLOSING_LINE"


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests away from the vault and the keyring of whoever runs them."""
    folder = tempfile.TemporaryDirectory(prefix="keepsake-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["KEEPSAKE_KEYRING"] = "off"
    os.environ["KEEPSAKE_VAULT"] = os.path.join(folder.name, "vault")  # noqa: PTH118
    os.environ["XDG_STATE_HOME"] = os.path.join(folder.name, "state")  # noqa: PTH118
    os.environ.pop("KEEPSAKE_PASSPHRASE_FILE", None)
    os.environ.pop("KEEPSAKE_AUTHORITIES", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive a browser come first: they are long, and the short ones fill up the end.

    Those over what is packaged before all others: they wait for one build, on one worker.
    """
    first = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: (not _OF_PACKAGES.match(item.nodeid), item.path not in first))
    if os.environ.get("SLOW") == "1":
        for item in items:
            item.add_marker(pytest.mark.timeout(0))  # hours are what was asked for


class _ByScene(LoadScopeScheduling):
    """What shares a file shares what is dear to make; a file for two browsers is two such parts."""

    def _split_scope(self, nodeid: str) -> str:
        if of_packages := _OF_PACKAGES.match(nodeid):
            return of_packages[0]
        file = nodeid.partition("::")[0]
        if of_folder := _OF_FOLDERS.match(nodeid):
            return f"{of_folder[0]}{crc32(file.encode()) % _PARTS}"
        of_one = _BROWSER.search(nodeid)
        return f"{file}[{of_one[1]}]" if of_one else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """Give each worker whole scenes."""
    return _ByScene(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(autouse=True, scope="session")
def quick_passphrases() -> Generator[None]:
    """Most tests have to do with what is behind a passphrase, not with how long one takes."""
    with stretching(quickly=True):
        yield


@pytest.fixture(autouse=True, scope="session")
def quick_disks() -> Generator[None]:
    """No test here can cut the power, so none waits for the disk; that it is asked to, some see."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skipped test as failed: what cannot be tested here is not known to work."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what was left out; the closing line of the JavaScript tests comes just above ours."""
    if vectors.FOLDER is None:
        terminalreporter.write_line(vectors.LEFT_OUT)
    if program.PROGRAM is None:
        terminalreporter.write_line(program.LEFT_OUT)
    if line := os.environ.get(_NODE_LINE):
        terminalreporter.write_line(line)
