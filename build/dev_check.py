"""Runs every linter and says which are clean."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from dev_base import BUILD, DIST, MODULES, PYTHON, ROOT, SCRIPTS, environment, say
from dev_node import ensure_node, node_environment
from dev_setup import set_up

if TYPE_CHECKING:
    from pathlib import Path


def _linters(node: str) -> dict[str, list[str | Path]]:
    biome: list[str | Path] = [node, MODULES / "@biomejs/biome/bin/biome"]
    tsc: list[str | Path] = [node, MODULES / "typescript/bin/tsc"]
    web_ext: list[str | Path] = [node, MODULES / "web-ext/bin/web-ext.js"]
    return {
        "ruff check": [SCRIPTS / "ruff", "check", "host", "build", "tests"],
        "ruff format": [SCRIPTS / "ruff", "format", "--check", "host", "build", "tests"],
        "mypy": [SCRIPTS / "mypy", "--no-incremental"],
        "import-linter": [SCRIPTS / "lint-imports"],
        "biome": [*biome, "check", f"--config-path={BUILD / 'biome.config.json'}"],
        "tsc": [*tsc, "--project", BUILD / "tsconfig.json"],
        "web-ext lint": [
            *web_ext,
            "lint",
            "--warnings-as-errors",
            f"--source-dir={DIST / 'firefox'}",
        ],
        "documents": [PYTHON, "-m", "pytest", "-q", "tests/docs"],
    }


def check(apt_allowed: bool) -> int:
    """Run all linters, print what each of them complains about, and return 1 if any does.

    Raises:
        DevError: the linters cannot be set up here.
    """
    set_up(programs=False, tests=True, window=True, apt_allowed=apt_allowed)
    node = ensure_node()
    unclean = []
    for name, command in _linters(node.node).items():
        start = time.monotonic()
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment(node_environment(node)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        state = "clean" if done.returncode == 0 else "NOT CLEAN"
        say(f"{name}: {state} ({time.monotonic() - start:.1f} s)")
        if done.returncode != 0:
            say(done.stdout)
            unclean.append(name)
    say(f"Not clean: {', '.join(unclean)}." if unclean else "All linters are clean.")
    return 1 if unclean else 0
