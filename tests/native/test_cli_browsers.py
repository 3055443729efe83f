"""Commands that connect browsers and check the computer, as processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from keepsake.env import real_environment
from keepsake.shared import product_path
from keepsake.vault import creating
from native.client import HELLO, Host, environment
from native.program import Cli, secret_file

if TYPE_CHECKING:
    from pathlib import Path


def place_chromium(cli: Cli) -> Path:
    folder = cli.folder / "home" / ".config" / "chromium"
    folder.mkdir(parents=True)
    return folder / "NativeMessagingHosts" / "org.keepsake.host.json"


def test_install_and_uninstall(cli: Cli) -> None:
    file = place_chromium(cli)
    # No other browser: PATH holds nothing, and the home is new.
    done = cli.data("install", PATH="")
    assert [(one["browser"], one["state"]) for one in done["browsers"]] == [
        ("chromium", "registered")
    ]
    assert json.loads(file.read_bytes())["path"] == str(cli.script)
    said = cli.run("install", "--browser", "chromium", PATH="").stdout
    assert said.startswith("Chromium can start this program.\n")
    assert cli.run("uninstall").stdout.startswith("Chromium: disconnected.\n")
    assert not file.exists()
    assert cli.data("uninstall")["browsers"] == []


def test_nothing_is_called_connected_before_the_add_on_has_answered(cli: Cli) -> None:
    place_chromium(cli)
    (cli.folder / "home" / ".mozilla" / "firefox").mkdir(parents=True)
    around = {"PATH": "", "XDG_STATE_HOME": str(cli.folder / "state")}
    said = cli.run("install", **around).stdout
    assert "connected" not in said
    for word in ("chrome://extensions", "Load unpacked", "about:debugging", "has not answered yet"):
        assert word in said
    with Host(cli.vault, **around) as host:
        host.ask({**HELLO, "browser": "chromium", "extension": "7.8.9"})
        host.end()
    said = cli.run("install", **around).stdout
    assert "chrome://extensions" not in said
    assert "version 7.8.9" in said
    assert "about:debugging" in said
    rows = {one["browser"]: one for one in cli.data("install", **around)["browsers"]}
    assert rows["chromium"]["answered"]
    assert rows["firefox"]["answered"] == ""


def test_who_waits_is_told_when_the_add_on_answers(cli: Cli) -> None:
    place_chromium(cli)
    around = {"PATH": "", "XDG_STATE_HOME": str(cli.folder / "state")}
    waiting = subprocess.Popen(
        [str(cli.script), "install", "--wait"],
        stdout=subprocess.PIPE, text=True, env=environment(cli.vault, **around),
    )  # fmt: skip
    assert waiting.stdout is not None
    said = iter(waiting.stdout.readline, "")
    assert any("Waiting for the add-on" in line for line in said)
    with Host(cli.vault, **around) as host:
        host.ask({**HELLO, "browser": "chromium"})
        host.end()
    assert "The add-on in Chromium last answered" in waiting.communicate(timeout=60)[0]
    assert waiting.returncode == 0


def test_what_is_installed_is_what_a_browser_can_start(cli: Cli) -> None:
    file = place_chromium(cli)
    cli.run("install", PATH="")
    program = json.loads(file.read_bytes())["path"]
    with Host(cli.vault, command=[program]) as host:
        assert host.ask(HELLO)["type"] == "ready"


def test_install_without_a_browser_says_what_to_do(cli: Cli) -> None:
    done = cli.run("install", PATH="", code=1)
    assert "No browser was found." in done.stdout


def test_install_into_one_profile(cli: Cli) -> None:
    profile = cli.folder / "profile"
    cli.run("install", "--profile", str(profile))
    assert (profile / "NativeMessagingHosts" / "org.keepsake.host.json").is_file()


@pytest.mark.parametrize(("sign", "word"), [("snap", "Snap"), (".var/app", "Flatpak")])
def test_install_says_what_a_shut_in_browser_needs(cli: Cli, sign: str, word: str) -> None:
    name = "chromium" if sign == "snap" else "org.chromium.Chromium"
    (cli.folder / "home" / sign / name).mkdir(parents=True)
    done = cli.run("install", PATH="")
    assert f"Chromium is a {word} package" in done.stdout


def test_doctor_names_every_problem_with_a_repair(cli: Cli) -> None:
    place_chromium(cli)
    found = {one["name"]: one for one in cli.data("doctor", PATH="", code=1)["checks"]}
    assert found["vault"]["mark"] == "waiting"
    assert found["browser.chromium"]["mark"] == "problem"
    assert found["browser.chromium"]["command"] == "keepsake install"
    assert found["host"]["mark"] == "ok"
    assert all(one["next"] or one["command"] for one in found.values() if one["mark"] != "ok")
    assert not cli.vault.exists()


def test_doctor_after_its_repairs(cli: Cli) -> None:
    place_chromium(cli)
    cli.run("install", PATH="")
    cli.run("init", "--passphrase-file", secret_file(cli))
    # The host that it starts sets room aside, as at each start: that holds nothing.
    cli.run("doctor", PATH="", code=doctor_code())
    before = {path: path.read_bytes() for path in cli.vault.rglob("*") if path.is_file()}
    done = cli.run(
        "doctor", PATH="", KEEPSAKE_LANGUAGE="fr", TZ="America/Toronto", code=doctor_code()
    )
    assert "bien : Chromium peut lancer ce programme." in done.stdout
    assert "bien : Le fuseau horaire est America/Toronto." in done.stdout
    assert {path: path.read_bytes() for path in cli.vault.rglob("*") if path.is_file()} == before


def doctor_code() -> int:
    """2, as the tests ask no authority; 1 while the extension is not built."""
    built = all(
        (product_path(name) / "manifest.json").is_file() for name in ("chromium", "firefox")
    )
    return 2 if built else 1


def test_doctor_finds_a_host_that_does_not_start(cli: Cli) -> None:
    creating.create(cli.vault, real_environment())
    described = json.loads((cli.vault / "vault.json").read_bytes())
    (cli.vault / "vault.json").write_text(json.dumps({**described, "version": 2}))
    found = {one["name"]: one for one in cli.data("doctor", PATH="", code=1)["checks"]}
    assert found["vault"]["mark"] == "problem"
    assert found["host"]["mark"] == "problem"
    assert "newer version of the program" in found["host"]["text"]


@pytest.mark.parametrize("packaged", [True, False])
def test_a_program_for_the_menu_connects_the_browsers_when_it_is_started(
    cli: Cli, *, packaged: bool
) -> None:
    """Being packaged is a flag that the freezer sets, and is set here in its place."""
    file = place_chromium(cli)
    (cli.folder / "site").mkdir()
    (cli.folder / "site" / "sitecustomize.py").write_text(f"import sys; sys.frozen = {packaged}\n")
    paths = os.pathsep.join([str(cli.folder / "site"), *(path for path in sys.path if path)])
    viewer = subprocess.Popen(
        [str(cli.script), "view", "--serve"], stdout=subprocess.PIPE, text=True,
        env=environment(cli.vault, PATH="", PYTHONPATH=paths),
    )  # fmt: skip
    assert viewer.stdout is not None
    assert viewer.stdout.readline()  # it is up
    viewer.terminate()
    viewer.communicate(timeout=60)
    assert file.exists() is packaged
