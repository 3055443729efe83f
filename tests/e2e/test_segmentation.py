"""What the items of a page may be is weighed by one table, which knows every feature, no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from fixtures.page_part import page_part
from fixtures.pages.segment.by_shape import html_of
from fixtures.pages.segment.in_parts import IN_PARTS
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from fixtures.pages.shaped_page import ShapedPage

pytestmark = pytest.mark.browser

WEIGHED = """() => inside.once.during(() => {
  const pane = document.scrollingElement;
  const all = inside.choose.weighed(inside.outline.outlineOf(pane, inside.find.paneBox(pane)));
  return {
    weights: Object.keys(inside.weights.WEIGHTS),
    features: all.map(({ features }) => features),
    scores: all.map(({ score }) => score),
  };
})"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("page", IN_PARTS, ids=lambda page: page.name)
def test_every_feature_has_a_weight_and_is_a_number(tab: Page, page: ShapedPage) -> None:
    tab.set_content(html_of(page))
    modules = ("main", "pane/find", "segment/choose", "segment/outline", "segment/weights")
    tab.evaluate(page_part(*modules, "view/once"))
    told = tab.evaluate(WEIGHED)
    assert told["scores"] == sorted(told["scores"], reverse=True)
    assert len(told["scores"]) > 5
    for features in told["features"]:
        assert sorted(features) == sorted(told["weights"])
        assert all(isinstance(value, int | float) for value in features.values()), features


SLOTTED = """<!doctype html><main>{}</main>""".format(
    "".join(
        '<x-line><template shadowrootmode="open"><div><p><slot name="who"></slot></p>'
        '<p><slot></slot></p></div></template><b slot="who">Nora Lind</b>'
        f"<span>This is what was said as number {n}.</span></x-line>"
        for n in range(8)
    )
)
AROUND_SLOTS = """() => inside.once.during(() => {
  const pane = document.scrollingElement;
  const outline = inside.outline.outlineOf(pane, inside.find.paneBox(pane));
  const sets = inside.candidates.candidatesIn(outline).map(({ set }) => set);
  const hosts = sets.filter((set) => set.every((at) => outline.all[at].localName === "x-line"));
  const inner = sets.flat().filter((at) => outline.all[at].getRootNode() !== document);
  return { hosts: hosts.length, inner: inner.map((at) => outline.all[at].localName) };
})"""


def test_what_a_slot_shows_is_an_item_of_the_element_that_has_the_words(tab: Page) -> None:
    tab.set_content(SLOTTED)
    modules = ("main", "pane/find", "segment/candidates", "segment/outline", "view/once")
    tab.evaluate(page_part(*modules))
    told = tab.evaluate(AROUND_SLOTS)
    assert told["hosts"] > 0
    assert told["inner"] == []
