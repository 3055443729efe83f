"""Memory that is used over and over: nobody's bytes are written over before they are let go of."""

from __future__ import annotations

from collections import deque
from itertools import product

from keepsake.formats.bundle.ring import Ring

LET_GO = -1


def _holds(turns: tuple[int, ...]) -> bool:
    """Whether what is held stays as it was written; each turn takes so many of four bytes."""
    ring = Ring(4)
    held: deque[tuple[memoryview, bytes]] = deque()
    for turn, size in enumerate(turns, start=1):
        if size != LET_GO:
            room, written = ring.take(size), bytes([turn]) * size
            room[:] = written
            held.append((room, written))
        elif held:
            held.popleft()
            ring.let_go()
    return all(room == written for room, written in held)


def test_what_is_held_stays_as_it_was_written() -> None:
    every = product((LET_GO, 0, 1, 2, 5), repeat=7)
    assert [turns for turns in every if not _holds(turns)] == []


def test_memory_is_asked_for_only_once() -> None:
    ring, used, waiting = Ring(64), list[object](), 0
    for turn in range(1000):
        used.append(ring.take(turn % 13).obj)
        waiting += 1
        if waiting == 4:
            ring.let_go()
            waiting -= 1
    assert all(each is used[0] for each in used)
