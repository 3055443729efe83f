"""A computer for the end-to-end tests: browser, host and vault, and what is done with them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from keepsake.core.errors import KeepsakeError
from keepsake.env import real_environment
from keepsake.program import executable_path
from keepsake.vault import access, as_read
from keepsake.vault.handle import Vault
from keepsake_drive.browser import Browser, NativeHost
from keepsake_drive.capture import CROSS, TICK, WAITS, press
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from e2e.firefox import Firefox
    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Item, Manifest
    from keepsake.vault.unlocked import Unlocked
    from keepsake_drive.browser import Badge, Tab

ROOT = Path(__file__).resolve().parents[2]
# Limits, not waits: a test goes on as soon as what it waits for is there.
LONG_SECONDS = 300.0
SHORT_SECONDS = 120.0
# Asking a button what it shows costs the browser something, and a capture takes seconds.
BADGE_SECONDS = 0.25
HURRIED_SECONDS = 0.8  # a second press sooner is taken for the first one


@dataclass(frozen=True)
class Machine:
    """A computer of its own as far as Keepsake can tell: vault, temporary files, home, profile.

    Attributes:
        folder: Holds everything that is written.
        extension: The built extension.
        program: The `keepsake` executable.
        authorities: The list of time-stamp authorities.
    """

    folder: Path
    extension: Path
    program: Path
    authorities: Path

    @property
    def vault_path(self) -> Path:
        """Where the vault is."""
        return self.folder / "vault"

    @property
    def profile(self) -> Path:
        """The browser's folder."""
        return self.folder / "profile"

    @property
    def variables(self) -> dict[str, str]:
        """What the environment of the programs says beyond that of the tests."""
        temporary = self.folder / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {
            "HOME": str(home),
            "KEEPSAKE_AUTHORITIES": str(self.authorities),
            "KEEPSAKE_KEYRING": "off",
            "KEEPSAKE_LANGUAGE": "en",
            "TMPDIR": str(temporary),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
        }

    def browser(self, *, registered: bool = True, language: str = "en") -> Browser:
        """Starts Chromium on this computer."""
        return Browser(
            self.extension,
            NativeHost(self.program if registered else None, self.vault_path, self.variables),
            profile=self.profile,
            language=language,
        )

    def vault(self) -> Vault:
        """Opens the vault, locked."""
        return Vault.open(self.vault_path, real_environment())

    def unlocked(self) -> Unlocked:
        """Opens the vault that nobody has claimed yet."""
        return access.unlock(self.vault(), None)

    def keepsake(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of the program."""
        values = {**os.environ, **self.variables, "KEEPSAKE_VAULT": str(self.vault_path)}
        return subprocess.run(
            [self.program, *arguments],
            env={**values, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONG_SECONDS,
            check=False,
        )

    def newest(self) -> Kept:
        """Gives the newest capture."""
        return self.captures()[-1]

    def captures(self) -> list[Kept]:
        """Gives every capture, oldest first; none while there is no vault."""
        if not (self.vault_path / "vault.json").exists():
            return []
        unlocked = self.unlocked()
        return [
            Kept(unlocked, capture.entry, capture.body, as_read.manifest(unlocked, capture.body))
            for capture in unlocked.captures()
        ]

    def sealed_parts(self) -> list[Path]:
        """Gives the sealed parts of captures that are still running."""
        found = []
        # Not by a pattern: the host may move a folder away while it is looked into.
        for place, _, names in os.walk(self.vault_path / "incoming"):
            found += [Path(place, name) for name in names if re.fullmatch(r"\d+\.age", name)]
        return sorted(found)

    def stamped(self, seconds: float = SHORT_SECONDS) -> None:
        """Waits until both authorities have stamped every capture.

        What was done with them since, such as a check, is an entry too and waits for the next time.
        """
        vault = self.vault()
        size = max((kept.entry + 1 for kept in self.captures()), default=1)

        def both() -> bool:
            newest = [vault.stamps.newest(stamp.authority) for stamp in vault.stamps.all()]
            asked = {stamp.authority for stamp in vault.stamps.all()}
            return len(asked) == 2 and all(stamped >= size for stamped in newest)

        until(both, seconds, "the captures were not stamped by both authorities")


@dataclass(frozen=True)
class Kept:
    """A capture as it came out of the vault."""

    unlocked: Unlocked
    entry: int
    body: CaptureBody
    whole_manifest: Manifest | None

    @property
    def manifest(self) -> Manifest:
        """The manifest with its items as they are read, of a capture that came to its end."""
        assert self.whole_manifest is not None
        return self.whole_manifest

    def items(self, kind: str) -> list[Item]:
        """Gives the harvested items of a kind, in the order of the page."""
        return [item for item in self.manifest.items if item.kind == kind]

    def parts(self, kind: str) -> Iterator[bytes]:
        """Gives the exact bytes of the parts of a kind."""
        for part in self.body.parts:
            if part.kind == kind:
                yield self.unlocked.part(self.body.capture, part.part)


def follow(browser: Browser, tab: Tab, seconds: float = LONG_SECONDS) -> list[Badge]:
    """Presses the button and gives everything that it showed, in order, the tick or cross last."""
    deadline = time.monotonic() + seconds
    shown: list[Badge] = []
    for badge in press(browser, tab):
        if not shown or shown[-1] != badge:
            shown.append(badge)
        assert time.monotonic() < deadline, shown
    return shown


def capture(browser: Browser, tab: Tab, seconds: float = LONG_SECONDS) -> list[Badge]:
    """As `follow`, and the tick must be what comes."""
    shown = follow(browser, tab, seconds)
    assert shown[-1].text == TICK, shown
    return shown


def ending(browser: Browser, tab: Tab, seconds: float = SHORT_SECONDS) -> Badge:
    """Waits for the tick or the cross of a capture that was started before."""

    def ended() -> Badge | None:
        badge = browser.badge(tab)
        return badge if badge.text in (TICK, WAITS, CROSS) else None

    found = until(ended, seconds, "neither a tick nor a cross", BADGE_SECONDS)
    assert found is not None
    return found


def press_anew(browser: Browser | Firefox, tab: Tab) -> None:
    """Presses the button to keep a page, and waits until it shows no end of an earlier capture.

    A cross stands on every tab that is not being kept, until the next capture begins.
    """

    def is_marked() -> bool:
        return browser.badge(tab).text in (TICK, WAITS, CROSS)

    earlier = is_marked()
    browser.click_toolbar(tab)
    if earlier:
        until(lambda: not is_marked(), SHORT_SECONDS, "the press is not taken")


def zoom(browser: Browser | Firefox, tab: Tab, factor: float) -> None:
    """Shows this one tab larger or smaller, as a person does with the browser's menu."""
    if not isinstance(browser, Browser):
        browser.zoom(tab, factor)
        return
    own = f"chrome.tabs.setZoomSettings({tab.id}, {{scope: 'per-tab'}})"
    browser.worker(f"{own}.then(() => chrome.tabs.setZoom({tab.id}, {factor}))")


def tiles_at_least(machine: Machine, count: int) -> Callable[[], bool]:
    """Gives a condition: the running captures have so many sealed parts after the first one.

    The youngest of them began so long ago that another press is meant as one, and is no hurried
    hand's.
    """

    def are_there() -> bool:
        parts = machine.sealed_parts()
        first = [each for each in parts if int(each.stem) == 0]
        return len(parts) > count and time.time() - newest_change(first) > HURRIED_SECONDS

    return are_there


def newest_change(paths: list[Path]) -> float:
    """Gives when the youngest of these files was changed; 0 where there is none."""
    return max((path.stat().st_mtime for path in paths), default=0.0)


def build(script: str, sources: list[Path], product: Path) -> None:
    """Runs a build script where what it makes is missing or older than what it is made from."""
    files = [
        path
        for source in sources
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    files += (ROOT / "build").glob("*.py")
    # Tests of several files run side by side; one of them builds, the others wait for it.
    (ROOT / "dist").mkdir(exist_ok=True)
    with FileLock(ROOT / "dist" / f".{script}.lock"):
        if product.exists() and product.stat().st_mtime >= newest_change(files):
            return
        subprocess.run([sys.executable, ROOT / "build" / script], check=True)


def program(folder: Path) -> Path:
    """Gives the `keepsake` executable: the installed one, else a starter for this checkout."""
    try:
        return executable_path()
    except KeepsakeError:
        starter = folder / "keepsake"
        host = ROOT / "host"
        starter.write_text(
            f'#!/bin/sh\nPYTHONPATH="{host}" exec "{sys.executable}" -P -m keepsake "$@"\n'
        )
        starter.chmod(0o755)
        return starter


def running(machine: Machine, ours: Callable[[list[bytes]], bool]) -> list[int]:
    """Gives the processes that work on this machine's vault and whose command is one of ours."""
    mark = f"KEEPSAKE_VAULT={machine.vault_path}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
            variables = (place / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark in variables and ours(words):
            found.append(int(place.name))
    return found


def hosts(machine: Machine) -> list[int]:
    """Gives the processes of the native host that work on this machine's vault."""
    # Firefox names the host's manifest instead of the extension.
    return running(
        machine,
        lambda words: any(
            word.startswith(b"chrome-extension://") or word.endswith(b"org.keepsake.host.json")
            for word in words
        ),
    )


def remove(folder: Path) -> None:
    """Removes a folder that a browser may still be letting go of."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.1)
