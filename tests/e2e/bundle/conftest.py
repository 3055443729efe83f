"""One bundle of three captures, and the real browsers that an officer may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium import webdriver

from e2e.firefox_start import COMMAND, started
from fixtures.bundles import Made, make, reader_that_trusts
from viewer import sample, screens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two whole captures and one that was cut short, stamped by two authorities."""
    pages = [sample.thread(60), sample.profile(), sample.cut_short()]
    return make(tmp_path_factory.mktemp("bundle"), pages)


@pytest.fixture(scope="session")
def whole_bundle(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One capture of which everything can be checked, small, in French."""
    page = sample.thread(8)
    page.tiles = 2
    return make(tmp_path_factory.mktemp("whole"), [page], "fr")


@pytest.fixture(scope="session")
def empty_reader(whole_bundle: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reader without a payload, which knows the authorities of the small copy."""
    return reader_that_trusts(whole_bundle.authorities, tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with screens.chromium() as browser:
        yield browser


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
