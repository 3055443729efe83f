"""The files that a copy is made of: which, in what order, and whether they are there already.

Source: FORMAT.md §8.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault import cosigned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.vault.handle import Vault

_KEYS = ("identity.age", "recovery.age", "device.key", "config.toml")
_SIZE = re.compile(r"([0-9]+)[.-]")
PIECE_BYTES = 1 << 20


class Source(NamedTuple):
    """A file to be copied; some hold a film of many gigabytes, so it is read in pieces.

    Attributes:
        name: Its place in the copy.
        size: In bytes.
        pieces: Reads it from its beginning, anew each time it is called. Raises VAULT_DAMAGED.
    """

    name: str
    size: int
    pieces: Callable[[], Iterator[bytes]]


class State(NamedTuple):
    """One committed state of a log; what is appended meanwhile is for the next copy."""

    checkpoint: bytes
    leaves: bytes
    size: int


def is_there(source: Source, target: Path) -> bool:
    """Whether the copy holds this file, byte for byte."""
    if not target.exists():
        return False
    with target.open("rb") as file:
        same = all(file.read(len(piece)) == piece for piece in source.pieces())
        return same and not file.read(1)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def committed_files(vault: Vault, state: State) -> Iterator[Source]:
    """The files in the order that leaves a copy cut short usable: `vault.json` last."""
    yield from sealed_files(vault, state)
    yield from last_files(vault, state)


def sealed_files(vault: Vault, state: State) -> Iterator[Source]:
    """All that comes first: write-once files, keys, and leaves of which only the first count."""
    for pattern in ("parts/*/*.age", "drafts/*.age", "set-aside/*", "set-aside/*/*"):
        for path in sorted(vault.path.glob(pattern)):
            if path.is_file():
                yield _file(vault, path)
    for index in range(state.size):
        yield _file(vault, vault.log.entry_path(index))
    yield from _of_others(vault, state)
    for name in _KEYS:
        if (vault.path / name).exists():
            yield _file(vault, vault.path / name)
    yield in_memory("log/leaves", state.leaves)


def _of_others(vault: Vault, state: State) -> Iterator[Source]:
    """What others said of the log, but for what came since: the copy would look rolled back.

    What was said of a longer log than there is goes along: it shows that this one was rolled back.
    """
    seen = cosigned.every(vault)
    paths = sorted((vault.path / "log" / "stamps").glob("*"))
    since = range(state.size + 1, vault.size() + 1)  # asked last: nothing is said before it is so
    for one in seen:
        if one.size not in since:
            # As it was when it was asked: it is replaced when a newer one comes.
            yield in_memory(one.file, one.data)
    there = {one.file for one in seen}
    for path in paths:
        stamped = _SIZE.match(path.name)
        is_later = stamped is not None and int(stamped[1]) in since
        if not (path.name.startswith(".") or is_later or f"log/stamps/{path.name}" in there):
            yield _file(vault, path)


def last_files(vault: Vault, state: State) -> Iterator[Source]:
    """With these the copy is one of this state."""
    yield in_memory("log/checkpoint", state.checkpoint)
    yield _file(vault, vault.path / "vault.json")


def in_memory(name: str, data: bytes) -> Source:
    """A file that is in memory."""
    return Source(name, len(data), lambda: iter((data,)))


def _file(vault: Vault, path: Path) -> Source:
    name = path.relative_to(vault.path).as_posix()
    try:
        return Source(name, path.stat().st_size, lambda: _pieces(name, path))
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error


def _pieces(name: str, path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece
    except OSError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error
