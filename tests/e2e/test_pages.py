"""Other pages than a thread, and that capturing leaves no trace on any."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from e2e.firefox import Firefox
from e2e.harness import Kept, capture
from e2e.scene import Watched, watch, watched
from fixtures.demo import content
from fixtures.demo.server import demo_site
from keepsake_drive.capture import TICK

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.harness import Machine
    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Badge, Browser

pytestmark = pytest.mark.browser

PERMISSIONS = [
    "activeTab",
    "contextMenus",
    "nativeMessaging",
    "scripting",
    "storage",
    "unlimitedStorage",
]

MUTATIONS = """
globalThis.mutations = [];
new MutationObserver((records) => mutations.push(...records.map((each) => each.type))).observe(
  document, { attributes: true, characterData: true, childList: true, subtree: true });
"""

MARKS = """
document.querySelectorAll("[class*=keepsake], [id*=keepsake], [data-keepsake], style").length
  + Object.keys(globalThis).filter((key) => /keep/i.test(key)).length
"""
"""Counts what an extension might leave behind in a page."""

BY_HAND = """
(async () => {
  const root = document.scrollingElement;
  let still = 0;
  while (still < 6) {
    const before = root.scrollTop;
    root.scrollBy({ top: 500, behavior: "instant" });
    await new Promise((resolve) => setTimeout(resolve, 200));
    still = root.scrollTop === before ? still + 1 : 0;
  }
  root.scrollTo({ top: 0, behavior: "instant" });
})()
"""


Requests = Counter[tuple[str, str]]


@dataclass(frozen=True)
class FeedScene:
    """The feed's capture, what was asked for it, and what scrolling by hand asks for."""

    kept: Kept
    shown: list[Badge]
    watched: Watched
    requests: Requests
    by_hand: Requests
    scroll: object
    marks: object


@pytest.fixture(scope="module")
def feed(steady: Machine, each_browser: Browser | Firefox, demo_root: Path) -> FeedScene:
    with demo_site(demo_root, removes=False) as site:
        hand = each_browser.open(site.feed_url)
        each_browser.evaluate(hand, BY_HAND)
        each_browser.close_tab(hand)
        by_hand = _requests(site)
        site.requests.clear()
        tab = each_browser.open(site.feed_url)
        watch(each_browser, tab)
        shown = capture(each_browser, tab)
        return FeedScene(
            steady.newest(),
            shown,
            watched(each_browser, tab),
            _requests(site),
            by_hand,
            each_browser.evaluate(tab, "scrollY"),
            each_browser.evaluate(tab, MARKS),
        )


def _requests(site: DemoSite) -> Requests:
    return Counter((request.method, request.path) for request in site.requests)


def test_the_feed_is_followed_to_its_end(feed: FeedScene) -> None:
    posts = content.posts()
    items = feed.kept.items("post")
    ids = [next(each.value for each in item.ids if each.name == "data-post-id") for item in items]
    assert ids == [post.id for post in posts]
    texts = [" ".join(item.text.split()) for item in items]
    assert all(post.text in text for post, text in zip(posts, texts, strict=True))
    assert [(item.author, item.time) for item in items] == [(p.author, p.time) for p in posts]
    assert feed.kept.manifest.completeness.end == "reached"
    assert feed.kept.manifest.completeness.gaps == ()
    assert feed.scroll == 0


def test_the_feed_is_asked_for_exactly_what_scrolling_by_hand_asks_for(feed: FeedScene) -> None:
    assert feed.requests == feed.by_hand
    assert sum(path.startswith("/api/feed") for _, path in feed.requests) == 4


def test_the_button_counts_up_to_the_number_of_pictures(feed: FeedScene) -> None:
    *counts, last = [badge.text for badge in feed.shown]
    assert last == TICK
    numbers = [int(text) for text in counts if text.isdigit()]
    assert len(numbers) > 10
    assert numbers == sorted(numbers)
    assert numbers[-1] <= len(feed.kept.manifest.tiles)
    assert TICK not in counts


def test_the_feed_is_not_touched_beyond_scrolling(feed: FeedScene) -> None:
    assert feed.watched.scrolls
    assert feed.watched.events == ()
    assert feed.marks == 0


def test_a_page_that_fits_is_kept_without_scrolling_or_touching_it(
    steady: Machine, each_browser: Browser | Firefox, demo: DemoSite
) -> None:
    tab = each_browser.open(demo.profile_url())
    watch(each_browser, tab)
    each_browser.evaluate(tab, MUTATIONS)
    asked = len(demo.requests)
    capture(each_browser, tab)
    assert each_browser.evaluate(tab, "mutations") == []
    seen = watched(each_browser, tab)
    assert (seen.scrolls, seen.events) == ((), ())
    assert demo.requests[asked:] == []
    kept = steady.newest()
    assert len(kept.manifest.tiles) == 1
    assert kept.body.state == "complete"


def test_a_permanent_id_that_is_only_in_the_data_of_the_page_is_found(
    steady: Machine, each_browser: Browser | Firefox, demo: DemoSite
) -> None:
    capture(each_browser, each_browser.open(demo.profile_url()))
    kept = steady.newest()
    ids = {(each.value, each.where) for each in kept.manifest.page.ids}
    assert (content.SUSPECT.id, "json") in ids
    assert kept.manifest.page.url == demo.profile_url()
    assert content.SUSPECT.name in kept.manifest.page.title


def test_the_extension_has_exactly_five_permissions(
    each_browser: Browser | Firefox, extension: Path
) -> None:
    for product in ("chromium", "firefox"):
        manifest = json.loads((extension.with_name(product) / "manifest.json").read_text())
        assert sorted(manifest["permissions"]) == PERMISSIONS
        assert "host_permissions" not in manifest
        assert "content_scripts" not in manifest
    if isinstance(each_browser, Firefox):
        permissions, origins = each_browser.granted()
    else:
        granted = each_browser.worker("chrome.permissions.getAll()")
        assert isinstance(granted, dict)
        permissions, origins = granted["permissions"], granted["origins"]
    assert sorted(permissions) == PERMISSIONS
    assert origins == []
