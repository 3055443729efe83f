from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from keepsake.browsers import policy, register
from keepsake.browsers.registry import NoRegistry
from keepsake.browsers.table import (
    Computer,
    find_browsers,
    load_browsers,
    load_identities,
    on_system,
)

if TYPE_CHECKING:
    from pathlib import Path

NAME = "org.keepsake.host.json"


@dataclass
class MockRegistry:
    """Stands for the Windows registry, which cannot exist here; a mock, and named so."""

    keys: dict[str, str] = field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def rules(self, key: str) -> dict[str, Any]:
        return self.policies.get(key, {})

    def read(self, key: str) -> str | None:
        return self.keys.get(key)

    def write(self, key: str, value: str) -> None:
        self.keys[key] = value

    def delete(self, key: str) -> None:
        self.keys.pop(key, None)


@dataclass
class Home:
    """A home folder of its own, and commands that are on its PATH."""

    path: Path
    system: str = "linux"
    commands: dict[str, str] = field(default_factory=dict)
    registry: MockRegistry = field(default_factory=MockRegistry)

    @property
    def computer(self) -> Computer:
        folders = {
            "root": str(self.path / "root"),
            "home": str(self.path),
            "config": str(self.path / ".config"),
            "etc": str(self.path / "etc"),
            "local": str(self.path / "AppData" / "Local"),
            "roaming": str(self.path / "AppData" / "Roaming"),
        }
        registry = self.registry if self.system == "windows" else NoRegistry()
        return Computer(self.system, folders, self.commands.get, registry)

    def everything(self) -> list[str]:
        return sorted(str(p.relative_to(self.path)) for p in self.path.rglob("*") if p.is_file())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("program") / "keepsake"
    path.touch(0o755)
    return path


def place(home: Home, browser: str) -> None:
    """Leaves behind what that browser leaves behind once it has run."""
    (row,) = [one for one in load_browsers() if one.id == browser]
    home.computer.path(on_system(row, home.system).signs[0]).mkdir(parents=True)


LINUX = {
    "chromium": [".config/chromium/NativeMessagingHosts"],
    "chrome": [".config/google-chrome/NativeMessagingHosts"],
    "edge": [".config/microsoft-edge/NativeMessagingHosts"],
    "brave": [".config/BraveSoftware/Brave-Browser/NativeMessagingHosts"],
    "vivaldi": [".config/vivaldi/NativeMessagingHosts"],
    "opera": [
        ".config/google-chrome/NativeMessagingHosts",
        ".config/opera/NativeMessagingHosts",
    ],
    "firefox": [".mozilla/native-messaging-hosts"],
}
MACOS = "Library/Application Support"
MAC = {
    "chromium": [f"{MACOS}/Chromium/NativeMessagingHosts"],
    "chrome": [f"{MACOS}/Google/Chrome/NativeMessagingHosts"],
    "edge": [f"{MACOS}/Microsoft Edge/NativeMessagingHosts"],
    "brave": [f"{MACOS}/BraveSoftware/Brave-Browser/NativeMessagingHosts"],
    "vivaldi": [f"{MACOS}/Vivaldi/NativeMessagingHosts"],
    "opera": [
        f"{MACOS}/Google/Chrome/NativeMessagingHosts",
        f"{MACOS}/com.operasoftware.Opera/NativeMessagingHosts",
    ],
    "firefox": [f"{MACOS}/Mozilla/NativeMessagingHosts"],
}


@pytest.mark.parametrize(
    ("system", "browser", "folders"),
    [("linux", *row) for row in LINUX.items()] + [("macos", *row) for row in MAC.items()],
)
def test_a_manifest_goes_where_that_browser_looks(
    home: Home, program: Path, system: str, browser: str, folders: list[str]
) -> None:
    home.system = system
    place(home, browser)
    found = find_browsers(home.computer)
    (done,) = register.install(found, home.computer, program)
    assert (done.browser.id, done.state) == (browser, "registered")
    assert home.everything() == [f"{folder}/{NAME}" for folder in folders]


def test_every_browser_of_the_table_is_tested() -> None:
    assert {one.id for one in load_browsers()} == set(LINUX) == set(MAC)


def test_a_chromium_manifest_lists_every_extension(program: Path) -> None:
    written = json.loads(register.manifest("chromium", program))
    ids = load_identities().chromium_extension_ids
    assert written == {
        "name": "org.keepsake.host",
        "description": "Keepsake",
        "path": str(program),
        "type": "stdio",
        "allowed_origins": [f"chrome-extension://{one}/" for one in ids],
    }
    assert program.is_absolute()


def test_a_firefox_manifest_lists_the_addon(program: Path) -> None:
    written = json.loads(register.manifest("firefox", program))
    assert written["allowed_extensions"] == [load_identities().firefox_addon_id]
    assert "allowed_origins" not in written


def test_nothing_is_made_for_browsers_that_are_not_here(home: Home, program: Path) -> None:
    assert find_browsers(home.computer) == []
    assert register.install([], home.computer, program) == []
    assert home.everything() == []


def test_a_browser_that_never_ran_is_found_by_its_command(home: Home) -> None:
    home.commands["chromium"] = "/usr/bin/chromium"
    (found,) = find_browsers(home.computer)
    assert (found.browser.id, found.open, found.confined) == ("chromium", True, "")


@pytest.mark.parametrize(
    ("sign", "kind"), [("snap/firefox", "snap"), (".var/app/org.mozilla.firefox", "flatpak")]
)
def test_a_browser_shut_in_by_its_package_is_known_as_such(
    home: Home, sign: str, kind: str
) -> None:
    (home.path / sign).mkdir(parents=True)
    home.commands["firefox"] = "/snap/bin/firefox"
    (found,) = find_browsers(home.computer)
    assert (found.browser.id, found.open, found.confined) == ("firefox", False, kind)


def test_install_then_uninstall_leaves_no_manifest(home: Home, program: Path) -> None:
    for browser in ("chrome", "firefox"):
        place(home, browser)
    register.install(find_browsers(home.computer), home.computer, program)
    removed = register.uninstall(home.computer)
    assert [one.browser.id for one in removed] == ["chrome", "firefox"]
    assert home.everything() == []
    assert [path for path in home.path.rglob("*ative*essaging*osts")] == []
    assert register.uninstall(home.computer) == []


def test_check_tells_missing_from_other_from_registered(home: Home, program: Path) -> None:
    place(home, "chromium")
    found = find_browsers(home.computer)

    def state(path: Path) -> str:
        (one,) = register.check(found, home.computer, path)
        return one.state

    assert state(program) == "missing"
    register.install(found, home.computer, program)
    assert state(program) == "registered"
    assert state(program.with_name("elsewhere")) == "other"
    file = home.path / LINUX["chromium"][0] / NAME
    for garbage in (b"{}", b"", b"\xff\xfe", b"[1]", b'{"name":"another","path":"/bin/true"}'):
        file.write_bytes(garbage)
        assert state(program) == "garbled"
    file.unlink()
    file.mkdir()
    assert state(program) == "garbled"


def test_a_folder_that_cannot_be_written_does_not_stop_the_others(
    home: Home, program: Path
) -> None:
    place(home, "chromium")
    place(home, "firefox")
    (home.path / ".mozilla" / "native-messaging-hosts").write_text("a file in the way")
    done = register.install(find_browsers(home.computer), home.computer, program)
    assert {one.browser.id: one.state for one in done} == {
        "chromium": "registered",
        "firefox": "unwritable",
    }


def test_one_profile_alone(home: Home, program: Path) -> None:
    file = register.register_profile(home.path / "profile", program)
    assert file == home.path / "profile" / "NativeMessagingHosts" / NAME
    assert file.read_bytes() == register.manifest("chromium", program)


def test_on_windows_the_registry_leads_to_the_manifest(home: Home, program: Path) -> None:
    home.system = "windows"
    for browser in ("chrome", "firefox"):
        place(home, browser)
    found = find_browsers(home.computer)
    done = register.install(found, home.computer, program)
    assert [one.state for one in done] == ["registered", "registered"]
    assert set(home.registry.keys) == {
        "Software\\Google\\Chrome\\NativeMessagingHosts\\org.keepsake.host",
        "Software\\Mozilla\\NativeMessagingHosts\\org.keepsake.host",
    }
    for key, family in zip(sorted(home.registry.keys), ("chromium", "firefox"), strict=True):
        file = home.path / "AppData" / "Local" / "Keepsake" / family / NAME
        assert home.registry.keys[key] == str(file)
        assert file.read_bytes() == register.manifest(family, program)
    home.registry.keys.clear()
    assert {one.state for one in register.check(found, home.computer, program)} == {"missing"}
    register.install(found, home.computer, program)
    register.uninstall(home.computer)
    assert home.registry.keys == {}
    assert not list(home.path.rglob(NAME))


@pytest.mark.parametrize(
    ("rules", "what"),
    [
        ({"NativeMessagingBlocklist": {"1": "*"}}, "host"),
        ({"NativeMessagingBlocklist": {"1": "org.keepsake.host"}}, "host"),
        ({"NativeMessagingUserLevelHosts": 0}, "user"),
        ({"ExtensionInstallBlocklist": {"1": "*"}}, "addon"),
    ],
)
def test_on_windows_a_rule_is_read_from_the_registry(
    home: Home, rules: dict[str, Any], what: str
) -> None:
    home.system = "windows"
    place(home, "edge")
    (found,) = find_browsers(home.computer)
    assert policy.against(found.browser, home.computer) is None
    home.registry.policies["Software\\Policies\\Microsoft\\Edge"] = rules
    rule = policy.against(found.browser, home.computer)
    assert rule is not None
    assert rule.what == what


def test_a_rule_that_lets_this_program_through_is_none(home: Home) -> None:
    place(home, "chrome")
    (found,) = find_browsers(home.computer)
    folder = home.path / "etc" / "opt" / "chrome" / "policies" / "managed"
    folder.mkdir(parents=True)
    (folder / "a.json").write_text(
        json.dumps(
            {
                "NativeMessagingBlocklist": ["*"],
                "NativeMessagingAllowlist": ["org.keepsake.host"],
                "ExtensionInstallBlocklist": ["*"],
                "ExtensionInstallAllowlist": list(load_identities().chromium_extension_ids),
            }
        )
    )
    for number, garbage in enumerate((b"", b"[1]", b"\xff", b"{", b'{"a":' * 3000)):
        (folder / f"b{number}.json").write_bytes(garbage)
    assert policy.against(found.browser, home.computer) is None


def test_firefox_that_refuses_all_add_ons(home: Home) -> None:
    place(home, "firefox")
    (found,) = find_browsers(home.computer)
    folder = home.path / "etc" / "firefox" / "policies"
    folder.mkdir(parents=True)
    blocked = {"policies": {"ExtensionSettings": {"*": {"installation_mode": "blocked"}}}}
    (folder / "policies.json").write_text(json.dumps(blocked))
    rule = policy.against(found.browser, home.computer)
    assert rule is not None
    assert (rule.what, rule.file) == ("addon", str(folder / "policies.json"))
    ours = {load_identities().firefox_addon_id: {"installation_mode": "allowed"}}
    blocked["policies"]["ExtensionSettings"] |= ours
    (folder / "policies.json").write_text(json.dumps(blocked))
    assert policy.against(found.browser, home.computer) is None


def _for_everyone(home: Home, program: Path, browser: str = "chromium") -> Path:
    """What the package of a distribution puts there; gives the folder for all users."""
    (row,) = [one for one in load_browsers() if one.id == browser]
    folder = home.computer.path(row.linux.everyone[0])
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(register.manifest(row.family, program))
    return folder


def test_a_manifest_for_everyone_is_enough(home: Home, program: Path) -> None:
    place(home, "chromium")
    folder = _for_everyone(home, program)
    (standing,) = register.check(find_browsers(home.computer), home.computer, program)
    assert standing.state == register.REGISTERED
    assert standing.files == (str(folder / NAME),)
    before = home.everything()
    (done,) = register.install(find_browsers(home.computer), home.computer, program)
    assert done.state == register.REGISTERED
    assert home.everything() == before


def test_one_for_everyone_that_leads_elsewhere_is_not(home: Home, program: Path) -> None:
    place(home, "chromium")
    _for_everyone(home, program.with_name("another"))
    (standing,) = register.check(find_browsers(home.computer), home.computer, program)
    assert standing.state == register.MISSING
    (done,) = register.install(find_browsers(home.computer), home.computer, program)
    assert done.state == register.REGISTERED
    assert str(home.path / "root") not in done.files[0]


def test_ones_own_that_leads_elsewhere_counts_before_one_for_everyone(
    home: Home, program: Path
) -> None:
    place(home, "firefox")
    _for_everyone(home, program, "firefox")
    another = program.with_name("another")
    another.write_bytes(b"")
    another.chmod(0o700)
    register.install(find_browsers(home.computer), home.computer, another)
    (standing,) = register.check(find_browsers(home.computer), home.computer, program)
    assert standing.state == register.OTHER
