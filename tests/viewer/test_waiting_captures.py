"""Captures that are sealed and wait to be entered in the log are told on every list of captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from fixtures.vaults import BEGIN, keep
from keepsake.env import real_environment
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.commit import lock_path
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.conftest import Browser

CAPTURES = [f"0b9f1f0e-5d1c-4f6e-9a39-3c5d1b8f7b0{number}" for number in (1, 2)]
TOLD = "2 captures were cut short and still have to be finished."


def leave(vault: Path, name: str) -> None:
    """A capture of which three parts are kept and whose host is gone."""
    writer = CaptureWriter(Vault.open(vault, real_environment()), name, BEGIN)
    keep(writer, 1, TILE)
    keep(writer, 2, TILE)
    writer._lock.release()
    lock_path(vault / "incoming" / name).unlink(missing_ok=True)


@pytest.mark.parametrize("address", ["/", "/captures", "/captures?in=all", "/captures?in=inbox"])
def test_they_are_told_with_what_to_do(opened: Browser, vault: Path, address: str) -> None:
    assert "still have to be finished" not in opened.get(address)[1]
    for name in CAPTURES:
        leave(vault, name)
    text = opened.get(address)[1]
    assert TOLD in text
    assert "finished the next time you open your browser" in text
    assert "Free some space" not in text


def test_room_is_asked_for_where_there_is_little(
    opened: Browser, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(vault, CAPTURES[0])
    monkeypatch.setattr("keepsake.vault.space.free_bytes", lambda _path: 1_000_000)
    assert "The disk is almost full. Free some space" in opened.get("/")[1]


def test_one_that_is_being_received_does_not_wait(opened: Browser, vault: Path) -> None:
    writer = CaptureWriter(Vault.open(vault, real_environment()), CAPTURES[0], BEGIN)
    keep(writer, 1, TILE)
    assert "still have to be finished" not in opened.get("/")[1]
    writer.close()


def test_they_are_finished_from_there(working: Browser, vault: Path) -> None:
    for name in CAPTURES:
        leave(vault, name)
    size = Vault.open(vault, real_environment()).size()
    assert working.post("/captures/finish")[0] == 303
    # Each is an entry, and so is that it was finished.
    assert Vault.open(vault, real_environment()).size() == size + 4
    assert "still have to be finished" not in working.get("/captures?in=all")[1]


def test_a_check_says_so(working: Browser, vault: Path) -> None:
    leave(vault, CAPTURES[0])
    _, text = working.post("/check")
    assert "still has to be entered in the log" in working.get("/check")[1] + text
