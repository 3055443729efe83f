"""An officer opens the copy: real Chromium and real Firefox, from file://, without a network."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from e2e.bundle.pages import OPEN_SECONDS, VIEWS, axe, cut_off_page, unlock, view
from fixtures.bundles import files_of, open_payload, reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from selenium import webdriver

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with cut_off_page(chromium) as page:
        yield page


@pytest.fixture(scope="module")
def opened(chromium: Browser, bundle: Made) -> Iterator[Page]:
    """The copy, opened once for all tests that only look at it."""
    with cut_off_page(chromium) as page:
        seconds = unlock(page, bundle.folder, bundle.passphrase)
        print(f"\nopened in {seconds:.1f} s in Chromium")
        yield page


def step_marks(page: Page) -> list[str]:
    view(page, "checks")
    return [text.strip()[2:] for text in page.locator(".checks summary .mark").all_inner_texts()]


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(bundle: Made, page: Page) -> None:
    page.goto((bundle.folder / "OPEN-ME.html").as_uri())
    page.fill("#secret", "six-words-that-are-not-right")
    page.click("button.primary")
    expect(page.locator(".status")).to_contain_text("do not open", timeout=OPEN_SECONDS * 1000)
    assert page.locator(".verdict").count() == 0
    page.fill("#secret", bundle.passphrase)
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict")


def test_the_first_screen_answers_who_where_when_and_whether_it_is_whole(opened: Page) -> None:
    view(opened, "overview")
    text = opened.inner_text("main")
    for wanted in (
        "Marc D. · Direct messages",
        "Instagram",
        "17842055330127433",
        "marc.d.photo",
        "14:03:00",
        "America/Toronto",
        "60 messages or posts",
        "1 message disappeared from the page",
        "The person stopped the capture",
        "The capture was cut short",
        "no change was found",
    ):
        assert wanted in text


def test_words_as_read_out_by_telephone_open_it(bundle: Made, page: Page) -> None:
    unlock(page, bundle.folder, f"  {bundle.passphrase.replace('-', ' ').title()} ")


def test_a_list_that_can_never_come_is_told_and_decides_nothing(opened: Page) -> None:
    assert step_marks(opened) == ["valid"] * 8
    reason = opened.locator("details").nth(5).text_content() or ""
    assert "cut short before the browser made its list" in reason


def test_the_time_stamps_are_checked_in_the_page_and_told(bundle: Made, opened: Page) -> None:
    view(opened, "checks")
    told = opened.locator("details").nth(6)
    for authority in bundle.authorities:
        expect(told).to_contain_text(f"Exhibit 1: {authority.name} confirms that it existed by")
    expect(told).to_contain_text("2 time stamps")


def test_a_page_that_does_not_know_the_authority_calls_nothing_valid(
    bundle: Made, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "OPEN-ME.html").write_bytes(reader().read_bytes())
    page.goto((tmp_path / "OPEN-ME.html").as_uri())
    page.set_input_files("#file", bundle.folder / "evidence.age")
    expect(page.locator(".drop .name")).to_have_text("evidence.age")
    page.fill("#secret", bundle.passphrase)
    page.click("button.primary")
    page.wait_for_selector(".verdict.not_checked")
    assert step_marks(page) == ["valid"] * 6 + ["not checked", "valid"]
    told = page.locator("details").nth(6)
    expect(told).to_contain_text("does not know the authority")


def test_the_text_is_all_there_in_order_and_can_be_searched(opened: Page) -> None:
    view(opened, "text")
    expect(opened.locator(".items li")).to_have_count(65)
    assert (
        opened.locator(".items .words").first.inner_text()
        == "Hey. You looked great in that video call."
    )
    expect(opened.locator(".items li.special")).to_have_count(1)
    expect(opened.get_by_text("name from the message above")).not_to_have_count(0)
    opened.fill("input[type=search]", "GIFT cards")
    expect(opened.locator("main [role=status]")).to_have_text("6 results")
    expect(opened.locator(".items li")).to_have_count(6)


def test_a_picture_opens_large_and_is_the_original(bundle: Made, opened: Page) -> None:
    view(opened, "exhibits")
    expect(opened.locator(".tiles img")).to_have_count(6)
    opened.locator(".tile").nth(1).click()
    expect(opened.locator("dialog img")).to_have_js_property("naturalWidth", 1280)
    capture = bundle.unlocked.capture(bundle.entries[0])
    shown = opened.locator("dialog code")
    expect(shown).to_have_text(capture.body.parts[2].sha256)
    opened.keyboard.press("ArrowRight")
    expect(shown).to_have_text(capture.body.parts[3].sha256)
    opened.keyboard.press("Escape")
    expect(opened.locator("dialog")).to_have_count(0)


def test_a_file_is_saved_byte_for_byte(bundle: Made, opened: Page, tmp_path: Path) -> None:
    view(opened, "files")
    with opened.expect_download() as saved:
        opened.click("button[aria-label='Save data/log/checkpoint']")
    saved.value.save_as(tmp_path / "checkpoint")
    kept = files_of(open_payload(bundle))["data/log/checkpoint"]
    assert (tmp_path / "checkpoint").read_bytes() == kept


def test_everything_is_saved_as_the_same_container(
    whole_bundle: Made, page: Page, tmp_path: Path
) -> None:
    unlock(page, whole_bundle.folder, whole_bundle.passphrase)
    view(page, "files")
    with page.expect_download() as saved:
        page.click("main button.primary")
    saved.value.save_as(tmp_path / "evidence.zip")
    assert (tmp_path / "evidence.zip").read_bytes() == open_payload(whole_bundle)
    assert step_marks(page) == ["valid"] * 8
    expect(page.locator(".verdict.valid")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_free_of_what_axe_finds(
    opened: Page, scheme: Literal["light", "dark"]
) -> None:
    opened.emulate_media(color_scheme=scheme)
    for name in VIEWS:
        view(opened, name)
        assert axe(opened) == [], name


def test_the_first_page_is_free_of_what_axe_finds(bundle: Made, page: Page) -> None:
    page.goto((bundle.folder / "OPEN-ME.html").as_uri())
    assert axe(page) == []


def test_the_language_can_be_changed_in_the_middle(opened: Page) -> None:
    view(opened, "overview")
    opened.click("button[lang=fr]")
    expect(opened.locator("main")).to_contain_text("Contenu de cette copie")
    expect(opened.locator("html")).to_have_attribute("lang", "fr")
    opened.click("button[lang=en]")
    expect(opened.locator("main")).to_contain_text("What is in this copy")


def test_narrow_and_wide_screens_hold_everything_in_both_languages(opened: Page) -> None:
    before = opened.viewport_size
    assert before is not None
    for language in ("fr", "en"):
        opened.click(f"button[lang={language}]")
        for width in (360, 768, 2560):
            opened.set_viewport_size({"width": width, "height": 800})
            for name in VIEWS:
                view(opened, name)
                assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert axe(opened) == []
    # On the wide one the page stands in the middle, and the list of views right beside it.
    main, views = (opened.locator(one).bounding_box() for one in (".frame > main", "nav"))
    assert main
    assert views
    assert abs(main["x"] + main["width"] / 2 - 1280) < 2
    assert 0 <= main["x"] - (views["x"] + views["width"]) < 40
    opened.set_viewport_size(before)


def test_firefox_opens_it_too(bundle: Made, firefox: webdriver.Firefox) -> None:
    firefox.get((bundle.folder / "OPEN-ME.html").as_uri())
    wait = WebDriverWait(firefox, OPEN_SECONDS)
    secret = firefox.find_element(By.ID, "secret")
    secret.send_keys("not-the-right-words")
    firefox.find_element(By.CSS_SELECTOR, "button.primary").click()
    wait.until(lambda driver: "do not open" in driver.find_element(By.CSS_SELECTOR, ".status").text)
    secret.clear()
    secret.send_keys(bundle.passphrase)
    start = time.monotonic()
    firefox.find_element(By.CSS_SELECTOR, "button.primary").click()
    wait.until(lambda driver: driver.find_elements(By.CSS_SELECTOR, ".verdict"))
    print(f"\nopened in {time.monotonic() - start:.1f} s in Firefox")
    text = firefox.find_element(By.TAG_NAME, "main").text
    assert "Marc D. · Direct messages" in text
    assert "no change was found" in text
    firefox.find_element(By.CSS_SELECTOR, "nav [data-view=exhibits]").click()
    wait.until(
        lambda driver: driver.execute_script(
            "return [...document.querySelectorAll('.tiles img')].every(i => i.naturalWidth > 999)"
        )
    )
    assert len(firefox.find_elements(By.CSS_SELECTOR, ".tiles img")) == 6
