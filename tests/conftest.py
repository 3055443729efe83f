"""What holds for every test: no skips, nothing of the person's own touched, one closing line."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Generator

settings.register_profile("fast", max_examples=60, deadline=None)
settings.register_profile(
    "slow", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("slow" if os.environ.get("SLOW") == "1" else "fast")

# A wait, not a limit: a machine that runs several browsers at once may be slow.
expect.set_options(timeout=30_000)

_NODE_LINE = "KEEPSAKE_CLOSING_LINE"


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests away from the vault and the keyring of whoever runs them."""
    folder = tempfile.TemporaryDirectory(prefix="keepsake-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["KEEPSAKE_KEYRING"] = "off"
    os.environ["KEEPSAKE_VAULT"] = os.path.join(folder.name, "vault")  # noqa: PTH118
    os.environ.pop("KEEPSAKE_PASSPHRASE_FILE", None)
    os.environ.pop("KEEPSAKE_AUTHORITIES", None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skipped test as failed: what cannot be tested here is not known to work."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show the closing line of the JavaScript tests just above this runner's own."""
    if line := os.environ.get(_NODE_LINE):
        terminalreporter.write_line(line)
