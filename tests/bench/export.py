"""Figures of the bundle: how fast it is made and opened, and how much memory making it takes."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import shutil
import time
import uuid
from typing import TYPE_CHECKING

import pyrage
from PIL import Image
from playwright.sync_api import sync_playwright

from bench import export_thread
from bench.chain import Chain
from bench.export_memory import export
from bench.measure import Figure, apart, in_turns
from keepsake.env import real_environment
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from keepsake.vault.unlocked import Unlocked

MEMORY_LIMIT = 200.0  # MB
SIZES = (20, 100, 500)  # MB of pictures
MESSAGES = (5_000, 20_000)  # of a thread, beside
_BESIDE = 160  # MB of pictures
FIRST_SCREEN_LIMIT = 3.0  # seconds
VERDICT_RATE = 10_000_000  # bytes a second
_TILES = 40
_DIFFERENT = 50
PASSPHRASE = "marble-otter-lantern-plum-violin-harvest"


def figures(folder: Path, runs: int) -> list[Figure]:
    """Takes speed and memory of making, and the time to the first screen, over three sizes."""
    found: list[Figure] = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        for megabytes in SIZES:
            place = folder / str(megabytes)
            place.mkdir(parents=True, exist_ok=True)
            size = _fill(place / "vault", megabytes * 1_000_000)
            found += _speed(place / "vault", place, size, runs)
            memory, passphrase = _memory(place / "vault", place, f"{size / 1e6:.0f} MB")
            found += [memory, *_opened(browser, place / "measured", passphrase, size)]
            shutil.rmtree(place)
        browser.close()
    return [*found, *(_long_thread(folder / str(count), count) for count in MESSAGES)]


def _long_thread(folder: Path, messages: int) -> Figure:
    """Memory for one thread; its messages are what takes most of it, not the pictures."""
    folder.mkdir()
    tiles = _different(_BESIDE * 1_000_000)
    export_thread.fill(folder / "vault", messages, tiles, PASSPHRASE)
    what = f"a thread of {messages:,} messages and {_BESIDE} MB"
    found, _ = _memory(folder / "vault", folder, what)
    shutil.rmtree(folder)
    return found


def _fill(path: Path, wanted: int) -> int:
    """Captures of pictures that differ; gives how many bytes they have."""
    vault = creating.create(path, real_environment())
    tiles, made = _different(wanted), 0
    while made < wanted:
        writer = CaptureWriter(vault, str(uuid.uuid4()), b'{"url":"https://a.example/"}')
        for number, data in enumerate(itertools.islice(tiles, _TILES), start=1):
            digest = hashlib.sha256(data).hexdigest()
            writer.keep(number, "tile", f"tile-{number:04}.png", "image/png", data, digest)
            made += len(data)
        writer.close()
    access.claim(vault, PASSPHRASE)
    return made


def _different(wanted: int) -> Iterator[bytes]:
    """Pictures of which no two are the same, at least that many bytes of them together."""
    tiles, made = [_tile(number) for number in range(_DIFFERENT)], 0
    for tile in itertools.cycle(tiles):
        if made >= wanted:
            return
        data = tile + uuid.uuid4().bytes
        made += len(data)
        yield data


def _tile(number: int) -> bytes:
    picture = Image.effect_noise((480, 270), 40 + number).resize((1280, 720)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _speed(path: Path, folder: Path, size: int, runs: int) -> list[Figure]:
    """Against the chain as it is, and against one whose file is on the disk when it ends too."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    unlocked = access.unlock(Vault.open(path, real_environment()), PASSPHRASE)
    chain = Chain(folder, recipient, size)
    _spread(unlocked, chain.plain)

    def ours() -> float:
        start = time.perf_counter()
        done = export(unlocked, folder / f"out-{uuid.uuid4()}", recipient)
        rate = size / (time.perf_counter() - start) / 1e6
        shutil.rmtree(done.folder)
        return rate

    meaning = (
        "a bundle with everything checked before, report, web archives and lists, sealed to a key "
        "and on the disk; against tar, sha256sum and age over the same files"
    )
    found, times = [], max(1, runs // 2)
    for name, how, peer in (("", ".", chain.rate), (" durable", ", and sync.", chain.durable_rate)):
        mine, theirs = in_turns(times, ours, peer)
        title = f"export {size / 1e6:.0f} MB{name}"
        found.append(Figure(title, mine, theirs, "MB/s", times, True, meaning + how))
    return found


def _spread(unlocked: Unlocked, folder: Path) -> None:
    folder.mkdir()
    for capture in unlocked.captures():
        for part in capture.body.parts:
            data = unlocked.part(capture.body.capture, part.part)
            (folder / f"{capture.entry}-{part.part}").write_bytes(data)


def _memory(path: Path, folder: Path, what: str) -> tuple[Figure, str]:
    """In a process of its own, from after the unlocking on, sealed with a passphrase."""
    told = apart("export_memory", str(path), str(folder / "measured"), PASSPHRASE)
    peak, passphrase = json.loads(told)
    meaning = (
        f"highest memory of the program and the processes that set its papers together while a "
        f"bundle of {what} is made with a passphrase; against the limit of {MEMORY_LIMIT:.0f} MB."
    )
    return Figure(f"export memory {what}", peak, MEMORY_LIMIT, "MB", 1, False, meaning), passphrase


def _opened(browser: Browser, bundle: Path, passphrase: str, size: int) -> list[Figure]:
    """From the passphrase to the first screen, and to the verdict."""
    page = browser.new_context(offline=True, locale="en-CA").new_page()
    page.set_default_timeout(120_000)
    page.goto((bundle / "OPEN-ME.html").as_uri())
    picker = page.locator("#file")
    if picker.count():
        picker.set_input_files(bundle / "evidence.age")
        page.locator(".drop .name:has-text('evidence.age')").wait_for()
    page.fill("#secret", passphrase)
    start = time.perf_counter()
    page.click("button.primary")
    page.wait_for_selector(".frame main h1")
    seconds = time.perf_counter() - start
    page.wait_for_selector(".verdict", timeout=600_000)
    whole = time.perf_counter() - start
    page.context.close()
    meaning = (
        f"from the passphrase to the summary of a bundle of {size / 1e6:.0f} MB in Chromium, from "
        f"a file; every byte is read and compared after it. Against {FIRST_SCREEN_LIMIT:.0f} s."
    )
    name = f"first screen {size / 1e6:.0f} MB"
    first = Figure(name, seconds, FIRST_SCREEN_LIMIT, "s", 1, False, meaning)
    told = (
        "from the passphrase to the verdict, when every byte was opened, hashed twice and compared "
        "in the page; against a limit of 1 s for each 10 MB. The page can be read meanwhile."
    )
    name, limit = f"verdict in the page {size / 1e6:.0f} MB", size / VERDICT_RATE
    return [first, Figure(name, whole, limit, "s", 1, False, told)]
