"""The lock files: every version with its hashes, no addresses, only licences we may use."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import metadata

import pytest

from docs.tree import ROOT

BUILD = ROOT / "build"
_LOCKS = sorted(BUILD.glob("requirements*.txt"))
_REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+)")

# Copyleft of the whole work. PyInstaller excepts the programs it makes, and is only a tool here;
# pymerkle is asked by tests alone. What goes out is held by tests/unit/test_notices.py.
_FORBIDDEN = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
_LESSER = re.compile(r"LGPL[\w.+-]*|GNU Lesser General Public\w*", re.IGNORECASE)
_EXCEPTED = {"pyinstaller", "pyinstaller-hooks-contrib", "pymerkle"}


def _blocks(text: str) -> list[str]:
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    return re.findall(r"^\S.*(?:\n[ \t]+.*)*", "".join(lines), re.MULTILINE)


def _names(lock: str) -> set[str]:
    return {
        found["name"]
        for block in _blocks((BUILD / lock).read_text())
        if (found := _REQUIREMENT.match(block))
    }


def _wanted(requirements: list[str]) -> set[str]:
    return {re.split(r"[\s\[=<>~!;]", text)[0].lower().replace("_", "-") for text in requirements}


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda path: path.name)
def test_every_requirement_has_a_version_and_hashes(lock) -> None:
    blocks = _blocks(lock.read_text())
    assert blocks
    for block in blocks:
        assert _REQUIREMENT.match(block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


@pytest.mark.parametrize("lock", _LOCKS, ids=lambda path: path.name)
def test_no_lock_holds_an_address(lock) -> None:
    assert not re.search(r"://|--(?:index|extra-index|find)", lock.read_text())


def test_the_npm_lock_holds_hashes_and_no_addresses() -> None:
    text = (BUILD / "package-lock.json").read_text()
    assert "://" not in text
    assert '"resolved"' not in text
    packages = json.loads(text)["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_everything_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    base = _names("requirements.txt") | _names("requirements-source.txt")
    assert _wanted(project["dependencies"]) - base == set()
    extras = project["optional-dependencies"]
    everything = base | _names("requirements-test.txt") | _names("requirements-node.txt")
    asked = {name for extra in extras.values() for name in _wanted(extra)}
    # Built from this tree, not locked.
    assert asked - everything == {"keepsake-drive"}


def test_npm_versions_are_exact() -> None:
    wanted = json.loads((BUILD / "package.json").read_text())["devDependencies"]
    assert {name: v for name, v in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == {}


def test_no_javascript_package_brings_a_forbidden_licence() -> None:
    packages = json.loads((BUILD / "package-lock.json").read_text())["packages"]
    licences = {name: str(entry.get("license", "")) for name, entry in packages.items() if name}
    found = {n: text for n, text in licences.items() if _FORBIDDEN.search(_LESSER.sub("", text))}
    # A choice is no obligation.
    assert {n: text for n, text in found.items() if " OR " not in text} == {}


def test_no_python_package_brings_a_forbidden_licence() -> None:
    found = {}
    for name in _names("requirements-test.txt") - _EXCEPTED:
        try:
            facts = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # locked for another platform
        short = [facts.get("License-Expression", ""), (facts.get("License") or "")[:80]]
        short += [c for c in facts.get_all("Classifier", []) if c.startswith("License")]
        text = "; ".join(filter(None, short))
        if _FORBIDDEN.search(_LESSER.sub("", text)) and " OR " not in text:
            found[name] = text
    assert found == {}
