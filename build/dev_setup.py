"""Sets up everything a command needs; each step is quick when nothing changed."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from dev_base import WORK, say
from dev_products import build_products
from dev_python import (
    BASE,
    SOURCE,
    TESTS,
    WINDOW,
    ensure_environment,
    install_locked,
    install_project,
)
from dev_system import (
    FOR_RUN,
    FOR_TESTS,
    ensure_programs,
    ensure_python_library,
    ensure_qt_libraries,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock, so that two commands never set up the same folder at once."""
    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / "setup.lock").open("w") as file:
        if os.name != "nt":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _packages(*, tests: bool, window: bool) -> None:
    install_locked(BASE)
    install_locked(SOURCE)
    if window and sys.platform == "linux":
        install_locked(WINDOW)
    if tests:
        install_locked(TESTS)
    install_project()


def _programs(*, tests: bool, window: bool, apt_allowed: bool) -> None:
    ensure_programs(FOR_TESTS if tests else FOR_RUN, apt_allowed)
    if window or tests:
        ensure_qt_libraries(apt_allowed)
    if tests:
        ensure_python_library(apt_allowed)


def set_up(*, tests: bool, window: bool, apt_allowed: bool, programs: bool = True) -> None:
    """Make the virtual environment, the packages, the products and the programs ready.

    Args:
        tests: also what the tests need.
        window: also what shows the viewer in a window of its own.
        apt_allowed: whether Debian packages may be installed.
        programs: also the programs and libraries of the system; linters do without.

    Raises:
        DevError: a step cannot be done here; says what to do.
    """
    with _one_at_a_time():
        say("Setting up; what is there already is kept.")
        ensure_environment(apt_allowed)
        _packages(tests=tests, window=window)
        build_products()
        if programs:
            _programs(tests=tests, window=window, apt_allowed=apt_allowed)
        say("Everything is set up.")
