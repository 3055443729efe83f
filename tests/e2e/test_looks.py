"""What comes and goes between two questions is noticed: the page is looked at when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fixtures.page_part import page_part

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROWS = "".join(
    f"<div class='m'><b>Ada</b><p>Message number {n} of the thread</p></div>" for n in range(8)
)
THREAD = f"<!doctype html><main><div id='log'>{ROWS}</div></main>"
COME = """() => {
  const said = document.querySelector(".m").cloneNode(true);
  said.querySelector("p").textContent = "Only for a moment";
  said.id = "passing";
  document.querySelector("#log").append(said);
}"""


def _ask(page: Page, question: str, **order: object) -> Any:
    code = "([question, order]) => keepsakePage.ask[question](order)"
    return page.evaluate(code, [question, order])


@pytest.fixture
def looked_at(chromium: Browser) -> Any:
    page = chromium.new_page()
    page.set_content(THREAD)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.evaluate(page_part("main"))
    _ask(page, "start", conversation=True)
    yield page
    page.close()
    assert errors == []


def _told_by(page: Page) -> list[str]:
    answer = _ask(page, "waitForMore", way=1, ms=1, nudge=False)
    looks = [*answer["changes"], *([answer["now"]] if "now" in answer else [])]
    return [row["content"]["text"] for look in looks for row in look["rows"] if row["content"]]


def test_a_message_that_was_there_for_a_moment_is_told(looked_at: Page) -> None:
    for _ in range(2):
        looked_at.evaluate(COME)
        looked_at.wait_for_timeout(400)  # longer than a look waits after a change
        looked_at.evaluate("document.querySelector('#passing').remove()")
        looked_at.wait_for_timeout(400)
        assert any("Only for a moment" in text for text in _told_by(looked_at))
