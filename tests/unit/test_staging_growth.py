"""What arrives of a capture is written once: bytes are counted, not seconds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fixtures.vaults import BEGIN, CAPTURE, environment, keep
from keepsake.vault import creating
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk, aside
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment

SIZE = 2_000  # bytes of a picture


def test_it_writes_hardly_more_than_what_it_keeps(tmp_path: Path) -> None:
    """Three hundred pictures of 2 kB: linear, so it is the same for three thousand."""
    env = environment()
    path = creating.create(tmp_path / "vault", env).path
    written = _counted(path, env, tiles := 300)
    assert written["staging"] / (tiles * SIZE) < 0.1, written
    twice = _counted(path, env, 2 * tiles)
    assert twice["staging"] / written["staging"] < 2.1


def test_each_picture_with_all_that_is_written_for_it_is_at_most_a_fifth_more(
    tmp_path: Path,
) -> None:
    """Also with its line in the entry; few kB more are written once for a capture."""
    env = environment()
    path = creating.create(tmp_path / "vault", env).path
    few, many = (sum(_counted(path, env, tiles).values()) for tiles in (300, 600))
    assert (many - few) / (300 * SIZE) <= 1.2
    assert few <= 1.2 * 300 * SIZE + 4_000


def _counted(path: Path, env: Environment, tiles: int) -> dict[str, int]:
    """Bytes that were written, by kind: to the end of the capture, and for its entry."""
    before: dict[Path, int] = {}
    total = {"staging": 0, "part": 0, "log": 0}

    def hook(step: str, file: Path) -> None:
        if step != "before fsync":
            return
        new = aside(file)
        size = (new if new.exists() else file).stat().st_size
        kind = "staging" if file.name == "staging" else "log"
        # What is added to a file counts once, a file that is written anew whole.
        written = size - (0 if new.exists() else before.get(file, 0))
        total["part" if "incoming" in file.parts and kind == "log" else kind] += written
        before[file] = size

    vault = Vault.open(path, env, Disk(hook))
    name = CAPTURE.replace("01", f"{tiles % 89 + 10}")
    before[path / "log" / "leaves"] = (path / "log" / "leaves").stat().st_size
    writer = CaptureWriter(vault, name, BEGIN)
    for number in range(1, tiles + 1):
        keep(writer, number, os.urandom(SIZE))
    writer.close()
    return total
