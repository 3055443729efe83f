"""Memory that is used over and over: nobody's bytes are written over before they are let go of."""

from __future__ import annotations

import resource
from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from keepsake.formats.bundle.ring import Ring

SIZE = 64
PAGE = resource.getpagesize()


@given(st.lists(st.one_of(st.integers(0, SIZE + 8), st.none()), max_size=200))
def test_what_is_held_stays_as_it_was_written(asked: list[int | None]) -> None:
    """A number asks for so many bytes; none lets go of those that were handed out first."""
    ring = Ring(SIZE)
    held: deque[tuple[memoryview, bytes]] = deque()
    for turn, size in enumerate(asked):
        if size is not None:
            room, written = ring.take(size), bytes([turn % 256]) * size
            assert len(room) == size
            room[:] = written
            held.append((room, written))
        elif held:
            held.popleft()
            ring.let_go()
        assert all(room == written for room, written in held)


def test_memory_is_asked_for_only_once() -> None:
    pages, piece = 1024, 100 * PAGE
    ring, written = Ring(pages * PAGE), bytes(piece)
    waiting = 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(1000):
        ring.take(piece)[:] = written
        waiting += 1
        if waiting > 4:
            ring.let_go()
            waiting -= 1
    used = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    assert used < 3 * pages
