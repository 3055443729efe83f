"""The installer for Windows, compiled by makensis and run by Wine, over a stand-in for the program.

The program itself is frozen and installed on Windows by .github/workflows/release.yml alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from dev_base import ROOT, DevError
from e2e.harness import remove
from keepsake_drive.targets import until
from packages import windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.package

LISTED = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Keepsake"
HOST = r"HKCU\Software\Google\Chrome\NativeMessagingHosts\org.keepsake.host"
SECONDS = 240


@dataclass(frozen=True)
class Windows:
    """A Windows of its own, as Wine plays it."""

    folder: Path

    @property
    def home(self) -> Path:
        """The one person's folder."""
        (home,) = [
            each for each in (self.folder / "drive_c" / "users").iterdir() if each.name != "Public"
        ]
        return home

    @property
    def installed(self) -> Path:
        """Where the program is installed."""
        return self.home / "AppData" / "Local" / "Programs" / "Keepsake"

    @property
    def variables(self) -> dict[str, str]:
        """What Wine's environment says."""
        # Wine 10 dies at its start, "free(): invalid pointer", where TMPDIR is set to anything.
        usual = {name: value for name, value in os.environ.items() if name != "TMPDIR"}
        return {
            **usual,
            "WINEPREFIX": str(self.folder),
            "WINEDEBUG": "-all",
            # What Wine would ask about on a screen, and write into the menus of this one.
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
            "DISPLAY": "",
        }

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Starts a program of Windows and does not wait for it."""
        nowhere = subprocess.DEVNULL
        command = ["wine", *words]
        return subprocess.Popen(
            command, env=self.variables, stdin=nowhere, stdout=nowhere, stderr=nowhere
        )

    def power_cut(self) -> None:
        """Ends everything that runs on this Windows, at once."""
        subprocess.run(["wineserver", "-k"], env=self.variables, check=False)

    def run(self, *words: str | Path) -> tuple[int, str]:
        """Runs a program of Windows; how it ended, and what it said."""
        # Files: what stays of Wine for a while holds pipes open, and they would be waited for.
        said = self.folder.with_suffix(".log")
        with said.open("w") as out:
            done = subprocess.run(
                ["wine", *words],
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
                check=False,
            )
        return done.returncode, said.read_text(errors="replace")

    def key(self, key: str) -> dict[str, str]:
        """The values of a key of the registry, {} where there is none."""
        _, told = self.run("reg", "query", key)
        return dict(re.findall(r"^\s+(\S+)\s+REG_\w+\s+(.*?)\s*$", told, re.MULTILINE))

    def install(self, installer: Path) -> int:
        """Runs an installer without questions."""
        return self.run(installer, "/S")[0]

    def uninstall(self) -> int:
        """Runs what the list of programs would run, and waits for it."""
        ended, _ = self.run(self.installed / "Uninstall.exe", "/S")
        # It goes on as a copy of itself, which removes the file that was started.
        until(lambda: self.key(LISTED) == {}, SECONDS, "it is still in the list of programs")
        return ended


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    (folder / "_internal").mkdir()
    (folder / "_internal" / "library.dll").write_bytes(bytes(range(256)) * 64)
    source = ROOT / "tests" / "fixtures" / "windows" / "standin.nsi"
    subprocess.run(
        ["makensis", "-V2", "-WX", f"-DOUT={folder / 'keepsake.exe'}", source], check=True
    )
    return folder


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """Made once, in a quarter of a minute; each test leaves nothing of ours in it."""
    made = Windows(tmp_path_factory.mktemp("wine"))
    _, said = made.run("cmd", "/c", "ver")
    assert "Microsoft Windows" in said, said
    yield made
    # Most of a gigabyte.
    remove(made.folder)


def _installer(program: Path, version: str, folder: Path) -> Path:
    out = folder / windows.name_of(version)
    windows.compile_installer(program, version, out, folder)
    return out


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_it_installs_updates_and_uninstalls_and_leaves_what_was_kept(
    machine: Windows, program: Path, tmp_path: Path
) -> None:
    old, new = (_installer(program, version, tmp_path) for version in ("0.2.0", "0.3.0"))
    vault = machine.home / "AppData" / "Local" / "keepsake" / "vault" / "vault.json"
    vault.parent.mkdir(parents=True)
    vault.write_text("{}")
    menu = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Keepsake.lnk"
    for installer, version in ((old, "0.2.0"), (new, "0.3.0")):
        assert machine.install(installer) == 0
        inside = {f"{version}/{name}" for name in (*_files(program), "keepsake.ico")}
        assert _files(machine.installed) == {"Uninstall.exe", *inside}
        listed = machine.key(LISTED)
        assert (listed["DisplayName"], listed["DisplayVersion"]) == ("Keepsake", version)
        assert listed["UninstallString"].endswith(r'Programs\Keepsake\Uninstall.exe"')
        assert listed["InstallLocation"].endswith(r"AppData\Local\Programs\Keepsake")
        assert machine.key(HOST)["(Default)"].endswith(rf"Keepsake\{version}\host.json")
        assert (machine.home / menu).is_file()
    (machine.installed / "mine.txt").write_text("of somebody else")
    assert machine.uninstall() == 0
    assert _files(machine.installed) == {"mine.txt"}
    (machine.installed / "mine.txt").unlink()
    assert not (machine.home / menu).exists()
    assert machine.key(LISTED) == {}
    assert machine.key(HOST) == {}
    assert vault.read_text() == "{}"


def test_an_installer_that_is_killed_leaves_the_version_before_as_it_was(
    machine: Windows, program: Path, tmp_path: Path
) -> None:
    assert machine.install(_installer(program, "0.2.0", tmp_path)) == 0
    before = machine.key(LISTED), machine.key(HOST)
    old = {name for name in _files(machine.installed) if name.startswith("0.2.0/")}
    # It stops when all is written and browsers are being told: the last moment before they are.
    stuck = tmp_path / "stuck"
    shutil.copytree(program, stuck)
    (stuck / "waits").touch()
    running = machine.start(_installer(stuck, "0.3.0", tmp_path), "/S")
    until((machine.installed / "0.3.0" / "keepsake.ico").exists, SECONDS, "nothing is installed")
    until((machine.installed / "0.3.0" / "waits").exists, SECONDS, "not all is written")
    machine.power_cut()
    running.wait(SECONDS)
    assert (machine.key(LISTED), machine.key(HOST)) == before
    assert old <= _files(machine.installed)
    # Whoever takes it away now takes both, and whoever tries once more has the new one whole.
    (machine.installed / "0.3.0" / "waits").unlink()
    assert machine.install(_installer(program, "0.3.0", tmp_path)) == 0
    inside = {f"0.3.0/{name}" for name in (*_files(program), "keepsake.ico")}
    assert _files(machine.installed) == {"Uninstall.exe", *inside}
    assert machine.uninstall() == 0
    assert not machine.installed.exists()


def test_where_a_newer_one_was_cut_short_uninstalling_takes_both(
    machine: Windows, program: Path, tmp_path: Path
) -> None:
    assert machine.install(_installer(program, "0.2.0", tmp_path)) == 0
    kept = tmp_path / "kept"
    shutil.copytree(machine.installed / "0.2.0", kept)
    assert machine.install(_installer(program, "0.3.0", tmp_path)) == 0
    # The newer one's uninstaller is in place, while the list of programs names the version before.
    shutil.copytree(kept, machine.installed / "0.2.0")
    said = machine.run("reg", "add", LISTED, "/v", "DisplayVersion", "/d", "0.2.0", "/f")
    assert said[0] == 0
    assert machine.uninstall() == 0
    assert not machine.installed.exists()
    assert machine.key(HOST) == {}


def test_the_same_program_makes_the_same_installer(program: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "another"):
        (tmp_path / name).mkdir()
        made.append(_installer(program, "0.2.0", tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_a_folder_without_the_program_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DevError, match=r"keepsake\.exe is missing"):
        windows.compile_installer(tmp_path, "0.2.0", tmp_path / "setup.exe", tmp_path)


def test_the_words_are_in_both_languages() -> None:
    text = windows.SCRIPT.read_text("utf-8")
    names = {
        language: set(re.findall(rf"^LangString (\w+) \${{LANG_{language}}} \".+\"$", text, re.M))
        for language in ("ENGLISH", "FRENCH")
    }
    assert names["ENGLISH"] == names["FRENCH"]
    assert names["ENGLISH"] >= set(re.findall(r"\$\((\w+)\)", text))
