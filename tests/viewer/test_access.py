"""Every page for everyone: axe-core finds nothing, nothing sticks out, however it is shown.

With KEEPSAKE_PICTURES=1, leaves a picture of every page in `dist/screenshots/viewer` for people.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keepsake.viewer.server import serve
from viewer.access import LOCKED, OPEN, look_at, sticks_out, visit
from viewer.screens import come_in, shoot, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser

LOOKS = [("en", "light", 1280), ("fr", "dark", 1280), ("fr", "light", 360), ("en", "dark", 360)]


def _leaving(page: Page) -> float:
    """Where the button that leaves ends."""
    box = page.locator("#leave button").bounding_box()
    assert box is not None
    return box["x"] + box["width"]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_is_for_everyone(
    browser: Browser, vault: Path, unlocked: Unlocked, language: str, theme: str, width: int
) -> None:
    look = f"{language}-{theme}-{width}"
    found: list[str] = []
    with (
        serve(vault) as running,
        come_in(browser, running, language=language, theme=theme, width=width) as page,
    ):
        for name, address in LOCKED.items():
            visit(page, running.address + address)
            found += look_at(page, name, look)
        page.context.clear_cookies()
        page.goto(running.entrance())
        unlock_at_once(running, unlocked)
        for name, address in OPEN.items():
            visit(page, running.address + address)
            assert page.get_attribute("html", "lang") == language
            found += look_at(page, name, look)
        page.goto(f"{running.address}/check")
        page.click("form[data-busy] button")
        page.wait_for_selector(".verdict")
        found += look_at(page, "checked", look)
    assert found == []


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_the_very_first_page_and_the_sheet_are_for_everyone(
    browser: Browser, vault: Path, unlocked: Unlocked, language: str, theme: str, width: int
) -> None:
    look = f"{language}-{theme}-{width}"
    with (
        serve(vault.with_name("nothing-yet")) as empty,
        come_in(browser, empty, language=language, theme=theme, width=width) as page,
    ):
        found = look_at(page, "begin", look)
    with (
        serve(vault) as running,
        come_in(browser, running, language=language, theme=theme, width=width) as page,
    ):
        unlock_at_once(running, unlocked)
        page.goto(f"{running.address}/recovery-sheet")
        page.click("main form button")
        page.wait_for_selector(".words")
        found += look_at(page, "recovery-sheet", look)
        page.click("main form button")
        page.wait_for_selector("[name^=word-]")
        found += look_at(page, "recovery-words", look)
    assert found == []


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_the_first_pages_are_for_everyone(
    browser: Browser,
    new_vault: Callable[[Path], Path],
    tmp_path: Path,
    language: str,
    theme: str,
    width: int,
) -> None:
    look = f"{language}-{theme}-{width}"
    with (
        serve(new_vault(tmp_path / "vault")) as running,
        come_in(browser, running, language=language, theme=theme, width=width) as page,
    ):
        found = look_at(page, "first", look)
        page.click(".after button")
        page.wait_for_selector(".notice")
        found += look_at(page, "home-unclaimed", look)
        name = page.locator(".switch summary bdi").first
        assert name.evaluate("one => one.scrollWidth <= one.clientWidth"), "our own words are cut"
    assert found == []


# 640 pixels are a window of 1280 at a zoom of 200 %.
@pytest.mark.parametrize("width", [320, 640, 2560])
def test_nothingsticks_out_of_a_narrow_or_a_very_wide_window(
    browser: Browser, vault: Path, unlocked: Unlocked, width: int
) -> None:
    with serve(vault) as running, come_in(browser, running, language="fr", width=width) as page:
        shut = _leaving(page)
        unlock_at_once(running, unlocked)
        for name in (
            "home",
            "text-hostile",
            "facts",
            "hand-over",
            "search",
            "police",
            "timeline",
            "statement",
            "again",
            "message",
            "cases",
            "passphrase-change",
        ):
            page.goto(running.address + OPEN[name])
            assert sticks_out(page) == 0, name
            row = page.locator(".doors > *").evaluate_all(
                "all => all.map((one) => one.getBoundingClientRect().bottom)"
            )
            assert max(row) - min(row) < 20, "Leave is on a line of its own"
            if width == 2560:
                assert abs(_leaving(page) - shut) < 10, "Leave is where it was before"
            if name == "home":
                shoot(page, f"home-{width}")


def test_ink_stands_out_seven_to_one() -> None:
    css = Path(__file__).parents[2] / "host" / "keepsake" / "viewer" / "static" / "ground.css"
    text = css.read_text(encoding="utf-8")
    colours = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    found = {name: (light, dark) for name, light, dark in colours}
    pairs = [(ink, ground) for ink in ("ink", "soft", "teal") for ground in ("paper", "leaf")]
    pairs += [("amber", "paper"), ("red", "paper"), ("ink", "amber-wash"), ("ink", "red-wash")]
    for ink, ground in [*pairs, ("on-teal", "teal"), ("teal", "teal-wash"), ("paper", "ink")]:
        for theme in (0, 1):
            ratio = _contrast(found[ink][theme], found[ground][theme])
            assert ratio >= 7, (ink, ground, theme, round(ratio, 2))


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
