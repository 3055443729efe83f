"""What waits and what is wrong is told truly, and what can be put right is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.rights import like_anybody
from fixtures.tiles import TILE
from native.client import HELLO, Host, begin, environment, whole_part

if TYPE_CHECKING:
    from native.program import Cli


def leave(cli: Cli, parts: int = 3) -> str:
    """A capture whose host was killed: so many parts are acknowledged, nothing is in the log."""
    capture = str(uuid.uuid4())
    with Host(cli.vault) as host:
        host.ask(HELLO)
        host.ask(begin(capture))
        for number in range(1, parts + 1):
            host.send(*whole_part(capture, number, TILE))
            host.until("kept")
        os.kill(host.process.pid, signal.SIGKILL)
        host.process.wait()
    return capture


def checks(cli: Cli, *more: str, **variables: str) -> dict[str, dict[str, str]]:
    done = cli.tried("doctor", "--json", *more, PATH="", **variables)
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return {one["name"]: one for one in found["checks"]}


def test_captures_that_wait_are_told_by_every_command_and_finished_by_the_repair(cli: Cli) -> None:
    capture = leave(cli)
    listed = cli.data("list")
    assert listed["waiting"] == [{"capture": capture, "parts": 4}]
    said = cli.run("list").stdout
    assert "1, with 4 sealed parts. Nothing is lost." in said
    assert "No captures yet" not in said
    verified = cli.run("verify", code=2).stdout
    assert f"incoming/{capture}" in verified
    assert "Everything was checked" not in verified
    # The host that it starts finishes them, as a browser's next start does.
    assert checks(cli)["captures"]["mark"] == "waiting"
    assert "captures" not in checks(cli)
    second = leave(cli)
    done = cli.tried("doctor", "--fix", "--json", PATH="")
    assert json.loads(done.stdout)["repaired"] == [{"what": "captures", "name": "entry 4"}]
    assert "captures" not in checks(cli)
    found = [(one["capture"], one["state"], one["parts"]) for one in cli.data("list")["captures"]]
    assert found == [(capture, "incomplete", 4), (second, "incomplete", 4)]
    assert cli.data("list")["waiting"] == []


def test_stamps_that_are_off_are_not_called_time_stamped(cli: Cli) -> None:
    cli.capture()
    (cli.vault / "config.toml").write_text("version = 1\n[stamps]\nenabled = false\n")
    found = checks(cli)["stamps"]
    assert found["mark"] == "waiting"
    assert "switched off" in found["text"]


def test_without_an_authority_nothing_is_called_time_stamped(cli: Cli) -> None:
    cli.capture()
    (cli.vault / "config.toml").write_text('version = 1\n[stamps]\nauthorities = ["unknown"]\n')
    found = checks(cli)["stamps"]
    assert found["mark"] == "waiting"
    assert "No time-stamp authority is selected" in found["text"]


def test_room_is_asked_for_only_where_there_is_little(cli: Cli) -> None:
    leave(cli)
    told = checks(cli)["captures"]
    assert told["command"] == "keepsake doctor --fix"
    assert "room" not in told["next"]


@pytest.mark.parametrize("option", ["--who", "--about"])
def test_bytes_that_are_no_text_are_refused_and_nothing_is_done(cli: Cli, option: str) -> None:
    cli.capture()
    (cli.folder / "a.txt").write_bytes(b"hello")
    size = len(cli.data("list")["captures"])
    done = subprocess.run(
        [str(cli.script), "add", os.fsencode(cli.folder / "a.txt"), option, b"N\xffra"],
        capture_output=True, text=True, check=False, env=environment(cli.vault),
    )  # fmt: skip
    assert done.returncode == 64, done.stderr
    assert "This text cannot be stored" in done.stderr
    assert len(cli.data("list")["captures"]) == size


def test_a_folder_that_no_vault_can_be_made_in_is_told(cli: Cli) -> None:
    (cli.folder / "file").write_text("in the way")
    found = checks(cli, "--vault", str(cli.folder / "file" / "vault"))["vault"]
    assert (found["mark"], "cannot be written to" in found["text"]) == ("problem", True)


@pytest.mark.parametrize("what", ["", "vault.json", "log", "log/checkpoint", "config.toml"])
def test_what_is_not_allowed_is_told_as_that_and_ends_no_other_check(cli: Cli, what: str) -> None:
    cli.capture()
    (cli.vault / "config.toml").write_text("version = 1\n")
    path = cli.vault / what if what else cli.vault
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        done = subprocess.run(
            [str(cli.script), "doctor", "--json"],
            capture_output=True, text=True, check=False, preexec_fn=like_anybody,
            env=environment(cli.vault, PATH=""),
        )  # fmt: skip
    finally:
        path.chmod(mode)
    assert done.stderr == ""
    found = {one["name"]: one for one in json.loads(done.stdout)["checks"]}
    problems = [one["text"] for one in found.values() if one["mark"] == "problem"]
    assert any("not allowed" in text for text in problems), problems
    assert not any("damaged" in text.replace("anything is damaged", "") for text in problems)
    assert "zone" in found
