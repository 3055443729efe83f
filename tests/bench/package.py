"""Figures of what people install: how fast its host starts, and how much room it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dev_package
from bench.host import until_ready
from bench.measure import Figure, in_turns
from keepsake.env import real_environment
from keepsake.vault import creating

if TYPE_CHECKING:
    from pathlib import Path


def figures(folder: Path, runs: int) -> list[Figure]:
    """Both figures, of the program as these sources make it."""
    dev_package.build_package()
    program = dev_package.PACKAGE / "keepsake"
    return [_start(program, folder / "vault", runs * 3), _size(program)]


def _start(program: Path, vault: Path, runs: int) -> Figure:
    creating.create(vault, real_environment())
    host = [program / "keepsake-host"]
    return Figure(
        "host start, packaged",
        *in_turns(runs, lambda: until_ready(vault, host), lambda: until_ready(vault)),
        "ms",
        runs,
        higher_is_better=False,
        meaning="process start to the answer `ready` of what browsers start in the package, "
        "against the same with the interpreter of this environment; at most 1.3.",
    )


def _size(program: Path) -> Figure:
    return Figure(
        "package, unpacked",
        dev_package.size_of(program) / 1e6,
        dev_package.SIZE_MAX / 1e6,
        "MB",
        1,
        higher_is_better=False,
        meaning="bytes of all files of the frozen program without the window, against the limit.",
    )
