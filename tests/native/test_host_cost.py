"""What the host loads before it answers; how long that takes is measured by the bench."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from keepsake.env import real_environment
from keepsake.vault.store import Vault
from native.client import HELLO, Host, begin, whole_part

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def test_only_what_a_capture_needs_is_imported(vault: Path) -> None:
    Vault.create(vault, real_environment())
    capture = str(uuid.uuid4())
    with Host(vault, PYTHONVERBOSE="1") as host:
        host.ask(HELLO)
        host.send(begin(capture), *whole_part(capture, 1, b"picture"))
        host.until("begun")
        host.until("kept")
        _, error, _ = host.end()
    lines = error.splitlines()
    loaded = {line.split("'")[1].split(".")[0] for line in lines if line.startswith("import '")}
    assert {"keepsake", "msgspec", "pyrage"} <= loaded
    unneeded = {
        "PIL",
        "asyncio",
        "flask",
        "http",
        "jinja2",
        "keyring",
        "rfc3161_client",
        "socket",
        "sqlcipher3",
        "ssl",
        "subprocess",
        "typst",
        "webview",
        "werkzeug",
    }
    assert loaded & unneeded == set()
