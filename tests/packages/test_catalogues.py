"""What winget, Homebrew and Flatpak are told of a release: true of it, and as they want it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from dev_base import MODULES, ROOT, DevError, find
from packages import catalogues, mac, windows
from packages.catalogues import Published

if TYPE_CHECKING:
    from pathlib import Path

VERSION, ADDRESS = "1.2.3", "https://releases.example/keepsake/releases"
FILES = {
    "windows": windows.name_of(VERSION),
    "macos-arm64": mac.name_of(VERSION, "arm64"),
    "macos-x86_64": mac.name_of(VERSION, "x86_64"),
    "linux": f"keepsake-{VERSION}-linux-x86_64.tar.gz",
}
URL = re.compile(r"^https?://.+$")


@pytest.fixture
def published(tmp_path: Path) -> Published:
    folder = tmp_path / "packages"
    folder.mkdir()
    for name in FILES.values():
        (folder / name).write_bytes(name.encode())
    return Published(VERSION, 1_796_000_000, ADDRESS, folder)


@pytest.fixture
def written(published: Published, tmp_path: Path) -> Path:
    catalogues.write(published, tmp_path / "out")
    return tmp_path / "out"


def _sha256(system: str) -> str:
    return hashlib.sha256(FILES[system].encode()).hexdigest()


def _yaml(path: Path) -> dict[str, Any]:
    """Read by a YAML parser of somebody else."""
    code = """
    const yaml = require(process.argv[1]);
    const text = require("node:fs").readFileSync(process.argv[2], "utf8");
    console.log(JSON.stringify(yaml.load(text)));"""
    node = find("node")
    done = subprocess.run(
        [node, "-e", code, MODULES / "js-yaml", path], capture_output=True, text=True, check=True
    )
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_every_mark_is_filled_in_and_every_hash_is_that_of_what_is_published(written: Path) -> None:
    paths = [path for path in written.rglob("*.*") if path.suffix != ".png"]
    texts = {path: path.read_text("utf-8") for path in paths}
    assert len(texts) == len(list(catalogues.TEMPLATES.rglob("*.*"))) + 1
    together = "\n".join(texts.values())
    assert not re.search(r"@[A-Z0-9]+(:[\w-]+)?@", together)
    assert all(_sha256(system) in together for system in FILES)
    assert all(f"{ADDRESS}/download/v{VERSION}" in texts[path] for path in _naming(texts))


def _naming(texts: dict[Path, str]) -> list[Path]:
    names = ("Keepsake.Keepsake.installer.yaml", "keepsake.rb", "org.keepsake.Keepsake.json")
    found = [path for path in texts if path.name in names]
    assert len(found) == len(names)
    return found


def test_winget_is_told_as_its_schema_1_10_wants_it(written: Path) -> None:
    """Its rules, read in microsoft/winget-cli, schemas/JSON/manifests/v1.10.0, 2026-12-01."""
    told = {path.stem: _yaml(path) for path in (written / "winget").iterdir()}
    kinds = {each["ManifestType"] for each in told.values()}
    assert kinds == {"version", "installer", "defaultLocale", "locale"}
    for name, each in told.items():
        identity = (each["PackageIdentifier"], each["PackageVersion"], each["ManifestVersion"])
        assert identity == ("Keepsake.Keepsake", VERSION, "1.10.0"), name
    installer = told["Keepsake.Keepsake.installer"]
    assert (installer["InstallerType"], installer["Scope"]) == ("nullsoft", "user")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", installer["ReleaseDate"])
    # By this key it finds what is installed: the last name of the one that the installer writes.
    listed = re.search(r'!define LISTED "([^"]+)"', windows.SCRIPT.read_text("utf-8"))
    assert listed is not None
    assert listed[1].rpartition("\\")[2] == installer["ProductCode"]
    (one,) = installer["Installers"]
    assert URL.match(one["InstallerUrl"])
    assert one["InstallerUrl"].endswith(FILES["windows"])
    assert (one["Architecture"], one["InstallerSha256"]) == ("x64", _sha256("windows"))
    for name in ("en-US", "fr-CA"):
        words = told[f"Keepsake.Keepsake.locale.{name}"]
        assert words["PackageLocale"] == name
        assert 3 <= len(words["ShortDescription"]) <= 256
        assert URL.match(words["PackageUrl"])
    english = told["Keepsake.Keepsake.locale.en-US"]
    assert {"Publisher", "PackageName", "License"} <= set(english)
    assert all(1 <= len(tag) <= 40 for tag in english["Tags"])


def test_homebrew_leads_to_the_app_where_the_disk_image_has_it(written: Path) -> None:
    """No Ruby is asked: `brew audit` runs only where Homebrew is."""
    cask = (written / "keepsake.rb").read_text("utf-8")
    url = re.search(r'url "([^"]+)"', cask)
    assert url is not None
    for arch in ("arm64", "x86_64"):
        filled = url[1].replace("#{version}", VERSION).replace("#{arch}", arch)
        assert filled == f"{ADDRESS}/download/v{VERSION}/{mac.name_of(VERSION, arch)}"
        assert _sha256(f"macos-{arch}") in cask
    assert cask.count("Keepsake.app/Contents/Resources/program/keepsake") == 3
    assert f'app "{mac.APP}"' in cask
    assert cask.count(" do\n") == len(re.findall(r"^\s*end$", cask, re.MULTILINE))
    description = re.search(r'desc "([^"]+)"', cask)
    assert description is not None
    assert len(description[1]) <= 80  # a rule of its audit
    assert not description[1].endswith(".")


def test_flatpak_opens_only_the_folders_in_which_browsers_look_for_programs(written: Path) -> None:
    told = json.loads((written / "flatpak" / "org.keepsake.Keepsake.json").read_text("utf-8"))
    opened = [
        one.removeprefix("--filesystem=") for one in told["finish-args"] if "filesystem" in one
    ]
    assert opened
    for folder in opened:
        assert re.fullmatch(r"(xdg-config|~)/.+/native-?messaging-?hosts:create", folder, re.I)
    assert not {"home", "host"} & set(opened)
    (module,) = told["modules"]
    archive, *beside = module["sources"]
    assert (archive["type"], archive["sha256"]) == ("archive", _sha256("linux"))
    assert {one["path"] for one in beside} <= {p.name for p in (written / "flatpak").iterdir()}
    wanted = {"id", "runtime", "runtime-version", "sdk", "command", "finish-args", "modules"}
    assert set(told) == wanted


@pytest.mark.package
def test_the_entry_in_menus_and_in_software_centres_is_as_freedesktop_wants_it(
    written: Path,
) -> None:
    folder = written / "flatpak"
    for command in (
        ["desktop-file-validate", folder / "org.keepsake.Keepsake.desktop"],
        ["appstreamcli", "validate", "--no-net", folder / "org.keepsake.Keepsake.metainfo.xml"],
    ):
        assert shutil.which(command[0])
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.parametrize("address", ["", "@ADDRESS@", "http://releases.example", "releases"])
def test_without_a_published_address_nothing_is_made(
    published: Published, tmp_path: Path, address: str
) -> None:
    nowhere = Published(VERSION, published.epoch, address, published.folder)
    with pytest.raises(DevError, match=r"release\.json"):
        catalogues.write(nowhere, tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("system", FILES)
def test_what_is_not_published_is_named_and_nothing_is_made(
    published: Published, tmp_path: Path, system: str
) -> None:
    (published.folder / FILES[system]).unlink()
    with pytest.raises(DevError, match=re.escape(FILES[system])):
        catalogues.write(published, tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_mark_that_means_nothing_is_refused(published: Published) -> None:
    with pytest.raises(DevError, match="@WHAT@"):
        catalogues.fill("x: @WHAT@", published)


def test_the_templates_hold_no_address_of_their_own() -> None:
    for path in catalogues.TEMPLATES.rglob("*.*"):
        text = path.read_text("utf-8")
        found = re.findall(r"https?://[^\s\"<]+", text)
        assert [one for one in found if not one.startswith("https://aka.ms/winget-manifest")] == []
    assert ROOT / "build" / "catalogues" == catalogues.TEMPLATES
