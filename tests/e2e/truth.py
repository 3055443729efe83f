"""What an invented conversation really was, and whether a capture says the same."""

from __future__ import annotations

import msgspec

from keepsake.core.manifest import DIVIDER, Item, Manifest


class Message(msgspec.Struct, frozen=True):
    """A message as its page has it; `shown` is the time that stands beside it."""

    n: int
    id: str
    author: str
    text: str
    time: str
    shown: str


class Edit(msgspec.Struct, frozen=True):
    """A message whose writer changed its words while it was looked at."""

    n: int
    before: str
    after: str


class Truth(msgspec.Struct, frozen=True):
    """The page's own account of what it showed.

    Attributes:
        messages: Every message, oldest first, as it read at first.
        edited: Those changed during the capture.
        deleted: Numbers of those taken back during the capture.
        lost: Addresses of pictures that never came.
        skipped: Numbers of those that the page never showed.
        unsure: Those changed or taken back (`after` is empty) where it may not have been seen.
    """

    messages: tuple[Message, ...]
    edited: tuple[Edit, ...] = ()
    deleted: tuple[int, ...] = ()
    lost: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()
    unsure: tuple[Edit, ...] = ()

    def shown(self) -> list[Message]:
        """Gives the messages that the page showed at any time, oldest first."""
        skipped = set(self.skipped)
        return [message for message in self.messages if message.n not in skipped]


def items_of(manifest: Manifest) -> list[Item]:
    """Gives the items of a capture in the order of the page, without what only divides them."""
    return [item for item in manifest.items if item.kind != DIVIDER]


def lines(text: str) -> list[str]:
    """Gives the lines of a text without the space around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def reads(text: str, words: str) -> bool:
    """Tells whether some words stand in a text, as lines of their own one after the other."""
    inside, wanted = lines(text), lines(words)
    places = range(len(inside) - len(wanted) + 1)
    return any(inside[at : at + len(wanted)] == wanted for at in places)


def is_reading(item: Item, message: Message, edits: dict[int, Edit]) -> bool:
    """Tells whether an item is a reading of a message: its words now or at first, and its time."""
    edit = edits.get(message.n)
    words = [message.text, *([edit.after] if edit and edit.after else [])]
    timed = message.shown in item.time_shown or reads(item.text, message.shown)
    return timed and any(reads(item.text, each) for each in words)


def numbers_of(items: list[Item], truth: Truth) -> list[int]:
    """Gives which messages the items are, each later in the conversation than the one before.

    Raises:
        AssertionError: an item is none of the messages after those before it.
    """
    rest = iter(truth.messages)
    numbers = []
    for item in items:
        found = next((message.n for message in rest if is_reading(item, message, {})), 0)
        assert found, f"{item.text!r} follows {numbers[-1:]}"
        numbers.append(found)
    return numbers


def first_difference(items: list[Item], truth: Truth) -> str:
    """Compares a capture with the truth, one to one and in order.

    Returns:
        Where they first differ, in words; empty when they are the same.
    """
    edits = {edit.n: edit for edit in (*truth.edited, *truth.unsure)}
    wanted = truth.shown()
    for place, (item, message) in enumerate(zip(items, wanted, strict=False)):
        if not is_reading(item, message, edits):
            return (
                f"at {place}: {item.text!r} ({item.state}) for message {message.n} {message.text!r}"
            )
    if len(items) != len(wanted):
        return f"{len(items)} items for {len(wanted)} messages"
    return ""
