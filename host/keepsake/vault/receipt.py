"""The word that an entry is in the log for good. Source: PROTOCOL.md §2.4."""

from __future__ import annotations

from typing import NamedTuple


class Receipt(NamedTuple):
    """What was committed, where in the log, and over how much.

    Attributes:
        entry: Index in the log.
        leaf: Leaf hash, hexadecimal.
        size: Size of the log with it.
        root: Root of the log with it, hexadecimal.
        utc: When the entry was written.
        state: For a capture its state, else "".
        parts: For a capture the number of its parts, else 0.
        bytes: For a capture the size of its parts together, else 0.
    """

    entry: int
    leaf: str
    size: int
    root: str
    utc: str
    state: str = ""
    parts: int = 0
    bytes: int = 0
