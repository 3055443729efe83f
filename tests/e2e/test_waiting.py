"""Without the program: what is captured waits in the browser, sealed, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import waits
from e2e.firefox import STARTERS
from e2e.harness import LONG_SECONDS, SHORT_SECONDS, follow
from e2e.scene import thread_marks
from fixtures.canary import hits
from keepsake_drive.capture import WAITS
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import Firefox, FirefoxTab
    from e2e.harness import Machine
    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Badge, Browser, Tab

pytestmark = pytest.mark.browser


def _left_waiting(browser: Browser | Firefox, tab: Tab | FirefoxTab) -> Badge:
    badge = follow(browser, tab, LONG_SECONDS)[-1]
    assert badge.text == WAITS, badge
    return badge


@pytest.mark.parametrize(
    ("kind", "language"), [("chromium", "en"), ("chromium", "fr"), ("firefox", "en")]
)
def test_a_click_without_the_program_is_kept_and_told(
    machine: Machine, demo: DemoSite, kind: str, language: str
) -> None:
    with waits.alone(machine, kind, language) as browser:
        tab = browser.open(demo.profile_url())
        badge = _left_waiting(browser, tab)
        assert badge.title.split("$")[0].startswith(waits.words(language, "waits").split("$")[0])
        until(lambda: waits.told(browser), SHORT_SECONDS, "no page tells of it")
        text = waits.told(browser)
        for key in ("waitingSafe", "waitingUnsafe", "waitingHow", "waitingToBrowser"):
            assert waits.words(language, key) in text, key
        # Another click is another capture, and no second page in front of it.
        _left_waiting(browser, browser.open(demo.profile_url("milo.tran")))
        assert browser.explanations().count(waits.words(language, "waitingSafe")) == 1
    assert not machine.vault_path.exists()


@pytest.mark.parametrize("kind", STARTERS)
def test_it_is_there_when_the_browser_is_started_again(
    machine: Machine, demo: DemoSite, kind: str
) -> None:
    with waits.alone(machine, kind) as browser:
        _left_waiting(browser, browser.open(demo.profile_url()))
    with waits.alone(machine, kind) as again:
        tab = again.open(demo.feed_url)
        until(lambda: again.badge(tab).text == WAITS, SHORT_SECONDS, "nobody is told")
        waits.page(again)
        assert waits.pictures(waits.told(again)) >= 1


@pytest.mark.parametrize("kind", STARTERS)
def test_room_is_set_aside_while_something_waits_and_none_of_it_is_thrown_away(
    machine: Machine, demo: DemoSite, kind: str
) -> None:
    with waits.alone(machine, kind) as browser:
        assert waits.set_aside(browser) == []
        _left_waiting(browser, browser.open(demo.profile_url()))
        assert waits.set_aside(browser) == [2_097_152] * 8
        # Chromium says so of nobody, and throws away nothing of those who have the permission.
        if kind == "firefox":
            assert waits.own(browser, "navigator.storage.persisted()") is True


@pytest.mark.parametrize("kind", STARTERS)
def test_nothing_of_it_is_readable_in_the_profile(
    machine: Machine, demo: DemoSite, kind: str
) -> None:
    browser = waits.alone(machine, kind)
    running = browser.open(demo.thread_url)
    browser.click_toolbar(running)

    def has_kept() -> bool:
        text = browser.badge(running).text
        return text.isdigit() and int(text) >= 3

    until(has_kept, SHORT_SECONDS, "too few pictures")
    assert hits(machine.folder, thread_marks()) == []
    browser.kill()
    assert hits(machine.folder, thread_marks()) == []
