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

# The last four are the full-width forms, which some spreadsheets read as the plain ones.
_SIGNS = r"=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_SEPARATORS = r",;|\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
# What a reader may take away before it looks at a cell: spaces, marks without width, quotes.
_PASSED_OVER = r"[\s\"\u200b-\u200f\u2060\ufeff]*"
_FORMULA = re.compile(rf"(\A|[{_SEPARATORS}])(?={_PASSED_OVER}[{_SIGNS}])")
_OPEN_END = re.compile(rf"[{_SEPARATORS}]{_PASSED_OVER}\Z")


def inert(text: str) -> str:
    """The text in a form that no spreadsheet computes."""
    return _FORMULA.sub(r"\1'", text)


def rows(cells: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """A table as CSV: UTF-8 with a mark that spreadsheets look for, CRLF, no formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield codecs.BOM_UTF8
    for row in cells:
        made = [inert(text) for text in row]
        if made and _OPEN_END.search(made[-1]):
            # Else what ends the row could begin a cell, and the next row be in it.
            made[-1] += "'"
        writer.writerow(made)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
