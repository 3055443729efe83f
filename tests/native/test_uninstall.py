"""Uninstalling takes back all that was made, keeps what was kept, and tells what it could not."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.rights import like_anybody
from fixtures.tiles import TILE
from native.client import HELLO, Host, begin, environment, whole_part
from native.program import secret_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from native.program import Cli


@pytest.fixture
def around(cli: Cli) -> dict[str, str]:
    """A home that this program alone has been in, and in which two browsers were used."""
    home = cli.folder / "home"
    (home / ".config" / "chromium").mkdir(parents=True)
    (home / ".mozilla" / "firefox").mkdir(parents=True)
    return {
        "PATH": "/nothing",
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_RUNTIME_DIR": str(cli.folder / "runtime"),
    }


def files(cli: Cli) -> list[str]:
    """All that is in the home, and what of the program lasts as long as the person is there."""
    places = [cli.folder / "home", cli.folder / "runtime"]
    return [str(path) for place in places for path in place.rglob("*") if path.is_file()]


def program(cli: Cli) -> str:
    manifest = next((cli.folder / "home").rglob("NativeMessagingHosts/org.keepsake.host.json"))
    return str(json.loads(manifest.read_bytes())["path"])


@pytest.fixture
def running(cli: Cli, around: dict[str, str]) -> Iterator[Host]:
    """A host as a browser has it, in the middle of a capture."""
    cli.run("install", **around)
    capture = str(uuid.uuid4())
    with Host(cli.vault, command=[program(cli)], **around) as host:
        host.ask({**HELLO, "browser": "chromium"})
        host.ask(begin(capture))
        host.send(*whole_part(capture, 1, TILE))
        host.until("kept")
        yield host


def test_all_that_was_made_goes_and_what_was_kept_stays(
    cli: Cli, around: dict[str, str], running: Host
) -> None:
    cli.run("install", "--profile", str(cli.folder / "home" / "profile"), **around)
    entries = cli.folder / "home" / ".local" / "share" / "applications"
    entries.mkdir(parents=True)
    (entries / "keepsake.desktop").write_text(f"[Desktop Entry]\nExec={cli.script} view\n")
    (entries / "other.desktop").write_text("[Desktop Entry]\nExec=/usr/bin/other\n")
    (cli.folder / "runtime" / "keepsake").mkdir(parents=True)
    (cli.folder / "runtime" / "keepsake" / "a.html").write_text("")
    assert len(files(cli)) > 5
    done = cli.data("uninstall", **around)
    assert (done["stopped"], done["running"], done["left"]) == (1, 0, [])
    assert running.process.wait(timeout=20) == 0
    assert files(cli) == [str(entries / "other.desktop")]
    assert done["vaults"] == [str(cli.vault)]
    # What it had acknowledged is in the log, as cut short.
    kept = cli.data("list", **around)["captures"]
    assert [(one["state"], one["parts"]) for one in kept] == [("incomplete", 2)]


def test_a_host_of_another_copy_goes_on(cli: Cli, around: dict[str, str]) -> None:
    cli.run("install", **around)
    with Host(cli.vault, command=[sys.executable, "-P", "-m", "keepsake"], **around) as host:
        host.ask(HELLO)
        assert cli.data("uninstall", **around)["stopped"] == 0
        assert host.ask({"type": "status"})["type"] == "status"
        host.end()


def test_what_cannot_be_removed_is_told_and_stops_nothing_else(
    cli: Cli, around: dict[str, str]
) -> None:
    cli.run("install", **around)
    cli.run("init", "--passphrase-file", secret_file(cli), **around)
    folder = cli.folder / "home" / ".config" / "chromium" / "NativeMessagingHosts"
    folder.chmod(0o500)
    try:
        done = subprocess.run(
            [str(cli.script), "uninstall", "--json"],
            capture_output=True, text=True, check=False, preexec_fn=like_anybody,
            env=environment(cli.vault, **around),
        )  # fmt: skip
    finally:
        folder.chmod(0o700)
    assert (done.returncode, done.stderr) == (1, "")
    found: dict[str, Any] = json.loads(done.stdout)
    states = {one["browser"]: one["state"] for one in found["browsers"]}
    assert states == {"chromium": "unwritable", "firefox": "missing"}
    assert files(cli) == [str(folder / "org.keepsake.host.json")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_says_where_what_was_kept_is(cli: Cli, around: dict[str, str], language: str) -> None:
    cli.capture()
    said = cli.run("uninstall", KEEPSAKE_LANGUAGE=language, **around).stdout
    assert str(cli.vault) in said
    assert (cli.vault / "vault.json").exists()


def test_a_vault_within_what_is_removed_stays(cli: Cli, around: dict[str, str]) -> None:
    inside = cli.folder / "home" / ".local" / "state" / "Keepsake" / "copies" / "vault"
    cli.run("init", "--unclaimed", "--vault", str(inside), **around)
    done = cli.data("uninstall", "--vault", str(inside), **around)
    assert (inside / "vault.json").exists()
    assert done["vaults"] == [str(inside)]
