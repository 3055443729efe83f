"""A folder that is locked against writing: what is kept can be read and checked, and it is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

from native.client import HELLO, ORIGIN, Host, begin, environment
from native.disk import alone

if TYPE_CHECKING:
    from pathlib import Path

    from native.program import Cli

# The file system is made in a mount namespace of its own, filled, and then locked.
LOCKED = 'set -e; mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; shift; exec "$@"'


def _locked(vault: Path, *command: str) -> list[str]:
    return [*alone(), "sh", "-c", LOCKED, "sh", str(vault), *command]


def _run(vault: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _locked(vault, sys.executable, "-P", "-m", "keepsake", *arguments),
        env=environment(vault, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_it_can_be_listed_checked_and_searched_and_the_check_says_it_was_not_noted(
    cli: Cli,
) -> None:
    kept = cli.capture()
    before = sorted((path.name, path.stat().st_mtime_ns) for path in cli.vault.rglob("*"))
    listed = json.loads(_run(cli.vault, "list", "--json").stdout)
    assert [one["capture"] for one in listed["captures"]] == [kept]
    checked = _run(cli.vault, "verify")
    assert checked.returncode == 2, checked.stderr
    assert "could not be added to the list" in checked.stdout
    search = (
        "from pathlib import Path; import sys; from keepsake.vault.handle import Vault; "
        "from keepsake.vault.access import unlock; "
        "from keepsake.vault.index import Index; from keepsake.env import real_environment; "
        "print(len(Index(unlock(Vault.open(Path(sys.argv[1]), real_environment()), None))"
        ".search('page')))"
    )
    done = subprocess.run(
        _locked(cli.vault, sys.executable, "-P", "-c", search, str(cli.vault)),
        env=environment(cli.vault),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1\n"
    assert before == sorted((path.name, path.stat().st_mtime_ns) for path in cli.vault.rglob("*"))


def test_a_capture_is_refused_with_what_to_do_and_nothing_is_called_kept(cli: Cli) -> None:
    cli.capture()
    command = _locked(cli.vault, sys.executable, "-P", "-m", "keepsake", ORIGIN)
    with Host(cli.vault, command=command) as host:
        first = host.ask(HELLO)
        reply = first if first["type"] == "error" else host.ask(begin(str(uuid.uuid4())))
        assert (reply["type"], reply["code"], reply["name"]) == ("error", 44, "vault_unwritable"), (
            reply
        )
        host.end()
    refused = _run(cli.vault, "remove", "1", "--why", "x")
    assert refused.returncode == 1
    assert "44 vault_unwritable" in refused.stderr
    assert os.listdir(cli.vault / "parts")  # noqa: PTH208 - only whether there is any
