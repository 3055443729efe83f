"""Is everything working? The page says what the command says, and its buttons mend."""

from __future__ import annotations

import json
import os
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from fixtures.variables import variables
from keepsake.browsers import greetings
from keepsake.browsers.table import load_browsers, this_computer
from keepsake.catalogue import LANGUAGES, table
from keepsake.env import real_environment
from keepsake.flows.doctor import browsers, mends
from keepsake.flows.doctor.addon import leading
from keepsake.flows.doctor.diagnosis import told
from keepsake.shared import shared_path
from keepsake.vault import backups
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from viewer import sample
from viewer.conftest import HOST, Browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, unlocked: object) -> Iterator[Path]:
    """A home in which Chromium has been used, and no other browser; nothing was ever remembered.

    The vault is made before: openssl, which stamps it, is found on the PATH.
    """
    del unlocked
    folder = tmp_path / "home"
    (folder / ".config" / "chromium").mkdir(parents=True)
    program = tmp_path / "bin" / "keepsake"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    nobody = tmp_path / "authorities.json"
    nobody.write_text('{"version": 1, "authorities": []}')
    with variables(
        HOME=str(folder),
        PATH="/nothing",
        XDG_STATE_HOME=str(tmp_path / "state"),
        KEEPSAKE_AUTHORITIES=str(nobody),
    ):
        os.environ.pop("XDG_CONFIG_HOME", None)
        yield folder


@pytest.fixture
def started(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The window runs as that program, which browsers could start."""
    monkeypatch.setattr("sys.argv", [str(home.parent / "bin" / "keepsake")])
    return home / ".config" / "chromium" / "NativeMessagingHosts" / "org.keepsake.host.json"


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("door", ["locked", "opened"])
def test_it_is_shown_before_and_behind_the_door(door: str, request: pytest.FixtureRequest) -> None:
    browser: Browser = request.getfixturevalue(door)
    status, page = browser.get("/working")
    assert status == 200
    assert "Chromium does not know this program yet." in plain(page)
    assert 'value="connect"' in page


def test_a_button_connects_the_browser_and_the_page_says_so(started: Path, locked: Browser) -> None:
    assert locked.post("/working", mend="connect")[0] == 303
    assert json.loads(started.read_bytes())["name"] == "org.keepsake.host"
    page = locked.get("/working?mended=1")[1]
    assert "Chromium can start this program." in plain(page)
    # The program is there; that the add-on is, nobody has said.
    assert "The add-on in Chromium has not answered yet." in plain(page)


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("what", ["", "remove", "fix", "stamp"])
def test_no_button_breaks_anything(locked: Browser, what: str) -> None:
    assert locked.post("/working", mend=what)[0] == 303
    assert locked.get("/working")[0] == 200


@pytest.mark.usefixtures("started")
def test_the_way_of_the_add_on_says_done_from_its_first_hello_on(locked: Browser) -> None:
    page = locked.get("/add-on")[1]
    assert "chrome://extensions" in page
    assert "has not answered yet" in page
    assert locked.get("/add-on/heard")[1].strip() == "[]"
    greetings.note(real_environment(), "chromium", "0.2.0")
    page = locked.get("/add-on")[1]
    assert "last answered on" in page
    assert locked.get("/add-on/heard")[1].strip() == '["chromium"]'


@pytest.mark.usefixtures("started")
def test_waiting_for_the_add_on_is_no_sign_of_the_person(opened: Browser) -> None:
    seen = opened.state._seen
    opened.get("/add-on/heard")
    assert opened.state._seen == seen


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_browser_has_its_way_in_every_language(language: str) -> None:
    for browser in load_browsers():
        this_computer().path(browser.linux.signs[0]).mkdir(parents=True, exist_ok=True)
    found = leading(this_computer(), real_environment(), language)
    assert {one.id for one in found} == {one.id for one in load_browsers()}
    for one in found:
        text = " ".join(step.text for step in one.steps)
        assert one.page in text
        assert one.path in text
        assert "{" not in text


def test_every_step_has_a_picture_and_its_words() -> None:
    rows = json.loads(shared_path("data", "addon_steps.json").read_bytes())
    steps = {step for row in rows.values() for step in (*row["steps"], *row["placed"])}
    for language in LANGUAGES:
        words = table("viewer", language)
        assert [step for step in steps if not words.get(f"drawn.{step}")] == []
    template = shared_path().parent / "host/keepsake/viewer/templates/addon_pictures.html"
    assert [step for step in steps if f'"{step}"' not in template.read_text()] == []


@pytest.mark.usefixtures("home")
def test_a_try_says_each_step_and_leaves_nothing(locked: Browser, tmp_path: Path) -> None:
    status, page = locked.post("/working/try")
    assert status == 200
    # No browser is on this PATH, and nobody confirms a time.
    assert "the button itself was not tried" in plain(page)
    assert "Nothing is left of the test page" in plain(page)
    assert [path for path in (tmp_path / "state").rglob("*practice*")] == []


@pytest.mark.usefixtures("home")
def test_who_has_no_button_yet_is_led_to_it_from_the_first_page_on(tmp_path: Path) -> None:
    state = AppState(tmp_path / "fresh", real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    words = table("viewer", "en")["addon.notice"]
    assert words in plain(browser.get("/")[1])
    assert 'href="/add-on"' in browser.get("/")[1]
    greetings.note(real_environment(), "chromium", "0.2.0")
    assert words not in plain(browser.get("/")[1])


@pytest.mark.usefixtures("started")
def test_a_button_switches_time_stamps_on_again(locked: Browser) -> None:
    vault = locked.state.vault()
    mends.switch_stamps(vault, on=False)
    assert "Time stamps are switched off" in plain(locked.get("/working")[1])
    assert locked.post("/working", mend="stamps")[0] == 303
    assert locked.state.vault().config.stamps_enabled
    assert "Time stamps are switched off" not in plain(locked.get("/working")[1])


@pytest.mark.usefixtures("started")
def test_what_is_behind_the_door_is_come_to_through_it(locked: Browser) -> None:
    page = locked.get("/working")[1]
    (door,) = re.findall(r'class="button" href="(/[?][^"]+)">Make a backup', page)
    assert 'name="at" value="copy"' in locked.get(unescape(door))[1]
    login = locked.state.browser_session
    assert login is not None
    answer = locked.client.post(
        "/unlock", base_url=f"http://{HOST}", headers={"Origin": f"http://{HOST}"},
        data={"csrf": login.csrf, "passphrase": sample.PASSPHRASE, "at": "copy"},
    )  # fmt: skip
    assert answer.location == "/copies"


@pytest.mark.parametrize("at", ["working", "addon", "begin", "restore", "nothing"])
def test_the_window_begins_where_it_was_asked_to(locked: Browser, at: str) -> None:
    token = locked.state.issue_token()
    answer = locked.client.get(
        f"/enter/{token}?at={at}", base_url=f"http://{HOST}", headers={"Sec-Fetch-Site": "none"}
    )
    pages = {"working": "/working", "addon": "/add-on", "begin": "/begin", "restore": "/restore"}
    assert answer.location == pages.get(at, "/")


@pytest.mark.parametrize("damage", ["log/checkpoint", "device.key", "vault.json"])
def test_a_damaged_vault_is_restored_from_a_backup_and_kept_beside(
    locked: Browser, tmp_path: Path, damage: str
) -> None:
    named = locked.state.named
    backups.backup(locked.state.vault(), tmp_path / "stick")
    file = named / damage
    if damage == "device.key":
        file.write_bytes(b"x" + file.read_bytes()[1:])
    else:
        file.unlink()
    before = {path.name for path in named.iterdir()}
    page = locked.get("/working")[1]
    assert 'href="/restore"' in page
    assert locked.post("/restore", folder=str(tmp_path / "nowhere"))[0] == 409
    assert {path.name for path in named.iterdir()} == before
    status, page = locked.post("/restore", folder=str(tmp_path / "stick"))
    assert (status, "The vault is restored." in page) == (200, True)
    kept = named.with_name(f"{named.name}-damaged")
    assert str(kept) in plain(page)
    assert {path.name for path in kept.iterdir()} >= before - {"lock"}
    assert 'name="passphrase"' in locked.get("/")[1]
    locked.unlock()
    assert locked.state.unlocked_session is not None
    assert "cannot be used" not in plain(locked.get("/working")[1])
    # One that can be used is never put aside.
    assert locked.post("/restore", folder=str(tmp_path / "stick"))[0] == 409


@pytest.mark.usefixtures("home")
def test_what_a_package_has_put_into_a_browser_is_not_added_by_hand_too(tmp_path: Path) -> None:
    root = tmp_path / "root"
    computer = this_computer()
    computer.folders["root"] = str(root)
    (chromium,) = leading(computer, real_environment(), "en")
    assert "Developer mode" in chromium.steps[1].text
    (root / "usr/share/chromium/extensions/keepsake").mkdir(parents=True)
    (chromium,) = leading(computer, real_environment(), "en")
    assert [step.name for step in chromium.steps] == ["restart", "pin"]
    rows = {one.name: told(one, "en") for one in browsers.connected(computer, real_environment())}
    assert "start it again" in rows["addon.chromium"].next
