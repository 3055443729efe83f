"""How much a browser grows while something happens, all its processes together."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERY_SECONDS = 1.0


@dataclass
class Growth:
    """Bytes: at the start, and by how much more at the most since then."""

    start: int = 0
    most: int = 0
    stop: threading.Event = field(default_factory=threading.Event, repr=False)


@contextlib.contextmanager
def watching(pid: int) -> Iterator[Growth]:
    """Measures a process and those it started, again and again until the block is left."""
    growth = Growth(start=memory_of(pid))
    thread = threading.Thread(target=_watch, args=(pid, growth), daemon=True)
    thread.start()
    try:
        yield growth
    finally:
        growth.stop.set()
        thread.join()


def _watch(pid: int, growth: Growth) -> None:
    while True:
        growth.most = max(growth.most, memory_of(pid) - growth.start)
        if growth.stop.wait(_EVERY_SECONDS):
            return


def memory_of(pid: int) -> int:
    """Gives the memory of a process and those it started; what they share counts once (PSS)."""
    parents = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            after_name = (place / "stat").read_text().rpartition(")")[2].split()
            parents[int(place.name)] = int(after_name[1])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(map(_proportional, family))


def _proportional(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
