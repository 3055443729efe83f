"""Help and police by country: the chosen one first, and what is not known says so."""

from __future__ import annotations

import datetime
import json
import re
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.env import real_environment
from keepsake.shared import shared_path
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.emergency import Number, countries
from keepsake.viewer.preferences import COUNTRIES, ELSEWHERE
from viewer.conftest import HOST, Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from keepsake.viewer.server import Serving

FILES = sorted(Path(shared_path("data", "help")).glob("*.json"))
DANGER = {"CA": "911", "US": "911", "GB": "999", "FR": "17 / 112", "AU": "000"}


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


def _chosen_minutes(browser: Browser, minutes: int = 0) -> int:
    if minutes:
        assert browser.post("/settings", idle_minutes=str(minutes))[0] == 303
    page = browser.get("/settings")[1]
    (found,) = re.findall(r'value="(\d+)" selected>\d+ minutes', page)
    return int(found)


def _headings(html: str) -> list[str]:
    return re.findall(r'<h2 class="small-title">([^<]+)</h2>', html)


def test_the_settings_tell_which_websites_are_known_since_when_and_how(first: Browser) -> None:
    page = first.get("/settings")[1]
    told = dict(re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>(\d{4}-\d\d-\d\d)</td>', page))
    assert {"WhatsApp", "Instagram", "Messenger", "X"} <= told.keys()
    assert "YouTube" not in told
    assert page.count("From public source code; not seen on the website itself") == len(told)


def test_without_a_choice_all_stand_there_and_the_country_is_asked(first: Browser) -> None:
    page = first.get("/help-now")[1]
    assert "Which country are you in?" in page
    assert [one.name["en"] for one in countries()] == _headings(page)[: len(countries())]
    police = first.get("/police")[1]
    assert "Until you choose a country, these steps come from a guide for Canada." in police
    assert "In danger, call the emergency number" in police
    # The secret of the form may hold these digits by chance.
    assert "911" not in re.sub(r"[0-9a-f]{32,}", "", police)


@pytest.mark.parametrize(("asked_on", "page"), [("help", "/help-now"), ("police", "/police")])
def test_the_country_is_asked_once_and_can_be_changed(
    first: Browser, asked_on: str, page: str
) -> None:
    assert _chosen_minutes(first, 30) == 30
    assert first.post("/country", country="AU", asked_on=asked_on)[0] == 303
    for address in ("/help-now", "/police"):
        text = first.get(address)[1]
        assert "Which country are you in?" not in text
        assert "Australia" in text
        assert "Change country" in text
    assert _chosen_minutes(first) == 30, "nothing else is changed"
    _chosen(first, "ZZ")
    police = first.get("/police")[1]
    assert "We have confirmed none for this country: Elsewhere." in police
    assert "In danger, call the emergency number" in police
    assert "Which country are you in?" not in first.get(page)[1]


def test_the_country_can_be_said_before_the_vault_is_open(locked: Browser) -> None:
    assert locked.post("/country", country="GB", asked_on="help")[0] == 303
    page = locked.get("/help-now")[1]
    assert _headings(page)[0] == "United Kingdom"
    assert "More lines are shown once Keepsake is open." in page
    assert "08 08 16 89 111" not in page, "its words tell what this is for"


@pytest.mark.parametrize("country", DANGER)
def test_the_chosen_country_comes_first_and_its_number_is_told(
    first: Browser, country: str
) -> None:
    _chosen(first, country)
    page = first.get("/help-now")[1]
    own = next(one for one in countries() if one.country == country)
    assert _headings(page)[0] == own.name["en"]
    assert "Which country are you in?" not in page
    police = first.get("/police")[1]
    assert f"In danger, call {DANGER[country]}" in police
    assert ("We have confirmed none for this country" in police) == (country != "CA")
    assert ("Integrated Child Exploitation (ICE) unit" in police) == (country == "CA")
    assert all(way.title["en"] in police for way in own.police)
    assert own.police
    assert ("This list is of Canadian law." in first.get("/statement/facts")[1]) == (
        country != "CA"
    )


def test_a_country_that_is_not_offered_is_none(opened: Browser) -> None:
    _chosen(opened, "XX")
    assert "Which country are you in?" in opened.get("/help-now")[1]


@pytest.mark.parametrize("country", ["", *DANGER, "ZZ"])
def test_whom_to_call_in_danger_is_said_for_that_country_in_whole_sentences(
    first: Browser, country: str
) -> None:
    for language in ("en", "fr"):
        answer = first.post("/settings", country=country, idle_minutes="10", language=language)
        assert answer[0] == 303
        shown = " ".join(first.get(page)[1] for page in ("/police", "/statement/facts"))
        text = re.sub(r"[0-9a-f]{32,}", "", shown)
        assert "{" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
        assert not re.search(r"\b(le le|la la|the the|call call)\b", text)
        assert ("911" in text) == (country in ("CA", "US"))
        number = DANGER.get(country, {"en": "the emergency number", "fr": "numéro d’urgence"})
        said = number if isinstance(number, str) else number[language]
        sentences = {
            "en": (f"In danger, call {said};", f"Call {said} first."),
            "fr": (f"En cas de danger, appelez le {said}\u00a0;", f"Appelez d’abord le {said}."),
        }
        assert all(sentence in text for sentence in sentences[language])


# A line that takes reports when nothing is urgent is one for a whole country in two of them only.
KINDS = ("danger", "suicide", "minors", "violence", "support", "images", "fraud")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_country_has_a_line_of_each_kind_with_source_and_date(path: Path, kind: str) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    lines = [line for line in told["numbers"] if line["kind"] == kind]
    assert lines
    if kind == "violence":
        said = [f"{line['name']['en']} {line['when']['en']}".lower() for line in told["numbers"]]
        assert any("stalk" in text or "follows, watches" in text for text in said)
    for line in lines:
        assert datetime.date.fromisoformat(line["checked"]) <= datetime.datetime.now(UTC).date()
        assert line["source"] or not line["number"]
        if not line["number"]:
            assert not line["confirmed"]
            assert "confirmed no" in line["when"]["en"]
            assert "confirmé aucun" in line["when"]["fr"]


@pytest.mark.parametrize(("language", "not_confirmed"), [
    ("en", "not confirmed by the service itself"), ("fr", "non confirmé par le service lui-même"),
])  # fmt: skip
def test_what_could_not_be_confirmed_says_so_where_it_stands(
    first: Browser, language: str, not_confirmed: str
) -> None:
    for country in countries():
        first.post("/settings", country=country.country, idle_minutes="10", language=language)
        page = first.get("/help-now")[1].split("<details>")[0]
        shown = re.findall(r'<p class="dial">.*?</li>', page, flags=re.DOTALL)
        assert len(shown) == len(country.numbers)
        for line, item in zip(country.numbers, shown, strict=True):
            told = not_confirmed in item
            assert told == (bool(line.number) and not line.confirmed), line.number
            assert (line.checked in item) == bool(line.number)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_help_is_whole_dated_and_sourced(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["country"] == path.stem
    assert {"danger", "minors", "violence", "support", "images"} <= {
        number["kind"] for number in told["numbers"]
    }
    assert told["numbers"][0]["kind"] == "danger"
    for number in told["numbers"]:
        # A number is one to call or a website to open; what has none says so in its words.
        opens = [opened for shown, opened in Number(**number).parts if shown]
        assert all(opens)
        assert opens or "confirmed no" in number["when"]["en"]
    assert told["police"] or told["country"] == ELSEWHERE


def test_the_countries_are_those_that_can_be_chosen() -> None:
    assert [one.country for one in countries()] == [one for one in COUNTRIES if one]


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
    assert found["childline.org.uk"][0] == "https://childline.org.uk/"
    assert not re.search(r'(?:src|action)="https?:', page)


@pytest.mark.browser
def test_the_page_asks_nobody_for_anything(own_page: Page, own_serving: Serving) -> None:
    asked: list[str] = []
    own_page.context.on("request", lambda request: asked.append(request.url))
    own_page.goto(f"{own_serving.address}/help-now")
    expect(own_page.get_by_role("link", name="StopNCII.org").first).to_be_visible()
    own_page.wait_for_timeout(500)
    assert [one for one in asked if not one.startswith(own_serving.address)] == []
