"""Measures this program, each figure against a peer or a limit in the same run.

    python3 build/dev.py bench                   everything: about five minutes
    python3 build/dev.py bench --only host       one group: host, port, click, tiles, vault …
    python3 build/dev.py bench --only desk       searches of a desk: ten minutes, not in everything
    python3 build/dev.py bench --only walk --messages 5000   a thread of that length: five minutes
    python3 build/dev.py bench --captures 10000  a vault of that size, made once and kept: minutes
    python3 build/dev.py bench --json FILE       also write the figures as JSON

Only ratios mean something on another computer; limits in seconds are read beside the pace that the
last line tells. Nothing leaves the computer: stamps are off.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import platform
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench import (
    browser,
    desk,
    desk_search,
    desk_sizes,
    export,
    first,
    host,
    index,
    leads,
    package,
    pictures,
    reading,
    vault,
    viewer,
    waiting,
    walk,
)
from bench.measure import Figure, seconds, table

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = (
    "host",
    "port",
    "click",
    "tiles",
    "walk",
    "waiting",
    "stitching",
    "vault",
    "reading",
    "viewer",
    "export",
    "package",
    "first",
    "desk",
)
UNASKED = frozenset({"desk"})
"""Taken only where they are named: a desk with a million messages takes minutes to fill."""
CAPTURES = 100
MESSAGES = 500


def measure(
    groups: Sequence[str],
    runs: int,
    folder: Path,
    captures: Sequence[int] = (CAPTURES,),
    messages: Sequence[int] = (MESSAGES,),
) -> list[Figure]:
    """Takes the figures of the groups, in their order, saying which is being taken."""
    figures: list[Figure] = []
    if "host" in groups:
        _say("host start")
        figures.append(host.host_start(folder, runs * 3))
        figures.append(host.host_start_held(folder, runs * 3))
        _say("seal rate")
        figures += host.seal_rates(folder, runs)
        figures.append(host.small_tiles(folder))
    figures += _browser_figures(groups, runs, folder, messages)
    if "stitching" in groups:
        _say("stitching")
        figures += pictures.stitch_rate(runs)
    if "vault" in groups:
        figures += vault.figures(captures, runs, _say)
        figures += index.figures(captures, _say)
    if "reading" in groups:
        _say("reading")
        figures += reading.figures(runs) + leads.figures(runs)
    if "export" in groups:
        _say("export")
        figures += export.figures(folder / "export", runs)
    if "viewer" in groups:
        _say("viewer")
        figures += viewer.figures(max(captures), runs)
    return figures + _whole_figures(groups, runs, folder)


def _whole_figures(groups: Sequence[str], runs: int, folder: Path) -> list[Figure]:
    """Takes those of what is installed as a whole: the program, and the desk."""
    figures: list[Figure] = []
    if "package" in groups:
        _say("package")
        figures += package.figures(folder / "package", runs)
    if "first" in groups:
        _say("package to first tick")
        figures += first.figures()
    if "desk" in groups:
        _say("desk")
        figures += desk.figures(runs)
        figures += desk_search.figures(runs, _say)
        figures += desk_sizes.figures(_say)
    return figures


def _browser_figures(
    groups: Sequence[str], runs: int, folder: Path, messages: Sequence[int]
) -> list[Figure]:
    """Takes those that need the browsers of `browser`."""
    figures: list[Figure] = []
    if not set(groups) & {"port", "click", "tiles", "walk", "waiting"}:
        return figures
    setting = browser.prepare(folder)
    if "port" in groups:
        _say("native payload")
        figures.append(browser.port_rate(setting, runs))
    if "click" in groups:
        _say("click to first tile")
        figures.append(browser.first_tile(setting, runs))
    if "tiles" in groups:
        _say("tiles")
        figures.append(browser.tile_rate(setting, max(runs // 2, 2)))
    if "walk" in groups:
        figures += walk.figures(setting, _say, messages)
    if "waiting" in groups:
        _say("waiting in the browser")
        figures += waiting.figures(setting, max(runs // 2, 1))
    return figures


def main(argv: Sequence[str]) -> int:
    """Prints the table; 0 when every figure could be taken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", choices=GROUPS, help="one group; repeatable")
    parser.add_argument("--runs", type=int, default=5, help="how many times each is taken (5)")
    parser.add_argument(
        "--messages", action="append", type=int, help="length of a thread to walk; repeatable (500)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument(
        "--captures",
        action="append",
        type=int,
        help=f"size of a vault; repeatable ({CAPTURES})",
    )
    options = parser.parse_args(argv)
    # The commands here run without writing bytecode; an installed program has it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Vaults that are only measured leave nothing in the keyring of whoever runs this.
    os.environ["KEEPSAKE_KEYRING"] = "off"
    start, load, began = time.monotonic(), _load(), _pace()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        figures = measure(
            options.only or [group for group in GROUPS if group not in UNASKED],
            options.runs,
            Path(folder),
            options.captures or (CAPTURES,),
            options.messages or (MESSAGES,),
        )
    pace = f"100 MB of SHA-512 took {began:.2f} s at the start and {_pace():.2f} s at the end"
    about = f"{time.monotonic() - start:.0f} s in all. At the start {load}. {pace}."
    sys.stdout.write(f"\n{table(figures)}\n\n{about}\n")
    if options.json:
        _write(options.json, figures, {"load": load, "pace": pace})
    return 0


def _load() -> str:
    """What else the computer was doing: with more to do than processors, figures get worse."""
    busy = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "an unknown number of"
    return f"{busy} programs wanted {os.cpu_count()} processors"


def _pace() -> float:
    """Seconds for a work that is always the same: limits in seconds are read beside it.

    A shared computer was seen to take twice as long from one day to the next, with nothing of its
    own running. The best of five, so that a moment's disturbance does not count.
    """
    data = bytes(100_000_000)
    return min(seconds(partial(hashlib.sha512, data)) for _ in range(5))


def _write(path: Path, figures: list[Figure], about: dict[str, str]) -> None:
    rows = [{**dataclasses.asdict(figure), "ratio": figure.ratio} for figure in figures]
    system = {"python": platform.python_version(), "system": platform.platform(), **about}
    text = json.dumps({"about": system, "figures": rows}, indent=1)
    path.write_text(text, encoding="utf-8")


def _say(what: str) -> None:
    sys.stdout.write(f"{what} …\n")
    sys.stdout.flush()
