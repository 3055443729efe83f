"""How many messages, posts and comments were captured, each once. Pure.

A thread that was captured twice is one thread. What stands between messages, the rows of a list and
the labels of a profile are no messages.

Source: FORMAT.md §6.8.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from keepsake.core.manifest import DIVIDER
from keepsake.core.page_comparison import OWN_ID, group_by_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from keepsake.core.briefing.rows import Shown
    from keepsake.core.manifest import Item, Page

ROW = "row"
PROFILE = "profile"
SAID = ("message", "post", "comment")
_POSTED = frozenset({"post", "comment"})


def kind_of(page: Page, item: Item) -> str:
    """What an item is: one of `SAID`, `profile` (a line of one), `row` or `divider`."""
    if item.kind in (*_POSTED, DIVIDER):
        return item.kind
    if (page.kind or "").startswith(PROFILE):
        # Where somebody lives and how many follow them looks like a list of short messages.
        return PROFILE
    return ROW if item.kind == ROW else "message"


def counts(page: Page, item: Item) -> bool:
    """Whether an item of a page is a message, a post or a comment."""
    return kind_of(page, item) in SAID


def count_once(shown: Sequence[Shown]) -> int:
    """How many there are in all captures, those of one page taken together."""
    return sum(1 for _ in once(shown))


def once(shown: Sequence[Shown]) -> Iterator[tuple[Shown, int, Item]]:
    """Each of them once, with its number and the first capture that has it, page by page."""
    for places in group_by_page([one.page for one in shown]):
        yield from _of_page(shown[place] for place in places)


def _of_page(captures: Iterable[Shown]) -> Iterator[tuple[Shown, int, Item]]:
    """By their ids, and without one as often as one capture has them."""
    known: set[str] = set()
    most: Counter[tuple[str, str, str]] = Counter()
    for one in captures:
        here: Counter[tuple[str, str, str]] = Counter()
        for number, item in enumerate(one.manifest.items if one.manifest else (), start=1):
            if not counts(one.page, item):
                continue
            alike = (item.author, item.text, item.time)
            if item.key.startswith(OWN_ID):
                is_new = item.key not in known
                known.add(item.key)
            else:
                here[alike] += 1
                is_new = here[alike] > most[alike]
            if is_new:
                yield one, number, item
        most |= here
