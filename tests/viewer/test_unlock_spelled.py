"""The door opens to the words on paper however they are typed, and shows them when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from viewer import sample
from viewer.screens import come_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

    from keepsake.viewer.server import Serving
    from viewer.conftest import Browser

SPOKEN = sample.PASSPHRASE.replace("-", " ").title()


def test_the_door_and_the_change_of_the_passphrase_take_words_with_spaces(locked: Browser) -> None:
    assert locked.post("/unlock", passphrase=SPOKEN)[0] == 303
    assert locked.state.unlocked_session is not None
    new = "walnut-harbour-cinder-maple-trumpet-velvet"
    form = {"present": SPOKEN.upper(), "passphrase": new, "again": new}
    assert locked.post("/passphrase/change", **form)[0] == 303
    locked.post("/lock")
    assert locked.post("/unlock", passphrase=SPOKEN)[0] == 403
    assert locked.post("/unlock", passphrase=new.replace("-", " \u2013 "))[0] == 303


def test_one_rule_says_what_is_too_weak_here_and_at_the_terminal(working: Browser) -> None:
    for weak in ("password1234", "123456789012", "harbour violin copper meadow"):
        form = {"present": sample.PASSPHRASE, "passphrase": weak, "again": weak}
        assert working.post("/passphrase/change", **form)[0] == 400, weak


@pytest.mark.browser
def test_what_is_typed_is_shown_and_hidden_and_the_hint_stands_there(
    browser: Chromium, own_serving: Serving
) -> None:
    with come_in(browser, own_serving) as page:
        field = page.locator("#passphrase")
        expect(page.get_by_text("spaces, hyphens and capitals do not matter")).to_be_visible()
        field.fill(SPOKEN)
        expect(field).to_have_attribute("type", "password")
        page.get_by_role("button", name="Show").click()
        expect(field).to_have_attribute("type", "text")
        expect(field).to_have_value(SPOKEN)
        page.get_by_role("button", name="Hide").click()
        expect(field).to_have_attribute("type", "password")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("button", name="Open").click()
        expect(page.locator("#now-title")).to_be_visible(timeout=60_000)
