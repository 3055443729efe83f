"""Parts that a page closed are counted where the browser opens them for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.page_part import page_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WORDS = "What he wrote to me, in a part that the page closed."


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """One of its own: what a page calls its elements is for good."""
    with chromium.new_page() as page:
        yield page


def _counted(page: Page, body: str, mode: str) -> int:
    page.set_content(
        f"{body}<script>customElements.define('x-part',class extends HTMLElement{{"
        f"constructor(){{super();this.attachShadow({{mode:'{mode}'}}).innerHTML='<p>{WORDS}</p>'"
        "}})</script>"
    )
    page.evaluate(page_part("view/roots"))
    return int(page.evaluate("inside.roots.closedParts()"))


ONE = "<x-part style='display:block'></x-part>"


@pytest.mark.parametrize(
    ("body", "mode", "closed"),
    [
        (ONE, "closed", 1),
        (ONE * 3, "closed", 3),
        (f"<main><section>{ONE}</section></main>", "closed", 1),
        (f"<div style='display:none'>{ONE}</div>", "closed", 0),
        (f"<div style='visibility:hidden'>{ONE}</div>", "closed", 0),
        (ONE.replace("block", "block;width:8px;height:8px;overflow:hidden"), "closed", 0),
        (ONE, "open", 0),
    ],
)
def test_what_is_closed_in_view_is_counted(page: Page, body: str, mode: str, closed: int) -> None:
    assert _counted(page, body, mode) == closed
