"""The commands that the documents name exist, and every command explains itself."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from docs.tree import ROOT

_READY = ("init", "install", "uninstall", "doctor", "view", "list", "show", "verify")
_READY += ("capture", "stamp", "export", "backup", "restore", "passphrase", "custody", "remove")
_READY += ("add", "redact", "send", "witness")
_DEV_COMMANDS = (
    *("setup", "run", "test", "check", "bench"),
    *("score", "validate", "package", "desk", "lock"),
)
_DOCUMENTS = ("README.md", "SECURITY.md", "CHANGELOG.md")


def _shown(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _help(*arguments: str) -> str:
    return _shown("-m", "keepsake", *arguments, "--help")


def _named_in_documents(pattern: str) -> set[str]:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in _DOCUMENTS]
    return {name for text in texts for name in re.findall(pattern, text)}


@pytest.fixture(scope="module")
def overview() -> str:
    """The text of `keepsake --help`."""
    return _help()


@pytest.mark.parametrize("name", _READY)
def test_a_command_is_listed_and_explains_itself(name: str, overview: str) -> None:
    assert re.search(rf"^\s+{name}\s+\w", overview, re.MULTILINE), overview
    assert len(_help(name).splitlines()) > 3


def test_the_documents_name_only_commands_that_exist(overview: str) -> None:
    named = _named_in_documents(r"(?:^|`|\$ )keepsake ([a-z]+)\b")
    assert [name for name in named if not re.search(rf"^\s+{name}\b", overview, re.M)] == []


def test_the_development_commands_exist_and_the_documents_name_no_others() -> None:
    listed = _shown("build/dev.py", "--help")
    for name in _DEV_COMMANDS:
        assert re.search(rf"^\s+{name}\s+\w", listed, re.MULTILINE), name
    named = _named_in_documents(r"build/dev\.py ([a-z]+)")
    assert {"run", "test"} <= named <= set(_DEV_COMMANDS)
