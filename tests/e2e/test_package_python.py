"""The wheel and the source distribution, installed as people do, add, export and verify."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import dev_package
from docs.tree import ROOT
from fixtures.tiles import TILE

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.package

_LOCK = ROOT / "build" / "requirements.txt"
_SCRIPTS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def packages() -> Path:
    return dev_package.build_packages()


@pytest.mark.parametrize("form", ["*.whl", "*.tar.gz"])
@pytest.mark.parametrize("installer", ["pipx", "uv"])
def test_what_is_installed_exports_a_bundle_that_verifies(
    packages: Path, installer: str, form: str, tmp_path: Path
) -> None:
    (built,) = (one for one in packages.glob(f"keepsake-{form}") if "linux" not in one.name)
    folder = _install(installer, built, tmp_path)
    nobody = tmp_path / "authorities.json"
    nobody.write_text(json.dumps({"version": 1, "authorities": []}))
    variables = {"KEEPSAKE_VAULT": str(tmp_path / "vault"), "KEEPSAKE_KEYRING": "off"}
    variables["KEEPSAKE_AUTHORITIES"] = str(nobody)
    picture = tmp_path / "picture.png"
    picture.write_bytes(TILE)

    def keepsake(*arguments: str | Path, code: int = 0) -> str:
        return _run([folder / "keepsake", *arguments], tmp_path, variables, code)

    keepsake("init", "--unclaimed")
    keepsake("add", picture)
    exported = json.loads(keepsake("export", tmp_path / "bundle", "--json"))
    assert (tmp_path / "bundle" / "OPEN-ME.html").is_file()
    (tmp_path / "secret").write_text(exported["passphrase"])
    secret = ("--passphrase-file", tmp_path / "secret")
    # Nobody was asked for the time, so that is not checked; everything else is valid.
    report = json.loads(keepsake("verify", tmp_path / "bundle", *secret, "--json", code=2))
    assert report["outcome"] == "not_checked", report


def _install(installer: str, built: Path, home: Path) -> Path:
    """Installs a file into a home of its own, with the versions that are tested.

    Returns:
        The folder with the program, which a person has on PATH.
    """
    limits = _constraints(home)
    command = {
        "pipx": ["pipx", "install", built, f"--pip-args=--constraint={limits}"],
        "uv": ["uv", "tool", "install", built, "--constraints", limits, "--python", sys.executable],
    }[installer]
    folders = {"PIPX_HOME": "pipx", "PIPX_BIN_DIR": "bin"}
    folders |= {"UV_TOOL_DIR": "uv", "UV_TOOL_BIN_DIR": "bin"}
    variables = {name: str(home / folder) for name, folder in folders.items()}
    _run([_SCRIPTS / command[0], *command[1:]], home, variables)
    return home / "bin"


def _constraints(home: Path) -> Path:
    """The locked versions without their hashes, which what is built here has none of."""
    path = home / "constraints.txt"
    lines = _LOCK.read_text().splitlines()
    path.write_text("\n".join(line.removesuffix(" \\") for line in lines if line[:1].isalpha()))
    return path


def _run(
    command: Sequence[str | Path], folder: Path, variables: dict[str, str], code: int = 0
) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
