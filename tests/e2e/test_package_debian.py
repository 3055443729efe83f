"""The Debian package in a clean Debian: installed, a click in each browser, read, removed.

The person there is not root, and neither browser is told of add-on or host by the tests.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

import dev_package
from e2e.found import FoundInChromium, FoundInFirefox, started
from e2e.harness import LONG_SECONDS, follow
from fixtures.clean_root import CleanRoot, clean_root
from fixtures.demo.server import demo_site
from fixtures.tsa.authority import local_authorities
from keepsake.shared import product_path
from keepsake_drive.capture import TICK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.package, pytest.mark.browser]


@pytest.fixture(scope="module")
def package() -> Path:
    """The package, made from these sources."""
    (path,) = dev_package.build_packages().glob("*.deb")
    return path


@pytest.fixture(scope="module")
def system(package: Path) -> Iterator[CleanRoot]:
    """A clean Debian into which it was installed, and from which it was removed at the end."""
    with clean_root() as root, local_authorities(root.home / "authorities"):
        if "keepsake" in root.dpkg("--get-selections"):
            root.dpkg("--purge", "keepsake")
        before = root.files()
        # Somebody who has used Firefox before has a profile, which finds what is new on the
        # computer at one start and runs it from the next one on.
        started(root, root.home / "profile").quit()
        root.dpkg("--install", package)
        started(root, root.home / "profile").quit()
        yield root
        root.dpkg("--remove", "keepsake")
        assert root.files() - before == set()


def test_a_person_who_is_not_root_can_start_it(system: CleanRoot) -> None:
    assert "0.2" in system.run("keepsake", "--version")
    assert system.run("id", "-u").strip() != "0"


def test_a_click_in_chromium_ends_as_a_bundle_that_verifies(system: CleanRoot) -> None:
    before = _captures(system)
    with demo_site(product_path("demo")) as site, FoundInChromium(system) as browser:
        shown = follow(browser, browser.open(site.profile_url()), LONG_SECONDS)
    assert shown[-1].text == TICK, shown
    assert _captures(system) == before + 1
    _hand_over(system, "chromium")


def test_a_click_in_firefox_ends_as_a_bundle_that_verifies(system: CleanRoot) -> None:
    before = _captures(system)
    with demo_site(product_path("demo")) as site, FoundInFirefox(system) as browser:
        shown = follow(browser, browser.open(site.profile_url()), LONG_SECONDS)
    assert shown[-1].text == TICK, shown
    assert _captures(system) == before + 1
    _hand_over(system, "firefox")


def _captures(system: CleanRoot) -> int:
    """How many the person's vault holds; none where there is no vault yet."""
    if not (system.home / ".local/share/Keepsake/vault/vault.json").exists():
        return 0
    return len(json.loads(system.run("keepsake", "list", "--json"))["captures"])


def _hand_over(system: CleanRoot, name: str) -> None:
    """The person has the time confirmed, exports, and checks what was exported."""
    system.run("keepsake", "stamp")
    exported = json.loads(system.run("keepsake", "export", system.home / name, "--json"))
    (system.home / "secret").write_text(exported["passphrase"])
    system.hand_over()
    checked = ("keepsake", "verify", system.home / name, "--json")
    report = json.loads(system.run(*checked, "--passphrase-file", system.home / "secret"))
    assert report["outcome"] == "valid", report


def test_doctor_finds_both_browsers_connected(system: CleanRoot) -> None:
    checks = json.loads(system.run("keepsake", "doctor", "--json", code=2))["checks"]
    marks = {check["name"]: check["mark"] for check in checks}
    assert marks["browser.chromium"] == marks["browser.firefox"] == "ok"
    assert system.run("keepsake", "install") != ""
    assert not list(system.home.glob(".config/chromium/NativeMessagingHosts/*"))


def test_the_archive_needs_no_right_at_all(system: CleanRoot, package: Path) -> None:
    (archive,) = package.parent.glob("keepsake-*-linux-*.tar.gz")
    shutil.copyfile(archive, system.home / "archive.tar.gz")
    system.hand_over()
    system.run("tar", "xf", "archive.tar.gz")
    (folder,) = system.home.glob("keepsake-*")
    assert {"LICENSE", "README.txt", "THIRD-PARTY-NOTICES.txt"} <= {
        one.name for one in folder.iterdir()
    }
    system.run(folder / "keepsake", "install")
    (manifest,) = system.home.glob(".config/chromium/NativeMessagingHosts/*.json")
    assert json.loads(manifest.read_text())["path"] == str(folder / "keepsake-host")
    checks = json.loads(system.run(folder / "keepsake", "doctor", "--json", code=2))["checks"]
    marks = {check["name"]: check["mark"] for check in checks}
    assert marks["host"] == marks["browser.chromium"] == marks["browser.firefox"] == "ok"
    system.run(folder / "keepsake", "uninstall")
    assert not manifest.exists()


def test_debian_finds_nothing_wrong_with_it(package: Path) -> None:
    told = subprocess.run(
        ["lintian", "--tag-display-limit", "0", package],
        check=False,
        capture_output=True,
        text=True,
    ).stdout
    tags = [line for line in told.splitlines() if line[:2] in {"E:", "W:"}]
    assert tags == []
