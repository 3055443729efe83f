"""Every way to put a thread or a feed into a page that scrolls: the right pane, the right way.

All pages of a batch are captured at the same time, each in a window of its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from e2e import many
from e2e.firefox import Firefox
from e2e.harness import Kept, Machine, capture
from e2e.told import every_row
from e2e.truth import items_of, reads
from fixtures.pages.site import page_site
from fixtures.pages.walk.panes import OTHERS, PANES, Pane, pane_page, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.core.manifest import Item
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def panes(steady: Machine, first_browser: Browser | Firefox) -> dict[str, many.Seen]:
    return many.seen(steady, first_browser, pane_page, [pane.name for pane in PANES])


@pytest.mark.parametrize("pane", PANES, ids=lambda pane: pane.name)
def test_every_row_is_there_once_in_order_and_the_page_stands_as_before(
    panes: dict[str, many.Seen], pane: Pane
) -> None:
    every_row(panes[pane.name], pane)


def _told(kept: Kept) -> dict[str, Any]:
    data = kept.unlocked.part(kept.body.capture, kept.body.manifest)
    told: dict[str, Any] = json.loads(data)["completeness"]
    return told


def test_a_page_without_end_stops_at_the_limit_and_says_so(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    told, _ = _limited(steady, first_browser, "endless", {"tiles": 6})
    assert (told["end"], told["stopped_by"], told["limit"]) == ("not_reached", "limit", "tiles")
    assert told["limits"]["tiles"] == 6


def test_the_walk_goes_back_to_the_day_that_was_set_and_no_further(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    told, items = _limited(steady, first_browser, "dated", {"back_to": "2026-03-20"})
    assert (told["end"], told["stopped_by"], told["limit"]) == ("not_reached", "limit", "back_to")
    times = [item.time for item in items]
    assert times[-1].startswith("2026-04-01")
    assert any(time.startswith("2026-03-20") for time in times)
    assert not any(time.startswith("2026-02") for time in times)


SHOWN = """
(() => {
  const pane = document.querySelector(".pane") ?? document.scrollingElement;
  pane.scrollTop = pane.scrollHeight / 2;
  const top = Math.max(0, pane.getBoundingClientRect().top);
  const shown = (row) => row.getBoundingClientRect().bottom > top + 1;
  return [...document.querySelectorAll(".r")].find(shown).querySelector("p").innerText;
})()
"""
"""Goes to the middle of a page and gives what the uppermost row in view says."""


@pytest.mark.parametrize("name", ["dated", "document"])
def test_from_here_what_is_in_view_and_what_follows_is_kept_and_nothing_before(
    steady: Machine, first_browser: Browser | Firefox, name: str
) -> None:
    seen: list[object] = []

    def stand(browser: Browser | Firefox, tab: Any) -> None:
        if not seen:
            seen.append(browser.evaluate(tab, SHOWN))
        seen.append(browser.evaluate(tab, many.PLACES))

    told, items = _limited(steady, first_browser, name, {"from_here": True}, stand)
    assert (told["end"], told["stopped_by"], told["limit"]) == ("not_reached", "limit", "from_here")
    assert told["limits"]["from_here"] is True
    assert (told["gaps"], told["not_pictured"]) == ([], 0)
    assert str(seen[0]) in items[0].text
    pane = next(pane for pane in (*PANES, *OTHERS) if pane.name == name)
    assert said(pane.total) in items[-1].text
    assert 3 < len(items) < pane.total - 3
    assert items[0].boxes
    begin = json.loads(next(steady.newest().parts("begin")))
    assert begin["limits"] == {"from_here": True}
    assert not steady.newest().manifest.whole
    assert seen[1] == seen[2]


def _limited(
    machine: Machine,
    browser: Browser | Firefox,
    name: str,
    limits: dict[str, object],
    around: Callable[[Browser | Firefox, Any], None] = lambda *_: None,
) -> tuple[dict[str, Any], list[Item]]:
    wish = json.dumps({"limits": limits})
    ask = browser.own_page if isinstance(browser, Firefox) else browser.worker
    ask(f"chrome.storage.local.set({wish})")
    try:
        with page_site(pane_page) as site:
            tab = browser.open(site.url(name))
            around(browser, tab)
            capture(browser, tab)
            around(browser, tab)
            browser.close_tab(tab)
    finally:
        ask("chrome.storage.local.remove('limits')")
    kept = machine.newest()
    return _told(kept), items_of(kept.manifest)


def test_messages_that_the_page_never_showed_are_told_as_a_gap(
    steady: Machine, first_browser: Browser | Firefox
) -> None:
    with page_site(pane_page) as site:
        tab = first_browser.open(site.url("hop"))
        capture(first_browser, tab)
        first_browser.close_tab(tab)
    kept = steady.newest()
    items = items_of(kept.manifest)
    shown = [*range(1, 16), *range(41, 85)]
    assert len(items) == len(shown)
    assert all(reads(item.text, said(n)) for item, n in zip(items, shown, strict=True))
    assert _told(kept)["gaps"] == [{"after": items[14].key, "before": items[15].key}]
    assert not kept.manifest.whole
