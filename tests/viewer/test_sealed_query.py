"""What an address asks for is sealed in it, and no browser is given anything to remember."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from keepsake.viewer.app import create_app
from viewer.conftest import HOST, THREAD, Browser, case_of

if TYPE_CHECKING:
    from pathlib import Path

KEY = "instagram:61577840233190"


def _asked(browser: Browser, to: str, **form: str) -> str:
    """Where a form that asks for a page leads."""
    login = browser.state.browser_session
    assert login is not None
    data = {"csrf": login.csrf, "to": to, **form}
    headers = {"Origin": f"http://{HOST}"}
    answer = browser.client.post("/asked", base_url=f"http://{HOST}", data=data, headers=headers)
    return answer.headers.get("Location", "") if answer.status_code == 303 else ""


def test_a_search_stands_in_no_address_and_is_found_all_the_same(opened: Browser) -> None:
    address = _asked(opened, "/search", q="gift cards", author="Marc D.", **{"in": "captures"})
    assert urlsplit(address).path == "/search"
    assert not re.search("gift|cards|Marc", address)
    text = opened.get(address)[1]
    assert "gift cards" in text.lower()
    assert 'value="Marc D." selected' in text
    found = _asked(opened, f"/captures/{THREAD}/text", find="blue house")
    assert urlsplit(found).path == f"/captures/{THREAD}/text"
    assert "Blue House" in opened.get(found)[1] or "blue house" in opened.get(found)[1].lower()
    assert _asked(opened, "/settings", q="x") == ""
    assert _asked(opened, "//evil.example/search", q="x") == ""


def test_no_link_of_any_page_names_an_account_or_a_word(working: Browser) -> None:
    pages = ["/", "/people", "/timeline?author=Marc+D.", "/search?q=gift+cards", "/cases"]
    pages += [f"/people/account?key={KEY}", f"/captures/{THREAD}", f"/captures/{THREAD}/text"]
    pages += [f"/cases/{case_of(working)}/custody", "/statement", "/police", "/hand-over"]
    for page in pages:
        status, text = working.get(page)
        assert status == 200, page
        links = re.findall(r'(?:href|action)="([^"]*)"', text)
        assert links
        for link in links:
            assert not re.search("instagram|61577|[Mm]arc|gift|cards", link), (page, link)
    assert '<a href="/people/account?s=' in working.get("/people")[1]


def test_what_another_session_sealed_asks_for_nothing(opened: Browser) -> None:
    address = _asked(opened, "/search", q="gift cards")
    opened.state.addresses = bytes(32)
    for one in (address, "/search?s=x", "/search?s=%ff", "/search?s=" + "A" * 80):
        status, text = opened.get(one)
        assert status == 200
        assert "gift cards" not in text.lower()


def test_leaving_forgets_how_to_open_them(opened: Browser) -> None:
    first = opened.state.addresses
    assert len(first) == 32
    opened.state.leave()
    assert opened.state.addresses == b""


def test_no_field_is_one_that_a_browser_remembers(vault: Path) -> None:
    """A browser keeps what was typed to bring a page back after a crash, but for such fields."""
    from keepsake.env import real_environment
    from keepsake.viewer.app_state import AppState

    app = create_app(AppState(vault, real_environment()), HOST)
    assert app.jinja_loader is not None
    templates = app.jinja_loader.list_templates()
    assert len(templates) > 40
    for name in templates:
        source = app.jinja_loader.get_source(app.jinja_env, name)[0]
        for tag in re.findall(r"<(?:form|textarea)\b[^>]*>", source):
            assert 'autocomplete="off"' in tag, (name, tag)
        for tag in re.findall(r"<input\b[^>]*>", source):
            kept = not re.search(r'type="(?:hidden|checkbox|radio|file|date|time|password)"', tag)
            assert not kept or 'autocomplete="off"' in tag, (name, tag)
