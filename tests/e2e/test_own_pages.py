"""The extension's own pages: for everyone, in both languages, however they are shown.

With KEEPSAKE_PICTURES=1, leaves a picture of each in `dist/screenshots/extension` for people.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from e2e.harness import ROOT
from keepsake.browsers.register import register_profile
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    from e2e.harness import Machine

pytestmark = pytest.mark.browser

AXE = ROOT / "build" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("welcome", "practice", "options", "progress", "tabs", "know", "note", "problem")
DETAIL = {"problem": "#80-3", "tabs": "#1"}
LOOKS = {"en": [("light", 1280), ("dark", 360)], "fr": [("dark", 1280), ("light", 360)]}
TELLING = ("evidence", "police", "victim", "preuve", "victime", "crime")


@contextmanager
def _extension(machine: Machine, language: str, *, registered: bool) -> Iterator[BrowserContext]:
    if registered:
        register_profile(machine.profile, machine.program)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            machine.profile,
            executable_path=find_chromium(),
            headless=False,
            args=[
                "--headless=new",
                f"--lang={language}",
                f"--load-extension={machine.extension}",
                f"--disable-extensions-except={machine.extension}",
            ],
            ignore_default_args=["--disable-extensions"],
            env={
                **machine.variables,
                "LANGUAGE": language,
                "KEEPSAKE_VAULT": str(machine.vault_path),
            },
        )
        try:
            yield context
        finally:
            context.close()


@pytest.fixture(scope="module", params=["en", "fr"])
def opened(
    request: pytest.FixtureRequest, new_machine: Callable[[], Machine]
) -> Iterator[tuple[str, BrowserContext, str]]:
    """A browser in a language, with the extension: language, browser, address of its pages."""
    language = str(request.param)
    with _extension(new_machine(), language, registered=True) as context:
        workers = context.service_workers or [context.wait_for_event("serviceworker")]
        yield language, context, workers[0].url.removesuffix("background.js") + "ui/"


def _show(context: BrowserContext, base: str, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{base}{name}.html{DETAIL.get(name, '')}")
    if name == "options":
        expect(page.locator("#health li .mark").first).to_be_visible(timeout=60_000)
        expect(page.locator("#health")).to_have_attribute("aria-busy", "false", timeout=60_000)
        expect(page.locator("#allow button").first).to_be_visible(timeout=60_000)
        expect(page.locator("#known").get_by_text("WhatsApp", exact=True)).to_be_visible()
        expect(page.locator("#known .more").first).to_contain_text("2026")
    elif name == "know":
        expect(page.locator("#sites details").last).to_be_visible(timeout=60_000)
        expect(page.get_by_text("WhatsApp", exact=True)).to_be_visible()
    elif name == "note":
        expect(page.locator("#where li").last).to_be_attached(timeout=60_000)
        expect(page.locator("#sealed")).not_to_be_empty(timeout=60_000)
    elif name == "progress":
        expect(page.locator("#status")).not_to_be_empty(timeout=60_000)
    elif name == "problem":
        expect(page.locator("#next")).not_to_be_empty(timeout=60_000)
    return page


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(
        "axe.run({ resultTypes: ['violations'] }).then((r) => r.violations)"
    )
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def _picture(page: Page, name: str) -> None:
    if os.environ.get("KEEPSAKE_PICTURES") != "1":
        return
    folder: Path = ROOT / "dist" / "screenshots" / "extension"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    opened: tuple[str, BrowserContext, str], name: str
) -> None:
    language, context, base = opened
    page = _show(context, base, name)
    if name == "note":
        # As it is right after a record, without one.
        page.evaluate("document.getElementById('words').hidden = false")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    for scheme, width in LOOKS[language]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, (scheme, width)
        assert _violations(page) == [], (scheme, width)
        _picture(page, f"{name}-{language}-{scheme}-{width}")
    assert page.evaluate("document.documentElement.lang") == language
    assert page.title() == "Keepsake"
    heading = page.locator("h1").inner_text().lower()
    assert not any(word in heading for word in TELLING)
    page.close()


def test_where_to_report_is_a_press_away_with_its_source_and_its_date(
    opened: tuple[str, BrowserContext, str],
) -> None:
    language, context, base = opened
    page = _show(context, base, "note")
    links = page.locator("#where a").evaluate_all(
        "all => all.map((one) => [one.textContent, one.href, one.rel, one.target])"
    )
    held = [
        (line["number"], line)
        for path in sorted((ROOT / "shared" / "data" / "help").glob("*.json"))
        for line in json.loads(path.read_text(encoding="utf-8"))["numbers"]
        if line["kind"] == "minors"
    ]
    assert sorted(shown for shown, *_ in links) == sorted(number for number, _ in held)
    for shown, address, rel, target in links:
        assert rel == "noreferrer noopener"
        digits = "".join(sign for sign in shown if sign.isdigit())
        called = (f"tel:{digits}", "")
        read = (f"https://{shown.lower()}/", "_blank")
        assert (address, target) == (read if shown[-1].isalpha() else called)
    lines = page.locator("#where small").all_text_contents()
    not_confirmed = {"en": "Not confirmed", "fr": "Non confirmé"}[language]
    assert sum(not_confirmed in line for line in lines) == sum(
        not line["confirmed"] for _, line in held
    )
    assert all(any(line["checked"] in told for told in lines) for _, line in held)
    page.close()


@pytest.mark.parametrize("opened", ["en"], indirect=True)
def test_nothing_is_called_safe_where_nothing_is_counted(
    opened: tuple[str, BrowserContext, str],
) -> None:
    _, context, base = opened
    page = _show(context, base, "progress")
    expect(page.locator("#status")).to_contain_text("No capture is running right now.")
    expect(page.locator("#safe")).to_be_hidden()
    page.close()


@pytest.mark.parametrize("opened", ["en"], indirect=True)
@pytest.mark.parametrize("name", ["options", "tabs", "know", "note", "welcome", "practice"])
def test_everything_is_reached_by_keyboard(
    opened: tuple[str, BrowserContext, str], name: str
) -> None:
    _language, context, base = opened
    page = _show(context, base, name)
    if name == "note":
        page.evaluate("document.getElementById('words').hidden = false")
    count = page.evaluate(
        "[...document.querySelectorAll('button, a[href], input, textarea, summary')]"
        ".filter((each) => each.checkVisibility()).length"
    )
    page.evaluate("globalThis.reached = new Set(); document.activeElement.blur()")
    # A field for a date takes several presses.
    for _ in range(count * 2 + 6):
        page.keyboard.press("Tab")
        page.evaluate("reached.add(document.activeElement)")
    reached = page.evaluate("[...reached].filter((each) => each !== document.body).length")
    assert count > 0
    assert reached == count
    page.close()


@pytest.mark.parametrize(("scheme", "drawn"), [("light", "light"), ("dark", "dark")])
@pytest.mark.parametrize("opened", ["en"], indirect=True)
def test_the_welcome_page_shows_the_toolbar_of_this_browser(
    opened: tuple[str, BrowserContext, str], scheme: str, drawn: str
) -> None:
    _language, context, base = opened
    page = _show(context, base, "welcome")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    expect(page.locator("#pin")).to_contain_text("pin beside Keepsake")
    shown = page.locator("#toolbar")
    assert shown.evaluate("one => one.decode().then(() => one.naturalWidth)") == 520
    assert str(shown.evaluate("one => one.currentSrc")).endswith(f"toolbar-chromium-{drawn}.svg")
    page.close()
