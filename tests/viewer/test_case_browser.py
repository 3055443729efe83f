"""A case in a real browser: by keyboard, by dragging, and while one writes."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.env import real_environment
from keepsake.viewer.server import Serving, serve
from viewer.conftest import HOSTILE, NEW, THREAD, session_of
from viewer.screens import come_in, shoot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from keepsake.vault.unlocked import Unlocked

pytestmark = pytest.mark.browser


@pytest.fixture
def serving(stamped: Path, tmp_path: Path) -> Iterator[Serving]:
    """A vault of its own, for the pages write into it."""
    with serve(shutil.copytree(stamped, tmp_path / "vault")) as running:
        yield running


@pytest.fixture
def page(browser: Browser, serving: Serving, unlocked: Unlocked) -> Iterator[Page]:
    with come_in(browser, serving) as opened:
        state = serving.state
        state.unlocked_session = session_of(state.path, unlocked, real_environment())
        state.touch()
        opened.goto(serving.address)
        yield opened


def _inside(serving: Serving) -> set[int]:
    assert serving.state.unlocked_session is not None
    case = serving.state.unlocked_session.case()
    assert case is not None
    return case.inside


def test_captures_are_put_into_the_case_by_keyboard(page: Page, serving: Serving) -> None:
    page.goto(f"{serving.address}/captures?in=inbox")
    box = page.locator(f'input[name="capture"][value="{NEW}"]')
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    page.locator("#into").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_have_text("1 capture was moved there.")
    assert NEW in _inside(serving)
    assert HOSTILE not in _inside(serving)


def test_all_are_chosen_at_once_and_dragged_onto_the_case(page: Page, serving: Serving) -> None:
    page.goto(f"{serving.address}/captures?in=inbox")
    page.check("#all")
    expect(page.locator('input[name="capture"]:checked')).to_have_count(2)
    page.locator(f'[data-capture="{HOSTILE}"]').drag_to(page.locator(".chips a", has_text="Blue"))
    expect(page.locator(".told")).to_have_text("2 captures were moved there.")
    assert {HOSTILE, NEW} <= _inside(serving)


def test_a_slow_hand_puts_an_exhibit_in_too(page: Page, serving: Serving) -> None:
    # What the number means is shown above the button as soon as its field is left.
    page.goto(f"{serving.address}/statement")
    page.focus("#when")
    page.select_option("#exhibit", "3")
    expect(page.locator("#meant .own-words")).to_be_visible()
    page.fill("#item", "5")
    page.click("text=Insert at cursor", delay=700)
    expect(page.locator("#when")).to_have_value("[Exhibit 3, message 5]")


def test_the_case_is_changed_on_top_of_every_page(page: Page) -> None:
    page.click(".switch summary")
    page.click(".switch-list >> text=Cases")
    page.fill("#name", "Winter")
    page.click("text=Start the case")
    expect(page.locator(".switch summary")).to_contain_text("Winter")
    page.click(".switch summary")
    page.click(".switch-list button >> text=Blue")
    expect(page.locator(".switch summary")).to_contain_text("Blue")


def test_from_a_refusal_to_the_next_step(page: Page, serving: Serving) -> None:
    page.goto(f"{serving.address}/cases")
    page.fill("#name", "Winter")
    page.click("text=Start the case")
    page.click("nav >> text=Police")
    expect(page.locator("#step-title")).to_have_text("Call your local police")
    page.click("text=Write down this call or visit")
    expect(page.locator("#when-date")).to_have_value("")  # nobody tells it but the person
    page.click("button >> text=Now")
    page.fill("#person", "Sam")
    page.select_option("#result", "refused")
    page.fill("#reason", "Only words.")
    page.click("button.main")
    expect(page.locator("#step-title")).to_have_text("Ask for the supervisor")
    expect(page.locator(".told")).to_contain_text("Saved and sealed at ")
    expect(page.locator(".log")).to_contain_text("Only words.")
    shoot(page, "police-refused")


def test_what_is_written_is_sealed_by_itself_and_exhibits_go_in_at_the_cursor(
    page: Page, serving: Serving
) -> None:
    page.goto(f"{serving.address}/statement")
    page.fill("#when", "It began on a Friday. ")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Sealed at \d\d:\d\d:\d\d\.$"))
    page.focus("#when")
    page.keyboard.press("End")
    page.select_option("#exhibit", "3")
    page.fill("#item", "5")
    page.click("text=Insert at cursor")
    expect(page.locator("#when")).to_have_value("It began on a Friday. [Exhibit 3, message 5]")
    expect(page.locator('[data-notes="when"] .named')).to_contain_text("Marc D.")
    page.fill("#effect", "He harassed me.")
    expect(page.locator('[data-notes="effect"] .hints')).to_contain_text("on which days")
    page.reload()
    expect(page.locator("#effect")).to_have_value("He harassed me.")
    shoot(page, "statement-draft")
    page.click("text=Save this version")
    expect(page.locator(".told")).to_contain_text("Saved and sealed at ")
    page.click("text=Versions (3)")
    expect(page.locator(".changes ins").first).to_be_visible()


def test_the_whole_picture_has_words_to_select_and_a_list_that_follows(
    page: Page, serving: Serving
) -> None:
    page.goto(f"{serving.address}/captures/{THREAD}/whole")
    expect(page.locator(".whole-state")).to_have_text("This is the end.")
    words = page.locator("#place-5")
    expect(words).to_have_text(re.compile("^600 dollars"))
    box, frame = words.bounding_box(), page.locator(".piece-frame").first.bounding_box()
    assert box
    assert frame
    assert frame["x"] < box["x"] < frame["x"] + frame["width"]
    assert page.evaluate("""() => { getSelection().selectAllChildren(
      document.querySelector('#place-5')); return getSelection().toString(); }""").startswith("600")
    page.click('.whole-list [data-item="25"] a')
    expect(page.locator('.whole-list [data-item="25"]')).to_have_class(re.compile("now-shown"))
    expect(page.locator('.whole-list [data-item="1"]')).not_to_have_class(re.compile("now-shown"))


def test_a_message_is_pointed_out_by_keyboard(page: Page, serving: Serving) -> None:
    page.goto(f"{serving.address}/captures/{THREAD}/text")
    fold = page.locator("#item-7 .point-out summary")
    fold.focus()
    page.keyboard.press("Enter")
    page.select_option("#meaning-7", "threat")
    page.focus("#item-7 .point-form button")
    page.keyboard.press("Enter")
    expect(page.locator("#item-7 .pointed")).to_have_text("Marked as important: a threat")


def test_who_wrote_a_message_is_corrected_by_keyboard(page: Page, serving: Serving) -> None:
    page.goto(f"{serving.address}/captures/{THREAD}/text")
    page.locator("#item-8 .correct-out summary").focus()
    page.keyboard.press("Enter")
    page.fill("#author-8", "Noor")
    page.keyboard.press("Enter")
    expect(page.locator("#item-8 .corrected")).to_have_text("You say: written by Noor")
