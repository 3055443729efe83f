"""The self-test where no browser can be driven, and where it was ended by force before."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from fixtures.tsa.authority import local_authorities

if TYPE_CHECKING:
    from pathlib import Path

    from native.program import Cli


def tried(cli: Cli, **more: str) -> dict[str, dict[str, Any]]:
    """By name; what drives a browser is not installed."""
    site = cli.folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text("import sys; sys.modules['keepsake_drive'] = None\n")
    paths = os.pathsep.join([str(site), *(path for path in sys.path if path)])
    state = str(cli.folder / "state")
    done = cli.tried(
        "doctor", "--self-test", "--json", XDG_STATE_HOME=state, PYTHONPATH=paths, **more
    )
    assert done.stderr == ""
    return {row["name"]: row for row in json.loads(done.stdout)["checks"]}


def left(cli: Cli) -> list[Path]:
    return [path for path in (cli.folder / "state").rglob("*") if path.is_file()]


def test_without_a_browser_it_says_what_was_not_tried_and_follows_the_rest(
    cli: Cli, tmp_path_factory: Any
) -> None:
    with local_authorities(tmp_path_factory.mktemp("authorities")) as local:
        rows = tried(cli, KEEPSAKE_AUTHORITIES=str(local.json_path))
    assert list(rows) == ["browser", "file", "stamped", "valid", "gone"]
    assert rows["browser"]["mark"] == "waiting"
    assert "the button itself was not tried" in rows["browser"]["text"]
    assert [rows[name]["mark"] for name in ("file", "stamped", "valid", "gone")] == ["ok"] * 4
    assert "valid" in rows["valid"]["text"]
    assert left(cli) == []
    assert not cli.vault.exists()


def test_who_switched_stamps_off_has_nobody_asked(cli: Cli, tmp_path_factory: Any) -> None:
    cli.capture()
    before = {path: path.read_bytes() for path in cli.vault.rglob("*") if path.is_file()}
    (cli.vault / "config.toml").write_text("version = 1\n[stamps]\nenabled = false\n")
    with local_authorities(tmp_path_factory.mktemp("authorities")) as local:
        rows = tried(cli, KEEPSAKE_AUTHORITIES=str(local.json_path))
        asked = sum(len(one.requests) for one in local.authorities.values())
    assert asked == 0
    assert "switched off" in rows["stamped"]["text"]
    assert rows["valid"]["mark"] == "waiting"
    assert {path: path.read_bytes() for path in before} == before


def test_what_was_ended_by_force_is_removed_by_the_next(cli: Cli) -> None:
    old = cli.folder / "state" / "Keepsake" / "practice" / "0123456789abcdef"
    (old / "vault").mkdir(parents=True)
    (old / "vault" / "vault.json").write_text("{}")
    os.utime(old, (1, 1))
    tried(cli)
    assert left(cli) == []
    assert not old.exists()
