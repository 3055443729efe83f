"""Doing no harm: page, site and browser are left as if somebody had only scrolled."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from e2e import weather
from e2e.firefox import STARTERS
from e2e.harness import capture
from e2e.scene import WATCH
from fixtures.storms.site import storm_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.harness import Kept, Machine

pytestmark = pytest.mark.browser

SHOWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Is there once the page has shown, and told its scripts, what was done to it."""
MIDDLE = f"(pane.scrollTo(137, pane.scrollTop - 251), {SHOWN}.then(() => null))"
OBSERVE = (
    WATCH
    + """
globalThis.changes = [];
globalThis.places = [];
globalThis.focus = [document.hasFocus()];
addEventListener("scroll", ({ target }) => places.push(
  [target === pane, (target === document ? document.scrollingElement : target).scrollTop]), true);
new MutationObserver((records) => changes.push(...records.map((each) =>
  [each.type, each.target.id ?? each.target.nodeName, each.attributeName, each.addedNodes.length,
   each.removedNodes.length]))).observe(
  document, { attributes: true, characterData: true, childList: true, subtree: true });
setInterval(() => focus.at(-1) === document.hasFocus() || focus.push(document.hasFocus()), 20);
true
"""
)
"""Notes everything that happens to the page: changes, scrolling, events, focus; changes nothing."""

NOTED = """({ changes, places, focus, events: watched.events,
  at: [pane.scrollHeight - pane.scrollTop, pane.scrollLeft, scrollX, scrollY],
  names: Object.keys(globalThis).length, elements: document.getElementsByTagName("*").length,
  stores: [localStorage.length, sessionStorage.length] })"""

DATABASES = """Promise.all([indexedDB.databases(), globalThis.caches?.keys() ?? []])
  .then(([databases, kept]) => [...databases, ...kept].length)"""

STORED = """Promise.all([chrome.storage.local.get(), chrome.storage.session.get(), caches.keys(),
  indexedDB.databases().then((all) => all.map(({ name }) => name)), new Promise((told) => {
    const request = indexedDB.open("waiting");
    request.onsuccess = () => {
      const stores = [...request.result.objectStoreNames];
      const reading = request.result.transaction(stores);
      Promise.all(stores.map((store) => new Promise((keys) => {
        reading.objectStore(store).getAllKeys().onsuccess = ({ target }) => keys(target.result);
      }))).then((keys) => told(keys.flat()));
    };
  })])"""

SCROLL = f"""(async () => {{
  for (const [, top] of PLACES) {{
    pane.scrollTop = top;
    await {SHOWN};
  }}
}})()"""


STORES = {
    "chromium": lambda browser: browser.worker(STORED),
    "firefox": lambda browser: browser.own_page(STORED),
}
"""How the extension itself is asked what it has stored."""


@dataclass(frozen=True)
class Scene:
    """One browser's captures of a thread, and the same scrolling done by hand."""

    kept: Kept
    before: dict[str, Any]
    after: dict[str, Any]
    by_hand: dict[str, Any]
    asked: tuple[list[str], list[str]]
    databases: int
    stored: list[Any]
    profile: Path


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def scene(request: pytest.FixtureRequest, new_machine: Callable[[], Machine]) -> Scene:
    """A wide thread that is scrolled up and sideways a little before it is captured."""
    machine = new_machine()
    with storm_site() as site, STARTERS[request.param](machine) as browser:
        url = site.thread(wide=1)
        tab = browser.open(url)
        browser.evaluate(tab, MIDDLE)
        browser.evaluate(tab, OBSERVE)
        before = browser.evaluate(tab, NOTED)
        capture(browser, tab)
        after = browser.evaluate(tab, NOTED)
        databases = browser.evaluate(tab, DATABASES)
        asked, site.requests[:] = list(site.requests), []
        hand = browser.open(url)
        browser.evaluate(hand, MIDDLE)
        browser.evaluate(hand, OBSERVE)
        browser.evaluate(hand, SCROLL.replace("PLACES", json.dumps(after["places"])))
        by_hand = browser.evaluate(hand, NOTED)
        stored = STORES[request.param](browser)
        asked_by_hand = list(site.requests)
    return Scene(
        machine.newest(),
        before,
        after,
        by_hand,
        (asked, asked_by_hand),
        databases,
        stored,
        machine.profile,
    )


def test_the_page_is_changed_by_nothing_but_its_own_answer_to_scrolling(scene: Scene) -> None:
    assert weather.numbers(scene.kept) == list(range(90))
    assert scene.before["changes"] == []
    # The thread puts older messages in front, twice; by hand the same comes of the same scrolling.
    assert scene.after["changes"] == scene.by_hand["changes"]
    assert [change[3] for change in scene.after["changes"]] == [30, 30]
    assert scene.after["elements"] == scene.by_hand["elements"]
    assert scene.after["names"] == scene.before["names"]


def test_nothing_is_clicked_typed_or_taken_the_focus_of(scene: Scene) -> None:
    assert scene.after["events"] == []
    assert scene.after["focus"] == scene.before["focus"]


def test_only_the_pane_is_scrolled_and_put_back_to_the_pixel_both_ways(scene: Scene) -> None:
    assert scene.after["places"]
    assert all(is_pane for is_pane, _ in scene.after["places"])
    # From the newest message on, for older ones were put in front meanwhile.
    assert scene.after["at"] == scene.before["at"]
    assert scene.after["at"][1:] == [137, 0, 0]
    assert scene.kept.manifest.whole


def test_the_site_is_asked_for_nothing_more(scene: Scene) -> None:
    captured, by_hand = scene.asked
    assert captured == by_hand
    assert len(captured) == 1


def test_nothing_is_left_in_the_browsers_stores(scene: Scene) -> None:
    assert scene.after["stores"] == [0, 0]
    assert scene.databases == 0
    # How many captures run, and the problem to show: no address, no content.
    local, session, caches, databases, waiting = scene.stored
    assert local == {"memory": {"running": 0, "problem": None}}
    assert (session, caches, databases) == ({}, [], ["waiting"])
    # Where nothing waits: whom to seal to if something ever has to, which is public.
    assert set(waiting) <= {"recipient"}


def test_history_holds_the_pages_that_were_opened_and_downloads_nothing(scene: Scene) -> None:
    chromium = scene.profile / "Default" / "History"
    if chromium.exists():
        pages, downloads = _rows(chromium, "urls"), _rows(chromium, "downloads")
    else:
        firefox = scene.profile / "firefox" / "places.sqlite"
        pages = [url for url in _rows(firefox, "moz_places") if url.startswith("http://127.")]
        downloads = _rows(firefox, "moz_annos")
    assert {url.split("?")[0].rsplit("/", 1)[-1] for url in pages} <= {"ash"}
    assert downloads == []


def _rows(database: Path, table: str) -> list[str]:
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return [row[1] for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608
