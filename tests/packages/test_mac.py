"""Keepsake.app, as far as another system can tell; it is signed and packed on macOS alone."""

from __future__ import annotations

import os
import plistlib
import subprocess
from typing import TYPE_CHECKING

import pytest

from dev_base import DevError
from packages import mac

if TYPE_CHECKING:
    from pathlib import Path

# Runs its launcher, which needs a shell.
pytestmark = pytest.mark.package

MACH_O = b"\xcf\xfa\xed\xfe" + bytes(28)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Over a stand-in: scripts that say how they were started, and what looks like a library."""
    program = tmp_path / "program"
    (program / "_internal").mkdir(parents=True)
    for name in ("keepsake", "keepsake-host"):
        (program / name).write_text('#!/bin/sh\necho "$0 $*"\n')
        (program / name).chmod(0o755)
    (program / "_internal" / "Python").write_bytes(MACH_O)
    (program / "_internal" / "linked").symlink_to("Python")
    (program / "_internal" / "words.json").write_text("{}")
    return mac.make_app(program, "1.2.3", tmp_path / "image")


def _opened(app: Path, tmp_path: Path, locale: str = "en_CA") -> str:
    tools = tmp_path / "tools"
    tools.mkdir(exist_ok=True)
    for name, text in (("osascript", 'echo "asked: $*"'), ("defaults", f"echo {locale}")):
        (tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (tools / name).chmod(0o755)
    launcher = app / "Contents" / "MacOS" / mac.LAUNCHER
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [launcher], env={"PATH": path}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_app_says_what_it_is_and_starts_the_viewer(app: Path, tmp_path: Path) -> None:
    told = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    assert told["CFBundleIdentifier"] == "org.keepsake.Keepsake"
    assert told["CFBundleShortVersionString"] == told["CFBundleVersion"] == "1.2.3"
    assert (app / "Contents" / "Resources" / told["CFBundleIconFile"]).is_file()
    launcher = app / "Contents" / "MacOS" / told["CFBundleExecutable"]
    assert os.access(launcher, os.X_OK)
    assert sorted(path.name for path in launcher.parent.iterdir()) == [mac.LAUNCHER]
    program = app / "Contents" / "Resources" / "program"
    assert _opened(app, tmp_path) == f"{program}/keepsake view"


def test_a_name_with_blanks_and_quotes_is_no_trouble(app: Path, tmp_path: Path) -> None:
    moved = tmp_path / 'the "other" place' / mac.APP
    moved.parent.mkdir()
    app.rename(moved)
    assert _opened(moved, tmp_path).endswith("/program/keepsake view")


@pytest.mark.parametrize(
    ("locale", "word"), [("en_CA", "Applications folder"), ("fr_CA", "sur Applications")]
)
def test_from_where_macos_moved_it_for_a_while_it_asks_to_be_moved(
    app: Path, tmp_path: Path, locale: str, word: str
) -> None:
    moved = tmp_path / "AppTranslocation" / "8F2A" / mac.APP
    moved.parent.mkdir(parents=True)
    app.rename(moved)
    said = _opened(moved, tmp_path, locale)
    assert said.startswith("asked: ")
    assert word in said


def test_what_is_code_is_signed_from_the_inside_out_and_nothing_twice(app: Path) -> None:
    commands = mac.signing(app, "Developer ID Application: Somebody")
    signed = [command[-1] for command in commands]
    assert signed == [str(app / "Contents/Resources/program/_internal/Python"), str(app)]
    assert all({"runtime", "--timestamp", "--entitlements"} <= set(each) for each in commands)
    for command in commands:
        path = command[command.index("--entitlements") + 1]
        with open(path, "rb") as file:  # noqa: PTH123 - as codesign gets it, a plain name
            assert set(plistlib.load(file)) == {
                "com.apple.security.cs.allow-unsigned-executable-memory"
            }
    assert "--timestamp" not in mac.signing(app, "-")[-1]


def test_the_image_holds_the_folder_of_the_app(app: Path, tmp_path: Path) -> None:
    image = tmp_path / mac.name_of("1.2.3", "arm64")
    command = mac.imaging(app, image)
    assert command[:2] == ["hdiutil", "create"]
    assert command[command.index("-srcfolder") + 1] == str(app.parent)
    assert command[-1].endswith("keepsake-1.2.3-macos-arm64.dmg")
    assert [each[:2] for each in mac.notarizing(image, "mine")] == [
        ["xcrun", "notarytool"],
        ["xcrun", "stapler"],
    ]


def test_a_program_that_is_not_whole_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DevError, match="keepsake, keepsake-host is missing"):
        mac.make_app(tmp_path, "1.2.3", tmp_path / "image")
