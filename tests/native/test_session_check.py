"""The host says whether everything works, and remembers which browser's add-on said hello."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from keepsake.flows.doctor.diagnosis import BY_ITSELF, COMMANDS
from keepsake.native import messages
from keepsake.viewer.mending_pages import PAGES
from native.client import HELLO, Host

if TYPE_CHECKING:
    from native.program import Cli

ROOT = Path(__file__).resolve().parents[2]


def said(cli: Cli, **variables: str) -> dict[str, dict[str, Any]]:
    done = cli.tried("doctor", "--json", **around(cli), **variables)
    assert done.stderr == ""
    return {one["name"]: one for one in json.loads(done.stdout)["checks"]}


def around(cli: Cli) -> dict[str, str]:
    return {"PATH": "/nothing", "XDG_STATE_HOME": str(cli.folder / "state")}


def greet(cli: Cli, **more: str) -> None:
    with Host(cli.vault, **around(cli)) as host:
        assert host.ask({**HELLO, **more})["type"] == "ready"
        host.end()


def test_a_browser_is_connected_from_its_first_hello_on_and_not_before(cli: Cli) -> None:
    (cli.folder / "home" / ".config" / "microsoft-edge").mkdir(parents=True)
    cli.run("install", **around(cli))
    # The program asks itself how it is: that is no browser's hello.
    assert said(cli)["addon.edge"]["mark"] == "waiting"
    greet(cli)
    greet(cli, browser="nobody")
    greet(cli, browser="chromium")
    assert said(cli)["addon.edge"]["mark"] == "waiting"
    greet(cli, browser="edge", extension="7.8.9")
    found = said(cli)["addon.edge"]
    assert found["mark"] == "ok"
    assert "7.8.9" in found["text"]


def test_a_hello_that_cannot_be_written_down_hinders_nothing(cli: Cli) -> None:
    (cli.folder / "state").write_text("in the way")
    greet(cli, browser="edge")


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_host_tells_what_the_command_tells(cli: Cli, language: str) -> None:
    (cli.folder / "home" / ".config" / "chromium").mkdir(parents=True)
    cli.capture()
    with Host(cli.vault, command=[str(cli.script), f"chrome-extension://{'a' * 32}/"],
              **around(cli)) as host:  # fmt: skip
        host.ask(HELLO)
        answer = host.ask({"type": "check", "language": language})
        host.end()
    known = language if language in ("en", "fr") else "en"
    command = said(cli, KEEPSAKE_LANGUAGE=known)
    assert answer["type"] == "checked"
    assert answer["outcome"] == "problem"  # Chromium is not connected
    for row in answer["checks"]:
        told = command[row["name"]]
        if row["name"] not in ("host", "space"):  # numbers that change from one to the next
            assert row == {name: told[name] for name in row}
    assert [row["name"] for row in answer["checks"]] == list(command)


def test_a_check_before_hello_or_without_a_language_is_refused(cli: Cli) -> None:
    with Host(cli.vault, **around(cli)) as host:
        assert host.ask({"type": "check", "language": "en"})["code"] == 14
        host.ask(HELLO)
        assert host.ask({"type": "check"})["code"] == 15
        assert host.ask({"type": "check", "language": "../en"})["code"] == 15
        host.end()


def test_the_host_mends_what_a_check_named_and_says_how_it_is_then(cli: Cli) -> None:
    (cli.folder / "home" / ".config" / "chromium").mkdir(parents=True)
    with Host(cli.vault, command=[str(cli.script), f"chrome-extension://{'a' * 32}/"],
              **around(cli)) as host:  # fmt: skip
        host.ask(HELLO)
        rows = {one["name"]: one for one in checked(host, {"type": "check", "language": "en"})}
        found = rows["browser.chromium"]
        assert (found["mend"], found["button"]) == ("connect", "Connect the browsers")
        mend = {"type": "mend", "mend": "connect", "language": "fr"}
        rows = {one["name"]: one for one in checked(host, mend)}
        assert rows["browser.chromium"]["mark"] == "ok"
        assert rows["browser.chromium"]["text"].endswith("peut lancer ce programme.")
        host.end()


@pytest.mark.parametrize(
    "message",
    [{"type": "mend", "mend": "restore", "language": "en"}, {"type": "mend", "mend": "connect"},
     {"type": "open", "at": "../../etc"}, {"type": "open", "at": "connect"}],
)  # fmt: skip
def test_nothing_else_is_mended_or_opened(cli: Cli, message: dict[str, str]) -> None:
    with Host(cli.vault, **around(cli)) as host:
        host.ask(HELLO)
        assert host.ask(message)["code"] == 15
        host.end()


def test_what_mends_by_itself_is_the_same_everywhere() -> None:
    page = (ROOT / "extension" / "ui" / "health.js").read_text("utf-8")
    (listed,) = re.findall(r"BY_ITSELF = new Set\(\[([^\]]+)\]", page)
    assert tuple(re.findall(r'"(\w+)"', listed)) == BY_ITSELF == get_args(messages.Mend)
    others = {"", "working", *COMMANDS} - set(BY_ITSELF) - {"stamp"}
    assert set(get_args(messages.Page)) == others
    assert set(PAGES) == others - {""}


def checked(host: Host, message: dict[str, str]) -> list[dict[str, Any]]:
    answer = host.ask(message)
    assert answer["type"] == "checked", answer
    rows: list[dict[str, Any]] = answer["checks"]
    return rows
