"""Starting takes no focus from the page: there are sites that hide a thread without it.

Button and menu, in a Chromium with windows and in Firefox; and the vault's own item of the menu.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from e2e.firefox import Firefox
from e2e.harness import SHORT_SECONDS, ending, running, tiles_at_least
from e2e.screen import Screen, choose, in_page, windowed
from fixtures.storms.site import storm_site
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e.harness import Kept, Machine
    from fixtures.storms.site import StormSite
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser
KEEP, VISIBLE, OPEN = (1,), (2, 1), (6, 5)
ADDRESS_BAR = -25
"""CSS pixels below the upper edge of the page."""


@pytest.fixture
def site() -> Iterator[StormSite]:
    with storm_site() as site:
        yield site


def _shown(kept: Kept) -> None:
    """Every picture shows the words, and all of them were read."""
    assert {tile.look for tile in kept.manifest.tiles} == {""}
    assert len(kept.manifest.items) == 12
    assert kept.manifest.completeness.unclear == 0


def _on_screen(machine: Machine, screen: Screen) -> Browser:
    # The vault's window keeps what it needs at home, which tests side by side would share; as root
    # it does not start inside its sandbox.
    home = machine.folder / "home"
    home.mkdir(exist_ok=True)
    return windowed(machine, screen, HOME=str(home), QTWEBENGINE_DISABLE_SANDBOX="1")


def test_neither_button_nor_menu_takes_the_focus(machine: Machine, site: StormSite) -> None:
    with Screen() as screen, _on_screen(machine, screen) as browser:
        tab = browser.open(site.shy)
        browser.click_toolbar(tab)
        assert ending(browser, tab).text == TICK
        for number, item in enumerate((KEEP, VISIBLE), 2):
            choose(screen, browser, tab, *item)
            until(lambda n=number: len(machine.captures()) == n, SHORT_SECONDS, "not kept")
        assert browser.evaluate(tab, "lost") == []
        # The page would have noticed: another tab in front of it does hide it.
        browser.worker(f"chrome.tabs.create({{windowId: {tab.window}}}).then(() => true)")
        until(lambda: browser.evaluate(tab, "lost") != [], SHORT_SECONDS, "it never hides")
    for kept in machine.captures():
        _shown(kept)


def test_neither_button_nor_menu_takes_the_focus_in_firefox(
    machine: Machine, site: StormSite
) -> None:
    with Firefox(machine) as firefox:
        tab = firefox.open(site.shy)
        firefox.click_toolbar(tab)
        assert ending(firefox, tab).text == TICK
        firefox.menu(tab, "keep")
        until(lambda: len(machine.captures()) == 2, SHORT_SECONDS, "not kept")
        assert firefox.evaluate(tab, "lost") == []
        firefox.beside(tab, site.coloured)
        until(lambda: firefox.evaluate(tab, "lost") != [], SHORT_SECONDS, "it never hides")
    for kept in machine.captures():
        _shown(kept)


def test_pictures_taken_while_the_page_does_not_have_the_focus_are_told(
    machine: Machine, site: StormSite
) -> None:
    with Screen() as screen, _on_screen(machine, screen) as browser:
        tab = browser.open(site.thread(late=1500))
        browser.front(tab)
        until(lambda: browser.evaluate(tab, "document.hasFocus()"), SHORT_SECONDS, "no focus")
        browser.click_toolbar(tab)
        until(tiles_at_least(machine, 2), SHORT_SECONDS, "it did not begin")
        screen.click(*in_page(browser, tab, 400, ADDRESS_BAR))
        away = "!document.hasFocus() && document.visibilityState === 'visible'"
        until(lambda: browser.evaluate(tab, away), SHORT_SECONDS, "the page kept the focus")
        assert ending(browser, tab).text == TICK
    manifest = machine.newest().manifest
    focused = [tile.focused for tile in manifest.tiles]
    lost = focused.index(False)
    assert lost > 0
    assert not any(focused[lost:])
    assert manifest.completeness.unfocused == len(focused) - lost
    assert manifest.whole


def _viewers(machine: Machine) -> list[int]:
    """Gives the viewers that run on this machine's vault."""
    return running(machine, lambda words: words[-3:-1] == [b"keepsake", b"view"])


def _viewer(machine: Machine) -> int:
    """Gives the only viewer that runs, 0 for none and for several.

    What a program starts is called like itself for a moment, before it becomes what it is to be.
    """
    found = _viewers(machine)
    return found[0] if len(found) == 1 else 0


def test_the_menus_own_item_opens_the_vault(machine: Machine, site: StormSite) -> None:
    with Screen() as screen, _on_screen(machine, screen) as browser:
        tab = browser.open(site.coloured)
        choose(screen, browser, tab, *VISIBLE)
        until(lambda: len(machine.captures()) == 1, SHORT_SECONDS, "not kept")
        before = screen.windows()
        choose(screen, browser, tab, *OPEN)
        viewer = until(lambda: _viewer(machine), SHORT_SECONDS, "the vault was not opened")
        try:
            until(lambda: screen.windows() - before, SHORT_SECONDS, "it shows no window")
            until(lambda: _viewer(machine) == viewer, SHORT_SECONDS, "another one was opened")
            assert not any("chrome-extension" in url for url in browser.pages())
        finally:
            os.kill(viewer, signal.SIGTERM)
