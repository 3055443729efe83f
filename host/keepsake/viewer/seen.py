"""One message as the page had it, beside what is read from that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from keepsake.vault import as_read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.manifest import Item
    from keepsake.local_time import LocalTime
    from keepsake.reading.fields import ReadItem
    from keepsake.reading.told import ToldItem
    from keepsake.viewer.opened import Opened
    from keepsake.viewer.view import View

FIELDS = ("author", "time", "time_shown", "side", "text", "quote", "receipt", "counts")
_PLACES = {
    "words": "words",
    "slot": "words",
    "edge": "edge",
    "ground": "ground",
    "the item before": "before",
    "the item after": "after",
}
"""What the reading calls a place, by the word for it; attributes are named as the page has them."""
MOST_SHOWN = 40_000
"""Characters of one piece of the page on the screen; the whole stands in the artifact."""


class Sight(NamedTuple):
    """A message as the page had it at one time.

    Attributes:
        when: None where no look is known.
        html: As text, at most `MOST_SHOWN` characters.
        left: How many characters are not shown.
    """

    when: LocalTime | None
    html: str
    words: str
    left: int


class Said(NamedTuple):
    """Something that was read of it, and where it was found.

    How sure that is, is not told: it is a weight, and not yet how often the reading is right.

    Attributes:
        taken: What the capture is said to say: what both say, or one of whom that is sure enough.
        value: As it is read now, from `by`.
        page: As the extension read it in the page.
    """

    name: str
    taken: str
    value: str
    by: str
    page: str


class Shown(NamedTuple):
    """All of it; `read_by` is the version of the reading."""

    number: int
    read_by: str
    said: tuple[Said, ...]
    sights: tuple[Sight, ...]


def shown(view: View, opened: Opened, number: int) -> Shown | None:
    """A message of a capture by its number; None where nothing was seen of it.

    Raises:
        KeepsakeError: What was seen is damaged.
    """
    body = opened.capture.body
    again = view.session.read_again(body)
    listed = view.session.unlocked.manifest(body)
    if again is None or listed is None or not 0 < number <= len(again.reading.items):
        return None
    item, seen = again.reading.items[number - 1], again.seen.views
    taken = as_read.reading_of(view.session.unlocked, body, listed)
    sights = []
    for each in item.views:
        record = seen.records.get(each)
        if record is None:
            continue
        look = seen.looks.get(record.stop)
        when = view.times.write(look.at) if look else None
        left = max(0, len(record.html) - MOST_SHOWN)
        sights.append(Sight(when, record.html[:MOST_SHOWN], record.words, left))
    if not sights:
        return None
    told = taken.items[number - 1] if taken else None
    said = tuple(_said(view, item, told, listed.items[number - 1]))
    return Shown(number, again.reading.read_by, said, tuple(sights))


def _said(view: View, item: ReadItem, told: ToldItem | None, page: Item) -> Iterator[Said]:
    for name in FIELDS:
        one, was = getattr(item, name), getattr(page, name, "")
        taken = getattr(told, name).value if told else was
        if one.value or was:
            yield Said(name, taken, one.value, _place(view, one.by), was)


def _place(view: View, by: str) -> str:
    return view.text(f"seen.by.{_PLACES[by]}") if by in _PLACES else by
