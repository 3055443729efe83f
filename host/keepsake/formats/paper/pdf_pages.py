"""Pages of a PDF as pictures and words, so that nothing of a browser has to open the file.

Only for what this program made itself: PDFium runs within this process.
"""

from __future__ import annotations

import io
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import pypdfium2

PIXELS_PER_INCH = 150
_POINTS_PER_INCH = 72


class Sheet(NamedTuple):
    """One page: a PNG picture, and its words for those who listen to it."""

    picture: bytes
    words: str


def count(data: bytes) -> int:
    """How many pages a PDF has.

    Raises:
        pypdfium2.PdfiumError: It is none.
    """
    with _one_at_a_time(), pypdfium2.PdfDocument(data) as opened:
        return len(opened)


def sheet(data: bytes, number: int) -> Sheet:
    """One page, from 1.

    Raises:
        IndexError: There is no such page.
        pypdfium2.PdfiumError: It is no PDF.
    """
    with _one_at_a_time(), pypdfium2.PdfDocument(data) as opened:
        if not 0 < number <= len(opened):
            raise IndexError(number)
        page = opened[number - 1]
        words = page.get_textpage().get_text_bounded()
        drawn = page.render(scale=PIXELS_PER_INCH / _POINTS_PER_INCH).to_pil()
    out = io.BytesIO()
    drawn.save(out, "PNG", compress_level=1)
    return Sheet(out.getvalue(), words)


@lru_cache
def _one_at_a_time() -> Lock:
    """PDFium is not made for several threads. Source: pypdfium2, "Thread incompatibility"."""
    return Lock()
