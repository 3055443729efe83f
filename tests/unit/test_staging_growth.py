"""What is staged of a capture is written once: bytes are counted, not seconds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fixtures.vaults import BEGIN, CAPTURE, environment, keep
from keepsake.vault.durable import Disk
from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment


def test_it_writes_hardly_more_than_what_it_keeps(tmp_path: Path) -> None:
    """Three hundred pictures of 2 kB: linear, so it is the same for three thousand."""
    env = environment()
    path = Vault.create(tmp_path / "vault", env).path
    written = _counted(path, env, tiles := 300, 2_000)
    assert written["staging"] / (tiles * 2_000) < 0.1, written
    twice = _counted(path, env, 2 * tiles, 2_000)
    assert twice["staging"] / written["staging"] < 2.1


def _counted(path: Path, env: Environment, tiles: int, size: int) -> dict[str, int]:
    """Bytes that the staging file and the parts were written, by kind."""
    before: dict[Path, int] = {}
    total = {"staging": 0, "part": 0}

    def hook(step: str, file: Path) -> None:
        if step != "after write":
            return
        kind = "staging" if file.name == "staging" else "part"
        now = file.stat().st_size if file.exists() else 0
        total[kind] += now - before.get(file, 0) if kind == "staging" else 0
        before[file] = now

    vault = Vault.open(path, env, Disk(hook))
    name = CAPTURE.replace("01", f"{tiles % 89 + 10}")
    writer = vault.start_capture(name, BEGIN)
    for number in range(1, tiles + 1):
        keep(writer, number, os.urandom(size))
    writer.close()
    return total
