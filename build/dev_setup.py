"""Sets up everything a command needs; each step is quick when nothing changed."""

from __future__ import annotations

import sys

from dev_base import one_at_a_time, say
from dev_products import build_products
from dev_python import (
    BASE,
    DESK,
    SOURCE,
    TESTS,
    WINDOW,
    ensure_environment,
    install_locked,
    install_project,
)
from dev_system import (
    FOR_DESK,
    FOR_RUN,
    FOR_TESTS,
    ensure_programs,
    ensure_python_library,
    ensure_qt_libraries,
)
from dev_validators import ensure_validators


def _packages(*, tests: bool, window: bool, desk: bool) -> None:
    install_locked(BASE)
    install_locked(SOURCE)
    if window and sys.platform == "linux":
        install_locked(WINDOW)
    if desk and not tests:
        install_locked(DESK)
    if tests:
        install_locked(TESTS)
        ensure_validators()
    install_project()


def _programs(*, tests: bool, window: bool, apt_allowed: bool) -> None:
    ensure_programs(FOR_TESTS if tests else FOR_RUN, apt_allowed)
    if window or tests:
        ensure_qt_libraries(apt_allowed)
    if tests:
        ensure_python_library(apt_allowed)


def set_up(
    *, tests: bool, window: bool, apt_allowed: bool, programs: bool = True, desk: bool = False
) -> None:
    """Make the virtual environment, the packages, the products and the programs ready.

    Args:
        tests: also what the tests need.
        window: also what shows the viewer in a window of its own.
        apt_allowed: whether Debian packages may be installed.
        programs: also the programs and libraries of the system; linters do without.
        desk: also what a desk stands on.

    Raises:
        DevError: a step cannot be done here; says what to do.
    """
    with one_at_a_time("setup"):
        say("Setting up; what is there already is kept.")
        ensure_environment(apt_allowed)
        _packages(tests=tests, window=window, desk=desk)
        build_products(tests=tests)
        if programs:
            _programs(tests=tests, window=window, apt_allowed=apt_allowed)
        if desk:
            ensure_programs(FOR_DESK, apt_allowed)
        say("Everything is set up.")
