"""Record only without the program: what waits is no picture and nothing that the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import waits
from e2e.firefox import STARTERS, Firefox
from e2e.harness import LONG_SECONDS, SHORT_SECONDS
from e2e.screen import Screen, choose, own_page
from e2e.wire import hits_beside_wire, page_marks, pictures, texts
from fixtures import secret_page
from fixtures.secret_page import secret_site
from keepsake_drive.browser import Browser, NativeHost
from keepsake_drive.capture import WAITS
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from e2e.firefox import FirefoxTab
    from e2e.harness import Kept, Machine
    from fixtures.secret_page import SecretSite
    from keepsake_drive.browser import Tab

pytestmark = pytest.mark.browser
RECORD = 3  # place in the menu
WORDS = "she looks about twelve"
KEPT = waits.words("en", "noteWaits").split("$")[0]
SIZES = """new Promise((told) => {
  indexedDB.open("waiting").onsuccess = ({ target: { result: database } }) => {
    const all = database.transaction("bytes").objectStore("bytes").getAll();
    all.onsuccess = () => {
      database.close();
      told(all.result.map((bytes) => bytes.length));
    };
  };
})"""


@pytest.mark.parametrize("kind", STARTERS)
def test_no_pixel_and_no_word_of_the_page_waits_anywhere_in_the_browser(
    machine: Machine, kind: str
) -> None:
    with secret_site() as site, Screen() as screen:
        browser = _alone(machine, kind, screen)
        tab = browser.open(site.url)
        _record(browser, screen, tab)
        until(lambda: browser.badge(tab).text == WAITS, LONG_SECONDS, "it does not wait")
        assert hits_beside_wire(machine.folder, _marks(site, kind)) == []
        _write_words(browser)
        sealed = waits.own(browser, SIZES)
        browser.kill()
        assert hits_beside_wire(machine.folder, _marks(site, kind)) == []
    assert len(sealed) == 5
    assert sum(sealed) < 20_000
    with waits.together(machine, kind) as browser:
        until(lambda: len(machine.captures()) == 2, LONG_SECONDS, "it is not handed over")
        captures = machine.captures()
    assert hits_beside_wire(machine.folder, _marks(site, kind)) == []
    _hold_nothing_of_it(captures, site)


def _hold_nothing_of_it(captures: list[Kept], site: SecretSite) -> None:
    """Every part that waited, opened: the address, the account and the person's words."""
    marks = [*page_marks(site), *texts(secret_page.TITLE), *pictures()]
    kinds = []
    for kept in captures:
        assert kept.body.waited is not None
        assert (kept.manifest.mode, kept.manifest.page.title) == ("record_only", "")
        kinds.append([part.kind for part in kept.body.parts])
        data = b"".join(
            kept.unlocked.part(kept.body.capture, part.part) for part in kept.body.parts
        )
        assert [mark for mark in marks if mark in data] == []
    assert sorted(kinds) == [["begin", "manifest"], ["begin", "note", "manifest"]]


def _marks(site: SecretSite, kind: str) -> list[bytes]:
    # What stands in a page's own form is in the session that Firefox itself writes down.
    own = set(texts(secret_page.TEXTS[3])) if kind == "firefox" else set()
    return [*(mark for mark in page_marks(site) if mark not in own), *texts(WORDS)]


def _alone(machine: Machine, kind: str, screen: Screen) -> Browser | Firefox:
    if kind == "firefox":
        return waits.alone(machine, kind)
    host = NativeHost(None, machine.vault_path, {**machine.variables, **screen.variables})
    return Browser(machine.extension, host, profile=machine.profile, window=True)


def _record(browser: Browser | Firefox, screen: Screen, tab: Tab | FirefoxTab) -> None:
    if isinstance(browser, Firefox):
        browser.menu(tab, "record")
    else:
        choose(screen, browser, tab, RECORD)


def _write_words(browser: Browser | Firefox) -> None:
    """Keeps words in the page that came up; they wait too."""
    if isinstance(browser, Firefox):
        note = browser.shown("note")
        browser.type(note, "text", WORDS)
        browser.click(note, "#keep")
        until(
            lambda: browser.text(note, "status").startswith(KEPT),
            SHORT_SECONDS,
            "the words were not kept",
        )
        return
    page = own_page(browser, "note")
    shown = "!document.getElementById('words').hidden"
    until(lambda: browser.evaluate(page, shown), SHORT_SECONDS, "no words can be written")
    browser.evaluate(page, f"document.getElementById('text').value = {WORDS!r}")
    browser.evaluate(page, "document.getElementById('keep').click()")
    status = "document.getElementById('status').textContent"
    until(
        lambda: str(browser.evaluate(page, status)).startswith(KEPT),
        SHORT_SECONDS,
        "the words were not kept",
    )
