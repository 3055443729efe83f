"""Where a bundle is made: a hidden folder beside its place, which only a finished one gets out of.

Whoever makes one holds a lock beside the hidden folder. The system lets go of it when the program
ends in any way, so that the next export can tell what was left by one that was killed, and removes
it. What is in such a folder is sealed like the bundle itself.
"""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PACKED, PACKED_NOTE = "keepsake-copy.zip", "READ-ME-FIRST.txt"
"""What stands in the place of the three for a portal. Source: FORMAT.md §6.17."""
FILES = frozenset({"evidence.age", "OPEN-ME.html", "README.txt"})
_WRITTEN = FILES | {PACKED, PACKED_NOTE}
_UNFINISHED = re.compile(r"\.(?P<name>.+)\.partial-[0-9a-f]{12}(?P<lock>\.lock)?")
_LOCK = ".lock"
_TRIES = 3


@contextmanager
def unfinished(folder: Path, random: Callable[[int], bytes]) -> Iterator[Path]:
    """A name for the hidden folder, held while the block runs; what is there at its end is removed.

    Args:
        folder: Where the bundle will be. The block gives the hidden folder this name as its last
            act.
        random: Source of randomness.

    Raises:
        KeepsakeError: VAULT_BUSY, no name could be held, which chance does not bring about.
        OSError: The place cannot be written.
    """
    for _ in range(_TRIES):
        partial = folder.with_name(f".{folder.name}.partial-{random(6).hex()}")
        lock = _held(partial)
        if lock is not None:
            break
    else:
        raise KeepsakeError(Code.VAULT_BUSY, "no place to make the copy in")
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        _let_go(lock, partial)


def clear_left(parent: Path) -> tuple[str, ...]:
    """Removes what exports that were killed left in a folder; those still running keep theirs.

    Returns:
        The names under which they would have been found.
    """
    try:
        found = [(path, _UNFINISHED.fullmatch(path.name)) for path in parent.iterdir()]
    except OSError:
        return ()  # no folder that can be read: what is made in it next tells what is wrong
    names = {
        path.with_name(path.name.removesuffix(_LOCK)): match["name"]
        for path, match in found
        if match
    }
    return tuple(sorted(name for path, name in names.items() if _cleared(path)))


def _cleared(partial: Path) -> bool:
    """Whether it was one, and is gone."""
    if not _is_ours(partial):
        return False
    lock = _held(partial)
    if lock is None:
        return False
    there = partial.exists()
    shutil.rmtree(partial, ignore_errors=True)
    _let_go(lock, partial)
    return there and not partial.exists()


def _is_ours(partial: Path) -> bool:
    """Whether there is nothing in it but what an export writes; a person's own folder is left."""
    try:
        if partial.is_symlink():
            return False
        inside = list(partial.iterdir()) if partial.exists() else []
    except OSError:
        return False  # what cannot be looked into is not removed
    return all(
        path.name in _WRITTEN and path.is_file() and not path.is_symlink() for path in inside
    )


def _held(partial: Path) -> FileLock | None:
    lock = FileLock(f"{partial}{_LOCK}", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return None  # another export is still making it
    return lock


def _let_go(lock: FileLock, partial: Path) -> None:
    # Removed while it is held where the system allows it, so that nobody else can hold it between.
    path = partial.with_name(f"{partial.name}{_LOCK}")
    try:
        path.unlink(missing_ok=True)
    except OSError:
        lock.release()
        path.unlink(missing_ok=True)
    lock.release()
