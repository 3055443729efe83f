"""How fast tiles are stitched, against putting the same tiles under each other unseen; and memory.

Run as a program it stitches a thousand tiles and prints the most memory that it took, in MB.
"""

from __future__ import annotations

import io
import random
import sys
import time
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from bench.measure import Figure, apart, in_turns
from keepsake.core.manifest import Box
from keepsake.formats.stitched.picture import TileFacts, stitched

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 1280, 800
PANE = Box(280, 100, 1000, 600)
STEP = 540
TILES = 30
MANY = 1000
MEMORY_MOST = 200.0  # MB
LETTERS = "abcdefgh ijklm nop"


def stitch_rate(runs: int) -> list[Figure]:
    """Tiles a second, and the most memory for a thousand of them."""
    tiles, pictures = _thread(TILES)

    def ours() -> float:
        start = time.perf_counter()
        for _ in stitched(tiles, 1.0, pictures.__getitem__):
            pass
        return len(tiles) / (time.perf_counter() - start)

    def peer() -> float:
        start = time.perf_counter()
        _paste(list(pictures.values()))
        return len(tiles) / (time.perf_counter() - start)

    rate = Figure(
        "stitching",
        *in_turns(runs, ours, peer),
        "tiles/s",
        runs,
        higher_is_better=True,
        meaning="tiles opened, lined up by their pixels, cut and written as PNG, against opening "
        "the same tiles, pasting them under each other unseen and writing the same PNG.",
    )
    most = apart("pictures")
    memory = Figure(
        "stitching memory",
        float(most),
        MEMORY_MOST,
        "MB",
        1,
        higher_is_better=False,
        meaning=f"the most memory of a process that stitches {MANY} tiles, against the limit.",
    )
    return [rate, memory]


def _thread(count: int) -> tuple[list[TileFacts], dict[int, bytes]]:
    """Pictures of a pane with letters in it, step by step, in a frame that stands still."""
    dice = random.Random(1)
    height = 600 + STEP * (count - 1)
    column = Image.new("RGB", (1000, height), "white")
    pen = ImageDraw.Draw(column)
    for y in range(0, height, 20):
        pen.text((20, y), "".join(dice.choice(LETTERS) for _ in range(120)), fill="black")
    pictures: dict[int, bytes] = {}
    for number in range(count):
        tile = Image.new("RGBA", (WIDTH, HEIGHT), "#eeeeff")
        ImageDraw.Draw(tile).text((20, 20), "what stands still", fill="black")
        tile.paste(column.crop((0, number * STEP, 1000, number * STEP + 600)), (280, 100))
        out = io.BytesIO()
        tile.save(out, "PNG")
        pictures[number + 1] = out.getvalue()
    facts = [TileFacts(number + 1, PANE, number * STEP, "shared") for number in range(count)]
    return facts, pictures


def _paste(tiles: Sequence[bytes]) -> None:
    whole = Image.new("RGB", (1000, STEP * len(tiles)))
    for number, data in enumerate(tiles):
        with Image.open(io.BytesIO(data)) as tile:
            pane = tile.convert("RGB").crop((280, 100, 1280, 100 + STEP))
        whole.paste(pane, (0, number * STEP))
    whole.save(io.BytesIO(), "PNG", compress_level=3)


def _most_memory() -> float:
    import resource  # not on every system

    tiles, pictures = _thread(TILES)
    many = [
        TileFacts(number + 1, PANE, (number % TILES) * STEP, "shared") for number in range(MANY)
    ]
    for _ in stitched(many, 1.0, lambda part: pictures[(part - 1) % len(tiles) + 1]):
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.stdout.write(f"{_most_memory():.1f}\n")
