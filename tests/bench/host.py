"""Figures that need no browser: how fast the host starts and how fast it seals."""

from __future__ import annotations

import os
import secrets
import statistics
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pyrage

from bench.measure import Figure, in_turns
from keepsake.browsers.table import load_identities
from keepsake.core.hashing import sha256_hex
from keepsake.env import real_environment
from keepsake.program import own_command
from keepsake.vault import creating
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk, aside
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


HELLO = b'{"type":"hello","protocol":1,"extension":"0.1.0"}'
TILE_BYTES = 400_000  # about a page of text at 1280 by 800
TILES = 25
SMALL_TILE_BYTES = 2_000
SMALL_TILES = 3_000
READY_MS = 300.0


def host_start(folder: Path, runs: int) -> Figure:
    """From starting the process to `ready`, against an interpreter that does nothing."""
    creating.create(folder / "start", real_environment())

    def peer() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        return (time.perf_counter() - start) * 1000

    return Figure(
        "host start",
        *in_turns(runs, lambda: until_ready(folder / "start"), peer),
        "ms",
        runs,
        higher_is_better=False,
        meaning="process start to the answer `ready` on an existing vault, against starting and "
        "ending `python3 -c pass` with the same interpreter.",
    )


def host_start_held(folder: Path, runs: int) -> Figure:
    """The same while another process has the vault's lock and a large capture waits."""
    vault = creating.create(folder / "held", real_environment())
    writer = CaptureWriter(vault, str(uuid.uuid4()), b"{}")
    for number in range(1, SMALL_TILES + 1):
        tile = secrets.token_bytes(SMALL_TILE_BYTES)
        writer.keep(number, "tile", f"tile-{number:04d}.png", "image/png", tile, sha256_hex(tile))
    with vault.locked():
        taken = [until_ready(vault.path, wait=False) for _ in range(runs)]
    return Figure(
        "host start, lock held",
        statistics.median(taken),
        READY_MS,
        "ms",
        runs,
        higher_is_better=False,
        meaning=f"process start to `ready` while another process holds the vault's lock and a "
        f"capture of {SMALL_TILES} parts waits, against the limit.",
    )


def until_ready(
    vault: Path, program: Sequence[str | Path] | None = None, *, wait: bool = True
) -> float:
    """Milliseconds from the start of the process to its answer.

    Args:
        vault: The vault it is to look at.
        program: What is started; None is this one, not packaged.
        wait: Whether to wait for its end too, at which it finishes what it can.
    """
    origin = f"chrome-extension://{load_identities().chromium_extension_ids[0]}/"
    command = [*(program or own_command()), origin]
    values = {**os.environ, "KEEPSAKE_VAULT": str(vault), "KEEPSAKE_KEYRING": "off"}
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=values
    ) as process:
        to_host, from_host = process.stdin, process.stdout
        if to_host is None or from_host is None:
            raise RuntimeError("the host has no pipes")
        to_host.write(len(HELLO).to_bytes(4, sys.byteorder) + HELLO)
        to_host.flush()
        body = from_host.read(int.from_bytes(from_host.read(4), sys.byteorder))
        taken = time.perf_counter() - start
        to_host.close()
        if not wait:
            process.kill()
    if b'"ready"' not in body:
        raise RuntimeError(f"the host answered {body!r}")
    return taken * 1000


def seal_rates(folder: Path, runs: int) -> list[Figure]:
    """Keeping tiles in a vault, against pyrage in memory, and with one durable file."""
    vault = creating.create(folder / "seal", real_environment())
    recipient = pyrage.x25519.Recipient.from_str(vault.info.recipient)
    tiles = [secrets.token_bytes(TILE_BYTES) for _ in range(TILES)]
    names = [sha256_hex(tile) for tile in tiles]

    def ours() -> float:
        writer = CaptureWriter(vault, str(uuid.uuid4()), b"{}")
        return _rate(lambda: _keep_all(writer, tiles, names))

    def in_memory() -> float:
        return _rate(lambda: [pyrage.encrypt(tile, [recipient]) for tile in tiles])

    def one_file() -> float:
        place = folder / f"raw-{uuid.uuid4()}"
        place.mkdir()
        return _rate(lambda: _keep_raw(place, tiles, recipient))

    about = (
        f"{TILES} tiles of {TILE_BYTES // 1000} kB kept one by one: hash checked, sealed, fsync, "
        "its record staged and fsync; against "
    )
    return [
        Figure(
            "seal, in memory",
            *in_turns(runs, ours, in_memory),
            "MB/s",
            runs,
            higher_is_better=True,
            meaning=about + "pyrage.encrypt alone, which writes nothing.",
        ),
        Figure(
            "seal, durable",
            *in_turns(runs, ours, one_file),
            "MB/s",
            runs,
            higher_is_better=True,
            meaning=about + "pyrage.encrypt and one file written durably, the least that keeps it.",
        ),
    ]


def small_tiles(folder: Path) -> Figure:
    """What is written to the disk for many small pictures, against their own bytes."""
    written, sizes = 0, dict[str, int]()

    def hook(step: str, path: Path) -> None:
        nonlocal written
        if step != "before fsync":
            return
        new = aside(path)
        size = (new if new.exists() else path).stat().st_size
        # What is added to a file counts once, a file that is written anew whole.
        written += size - (0 if new.exists() else sizes.get(path.name, 0))
        sizes[path.name] = size

    creating.create(folder / "small", real_environment())
    vault = Vault.open(folder / "small", real_environment(), Disk(hook))
    writer = CaptureWriter(vault, str(uuid.uuid4()), b"{}")
    for number in range(1, SMALL_TILES + 1):
        tile = secrets.token_bytes(SMALL_TILE_BYTES)
        name = f"tile-{number:04d}.png"
        writer.keep(number, "tile", name, "image/png", tile, sha256_hex(tile))
    writer.close()
    return Figure(
        "small tiles, written",
        written / 1e6,
        SMALL_TILES * SMALL_TILE_BYTES / 1e6,
        "MB",
        1,
        higher_is_better=False,
        meaning=f"bytes written while {SMALL_TILES} tiles of {SMALL_TILE_BYTES} bytes arrive, "
        "sealed and staged, and are entered in the log, against those bytes; at most 1.2.",
    )


def _rate(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return TILES * TILE_BYTES / 1e6 / (time.perf_counter() - start)


def _keep_all(writer: CaptureWriter, tiles: list[bytes], names: list[str]) -> None:
    for number, (tile, name) in enumerate(zip(tiles, names, strict=True), start=1):
        writer.keep(number, "tile", f"tile-{number:04d}.png", "image/png", tile, name)


def _keep_raw(folder: Path, tiles: list[bytes], recipient: pyrage.x25519.Recipient) -> None:
    for tile in tiles:
        _durable(folder, pyrage.encrypt(tile, [recipient]))


def _durable(folder: Path, data: bytes) -> None:
    path = folder / str(uuid.uuid4())
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
