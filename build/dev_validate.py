"""Makes the record of tests of this version: runs them, and writes down what came of each group."""

from __future__ import annotations

import json
import platform
import subprocess
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import validation
from dev_base import BUILD, PYTHON, ROOT, DevError, environment, find, run, say
from dev_node import ensure_node, node_environment
from dev_setup import set_up
from dev_test import SIDE_BY_SIDE, little_kept, temporary
from validation_groups import PLACE, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = BUILD / "validation.toml"
_TOOLS = (
    ("Chromium", ("chromium", "chromium-browser")),
    ("Firefox", ("firefox-esr", "firefox")),
    ("Node.js", ("node",)),
    ("OpenSSL", ("openssl",)),
    ("age", ("age",)),
)


def groups() -> list[dict[str, Any]]:
    """The groups of tests, as `validation.toml` lists them."""
    found: list[dict[str, Any]] = tomllib.loads(GROUPS.read_text("utf-8"))["group"]
    return found


def validate(apt_allowed: bool, arguments: Sequence[str] = ()) -> int:
    """Run the tests and write the record, whatever they find.

    Args:
        apt_allowed: whether Debian packages may be installed.
        arguments: more for pytest, for instance how many tests run side by side.

    Returns:
        0 when everything passed.

    Raises:
        DevError: what the tests need cannot be set up, the run did not come to its end, or the
            sources changed meanwhile; then no record is written.
    """
    set_up(tests=True, window=True, apt_allowed=apt_allowed)
    before, began = validation.sources(), _now()
    files = [file for group in groups() for file in group["tests"]]
    outcomes = _outcomes([*files, *arguments])
    if validation.sources() != before:
        raise DevError("The sources changed while they were tested. Run it again.")
    try:
        found = grouped(groups(), outcomes)
    except ValueError as problem:
        raise DevError(f"No record is written: {problem}.") from problem
    record = {**_about(before), "began": began, "ended": _now(), "groups": found}
    validation.RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    validation.main()
    failed = sum(int(str(group["failed"])) for group in found)
    say(f"{len(outcomes) - failed} of {len(outcomes)} tests passed.")
    say(f"The record is {validation.RECORD.relative_to(ROOT)}; commit it to have it packaged.")
    return 1 if failed else 0


def _outcomes(arguments: list[str]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder, temporary() as place:
        told = Path(folder, "outcomes.json")
        env = {**node_environment(ensure_node()), **place, PLACE: str(told)}
        # Found by its name before pytest has read where else the tests' modules are.
        env["PYTHONPATH"] = str(BUILD)
        command: list[str | Path] = [PYTHON, "-m", "pytest", "-p", "validation_report"]
        run([*command, *SIDE_BY_SIDE, *little_kept(place), *arguments], env=env)
        if not told.is_file():
            raise DevError("The run did not come to its end, so there is no record.")
        outcomes: dict[str, str] = json.loads(told.read_text("utf-8"))
        return outcomes


def _about(sources: str) -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        "keepsake_validation": 1,
        "program": project["version"],
        "commit": _said(["git", "rev-parse", "HEAD"]),
        "committed": _said(["git", "status", "--porcelain", *map(str, validation.SOURCES)]) == "",
        "sources": sources,
        "system": _system(),
        "tools": [
            {"name": "Python", "version": platform.python_version()},
            *({"name": name, "version": told} for name, told in _versions()),
        ],
    }


def _system() -> str:
    try:
        named = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        named = f"{platform.system()} {platform.release()}"
    return f"{named}, {platform.machine()}"


def _versions() -> list[tuple[str, str]]:
    known = ((name, find(*commands)) for name, commands in _TOOLS)
    told = ((name, _said([found, "--version"])) for name, found in known if found)
    return [(name, line) for name, line in told if line]


def _said(command: list[str]) -> str:
    """The first line of what a program says; "" where it says nothing or is not there."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip().partition("\n")[0] if done.returncode == 0 else ""


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
