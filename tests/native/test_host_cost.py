"""What the host loads before it answers; how long that takes is measured by the bench."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from keepsake.env import real_environment
from keepsake.vault import creating, reserve
from native.client import HELLO, Host, begin, whole_part

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def _loaded(errors: str) -> set[str]:
    return {line.split("'")[1] for line in errors.splitlines() if line.startswith("import '")}


def test_ready_waits_for_nothing_that_is_wanted_later(vault: Path) -> None:
    reserve.keep(creating.create(vault, real_environment()))
    with Host(vault, PYTHONVERBOSE="1") as host:
        assert host.ask(HELLO)["type"] == "ready"
        _, error, _ = host.end()
    loaded = _loaded(error)
    assert {"keepsake.native.session", "keepsake.vault.handle"} <= loaded
    assert loaded & {"filelock", "keepsake.core.manifest", "keepsake.stamp.authorities"} == set()


def test_only_what_a_capture_needs_is_imported(vault: Path) -> None:
    creating.create(vault, real_environment())
    capture = str(uuid.uuid4())
    with Host(vault, PYTHONVERBOSE="1") as host:
        host.ask(HELLO)
        host.send(begin(capture), *whole_part(capture, 1, TILE))
        host.until("begun")
        host.until("kept")
        _, error, _ = host.end()
    modules = _loaded(error)
    opening = {
        "keepsake.core.custody",
        "keepsake.core.age.opening",
        "keepsake.stamp.authorities",
        "keepsake.vault.access",
        "keepsake.vault.unlocked",
    }
    assert modules & opening == set()
    loaded = {name.split(".")[0] for name in modules}
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
