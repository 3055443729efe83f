"""Figures of the export: how fast a bundle is made, and how much memory that takes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pyrage
from PIL import Image

from bench_measure import Figure, in_turns
from keepsake.env import real_environment
from keepsake.flows.export import export_bundle
from keepsake.shared import product_path
from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from keepsake.vault.reading import Unlocked

MEMORY_LIMIT = 200.0  # MB
_CAPTURES, _TILES = 5, 40
_PASSPHRASE = "marble-otter-lantern-plum-violin-harvest"  # noqa: S105 - of a vault of noise


def figures(folder: Path, runs: int) -> list[Figure]:
    """Takes both over the same vault, of about 60 MB."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "vault"
    size = _fill(path)
    return [_speed(path, folder, size, runs), _memory(path, folder, size)]


def _fill(path: Path) -> int:
    """Captures of pictures that differ; gives how many bytes they have."""
    vault = Vault.create(path, real_environment())
    made = 0
    for _ in range(_CAPTURES):
        writer = vault.start_capture(str(uuid.uuid4()), b'{"url":"https://a.example/"}')
        for number in range(1, _TILES + 1):
            data = _tile(number)
            digest = hashlib.sha256(data).hexdigest()
            writer.keep(number, "tile", f"tile-{number:04}.png", "image/png", data, digest)
            made += len(data)
        writer.close()
    vault.claim(_PASSPHRASE)
    return made


def _tile(number: int) -> bytes:
    picture = Image.effect_noise((480, 270), 40 + number).resize((1280, 720)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _speed(path: Path, folder: Path, size: int, runs: int) -> Figure:
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    unlocked = Vault.open(path, real_environment()).unlock(_PASSPHRASE)
    plain = folder / "plain"
    _spread(unlocked, plain)

    def ours() -> float:
        start = time.perf_counter()
        _export(unlocked, folder / f"out-{uuid.uuid4()}", recipient)
        return size / (time.perf_counter() - start) / 1e6

    def peer() -> float:
        chain = f'tar -cf - . | tee >(sha256sum >&2) | age -r {recipient} > "$OUT"'
        variables = {**os.environ, "OUT": str(folder / "chain.age")}
        start = time.perf_counter()
        command = ["bash", "-o", "pipefail", "-c", chain]
        subprocess.run(command, cwd=plain, env=variables, check=True, stderr=subprocess.DEVNULL)
        return size / (time.perf_counter() - start) / 1e6

    mine, theirs = in_turns(max(1, runs // 2), ours, peer)
    meaning = (
        "a bundle with everything checked before, report, web archives and lists, sealed to a key; "
        "against tar, sha256sum and age over the same files."
    )
    return Figure("export", mine, theirs, "MB/s", max(1, runs // 2), True, meaning)


def _spread(unlocked: Unlocked, folder: Path) -> None:
    folder.mkdir()
    for capture in unlocked.captures():
        for part in capture.body.parts:
            data = unlocked.part(capture.body.capture, part.part)
            (folder / f"{capture.entry}-{part.part}").write_bytes(data)


def _export(unlocked: Unlocked, target: Path, recipient: str) -> None:
    export_bundle(
        unlocked,
        [capture.entry for capture in unlocked.captures()],
        target,
        authorities=(),
        env=real_environment(),
        language="en",
        reader_html=product_path("reader", "OPEN-ME.html"),
        recipient=recipient,
    )


def _memory(path: Path, folder: Path, size: int) -> Figure:
    """In a process of its own, from after the unlocking on, sealed with a passphrase."""
    command = [sys.executable, __file__, str(path), str(folder / "measured")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    meaning = (
        f"highest memory of the program while a bundle of {size / 1e6:.0f} MB is made with a "
        f"passphrase, after the vault was unlocked; against the limit of {MEMORY_LIMIT:.0f} MB."
    )
    return Figure(
        "export memory", float(json.loads(done.stdout)), MEMORY_LIMIT, "MB", 1, False, meaning
    )


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def _measured(path: Path, target: Path) -> None:
    unlocked = Vault.open(path, real_environment()).unlock(_PASSPHRASE)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    _export(unlocked, target, "")
    sys.stdout.write(json.dumps(_peak()))


if __name__ == "__main__":
    _measured(Path(sys.argv[1]), Path(sys.argv[2]))
