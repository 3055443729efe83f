"""What each wheel holds: the program without what drives a browser, and that by itself."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from docs.tree import ROOT
from hatch_products import PRODUCTS, SHELL, Products
from keepsake import __version__
from keepsake.cli import main
from shell import PLACES

if TYPE_CHECKING:
    from pathlib import Path

_DRIVE = ROOT / "host" / "keepsake_drive"


def _wheel_of(project: Path, folder: Path) -> set[str]:
    """The names in the wheel that a project makes, without its metadata."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", folder], cwd=project, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as held:
        return {name for name in held.namelist() if ".dist-info/" not in name}


def _modules(package: Path) -> set[str]:
    return {path.relative_to(package.parent).as_posix() for path in package.rglob("*.py")}


def test_the_wheel_holds_the_program_and_what_it_shares(tmp_path: Path) -> None:
    names = _wheel_of(ROOT, tmp_path)
    assert _modules(ROOT / "host" / "keepsake") <= names
    beside = {name for name in names if not name.startswith("keepsake/")}
    assert beside == {f"keepsake-{__version__}.data/data/{path}" for path in PLACES.values()}
    assert "keepsake/_shared/data/errors.json" in names


@pytest.mark.parametrize("target", ["wheel", "sdist"])
@pytest.mark.parametrize("name", [*PRODUCTS, SHELL])
def test_nothing_is_packed_without_all_that_is_made_for_it(
    tmp_path: Path, name: str, target: str
) -> None:
    """Whatever lies about in a checkout, its wheel is the same, or there is none."""
    for made in {*PRODUCTS, SHELL} - {name}:
        (tmp_path / "dist" / made).mkdir(parents=True)
    hook: Any = Products(str(tmp_path), {}, None, None, str(tmp_path), target)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError, match=f"{name} is missing: run .* setup --tests"):
        hook.initialize("standard", {"force_include": {}, "shared_data": {}})


def test_what_drives_a_browser_is_a_wheel_of_its_own(tmp_path: Path) -> None:
    assert _wheel_of(_DRIVE, tmp_path) == _modules(_DRIVE)


def test_the_two_belong_together() -> None:
    program = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    drive = tomllib.loads((_DRIVE / "pyproject.toml").read_text("utf-8"))["project"]
    assert drive["version"] == program["version"]
    assert program["optional-dependencies"]["drive"] == [f"keepsake-drive=={drive['version']}"]
    assert f"keepsake=={program['version']}" in drive["dependencies"]


def test_without_it_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "keepsake_drive", None)
    monkeypatch.setitem(sys.modules, "keepsake_drive.capture", None)
    (tmp_path / "manifest.json").write_text("{}")
    code = main(["capture", "https://example.com/", "--extension", str(tmp_path)])
    assert code != 0
    assert "pip install 'keepsake[drive]'" in capsys.readouterr().err
