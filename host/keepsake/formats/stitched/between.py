"""Whether a page stood between two pixels, so that the browser drew lines a pixel higher or lower.

Where heights are no whole pixels, a browser rounds the place of each line when it draws it, and
two pictures of one line may be rounded to either side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keepsake.formats.stitched.match import Rows

LEAST_LINE = 5  # rows in a row with something in each: less may be alike by chance


def between_pixels(first: Rows, second: Rows, down: int) -> bool:
    """Whether any line that both show is one pixel higher or lower in one of them.

    Args:
        first: Of the earlier picture.
        second: Of the later one, in as many strips.
        down: The offset at which they were found to overlap.
    """
    shared = range(max(1, 1 - down), min(second.height, first.height - down - 1))
    return any(
        _moved(one, two, down, by, shared)
        for one, two in zip(first.strips, second.strips, strict=True)
        for by in (-1, 1)
    )


def _moved(one: list[int], two: list[int], down: int, by: int, shared: range) -> bool:
    """Whether one strip has a line in both that differs as it lies and agrees a pixel away."""
    run = 0
    for y in shared:
        there = two[y] != two[y - 1] and one[y + down] != two[y] and one[y + down + by] == two[y]
        run = run + 1 if there else 0
        if run >= LEAST_LINE:
            return True
    return False
