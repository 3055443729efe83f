"""Figures in a real Chromium: port, click and tiles, each beside a peer that does the least."""

from __future__ import annotations

import contextlib
import json
import shutil
import stat
import statistics
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measure import Figure, in_turns
from bench.page import serve_page
from keepsake.core.hashing import sha256_hex
from keepsake.env import real_environment
from keepsake.vault import access, creating, transaction
from keepsake.vault.config import Config
from keepsake_drive.browser import Browser, NativeHost
from keepsake_drive.capture import CROSS, TICK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e.firefox import Firefox
    from keepsake.vault.handle import Vault
    from keepsake_drive.browser import Tab

ROOT = Path(__file__).resolve().parents[2]
PEER = Path(__file__).resolve().parent / "peer"
EXTENSION = ROOT / "dist" / "chromium"
CHUNK_BYTES = 262_144
CHUNKS = 256  # 64 MiB
_POLL_SECONDS = 0.001
_FIRST_SECONDS = 20.0
_CAPTURE_SECONDS = 180.0
_CEILING_SECONDS = 20.0
_SCREENS = 40  # so many that the wait for the first picture's seal weighs little
_HOST = "#!{python} -P\nimport sys\nfrom keepsake.__main__ import main\nsys.exit(main())\n"


@dataclass(frozen=True)
class Setting:
    """Programs, extensions and vault that the figures share.

    Attributes:
        folder: For everything that is written.
        vault: Where our host keeps; its stamps are off, so nothing is sent to anybody.
        peer_extension: The bare one.
        host: Our host as a program that a browser can start.
        peer_host: The bare one.
        pictures: Where the bare host keeps.
    """

    folder: Path
    vault: Vault
    peer_extension: Path
    host: Path
    peer_host: Path
    pictures: Path


def prepare(folder: Path) -> Setting:
    """Writes what the browsers need."""
    vault = creating.create(folder / "vault", real_environment())
    transaction.save_config(vault, Config(stamps_enabled=False))
    extension = folder / "peer-extension"
    extension.mkdir()
    base = json.loads((PEER / "manifest.json").read_text(encoding="utf-8"))
    key = json.loads((ROOT / "extension" / "chromium.json").read_text(encoding="utf-8"))["key"]
    # The same key gives the same id, for which alone the host is registered.
    (extension / "manifest.json").write_text(json.dumps({**base, "key": key}), encoding="utf-8")
    shutil.copy(PEER / "worker.js", extension)
    pictures = folder / "pictures"
    pictures.mkdir()
    bare = f"#!{sys.executable}\n" + (PEER / "host.py").read_text(encoding="utf-8")
    return Setting(
        folder=folder,
        vault=vault,
        peer_extension=extension,
        host=_program(folder / "keepsake", _HOST.format(python=sys.executable)),
        peer_host=_program(folder / "peer-host", bare),
        pictures=pictures,
    )


def port_rate(setting: Setting, runs: int) -> Figure:
    """One part of 64 MiB from the browser into the vault, against a host that only answers."""
    with (
        browser_with(setting, setting.peer_extension, setting.host) as real,
        _peer(setting) as bare,
    ):
        rates = in_turns(
            runs,
            lambda: _send(real, bare=False),
            lambda: _send(bare, bare=True),
        )
    return Figure(
        "native payload",
        *rates,
        "MB/s",
        runs,
        higher_is_better=True,
        meaning="64 MiB as one part, chunks of 256 KiB, 4 unanswered: the same script in the same "
        "browser to our host until `kept` (hashed, sealed, fsync), against a host that answers "
        "each frame unread.",
    )


def first_tile(setting: Setting, runs: int) -> Figure:
    """From the click until the first tile is sealed and durable, against the least possible."""
    with (
        serve_page(screens=1) as url,
        browser_with(setting, EXTENSION, setting.host) as real,
        _peer(setting) as bare,
    ):
        tab, bare_tab = real.open(url), bare.open(url)
        times = in_turns(
            runs,
            lambda: _click_to_tile(setting, real, tab),
            lambda: _click_to_picture(setting, bare, bare_tab),
        )
    return Figure(
        "click to first tile",
        *times,
        "ms",
        runs,
        higher_is_better=False,
        meaning="click until the first tile is sealed, on disk and in the staged entry, the host's "
        "start included; against an extension and a host that take one picture and write it "
        "durably, unsealed, and do nothing else.",
    )


def tile_rate(setting: Setting, runs: int) -> Figure:
    """Tiles of a long page, against a loop that takes pictures as fast as the browser allows."""
    with (
        serve_page(screens=_SCREENS) as url,
        browser_with(setting, EXTENSION, setting.host) as real,
        _peer(setting) as bare,
    ):
        tab, bare_tab = real.open(url), bare.open(url)
        bare.click_toolbar(bare_tab)
        ceilings, ours = [], []
        for _ in range(runs):
            script = f"measureCeiling({_CEILING_SECONDS})"
            ceilings.append(float(str(bare.worker(script))))
            ours.append(_tiles_per_second(setting, real, tab))
    return Figure(
        "tiles",
        statistics.median(ours),
        statistics.median(ceilings),
        "1/s",
        runs,
        higher_is_better=True,
        meaning=f"tiles of a page {_SCREENS} screens long, first to last, scrolling and harvesting "
        "between them; against captureVisibleTab in a loop that does nothing else and tries again "
        "10 ms after the browser's refusal.",
    )


@contextlib.contextmanager
def browser_with(setting: Setting, extension: Path, program: Path) -> Iterator[Browser]:
    """Runs a browser with an extension and the program that it talks to."""
    variables = {"BENCH_FOLDER": str(setting.pictures), "KEEPSAKE_KEYRING": "off"}
    with Browser(extension, NativeHost(program, setting.vault.path, variables)) as browser:
        yield browser


def _peer(setting: Setting) -> contextlib.AbstractContextManager[Browser]:
    return browser_with(setting, setting.peer_extension, setting.peer_host)


def _send(browser: Browser, *, bare: bool) -> float:
    digest = sha256_hex(bytes(CHUNK_BYTES * CHUNKS))
    script = f"measurePort('{uuid.uuid4()}', {CHUNKS}, '{digest}', {str(bare).lower()})"
    return CHUNKS * CHUNK_BYTES / 1e6 / (float(str(browser.worker(script))) / 1000)


def _click_to_tile(setting: Setting, browser: Browser, tab: Tab) -> float:
    incoming = setting.vault.path / "incoming"
    before = {path.name for path in incoming.iterdir()} if incoming.is_dir() else set()
    start = time.perf_counter()
    browser.click_toolbar(tab)
    staged = -1
    deadline = start + _FIRST_SECONDS
    while time.perf_counter() < deadline:
        for folder in _new_folders(incoming, before):
            with contextlib.suppress(FileNotFoundError):
                present = (folder / "entry").stat().st_ino
                if not (folder / "0001.age").exists():
                    staged = present
                elif present != staged:
                    taken = time.perf_counter() - start
                    wait_until_kept(browser, tab)
                    return taken * 1000
        time.sleep(_POLL_SECONDS)
    raise RuntimeError(f"no tile in {_FIRST_SECONDS:g} s; the button says {browser.badge(tab)}")


def _new_folders(incoming: Path, before: set[str]) -> list[Path]:
    if not incoming.is_dir():
        return []
    return [path for path in incoming.iterdir() if path.name not in before and path.is_dir()]


def _click_to_picture(setting: Setting, browser: Browser, tab: Tab) -> float:
    before = len(list(setting.pictures.glob("*.png")))
    start = time.perf_counter()
    browser.click_toolbar(tab)
    while len(list(setting.pictures.glob("*.png"))) == before:
        if time.perf_counter() - start > _FIRST_SECONDS:
            raise RuntimeError("no picture came to the bare host")
        time.sleep(_POLL_SECONDS)
    taken = time.perf_counter() - start
    time.sleep(1.1)  # the browser allows two pictures a second
    return taken * 1000


def _tiles_per_second(setting: Setting, browser: Browser, tab: Tab) -> float:
    browser.click_toolbar(tab)
    wait_until_kept(browser, tab)
    unlocked = access.unlock(setting.vault, None)
    newest = list(unlocked.captures())[-1]
    manifest = unlocked.manifest(newest.body)
    if manifest is None:
        raise RuntimeError("the capture has no manifest")
    times = [datetime.fromisoformat(tile.at) for tile in manifest.tiles]
    return (len(times) - 1) / (times[-1] - times[0]).total_seconds()


def wait_until_kept(
    browser: Browser | Firefox, tab: Any, seconds: float = _CAPTURE_SECONDS, mark: str = TICK
) -> None:
    """Waits for the tick, or another mark of an end.

    Raises:
        RuntimeError: the cross came, or nothing in time.
    """
    deadline = time.monotonic() + seconds
    while (badge := browser.badge(tab)).text != mark:
        if badge.text == CROSS or time.monotonic() > deadline:
            raise RuntimeError(f"not kept: {badge.text} {badge.title}")
        time.sleep(0.1)


def _program(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path
