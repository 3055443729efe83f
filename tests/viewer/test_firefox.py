"""The viewer in Firefox: what is closed is closed in every tab, and what is wrong is told."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains, Keys

from e2e import firefox_start
from keepsake.env import real_environment
from keepsake.vault import fallback
from keepsake.viewer.server import Serving, serve
from keepsake_drive.targets import until
from viewer.conftest import HOSTILE, THREAD
from viewer.screens import unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser

SECONDS = 60.0
PLACES = ("/", f"/captures/{THREAD}/text", f"/captures/{HOSTILE}/copy", "/statement", "/people")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Firefox]:
    folder = tmp_path_factory.mktemp("firefox")
    chosen = webdriver.FirefoxOptions()
    chosen.binary_location = str(firefox_start.COMMAND)
    chosen.add_argument("-headless")
    chosen.set_preference("intl.accept_languages", "en-CA")
    chosen.set_preference("network.proxy.type", 0)
    started = firefox_start.started(chosen, folder, {"HOME": str(folder)})
    yield started
    started.quit()


def _text(driver: webdriver.Firefox) -> str:
    """What is on the screen; while a page is replaced, nothing is."""
    with suppress(WebDriverException):
        return str(driver.execute_script("return document.body ? document.body.innerText : ''"))
    return ""


def _tabs(driver: webdriver.Firefox, serving: Serving, unlocked: Unlocked) -> dict[str, str]:
    """A tab for each place; the handles of them, by place."""
    driver.get(serving.entrance())
    until(lambda: "passphrase" in _text(driver), SECONDS, "no door")
    unlock_at_once(serving, unlocked)
    handles = {}
    for place in PLACES:
        driver.switch_to.new_window("tab")
        driver.get(serving.address + place)
        handles[place] = driver.current_window_handle
        assert len(_text(driver)) > 100, place
    return handles


def _escape_twice(driver: webdriver.Firefox) -> None:
    ActionChains(driver).send_keys(Keys.ESCAPE).send_keys(Keys.ESCAPE).perform()


def _all_ended(driver: webdriver.Firefox, handles: dict[str, str], where: str) -> None:
    began = time.monotonic()
    for place, handle in handles.items():
        driver.switch_to.window(handle)
        # The first page and the door have one address: what is on the screen counts.
        until(
            lambda: driver.current_url.endswith(where) and "Marc" not in _text(driver),
            SECONDS,
            f"{place} did not end",
        )
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("way", ["leave", "escape", "lock", "clock"])
def test_every_tab_ends(
    driver: webdriver.Firefox, vault: Path, unlocked: Unlocked, way: str
) -> None:
    with serve(vault) as serving:
        handles = _tabs(driver, serving, unlocked)
        driver.switch_to.window(handles["/people"])
        if way == "escape":
            _escape_twice(driver)
        elif way == "clock":
            serving.state.lock()
        else:
            driver.find_element("css selector", f"#{way} button").click()
        _all_ended(driver, handles, "/" if way in ("lock", "clock") else "/away")
        assert serving.state.unlocked_session is None


def test_two_escapes_leave_also_from_within_a_page_copy(
    driver: webdriver.Firefox, vault: Path, unlocked: Unlocked
) -> None:
    with serve(vault) as serving:
        handles = _tabs(driver, serving, unlocked)
        driver.switch_to.window(handles[f"/captures/{HOSTILE}/copy"])
        frame = driver.find_element("css selector", "iframe.copy")
        driver.execute_script("arguments[0].scrollIntoView()", frame)
        ActionChains(driver).move_to_element(frame).click().perform()
        time.sleep(0.3)
        _escape_twice(driver)
        _all_ended(driver, handles, "/away")


def test_a_vault_that_cannot_be_used_is_told_and_the_one_beside_is_opened(
    driver: webdriver.Firefox, vault: Path
) -> None:
    fallback.find(vault, real_environment())
    (vault / "vault.json").rename(vault / "vault (1).json")
    fallback.open_or_create(vault, real_environment())
    with serve(vault) as serving:
        driver.get(serving.entrance())
        until(lambda: "vault.json, is missing" in _text(driver), SECONDS, "nothing is told")
        driver.find_element("css selector", "form[action='/vault'] button").click()
        until(lambda: "Try it once" in _text(driver), SECONDS, "it was not opened")
        driver.execute_script(
            "document.querySelectorAll('details').forEach(one => one.open = true)"
        )
        driver.find_element("css selector", "form[action='/vault'] button").click()
        until(lambda: "Try to repair it" in _text(driver), SECONDS, "no way back")
        driver.find_element("css selector", "form[action='/vault/repair'] button").click()
        until(lambda: "It is repaired." in _text(driver), SECONDS, "it was not put right")
        assert "Type your passphrase" in _text(driver)
