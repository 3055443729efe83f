"""Help and police by country: the chosen one first, and what is not known says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.env import real_environment
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.emergency import countries
from viewer.conftest import HOST, Browser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from keepsake.viewer.server import Serving

DANGER = {"CA": "911", "FR": "17 / 112", "GB": "999", "US": "911"}


@pytest.fixture
def first(new_vault: Callable[[Path], Path], tmp_path: Path) -> Browser:
    """A browser with a vault in which nothing was said to the police yet."""
    state = AppState(new_vault(tmp_path / "new"), real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    assert browser.post("/later")[0] == 303
    return browser


def _chosen(browser: Browser, country: str) -> None:
    assert browser.post("/settings", country=country, idle_minutes="10")[0] == 303


def _headings(html: str) -> list[str]:
    return re.findall(r'<h2 class="small-title">([^<]+)</h2>', html)


def test_the_settings_tell_which_websites_are_known_since_when_and_how(first: Browser) -> None:
    page = first.get("/settings")[1]
    told = dict(re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>(\d{4}-\d\d-\d\d)</td>', page))
    assert {"WhatsApp", "Instagram", "Messenger", "X"} <= told.keys()
    assert "YouTube" not in told
    assert page.count("From public source code; not seen on the website itself") == len(told)


def test_without_a_choice_all_stand_there_and_the_page_says_so(first: Browser) -> None:
    page = first.get("/help-now")[1]
    assert "No country is chosen" in page
    assert [one.name["en"] for one in countries()] == _headings(page)[: len(countries())]
    police = first.get("/police")[1]
    assert "These steps come from a guide for Canada, for no country is chosen." in police
    assert "Call the emergency number in danger" in police
    # The secret of the form may hold these digits by chance.
    assert "911" not in re.sub(r"[0-9a-f]{32,}", "", police)


@pytest.mark.parametrize("country", DANGER)
def test_the_chosen_country_comes_first_and_its_number_is_told(
    first: Browser, country: str
) -> None:
    _chosen(first, country)
    page = first.get("/help-now")[1]
    own = next(one for one in countries() if one.country == country)
    assert _headings(page)[0] == own.name["en"]
    assert "No country is chosen" not in page
    police = first.get("/police")[1]
    assert f"Call {DANGER[country]} in danger" in police
    assert ("We have confirmed none for this country" in police) == (country != "CA")
    assert ("Integrated child exploitation unit" in police) == (country == "CA")
    assert ("This list is of Canadian law." in first.get("/statement/facts")[1]) == (
        country != "CA"
    )


def test_a_country_that_is_not_offered_is_none(opened: Browser) -> None:
    _chosen(opened, "XX")
    assert "No country is chosen" in opened.get("/help-now")[1]


def test_each_country_has_lines_for_stalking_victims_and_pictures_of_adults() -> None:
    for country in countries():
        names = {number.name["en"]: number for number in country.numbers}
        for name in ("Stalking, or violence by somebody close", "Someone at your side"):
            # Nothing was confirmed: then there is no number, and the words say so.
            assert not names[name].number or names[name].confirmed
            assert names[name].number or "confirmed no" in names[name].when["en"]
        assert names["Private pictures of an adult"].number == "StopNCII.org"


def test_numbers_and_sites_lead_out_only_when_they_are_pressed(opened: Browser) -> None:
    page = opened.get("/help-now")[1]
    links = re.findall(r'<a href="((?:tel|https?):[^"]*)"([^>]*)>([^<]*)</a>', page)
    found = {shown: (where, more) for where, more, shown in links}
    assert found["911"][0] == "tel:911"
    assert found["17"][0] == "tel:17"
    assert found["112"][0] == "tel:112"
    assert found["1-866-658-9022"][0] == "tel:18666589022"
    assert found["StopNCII.org"][0] == "https://stopncii.org/"
    assert all("noreferrer noopener" in more for _where, more in found.values())
    assert "Report Remove" in page
    assert "Report Remove" not in found, "a name is no address"
    assert not re.search(r'(?:src|action)="https?:', page)


@pytest.mark.browser
def test_the_page_asks_nobody_for_anything(own_page: Page, own_serving: Serving) -> None:
    asked: list[str] = []
    own_page.context.on("request", lambda request: asked.append(request.url))
    own_page.goto(f"{own_serving.address}/help-now")
    expect(own_page.get_by_role("link", name="StopNCII.org").first).to_be_visible()
    own_page.wait_for_timeout(500)
    assert [one for one in asked if not one.startswith(own_serving.address)] == []
