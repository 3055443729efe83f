"""Makes one thing after the other, the next ones in threads meanwhile as far as they are wanted."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

Asked = TypeVar("Asked")
Made = TypeVar("Made")

_THREADS = 2  # for what does not hold the interpreter's lock; each holds what it makes in memory


def prefetch(
    make: Callable[[Asked], Made], asked: Iterable[Asked], wanted: Callable[[int], bool]
) -> Generator[Made]:
    """Makes what is asked for, in order.

    Args:
        make: Called by several threads at once.
        asked: For what.
        wanted: Whether one more is, beside so many that are being made; it ends where none is.
    """
    rest = iter(asked)
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(_THREADS, "prefetch") as pool:
        while True:
            # One more than is being made, so that no thread waits until the first was taken.
            while len(waiting) <= _THREADS and wanted(len(waiting)):
                try:
                    waiting.append(pool.submit(make, next(rest)))
                except StopIteration:
                    break
            if not waiting:
                return
            yield waiting.popleft().result()
