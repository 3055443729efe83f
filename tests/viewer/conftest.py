"""A vault with invented people, stamped by two local authorities, and ways to look into it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from jinja2 import BytecodeCache

from fixtures.tsa.authority import local_authorities
from fixtures.variables import variables
from keepsake.env import real_environment
from keepsake.flows.stamp.ask import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault import access, transaction
from keepsake.vault.handle import Vault
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from keepsake.viewer.server import serve
from keepsake.viewer.unlocked_session import UnlockedSession
from viewer import sample, sample_case
from viewer.screens import chromium, come_in, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from jinja2.bccache import Bucket
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page

    from fixtures.tsa.authority import LocalAuthorities
    from keepsake.core.case.fold import Casework
    from keepsake.env import Environment
    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.server import Serving

HOST = "127.0.0.1:40123"
CUT_SHORT, HOSTILE, PROFILE, THREAD, NEW = 1, 2, 3, 4, 7


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as started:
        yield started


class _Remembered(BytecodeCache):
    """What a template was compiled to: each test has a program of its own, of the same files."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if held := self._held.get(bucket.key):
            bucket.bytecode_from_string(held)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._held[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", _Remembered())
        yield


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthorities]:
    with local_authorities(tmp_path_factory.mktemp("authorities")) as local:
        yield local


@pytest.fixture(autouse=True)
def known_authorities(authorities: LocalAuthorities, monkeypatch: pytest.MonkeyPatch) -> None:
    """What verifies in a test verifies with the authorities that stamped, and only there."""
    monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(authorities.json_path))


@pytest.fixture(scope="session")
def stamped(
    tmp_path_factory: pytest.TempPathFactory, authorities: LocalAuthorities
) -> Iterator[Path]:
    """Four captures that are stamped, one more that waits, and a case that holds three of them.

    Never written to; copy it.
    """
    with variables(KEEPSAKE_AUTHORITIES=str(authorities.json_path)):
        path = tmp_path_factory.mktemp("vault") / "vault"
        pages = [sample.cut_short(), sample.hostile(), sample.profile(), sample.thread()]
        vault = sample.make_vault(path, pages)
        stamp_now(vault, load_authorities(), real_environment(), fetch)
        transaction.append(vault, "another", sample.Nothing())
        sample.capture(vault, sample.french())
        sample_case.fill(vault, (CUT_SHORT, PROFILE, THREAD))
    size = vault.size()
    yield path
    assert Vault.open(path, real_environment()).size() == size, "a test wrote into it; a look does"


@pytest.fixture(scope="session")
def unlocked(stamped: Path) -> Unlocked:
    """The stamped vault, opened once for all tests that only look."""
    return access.unlock(Vault.open(stamped, real_environment()), sample.PASSPHRASE)


@pytest.fixture
def vault(stamped: Path, tmp_path: Path) -> Path:
    """A copy of the vault that a test may do anything with."""
    return shutil.copytree(stamped, tmp_path / "vault")


def session_of(vault: Path, unlocked: Unlocked, env: Environment) -> UnlockedSession:
    """An open session on a copy of the vault, without the second that a passphrase takes."""
    return UnlockedSession(type(unlocked)(Vault.open(vault, env), unlocked.identity), env)


@dataclass
class Browser:
    """A browser that has come in, as far as the program can tell."""

    state: AppState
    client: FlaskClient

    def get(self, address: str, **headers: str) -> tuple[int, str]:
        with self.client.get(address, base_url=f"http://{HOST}", headers=headers) as answer:
            return answer.status_code, answer.get_data().decode("utf-8", errors="replace")

    def post(self, address: str, **form: str | list[str]) -> tuple[int, str]:
        login = self.state.browser_session
        csrf = {"csrf": login.csrf} if login else {}
        answer = self.client.post(
            address,
            base_url=f"http://{HOST}",
            data=csrf | form,
            headers={"Origin": f"http://{HOST}"},
        )
        return answer.status_code, answer.get_data().decode("utf-8", errors="replace")

    def paper(self, address: str, **form: str | list[str]) -> bytes:
        """What a form has made, from the page that it leads to."""
        login = self.state.browser_session
        csrf = {"csrf": login.csrf} if login else {}
        base = f"http://{HOST}"
        answer = self.client.post(
            address, base_url=base, data=csrf | form, headers={"Origin": base}
        )
        assert answer.status_code == 303, answer.get_data()
        place = answer.headers["Location"]
        assert self.get(place)[0] == 200
        saved = self.client.post(
            f"{place}/save", base_url=base, data=csrf, headers={"Origin": base}
        )
        assert saved.status_code == 200
        return saved.get_data()

    def enter(self) -> None:
        assert self.get(f"/enter/{self.state.issue_token()}")[0] == 200

    def unlock(self) -> None:
        """With the passphrase, which takes the second that it is meant to take."""
        assert self.post("/unlock", passphrase=sample.PASSPHRASE)[0] == 303


def opened_at(vault: Path, unlocked: Unlocked, env: Environment | None = None) -> Browser:
    """The program started anew over a vault, and a browser that came in and gave the passphrase."""
    state = AppState(vault, env or real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    state.unlocked_session = session_of(vault, unlocked, state.env)
    state.touch()
    return browser


@pytest.fixture
def outside(vault: Path) -> Browser:
    """A browser without a session, and a vault of its own: a look leaves an entry too."""
    state = AppState(vault, real_environment())
    return Browser(state, create_app(state, HOST).test_client())


@pytest.fixture
def locked(outside: Browser) -> Browser:
    """A browser with a session, before the passphrase."""
    outside.enter()
    return outside


@pytest.fixture
def opened(locked: Browser, vault: Path, unlocked: Unlocked) -> Browser:
    """A browser with a session and an open vault."""
    locked.state.unlocked_session = session_of(vault, unlocked, locked.state.env)
    locked.state.touch()
    return locked


@pytest.fixture(scope="session")
def new_vault() -> Callable[[Path], Path]:
    """Makes a vault with one capture and no passphrase."""

    def make(path: Path) -> Path:
        sample.make_vault(path, [sample.thread(6)], passphrase=None)
        return path

    return make


@pytest.fixture
def working(vault: Path, unlocked: Unlocked) -> Browser:
    """A browser with an open vault of its own, for things are written into it."""
    return opened_at(vault, unlocked)


@pytest.fixture
def own_serving(vault: Path) -> Iterator[Serving]:
    """A server over a vault of its own, for real browsers that write into it."""
    with serve(vault) as running:
        yield running


@pytest.fixture
def own_page(browser: Chromium, own_serving: Serving, unlocked: Unlocked) -> Iterator[Page]:
    """A page of that server in a real browser."""
    with come_in(browser, own_serving) as opened:
        unlock_at_once(own_serving, unlocked)
        opened.goto(own_serving.address)
        yield opened


def work_of(browser: Browser) -> Casework:
    assert browser.state.unlocked_session is not None
    return browser.state.unlocked_session.casework()


def case_of(browser: Browser) -> str:
    assert browser.state.unlocked_session is not None
    case = browser.state.unlocked_session.case()
    assert case is not None
    return case.case
