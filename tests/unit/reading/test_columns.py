"""What stands over a cell, on pages with several tables and in rows that lack cells."""

from __future__ import annotations

import pytest

from keepsake.reading.columns import head_over, heads_of
from unit.reading.made import root_of, views_of

LOG = "<tr><th>Day</th><th>At</th><th>Who</th><th>What</th></tr>"
ABOUT = "<tr><th>Name</th><th>Value</th></tr>"


@pytest.mark.parametrize(
    ("row", "heads"),
    [
        ("<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>", ("Day", "At", "Who", "What")),
        ("<tr><td>2</td><td>3</td><td>4</td></tr>", ("At", "Who", "What")),
        ('<tr><td colspan="3">1</td><td>4</td></tr>', ("", "What")),
        ("<tr><td>1</td><td>2</td></tr>", ("Name", "Value")),
        ("<tr><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td></tr>",
         ("Day", "At", "Who", "What", "")),
    ],
)  # fmt: skip
def test_a_cell_has_the_head_of_a_table_as_wide_as_its_row(
    row: str, heads: tuple[str, ...]
) -> None:
    """A row with fewer cells lacks the first, which reach down from above."""
    found = heads_of(views_of(ABOUT, LOG))
    cells = [each for each in root_of(row).children if not isinstance(each, str)]
    assert tuple(head_over(each, found) for each in cells) == heads


def test_where_no_table_has_heads_there_are_none() -> None:
    row = root_of("<tr><td>1</td></tr>")
    cell = row.children[0]
    assert heads_of(views_of("<tr><td>1</td></tr>")) == {}
    assert not isinstance(cell, str)
    assert head_over(cell, {}) == ""
