"""How long a check of a vault takes beside `sha256sum`, and beside only opening the same files.

It runs in a process that was started with nothing but this, as `keepsake verify` is: a process that
helps with a check loads what the first one was started with, and of the bench that is a browser.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyrage

from bench.measure import Figure, in_turns, seconds
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.vault import access
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

_LONG_MB = 1000.0


class Taken(NamedTuple):
    """Milliseconds, medians, and what was looked at."""

    files: int
    megabytes: float
    check: float
    first: float
    sums: float
    opened: float
    runs: int


def figures(path: Path, size: int) -> list[Figure]:
    """The check of one vault, against each peer."""
    command = f"from bench import vault_check as it; it.take({str(path)!r})"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    taken = Taken(*json.loads(done.stdout))
    about = (
        f"every step over {taken.files} sealed files, {taken.megabytes:.1f} MB, in "
        f"{taken.check:.1f} ms (the first in a process {taken.first:.1f} ms); against "
    )
    return [
        _figure(f"check, of {size}", taken, taken.sums, about + "`sha256sum`; at least 0.5."),
        _figure(
            f"check, floor, of {size}",
            taken,
            taken.opened,
            about + "opening each with pyrage and hashing what is in it, one after the other.",
        ),
    ]


def _figure(name: str, taken: Taken, peer: float, meaning: str) -> Figure:
    ours, theirs = taken.megabytes / taken.check * 1000, taken.megabytes / peer * 1000
    return Figure(name, ours, theirs, "MB/s", taken.runs, higher_is_better=True, meaning=meaning)


def take(path: str) -> None:
    """Measures and prints; for a process of its own."""
    vault = Vault.open(Path(path), real_environment())
    unlocked = access.unlock(vault, None)
    files = [file for name in ("entries", "parts") for file in (vault.path / name).rglob("*.age")]
    megabytes = sum(file.stat().st_size for file in files) / 1e6

    def check() -> None:
        audit(unlocked, ())

    def opened() -> None:
        for file in files:
            hashlib.sha256(pyrage.decrypt(file.read_bytes(), [unlocked.identity])).digest()

    runs = 2 if megabytes > _LONG_MB else 9
    first = _milliseconds(check)
    ours, sums = in_turns(
        runs, lambda: _milliseconds(check), lambda: _milliseconds(lambda: _sha256sum(vault.path))
    )
    peer = statistics.median(_milliseconds(opened) for _ in range(min(runs, 3)))
    sys.stdout.write(json.dumps(Taken(len(files), megabytes, ours, first, sums, peer, runs)))


def _sha256sum(folder: Path) -> None:
    command = 'find "$1/entries" "$1/parts" -name "*.age" -print0 | xargs -0 sha256sum >/dev/null'
    subprocess.run(["sh", "-c", command, "sh", str(folder)], check=True)


def _milliseconds(work: Callable[[], object]) -> float:
    return seconds(work) * 1000
