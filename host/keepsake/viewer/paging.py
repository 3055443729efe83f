"""Cuts long lists into pages."""

from __future__ import annotations

from dataclasses import dataclass

# How many messages of a capture one page shows.
ITEMS = 200


@dataclass(frozen=True, slots=True)
class Pager:
    """One page of a list.

    Attributes:
        page: From 1.
        pages: How many there are, at least 1.
        start: Index of the first thing on it.
        stop: Index behind the last.
    """

    page: int
    pages: int
    start: int
    stop: int

    @classmethod
    def of(cls, asked: str, total: int, each: int) -> Pager:
        """The page asked for, or the nearest there is; what is no number is the first."""
        pages = max(1, -(-total // each))
        page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
        page = min(max(page, 1), pages)
        start = (page - 1) * each
        return cls(page, pages, start, min(start + each, total))
