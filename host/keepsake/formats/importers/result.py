"""What reading a file gives, and how much of a file is read at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.added.file import Fact, Member, Refused
from keepsake.core.manifest import ZONE_ASSUMED_SOURCE, Identifier, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

TEXT_BYTES_MAX = 64 * 1024 * 1024
HTML_BYTES_MAX = 16 * 1024 * 1024
PICTURE_BYTES_MAX = 64 * 1024 * 1024
ITEMS_MAX = 100_000
TEXT_CHARACTERS_MAX = 100_000
NAME_CHARACTERS_MAX = 200
AUTHORS_MAX = 200
FACT_CHARACTERS_MAX = 2_000

WHATSAPP = "whatsapp"
TELEGRAM = "telegram"
META = "meta"
EMAIL = "email"
ZONE_ASSUMED = "zone_assumed"
DATES_AMBIGUOUS = "dates_ambiguous"
TIMES_UNREAD = "times_unread"
DAMAGED = "damaged"
TOO_LARGE = "too_large_to_read"
ITEMS_CUT = "items_cut"
NOT_READ = "not_read"


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone in which times without one are read.

    Attributes:
        name: IANA name, "" where it is not known.
        utc: A local time of that zone as UTC text.
    """

    name: str
    utc: Callable[[datetime], str]


@dataclass(slots=True)
class Imported:
    """What was read of one file."""

    format: str = ""
    platform: str = ""
    items: list[Item] = field(default_factory=list)
    ids: list[Identifier] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def note(self, word: str) -> None:
        """Notes a code word, each once."""
        if word not in self.notes:
            self.notes.append(word)

    def fact(self, name: str, value: str) -> None:
        """Keeps what the file says of itself; nothing where it says nothing."""
        if value.strip():
            self.facts.append(Fact(name, value[:FACT_CHARACTERS_MAX]))

    def add(self, items: Iterable[Item]) -> None:
        """Takes items until there are too many, which is noted."""
        for item in items:
            if len(self.items) >= ITEMS_MAX:
                self.note(ITEMS_CUT)
                return
            self.items.append(item)

    def authors(self, ids: Iterable[Identifier]) -> None:
        """Who wrote, each once, the first so many."""
        known = {(one.name, one.value, one.of) for one in self.ids}
        for one in ids:
            key = (one.name, one.value, one.of)
            if one.value and key not in known and len(self.ids) < AUTHORS_MAX:
                known.add(key)
                self.ids.append(one)

    def assumed(self, zone: Zone) -> None:
        """Notes that times were read in a zone that the file does not name."""
        if ZONE_ASSUMED not in self.notes:
            self.note(ZONE_ASSUMED)
            self.fact("zone", zone.name or "UTC")


def local_source(zone: Zone, moment: datetime) -> str:
    """Where a time without a zone comes from. Source: FORMAT.md §11.6."""
    return f"{ZONE_ASSUMED_SOURCE} {zone.name or 'UTC'}: {moment:%Y-%m-%d %H:%M:%S}"


def words(data: bytes) -> str:
    """Text of a file, UTF-8 or, with its mark, UTF-16; what is neither is replaced."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def text_of(value: object) -> str:
    """A value from data as text, "" for what is none."""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
