"""The frozen program alone does the whole job: click, seal, stamp, check, export, check again."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from packaging.utils import canonicalize_name
from phonenumbers import SUPPORTED_REGIONS
from PyInstaller.archive.readers import CArchiveReader

import dev_package
import notices
from fixtures.demo.server import demo_site
from fixtures.tsa.authority import local_authorities
from keepsake.shared import product_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.package, pytest.mark.browser]


@dataclass(frozen=True)
class Frozen:
    """The program as somebody without Python has it: a folder, copied away from the checkout."""

    program: Path
    environment: dict[str, str]

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            [self.program, *arguments],
            env=self.environment,
            cwd=self.program.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, unpacked: nothing is found by way of the checkout."""
    (archive,) = dev_package.build_packages().glob("keepsake-*-linux-*.tar.gz")
    place = tmp_path_factory.mktemp("installed")
    # By the program that people use; Python's own has no safe way before 3.11.4.
    subprocess.run(["tar", "-xf", archive, "-C", place], check=True)
    (unpacked,) = place.iterdir()
    return unpacked


@pytest.fixture
def frozen(folder: Path, tmp_path: Path) -> Iterator[Frozen]:
    """The program with a vault and a home of its own, and two local authorities."""
    home = tmp_path / "home"
    home.mkdir()
    with local_authorities(tmp_path / "authorities") as local:
        environment = {
            "HOME": str(home),
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "KEEPSAKE_VAULT": str(tmp_path / "vault"),
            "KEEPSAKE_AUTHORITIES": str(local.json_path),
            "KEEPSAKE_KEYRING": "off",
        }
        yield Frozen(folder / "keepsake", environment)


def test_from_a_click_to_a_bundle_that_verifies(frozen: Frozen, tmp_path: Path) -> None:
    with demo_site(product_path("demo")) as site:
        frozen.run("capture", site.profile_url())
    frozen.run("stamp")
    listed = json.loads(frozen.run("list", "--json"))
    assert len(listed["captures"]) == 1
    assert "outcome" in json.loads(frozen.run("verify", "--json"))

    bundle = tmp_path / "bundle"
    exported = json.loads(frozen.run("export", bundle, "--json"))
    assert {path.name for path in bundle.iterdir()} >= {"OPEN-ME.html", "README.txt"}
    secret = tmp_path / "passphrase"
    secret.write_text(exported["passphrase"])
    frozen.run("verify", bundle, "--passphrase-file", secret)


def test_a_damaged_vault_is_named_by_the_frozen_program_too(frozen: Frozen, tmp_path: Path) -> None:
    with demo_site(product_path("demo")) as site:
        frozen.run("capture", site.profile_url())
    part = next((tmp_path / "vault" / "parts").rglob("*.age"))
    damaged = bytearray(part.read_bytes())
    damaged[-1] ^= 1
    part.write_bytes(damaged)
    said = frozen.run("verify", code=1)
    assert part.name in said


def test_it_brings_what_browsers_and_the_window_need(frozen: Frozen) -> None:
    inside = frozen.program.parent / "_internal"
    assert (inside / "dist" / "chromium" / "manifest.json").is_file()
    assert (inside / "dist" / "reader" / "OPEN-ME.html").is_file()
    assert (inside / "shared" / "data" / "errors.json").is_file()
    assert (inside / "keepsake" / "viewer" / "templates").is_dir()
    frozen.run("--version")
    frozen.run("install")
    # There is no vault yet, which is something to know and no problem.
    checks = json.loads(frozen.run("doctor", "--json", code=2))["checks"]
    assert {check["mark"] for check in checks} == {"ok", "waiting"}


def test_its_viewer_starts(frozen: Frozen) -> None:
    frozen.run("init", "--unclaimed")
    command = [frozen.program, "view", "--serve"]
    with subprocess.Popen(
        command, env=frozen.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as viewer:
        assert viewer.stdout is not None
        said = next((line for line in viewer.stdout if "http://" in line or "problem" in line), "")
        viewer.terminate()
    assert "http://" in said, said


def test_every_package_in_it_is_named_in_the_notices(folder: Path) -> None:
    text = (folder / notices.FILE).read_text("utf-8")
    named = {canonicalize_name(name) for name in re.findall(r"^=+\n(\S+) \d", text, re.MULTILINE)}
    owners = metadata.packages_distributions()
    brought = {
        owner
        for name in _modules(folder / "keepsake")
        for owner in owners.get(name.partition(".")[0], ())
    }
    assert {canonicalize_name(name) for name in brought} - named <= {"keepsake"}
    assert "libstdc++.so.6: GPL-3.0-or-later WITH GCC-exception-3.1" in text
    assert list(folder.rglob("*readline*")) == []


def test_it_knows_the_numbers_of_every_country(folder: Path) -> None:
    """They are loaded by name, which nobody who looks through the program sees."""
    plans = {f"phonenumbers.data.region_{country}" for country in SUPPORTED_REGIONS}
    assert plans - _modules(folder / "keepsake") == set()


def test_what_browsers_start_holds_only_what_that_needs(folder: Path) -> None:
    modules = {name.partition(".")[0] for name in _modules(folder / "keepsake-host")}
    assert {"keepsake", "msgspec"} <= modules
    unneeded = {"PIL", "flask", "jinja2", "justhtml", "multiprocessing", "sqlcipher3", "typst"}
    unneeded |= {"phonenumbers", "waitress", "werkzeug", "zxingcpp"}
    assert modules & unneeded == set()


def test_nothing_of_the_desk_is_in_it(folder: Path) -> None:
    packages = {name.partition(".")[0] for name in _modules(folder / "keepsake")}
    assert {"keepsake", "cryptography"} <= packages
    assert not packages & {"boto3", "botocore", "joserfc", "procrastinate", "psycopg", "webauthn"}
    assert not [name for name in _modules(folder / "keepsake") if name.startswith("keepsake.desk")]
    assert not list(folder.rglob("schema.sql"))


def test_it_is_no_larger_than_it_may_be(folder: Path) -> None:
    assert dev_package.size_of(folder) <= dev_package.SIZE_MAX


def _modules(program: Path) -> set[str]:
    """The modules that are frozen into a program."""
    return set(CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc)
