"""One bundle of three captures, and the real browsers that an officer may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium import webdriver

from e2e.bundle.directed import Verifiers
from e2e.firefox_start import COMMAND, started
from fixtures import case
from fixtures.bundles import Made, files_of, make, open_payload, reader_that_trusts
from fixtures.forged import case as forged_case
from fixtures.stretch import stretching
from viewer import sample, screens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from e2e.bundle.verdicts import Files
    from fixtures.forged.case import Forged


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two whole captures and one that was cut short, stamped by two authorities, sealed as ever."""
    pages = [sample.thread(60), sample.profile(), sample.cut_short()]
    with stretching(quickly=False):
        return make(tmp_path_factory.mktemp("bundle"), pages)


@pytest.fixture(scope="session")
def whole_bundle(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One capture of which everything can be checked, small, in French."""
    page = sample.thread(8)
    page.tiles = 2
    return make(tmp_path_factory.mktemp("whole"), [page], "fr")


@pytest.fixture(scope="session")
def files(whole_bundle: Made) -> Files:
    """What is in the small copy."""
    return files_of(open_payload(whole_bundle))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The demonstration case, with all that was written down for it."""
    return case.make(tmp_path_factory.mktemp("case")).made


@pytest.fixture(scope="session")
def empty_reader(whole_bundle: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reader without a payload, which knows the authorities of the small copy."""
    return reader_that_trusts(whole_bundle.authorities, tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with screens.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A tab in the time zone of the case, without a network."""
    context = chromium.new_context(offline=True, locale="en-CA", timezone_id="America/Toronto")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Forged:
    """The case that is forged."""
    return forged_case.make(tmp_path_factory.mktemp("forged"))


@pytest.fixture(scope="module")
def verifiers(
    world: Forged, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Verifiers]:
    folder = tmp_path_factory.mktemp("three")
    page = chromium.new_context(offline=True, locale="en-CA").new_page()
    page.set_default_timeout(120_000)
    yield Verifiers(world, page, reader_that_trusts(world.made.authorities, folder), folder)
    page.context.close()


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[webdriver.Firefox]:
    options = webdriver.FirefoxOptions()
    options.add_argument("-headless")
    options.binary_location = str(COMMAND)
    options.set_preference("intl.accept_languages", "en-CA")
    # What a machine without a network has: nothing answers.
    options.set_preference("network.proxy.type", 1)
    options.set_preference("network.proxy.http", "127.0.0.1")
    options.set_preference("network.proxy.http_port", 9)
    options.set_preference("network.proxy.ssl", "127.0.0.1")
    options.set_preference("network.proxy.ssl_port", 9)
    browser = started(options, tmp_path, {"HOME": str(tmp_path)})
    yield browser
    browser.quit()
