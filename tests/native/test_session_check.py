"""The host says whether everything works, and remembers which browser's add-on said hello."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from native.client import HELLO, Host

if TYPE_CHECKING:
    from native.program import Cli


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
