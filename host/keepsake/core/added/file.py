"""What was read of a file added by hand, as its manifest has it. Source: FORMAT.md §11.5.

The fields are written by build/manifest_types.py.
"""

from __future__ import annotations

import msgspec


class Fact(msgspec.Struct, frozen=True):
    """Something that a file says of itself; anybody can write it there."""

    name: str
    value: str


class Member(msgspec.Struct, frozen=True):
    """A file within an archive."""

    name: str
    bytes: int = 0


class Refused(msgspec.Struct, frozen=True):
    """A file within an archive that was not read, and the code word of why."""

    name: str
    why: str


class AddedFile(msgspec.Struct, frozen=True):
    """What was read of a file that was added by hand. Source: FORMAT.md §11.5.

    Attributes:
        part: The original, -1 where it was left out.
        format: What it was read as, "" for nothing.
        first: Number of the first item that is read from it, 0 for none.
        count: How many are.
        notes: Code words on what is not known.
    """

    part: int
    name: str
    format: str = ""
    first: int = 0
    count: int = 0
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    refused: tuple[Refused, ...] = ()
