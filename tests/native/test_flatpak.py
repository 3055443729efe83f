"""Packed by Flatpak, the program registers what starts it from outside, where browsers look."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from keepsake import program
from keepsake.browsers import register, table

if TYPE_CHECKING:
    from pathlib import Path

ID = "org.keepsake.Keepsake"


@pytest.fixture
def within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As a program in Flatpak finds it, with what Flatpak writes for it; the person's home."""
    home, info = tmp_path / "home", tmp_path / "info"
    root = home / ".local" / "share" / "flatpak"
    files = root / "app" / ID / "x86_64" / "stable" / "0f1e" / "files"
    info.write_text(f"[Application]\nname={ID}\n\n[Instance]\napp-path={files}\nbranch=100%\n")
    monkeypatch.setattr(program, "FLATPAK_INFO", info)
    monkeypatch.setenv("FLATPAK_ID", ID)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".var" / "app" / ID / "config"))
    monkeypatch.delenv("HOST_XDG_CONFIG_HOME", raising=False)
    (home / ".config" / "chromium").mkdir(parents=True)
    return home


def test_browsers_are_led_to_what_starts_it_from_outside(within: Path) -> None:
    outside = within / ".local" / "share" / "flatpak" / "exports" / "bin" / ID
    assert program.executable_path() == outside
    computer = table.this_computer()
    found = table.find_browsers(computer)
    done = register.install(found, computer, program.executable_path())
    assert {each.browser.id for each in done} >= {"chromium"}
    folder = within / ".config" / "chromium" / "NativeMessagingHosts"
    told = json.loads((folder / "org.keepsake.host.json").read_text("utf-8"))
    assert told["path"] == str(outside)


def test_a_folder_for_settings_that_the_person_chose_is_the_one(
    within: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST_XDG_CONFIG_HOME", str(within / "mine"))
    assert table.this_computer().folders["config"] == str(within / "mine")


@pytest.mark.parametrize("text", ["", "[Instance]\napp-path=/elsewhere\n", "no such form"])
def test_where_flatpak_says_nothing_of_it_the_program_is_where_it_is(
    within: Path, text: str
) -> None:
    program.FLATPAK_INFO.write_text(text)
    assert program.executable_path().name == program._NAME
    assert within.exists()


def test_outside_of_flatpak_nothing_is_different(
    within: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FLATPAK_ID")
    assert program.executable_path().name == program._NAME
    config = str(within / ".var" / "app" / ID / "config")
    assert table.this_computer().folders["config"] == config
