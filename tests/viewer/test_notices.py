"""At most one notice stands above a page; the others are reached from it; none is in the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fixtures.variables import variables
from keepsake.env import real_environment
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.jobs import Jobs
from viewer.conftest import HOST, Browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

UNCLAIMED, ADDON = "No passphrase is set", "button has not answered"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Browser]:
    """Opened without a passphrase, with no button heard of and nothing captured."""
    with variables(XDG_STATE_HOME=str(tmp_path / "state")):
        state = AppState(tmp_path / "vault", real_environment())
        browser = Browser(state, create_app(state, HOST).test_client())
        browser.enter()
        browser.get("/")
        browser.post("/later")
        yield browser


def standing(page: str) -> tuple[str, str]:
    """What stands open above a page, and what is folded away under it."""
    assert page.count('class="notice') <= 1
    found = re.search(r'<div class="notice.*?\n</div>', page, re.DOTALL)
    first, _, more = (found[0] if found else "").partition("<details")
    return first, more


def test_one_stands_and_leads_to_the_others(fresh: Browser) -> None:
    first, more = standing(fresh.get("/captures")[1])
    assert UNCLAIMED in first
    assert first.count("<a ") == 1
    assert ADDON in more
    assert "1 more notice" in more


def test_none_stands_where_its_own_next_step_is(fresh: Browser) -> None:
    assert UNCLAIMED not in "".join(standing(fresh.get("/passphrase")[1]))
    assert ADDON not in "".join(standing(fresh.get("/add-on")[1]))


@pytest.mark.parametrize("door", ["opened", "shut"])
def test_none_is_in_the_way_of_help(fresh: Browser, door: str) -> None:
    if door == "shut":
        fresh.state.lock()
    assert standing(fresh.get("/help-now")[1]) == ("", "")


def test_everything_at_once_is_still_one(
    new_vault: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = AppState(new_vault(tmp_path / "vault"), real_environment())
    new_vault(tmp_path / "vault-2")
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    browser.post("/later")
    monkeypatch.setattr(Jobs, "words_wait", property(lambda _jobs: True))
    first, more = standing(browser.get("/")[1])
    assert "have not written down the words" in first
    assert UNCLAIMED in more
    assert "another vault next to this one" in more


def test_a_locked_viewer_leads_to_whether_everything_works(locked: Browser) -> None:
    assert 'href="/working"' in locked.get("/")[1]
