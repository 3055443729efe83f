"""Other pages than a thread, and that capturing leaves no trace on any."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from e2e.harness import Kept, capture
from e2e.scene import watch, watched
from fixtures.demo import content

if TYPE_CHECKING:
    from e2e.harness import Machine
    from fixtures.demo.server import DemoSite
    from keepsake.native.browser import Browser, Tab

pytestmark = pytest.mark.browser

PERMISSIONS = ["activeTab", "contextMenus", "nativeMessaging", "scripting", "storage"]

MUTATIONS = """
globalThis.mutations = [];
new MutationObserver((records) => mutations.push(...records.map((each) => each.type))).observe(
  document, { attributes: true, characterData: true, childList: true, subtree: true });
"""

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


@pytest.fixture
def taken(steady: Machine, steady_browser: Browser) -> Taker:
    return Taker(steady, steady_browser)


class Taker:
    """Opens a page on the shared computer, captures it and gives the result."""

    def __init__(self, machine: Machine, browser: Browser) -> None:
        self.machine = machine
        self.browser = browser

    def __call__(self, url: str, prepare: str = "null") -> tuple[Kept, Tab]:
        tab = self.browser.open(url)
        watch(self.browser, tab)
        self.browser.evaluate(tab, prepare)
        capture(self.browser, tab)
        return self.machine.newest(), tab


def test_the_feed_is_followed_to_its_end(taken: Taker, demo: DemoSite) -> None:
    kept, tab = taken(demo.feed_url)
    posts = content.posts()
    got = [
        next(each.value for each in item.ids if each.name == "data-post-id")
        for item in kept.manifest.items
        if item.kind == "post"
    ]
    assert got == [post.id for post in posts]
    texts = [" ".join(item.text.split()) for item in kept.items("post")]
    assert all(post.text in text for post, text in zip(posts, texts, strict=True))
    assert kept.manifest.completeness.end == "reached"
    assert kept.manifest.completeness.gaps == ()
    assert taken.browser.evaluate(tab, "scrollY") == 0


def test_the_feed_is_asked_for_exactly_what_scrolling_by_hand_asks_for(
    taken: Taker, demo: DemoSite
) -> None:
    by_hand = taken.browser.open(demo.feed_url)
    taken.browser.evaluate(by_hand, BY_HAND)
    taken.browser.close_tab(by_hand)
    wanted = Counter((request.method, request.path) for request in demo.requests)
    demo.requests.clear()
    taken(demo.feed_url)
    got = Counter((request.method, request.path) for request in demo.requests)
    assert got == wanted
    assert sum(path.startswith("/api/feed") for _, path in got) == 4


def test_a_page_that_fits_is_kept_without_scrolling_or_touching_it(
    taken: Taker, demo: DemoSite
) -> None:
    tab = taken.browser.open(demo.profile_url())
    watch(taken.browser, tab)
    taken.browser.evaluate(tab, MUTATIONS)
    asked = len(demo.requests)
    capture(taken.browser, tab)
    assert taken.browser.evaluate(tab, "mutations") == []
    seen = watched(taken.browser, tab)
    assert (seen.scrolls, seen.events) == ((), ())
    assert demo.requests[asked:] == []
    kept = taken.machine.newest()
    assert len(kept.manifest.tiles) == 1
    assert kept.body.state == "complete"


def test_the_feed_is_not_touched_beyond_scrolling(taken: Taker, demo: DemoSite) -> None:
    marks = (
        "globalThis.marks = () => document.querySelectorAll("
        "'[class*=keepsake],[id*=keepsake],[data-keepsake],style:not([data-virtuoso])').length;"
    )
    _, tab = taken(demo.feed_url, marks)
    assert taken.browser.evaluate(tab, "marks()") == 0
    assert watched(taken.browser, tab).events == ()
    assert (
        taken.browser.evaluate(tab, "Object.keys(globalThis).filter((k) => /keep/i.test(k))") == []
    )


def test_a_permanent_id_that_is_only_in_the_data_of_the_page_is_found(
    taken: Taker, demo: DemoSite
) -> None:
    kept, _ = taken(demo.profile_url())
    ids = {(each.value, each.where) for each in kept.manifest.page.ids}
    assert (content.SUSPECT.id, "json") in ids
    assert kept.manifest.page.url == demo.profile_url()
    assert content.SUSPECT.name in kept.manifest.page.title


def test_the_extension_has_exactly_five_permissions(
    taken: Taker,
) -> None:
    manifest = json.loads((taken.machine.extension / "manifest.json").read_text())
    assert sorted(manifest["permissions"]) == PERMISSIONS
    assert "host_permissions" not in manifest
    assert "content_scripts" not in manifest
    granted = taken.browser.worker("chrome.permissions.getAll()")
    assert isinstance(granted, dict)
    assert sorted(granted["permissions"]) == PERMISSIONS
    assert granted["origins"] == []
