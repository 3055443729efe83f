"""Fraud by a shop in no list: 24 questions, on screen and on paper, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import unlock
from e2e.bundle.papers import two_pages
from e2e.bundle.questions import says
from e2e.bundle.shop_case import make
from e2e.bundle.shop_questions import in_french, questions
from fixtures.bundles import files_of, open_payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from e2e.bundle.shop_case import ShopCase
    from e2e.harness import Machine

pytestmark = pytest.mark.browser

QUESTIONS = 24


@pytest.fixture(scope="module")
def shop_case(
    new_machine: Callable[[], Machine], tmp_path_factory: pytest.TempPathFactory
) -> ShopCase:
    return make(new_machine(), tmp_path_factory.mktemp("shop"))


def _lacking(text: str, case: ShopCase, language: str) -> list[tuple[str, str]]:
    asked = questions(case)
    assert len(asked) == QUESTIONS
    return [
        (question, answer)
        for question, answers in asked.items()
        for answer in answers
        if not says(text, in_french(answer) if language == "fr" else answer)
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_first_two_pages_answer_each_question(
    language: str, shop_case: ShopCase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = files_of(open_payload(shop_case.made[language]))
    text = two_pages(files, tmp_path_factory.mktemp("paper"))
    assert _lacking(text, shop_case, language) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_first_screen_answers_each_question(
    language: str, shop_case: ShopCase, page: Page
) -> None:
    made = shop_case.made[language]
    unlock(page, made.folder, made.passphrase)
    if page.locator("html").get_attribute("lang") != language:
        page.click(f"button[lang={language}]")
    expect(page.locator(".verdict")).to_be_visible()
    assert _lacking(page.inner_text("main"), shop_case, language) == []
    height = page.viewport_size["height"] if page.viewport_size else 0
    seen = [row.bounding_box() for row in page.locator(".brief .facts dd").all()]
    assert [box for box in seen if box is None or box["y"] + box["height"] > height] == []
