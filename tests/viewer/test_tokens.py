"""Who comes in by a one-time address, and what is no coming in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keepsake.env import real_environment
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from viewer.conftest import HOST, Browser

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def other(outside: Browser) -> Browser:
    """Another browser at the same program."""
    return Browser(outside.state, create_app(outside.state, HOST).test_client())


def test_who_comes_second_is_told_and_nobody_stays_in(outside: Browser, other: Browser) -> None:
    """Whoever of the two it was: what the first opened is closed again."""
    left: list[bool] = []
    outside.state.on_leave = lambda: left.append(True)
    token = outside.state.issue_token()
    assert other.get(f"/enter/{token}")[0] == 200
    assert other.get("/")[0] == 200
    status, text = outside.get(f"/enter/{token}", **{"Accept-Language": "en"})
    assert status == 403
    assert "has already used it" in text
    assert outside.get("/")[0] == 403
    assert other.get("/")[0] == 403
    assert outside.state.unlocked_session is None
    assert left == [True]
    assert outside.get(f"/enter/{token}")[0] == 403
    assert left == [True]


def test_an_old_way_in_ends_nobody_who_came_by_another(outside: Browser, other: Browser) -> None:
    old = outside.state.issue_token()
    other.get(f"/enter/{old}")
    outside.enter()
    status, text = other.get(f"/enter/{old}", **{"Accept-Language": "en"})
    assert status == 403
    assert "has already used it" in text
    assert outside.get("/")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"},
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
    ],
)
def test_what_is_no_person_opening_a_tab_spends_nothing(
    outside: Browser, headers: dict[str, str]
) -> None:
    address = f"/enter/{outside.state.issue_token()}"
    assert outside.get(address, **headers)[0] == 403
    assert outside.client.head(address, base_url=f"http://{HOST}").status_code == 403
    assert outside.state.browser_session is None
    tab = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    assert outside.get(address, **tab, **{"Sec-Fetch-Mode": "navigate"})[0] == 200


def test_a_state_forgets_no_way_in_that_was_used(vault: Path) -> None:
    state = AppState(vault, real_environment())
    token = state.issue_token()
    assert state.enter(token)
    state.leave()
    assert state.enter(token) is None
    assert state.end_if_used(token)
