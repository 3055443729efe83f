"""Rows of a CSV in which no spreadsheet finds a formula, whatever separates cells where it is read.

A file is read with the separator of the country, `;` in much of the French-speaking world, so that
a cell can begin in the middle of a text, and behind a quote. A formula there would be run. So every
sign of one gets an apostrophe wherever a cell can begin.
Source: RFC 4180; OWASP "CSV Injection".
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Some spreadsheets read the full-width forms as the plain ones.
_CONTROL_SIGNS = r"\t\r\n"
_SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_SEPARATORS = r",;|\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
# What a reader may take away before it looks at a cell: spaces, marks without width, quotes.
_PASSED_OVER = r"\s\"\u200b-\u200f\u2060\ufeff"
_SIGN = re.compile(rf"[{_SIGNS}{_CONTROL_SIGNS}]")
_SEPARATOR = re.compile(rf"[{_SEPARATORS}]")
_TAKEN_AWAY = re.compile(rf"[{_PASSED_OVER}]")
# Each sign of a text is in one of these at most: what would look anew behind every separator takes
# hours for a page that sends a million of them.
_BEGINNINGS = re.compile(rf"(?:\A|[{_SEPARATORS}])[{_SEPARATORS}{_PASSED_OVER}]*[{_SIGNS}]?")
_OPEN_START = re.compile(rf"(?:(?![{_SEPARATORS}])[{_PASSED_OVER}])*+[{_SEPARATORS}]")


def inert(text: str) -> str:
    """The text in a form that no spreadsheet computes."""
    return _BEGINNINGS.sub(_marked, text) if _SIGN.search(text) else text


def _marked(found: re.Match[str]) -> str:
    """A place where cells can begin, with an apostrophe at each beginning that leads to a sign."""
    made, leads = [], False
    for char in reversed(found[0]):
        if leads and _SEPARATOR.match(char):
            made.append("'")
        made.append(char)
        leads = bool(_SIGN.match(char)) or (leads and bool(_TAKEN_AWAY.match(char)))
    if leads and not found.start():
        made.append("'")
    return "".join(reversed(made))


def _is_open(text: str) -> bool:
    """Whether a cell can begin at its end."""
    return bool(_OPEN_START.match(text[::-1]))


def rows(cells: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """A table as CSV: UTF-8 with a mark that spreadsheets look for, CRLF, no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield codecs.BOM_UTF8
    for row in cells:
        made = [inert(text) for text in row]
        if made and _is_open(made[-1]):
            # Else what ends the row could begin a cell, and the next row be in it.
            made[-1] += "'"
        writer.writerow(made)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
