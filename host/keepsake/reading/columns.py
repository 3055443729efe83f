"""What stands over the columns of a table whose rows are the items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.reading.tree import tree_of
from keepsake.reading.words import folded, words_of

if TYPE_CHECKING:
    from keepsake.reading.tree import Node
    from keepsake.reading.views import Views


def heads_of(views: Views) -> dict[int, str]:
    """The names of columns, by number.

    Args:
        views: Of the page.

    Returns:
        Those of the first row that has nothing but heads; none where there is no such row.
    """
    for record in views.records.values():
        if "<th" not in record.html and "columnheader" not in record.html:
            continue
        for node in tree_of(record, views).walk():
            cells = [each for each in node.children if not isinstance(each, str)]
            if len(cells) > 1 and all(_is_head(each) for each in cells):
                return {at: folded(words_of(each).text()) for at, each in enumerate(cells)}
    return {}


def _is_head(cell: Node) -> bool:
    return cell.tag == "th" or cell.get("role") == "columnheader"
