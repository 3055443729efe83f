"""One demonstration site, two time-stamp authorities, and computers to capture on."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from e2e.firefox import STARTERS, Firefox
from e2e.harness import ROOT, Machine, build, program
from e2e.scene import ThreadScene, record_thread
from fixtures.demo.server import demo_site
from fixtures.storms.site import storm_site
from fixtures.tsa.authority import local_authorities
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as PlainBrowser

    from fixtures.demo.server import DemoSite
    from fixtures.storms.site import StormSite
    from fixtures.tsa.authority import LocalAuthorities
    from keepsake_drive.browser import Browser

DIST = ROOT / "dist"
SLOW = os.environ.get("SLOW") == "1"
NEWEST = 200


@pytest.fixture(scope="session")
def extension() -> Path:
    build(
        "extension.py", [ROOT / "extension", ROOT / "shared"], DIST / "chromium" / "manifest.json"
    )
    return DIST / "chromium"


@pytest.fixture(scope="session")
def demo_root() -> Path:
    build("demo.py", [ROOT / "tests" / "fixtures" / "demo"], DIST / "demo" / "expected.json")
    return DIST / "demo"


@pytest.fixture(scope="session")
def libraries_root() -> Path:
    build(
        "libraries.py",
        [ROOT / "tests" / "fixtures" / "pages" / "libraries"],
        DIST / "libraries" / "lit.js",
    )
    return DIST / "libraries"


@pytest.fixture
def demo(demo_root: Path) -> Iterator[DemoSite]:
    """A site of one's own, whose suspect does only what the test says.

    Its thread is the end of the whole one, which `thread_scene` captures: long enough to be loaded
    in batches and to be broken off in the middle of.
    """
    with demo_site(demo_root, removes=False, newest=NEWEST) as site:
        yield site


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthorities]:
    with local_authorities(tmp_path_factory.mktemp("authorities")) as local:
        yield local


@pytest.fixture(scope="session")
def new_machine(
    tmp_path_factory: pytest.TempPathFactory, extension: Path, authorities: LocalAuthorities
) -> Callable[[], Machine]:
    starter = program(tmp_path_factory.mktemp("program"))

    def make() -> Machine:
        folder = tmp_path_factory.mktemp("machine")
        return Machine(folder, extension, starter, authorities.json_path)

    return make


@pytest.fixture
def machine(new_machine: Callable[[], Machine]) -> Machine:
    """A computer on which nothing was ever captured."""
    return new_machine()


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def thread_scene(
    request: pytest.FixtureRequest, new_machine: Callable[[], Machine], demo_root: Path
) -> ThreadScene:
    """The demonstration thread, captured whole, with everything that could be watched."""
    machine = new_machine()
    with demo_site(demo_root) as site, STARTERS[request.param](machine) as browser:
        return record_thread(machine, site, browser)


@pytest.fixture(scope="module")
def chromium() -> Iterator[PlainBrowser]:
    """The computer's Chromium as it is, without the extension."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site() -> Iterator[StormSite]:
    """Threads that change places while they are kept."""
    with storm_site() as running:
        yield running


@pytest.fixture(scope="module")
def steady(new_machine: Callable[[], Machine]) -> Machine:
    """A computer that the tests of one file share; its captures add up.

    It asks no authority, which would be a process more for each of hundreds of captures: stamps are
    tested on computers of their own.
    """
    made = new_machine()
    nobody = made.folder / "authorities.json"
    nobody.write_text(json.dumps({"version": 1, "authorities": []}))
    return replace(made, authorities=nobody)


@pytest.fixture(scope="module")
def steady_browser(steady: Machine) -> Iterator[Browser]:
    with steady.browser() as browser:
        yield browser


def _started(request: pytest.FixtureRequest, steady: Machine) -> Iterator[Browser | Firefox]:
    with STARTERS[request.param](steady) as browser:
        yield browser


each_browser = pytest.fixture(_started, scope="module", params=STARTERS, name="each_browser")
"""One after the other, each as `steady_browser`."""
first_browser = pytest.fixture(
    _started, scope="module", params=list(STARTERS)[: 2 if SLOW else 1], name="first_browser"
)
"""Chromium, and with `SLOW=1` each."""


@pytest.fixture(scope="module")
def fox(steady: Machine) -> Iterator[Firefox]:
    """Firefox on the computer that the tests of a file share."""
    with Firefox(steady) as firefox:
        yield firefox
