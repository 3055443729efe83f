"""Whether what is handed over fits what portals take, as far as their limits are known.

The limits are data with source and date; a limit of 0 is one that nobody knows. What was not read
at a service's own page is not confirmed, and whoever shows it says so.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Sequence


class Portal(msgspec.Struct, frozen=True):
    """A service that takes files, from `portals.json`; words are by language.

    Attributes:
        name_signs_max: Signs of ASCII in the name of a file.
        confirmed: Whether it was read at the service's own page of that day.
    """

    portal: str
    name: dict[str, str]
    files_max: int
    file_bytes_max: int
    all_bytes_max: int
    name_signs_max: int
    note: dict[str, str]
    source: dict[str, str]
    checked: str
    confirmed: bool

    def fits(self, files: Sequence[tuple[str, int]]) -> bool | None:
        """Whether files (name and size) are within what is known, None where nothing is.

        How long a name may be says nothing of how large a file may be, and is not counted as known.
        """
        sizes = [size for _, size in files]
        largest, together = max(sizes, default=0), sum(sizes)
        limits = (
            (self.files_max, len(files)),
            (self.file_bytes_max, largest),
            (self.all_bytes_max, together),
        )
        names = (name for name, _ in files)
        named = all(name.isascii() and len(name) <= self.name_signs_max for name in names)
        if not all(value <= limit for limit, value in limits if limit):
            return False
        if self.name_signs_max and not named:
            return False
        return True if any(limit for limit, _ in limits) else None


@lru_cache
def portals() -> tuple[Portal, ...]:
    """Those that are known."""
    data = shared_path("data", "portals.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Portal, ...])
