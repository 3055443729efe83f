"""`ready` comes before everything that may take its time: another process's lock, a recovery."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from fixtures.vaults import BEGIN, keep
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.native import messages
from keepsake.vault import creating, recovery
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.handle import Vault
from native.client import HELLO, begin, whole_part
from native.direct_session import DirectSession, new_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTS = 200
# Wherever a lock is taken by name.
TAKERS = (
    "keepsake.vault.handle.take",
    "keepsake.vault.capture_writer.take",
    "keepsake.vault.recovery.take",
    "keepsake.vault.uncommitted.take",
)


@pytest.fixture
def left(tmp_path: Path) -> tuple[Path, str]:
    """A vault in which a capture of many parts waits to be finished."""
    vault = creating.create(tmp_path / "vault", real_environment())
    writer = CaptureWriter(vault, capture := new_id(), BEGIN)
    for number in range(1, PARTS + 1):
        keep(writer, number, TILE)
    writer._lock.release()
    return vault.path, capture


def _threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "recovery"]


def _noted(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    def noting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def take(lock: object, seconds: float) -> object:
            asked.append(name)
            return real(lock, seconds)

        return take

    from keepsake.vault.locking import take

    for name in TAKERS:
        monkeypatch.setattr(name, noting(name, take))


def test_no_lock_is_asked_for_and_no_recovery_begun_before_ready(
    left: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, capture = left
    asked: list[str] = []
    _noted(monkeypatch, asked)
    direct = DirectSession(path)
    replies = direct.session.receive(json.dumps(HELLO).encode())
    ready = json.loads(messages.encode(next(replies)))
    assert (ready["type"], asked, _threads()) == ("ready", [], [])
    assert (path / "incoming" / capture / "staging").exists()
    assert list(replies) == []
    direct.session.close()
    assert asked, "the recovery takes the lock"
    (found,) = direct.captures()
    assert (found.body.capture, len(found.body.parts)) == (capture, PARTS + 1)


def test_with_the_lock_held_all_along_a_capture_is_kept_and_the_recovery_put_off(
    left: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, capture = left

    def busy(_lock: object, _seconds: float) -> object:
        raise KeepsakeError(Code.VAULT_BUSY, file="vault.lock")

    monkeypatch.setattr("keepsake.vault.handle.take", busy)
    direct = DirectSession(path)
    assert direct.last(HELLO)["type"] == "ready"
    assert direct.last(begin(new := new_id()))["type"] == "begun"
    assert direct.last(*whole_part(new, 1, TILE))["type"] == "kept"
    direct.session.close()
    assert {one.name for one in (path / "incoming").iterdir() if one.is_dir()} == {capture, new}
    assert any(note.startswith("recovery put off: error 45") for note in direct.notes)
    monkeypatch.undo()
    recovery.recover(Vault.open(path, real_environment()))
    assert {one.body.capture for one in direct.captures()} >= {capture}
