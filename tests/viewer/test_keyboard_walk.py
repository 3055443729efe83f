"""By keyboard alone and with a screen reader: every control of every page is reached and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.viewer.server import serve
from viewer.access import LOCKED, OPEN
from viewer.screens import come_in, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.server import Serving

pytestmark = pytest.mark.browser

# A picture in pieces and a frame from elsewhere take focus by the browser's own rules.
MORE_TABS = 12
ROUNDS = 3

LISTEN = """() => {
  window.walked = new Map();
  addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target);
    const box = target.getBoundingClientRect();
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    // What is taller than the view is looked for in the middle of what of it is in view.
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    const tall = box.height > innerHeight;
    const y = tall ? (top + bottom) / 2 : box.top + Math.min(box.height / 2, 20);
    const x = box.left + box.width / 2;
    const above = document.elementFromPoint(x, y);
    // A field within its label, or a link around a picture, is seen as a part of the other.
    const seen = above?.closest("label")?.control === target ||
      target.contains(above) || Boolean(above?.contains(target));
    walked.set(target, { ringed, seen });
  });
  document.activeElement?.blur();
}"""

# What a keyboard must come to: of the choices with one name, the chosen or else the first.
CONTROLS = """() => {
  const all = document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, audio[controls], [tabindex='0']");
  const groups = new Set();
  return [...all].filter((one) => {
    if (one.disabled || one.type === "hidden" || !one.checkVisibility()) return false;
    if (one.type !== "radio") return true;
    const alike = [...document.getElementsByName(one.name)];
    const chosen = alike.find((other) => other.checked) ?? alike[0];
    return one === chosen && !groups.has(one.name) && groups.add(one.name);
  });
}"""

TOLD = f"""() => {{
  const tell = (one) => one.outerHTML.slice(0, 140);
  const controls = ({CONTROLS})();
  return {{
    missed: controls.filter((one) => !walked.has(one)).map(tell),
    ringless: [...walked].filter(([one, how]) => one !== document.body && !how.ringed)
      .map(([one]) => tell(one)),
    unseen: [...walked].filter(([one, how]) => one !== document.body && !how.seen)
      .map(([one]) => tell(one)),
  }};
}}"""

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"""


@pytest.fixture
def serving(vault: Path) -> Iterator[Serving]:
    with serve(vault) as running:
        yield running


def _walk(page: Page, name: str) -> list[str]:
    """Goes through a page with Tab from its beginning, and says what that does not come to."""
    page.evaluate(LISTEN)
    told = {"missed": [""]}
    # A whole picture grows while somebody goes through it.
    for _ in range(ROUNDS):
        for _ in range(
            page.evaluate(f"({CONTROLS})().length") + MORE_TABS if told["missed"] else 0
        ):
            page.keyboard.press("Tab")
        told = page.evaluate(TOLD)
    found = [f"{name}: {what}: {one}" for what, all_ in told.items() for one in all_]
    levels = page.evaluate(HEADINGS)
    steps = zip([0, *levels], levels, strict=False)
    if levels.count(1) != 1 or any(after > before + 1 for before, after in steps):
        found.append(f"{name}: headings {levels}")
    return found


@pytest.mark.parametrize(("half", "width"), [(0, 1280), (1, 360)])
def test_tab_comes_to_every_control_and_it_is_seen(
    browser: Browser, serving: Serving, unlocked: Unlocked, half: int, width: int
) -> None:
    found: list[str] = []
    with come_in(browser, serving, width=width) as page:
        if half:
            for name in ("unlock", "forgotten", "help"):
                page.goto(serving.address + LOCKED[name])
                found += _walk(page, name)
        unlock_at_once(serving, unlocked)
        for name, address in list(OPEN.items())[half::2]:
            page.goto(serving.address + address)
            found += _walk(page, name)
    assert found == []


def test_the_frame_is_jumped_over_and_escape_closes_what_is_open(
    browser: Browser, serving: Serving, unlocked: Unlocked
) -> None:
    with come_in(browser, serving) as page:
        unlock_at_once(serving, unlocked)
        page.goto(serving.address)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        cases = page.locator(".switch summary")
        cases.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".switch-list")).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.locator(".switch-list")).to_be_hidden()
        expect(cases).to_be_focused()
        assert serving.state.unlocked_session is not None, "one Escape leaves nothing"
