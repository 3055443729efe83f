"""What stands over the columns of a table whose rows are the items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.tree import tree_of
from keepsake.reading.words import folded, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keepsake.reading.tree import Node
    from keepsake.reading.views import Views


def heads_of(views: Views) -> dict[int, tuple[str, ...]]:
    """The names of columns of the page's tables, by how many a table has.

    Args:
        views: Of the page.

    Returns:
        Those of each first row that has nothing but heads; none where there is no such row.
    """
    found: dict[int, tuple[str, ...]] = {}
    for record in views.records.values():
        if "<th" not in record.html and "columnheader" not in record.html:
            continue
        for node in tree_of(record, views).walk():
            cells = _cells_of(node)
            if len(cells) > 1 and all(_is_head(each) for each in cells):
                heads = [folded(words_of(each).text()) for each in cells for _ in _columns(each)]
                found.setdefault(len(heads), tuple(heads))
    return found


def head_over(cell: Node, heads: Mapping[int, tuple[str, ...]]) -> str:
    """What stands over a cell of a table; `""` where nothing does.

    A row with fewer columns than there are heads lacks the first ones: cells reach down there from
    rows above it. A cell under several heads is under none.
    """
    cells = _cells_of(cell.parent) if cell.parent else []
    columns = [each for each in cells for _ in _columns(each)]
    if cell not in columns or not heads:
        return ""
    wide = min((n for n in heads if n >= len(columns)), default=max(heads))
    at = columns.index(cell) + max(0, wide - len(columns))
    over = set(heads[wide][at : at + columns.count(cell)])
    return over.pop() if len(over) == 1 else ""


def _cells_of(row: Node) -> list[Node]:
    return [each for each in row.children if not isinstance(each, str)]


def _columns(cell: Node) -> range:
    """As many as a cell is wide."""
    told = cell.get("colspan")
    return range(int(told) if told.isdecimal() and len(told) < 3 else 1)


def _is_head(cell: Node) -> bool:
    return cell.tag == "th" or cell.get("role") == "columnheader"
