"""Who gets an answer, and what every answer carries; each rule tried with all others kept."""

from __future__ import annotations

import http.client
import re
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from keepsake.env import real_environment
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.security import COPY_POLICY, PAGE_POLICY
from keepsake.viewer.server import serve
from viewer.conftest import HOST, HOSTILE, THREAD, Browser

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [
    "/",
    "/captures",
    "/captures?in=inbox",
    "/cases",
    "/copies",
    "/hand-over/receipt-back",
    "/recovery-sheet",
    "/passphrase/change",
    "/people",
    "/people/account?key=instagram:61577840233190",
    "/people/person",
    "/people/logins",
    "/people/eyewitness",
    "/timeline",
    "/timeline/event",
    "/statement",
    "/statement/versions",
    "/statement/facts",
    "/statement/print",
    "/statement/exhibit?exhibit=3&item=5",
    "/police",
    "/police/talk",
    "/police/taken",
    "/police/outcome",
    f"/captures/{THREAD}",
    f"/captures/{THREAD}/text",
    f"/captures/{THREAD}/again",
    f"/captures/{THREAD}/picture/1?item=1",
    f"/captures/{THREAD}/whole",
    f"/captures/{THREAD}/whole/0",
    f"/captures/{THREAD}/custody",
    f"/captures/{THREAD}/facts",
    f"/captures/{THREAD}/check",
    f"/captures/{THREAD}/copy",
    f"/captures/{THREAD}/copy/frame",
    f"/captures/{THREAD}/picture/1",
    f"/captures/{THREAD}/pictures/1",
    f"/captures/{THREAD}/small/1",
    "/search?q=friday",
    "/check",
    "/hand-over",
    "/settings",
    "/help-now",
]
HELD_BACK = [page for page in PAGES if page not in ("/", "/settings", "/help-now")]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_who_came_in(opened: Browser, page: str) -> None:
    assert opened.get(page)[0] == 200


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_shown_without_a_session(opened: Browser, page: str) -> None:
    other = Browser(opened.state, create_app(opened.state, HOST).test_client())
    status, text = other.get(page)
    assert status == 403
    assert "Marc" not in text


@pytest.mark.parametrize("page", HELD_BACK)
def test_nothing_is_shown_while_locked(locked: Browser, page: str) -> None:
    assert locked.get(page)[0] == 303


@pytest.mark.parametrize("page", ["/", "/settings", "/help-now", "/away"])
def test_no_telling_word_before_the_vault_is_open(locked: Browser, page: str) -> None:
    for language in ("en", "fr"):
        text = locked.get(page, **{"Accept-Language": language})[1].lower()
        for word in ("police", "evidence", "victim", "preuve", "victime"):
            assert word not in text


@pytest.mark.parametrize(
    "host", ["localhost:40123", "127.0.0.1", "127.0.0.1:40124", "evil.example", "[::1]:40123", ""]
)
def test_another_host_name_gets_nothing(opened: Browser, host: str) -> None:
    assert (
        opened.client.get("/", base_url=f"http://{HOST}", headers={"Host": host}).status_code == 403
    )


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_what_another_page_asks_for_gets_nothing(opened: Browser, site: str) -> None:
    for page in ("/", f"/captures/{THREAD}/pictures/1", "/static/ground.css", "/help-now"):
        assert opened.get(page, **{"Sec-Fetch-Site": site})[0] == 403


def _post(browser: Browser, headers: dict[str, str], csrf: str | None = None) -> int:
    login = browser.state.browser_session
    assert login is not None
    form = {"csrf": login.csrf if csrf is None else csrf}
    return browser.client.post(
        "/lock", base_url=f"http://{HOST}", data=form, headers=headers
    ).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:40124"},
        {"Origin": "https://127.0.0.1:40123"},
        {"Origin": "null"},
        {},
        {"Origin": "null", "Sec-Fetch-Site": "none"},
        {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_from_elsewhere_does_nothing(opened: Browser, headers: dict[str, str]) -> None:
    assert _post(opened, headers) == 403
    assert opened.state.unlocked_session is not None


@pytest.mark.parametrize(
    "headers", [{"Origin": f"http://{HOST}"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}]
)
def test_our_own_form_is_taken(opened: Browser, headers: dict[str, str]) -> None:
    assert _post(opened, headers) == 303
    assert opened.state.unlocked_session is None


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
def test_a_form_without_its_secret_does_nothing(opened: Browser, csrf: str) -> None:
    assert _post(opened, {"Origin": f"http://{HOST}"}, csrf) == 403
    assert opened.state.unlocked_session is not None


def test_every_form_carries_the_secret(opened: Browser) -> None:
    for page in PAGES:
        text = opened.get(page)[1]
        assert text.count('method="post"') == text.count('name="csrf"')


def test_a_token_works_once(outside: Browser) -> None:
    token = outside.state.issue_token()
    assert outside.get(f"/enter/{token}")[0] == 200
    assert outside.get(f"/enter/{token}")[0] == 403
    assert outside.get("/enter/unknown")[0] == 403


def test_a_token_does_not_work_for_long(vault: Path) -> None:
    real = real_environment()
    now = [real.now()]
    state = AppState(vault, replace(real, now=lambda: now[0]))
    token = state.issue_token()
    now[0] += timedelta(minutes=11)
    assert state.enter(token) is None


def test_who_comes_in_later_shuts_out_who_was_in(opened: Browser) -> None:
    other = Browser(opened.state, create_app(opened.state, HOST).test_client())
    other.enter()
    assert opened.state.unlocked_session is None
    assert opened.get("/")[0] == 403


def test_the_cookie_is_for_this_browser_and_this_site_only(outside: Browser) -> None:
    address = f"/enter/{outside.state.issue_token()}"
    cookie = outside.client.get(address, base_url=f"http://{HOST}").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Expires" not in cookie


def test_no_secret_is_in_an_address_on_any_page(opened: Browser) -> None:
    login = opened.state.browser_session
    assert login is not None
    for page in PAGES:
        text = opened.get(page)[1]
        assert login.cookie not in text
        assert f"={login.csrf}" not in text.replace(f'="{login.csrf}"', "")


@pytest.mark.parametrize(
    "page", [*PAGES, "/away", "/nowhere", "/captures/99", "/static/ground.css"]
)
def test_every_answer_carries_the_headers(opened: Browser, page: str) -> None:
    with opened.client.get(page, base_url=f"http://{HOST}") as answer:
        headers = answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "") or policy == COPY_POLICY
    if page != f"/captures/{THREAD}/copy/frame":
        assert policy.startswith(PAGE_POLICY)
        assert "unsafe" not in policy


def test_refusals_carry_the_headers_too(outside: Browser) -> None:
    answer = outside.client.get("/", base_url="http://evil.example")
    assert answer.status_code == 403
    assert answer.headers["Content-Security-Policy"] == PAGE_POLICY
    assert answer.headers["Cache-Control"] == "no-store"


def test_templates_have_no_inline_script_or_style(opened: Browser) -> None:
    for page in [
        p for p in PAGES if "pictures/" not in p and "small/" not in p and "frame" not in p
    ]:
        text = opened.get(page)[1]
        assert "<style" not in text
        assert " style=" not in text
        assert text.count("<script") == text.count('<script type="module" src="/static/')
        assert "onclick" not in text


def test_a_hostile_capture_stays_text_on_every_page(opened: Browser) -> None:
    pages = ["/", "/captures", "/hand-over", "/search?q=evil", "/search?q=<script>"] + [
        f"/captures/{HOSTILE}{part}"
        for part in (
            "",
            "/text",
            "/whole",
            "/custody",
            "/facts",
            "/check",
            "/copy",
            "/picture/1",
        )
    ]
    for page in pages:
        status, text = opened.get(page)
        assert status == 200
        assert "<script>document" not in text
        assert "<img src=x" not in text
        assert "49" not in text.split("{{ 7*7 }}")[0][-3:]
        # What a form sends back is the name as it is; nobody is shown it.
        assert "\u202e" not in re.sub(r' value="[^"]*"', "", text)
        assert 'href="javascript' not in text
    assert "{{ 7*7 }}" in opened.get(f"/captures/{HOSTILE}")[1]
    assert "[U+202E]evil" in opened.get(f"/captures/{HOSTILE}")[1]


def test_a_body_that_is_too_large_is_refused(opened: Browser) -> None:
    assert opened.post("/unlock", passphrase="x" * 70_000)[0] == 413


@pytest.mark.parametrize(
    "page",
    [
        "/captures/99",
        "/captures/0",
        f"/captures/{THREAD}/pictures/999",
        "/captures/99999999999999999999",
        f"/captures/{THREAD}/pictures/0",
        f"/captures/{THREAD}/small/0",
        f"/captures/{THREAD}/picture/0",
    ],
)
def test_what_is_not_there_is_said_plainly(opened: Browser, page: str) -> None:
    status, text = opened.get(page)
    assert status == 404
    assert "Traceback" not in text


def test_the_server_ends_by_itself_with_somebody_still_connected(vault: Path) -> None:
    """A thread that fails fails a test of ours."""
    for _ in range(20):
        with serve(vault) as running:
            held = http.client.HTTPConnection(running.address.removeprefix("http://"))
            held.request("GET", "/away")
            held.getresponse().read()
        assert not [one for one in threading.enumerate() if one.name.endswith("(run)")]
        held.close()
