"""One line of the timeline, and when it was in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.core.case.entries import Day
    from keepsake.viewer.view import View


class TimelineRow(NamedTuple):
    """One line.

    Attributes:
        utc: For the order; the start of the day where only the day is known.
        kind: What it is, a key of `timeline.one`.
        when: As it is written out.
        who: Name above a message.
        text: What happened or was said.
        link: Where it leads.
        note: A second, softer line.
        mark: What a message was pointed out as, in words; "" where it was not.
        side: On whose side a message stands, in words; "" where that is not known.
    """

    utc: str
    kind: str
    when: str
    who: str
    text: str
    link: str
    note: str = ""
    mark: str = ""
    side: str = ""


class TimelineEvent(NamedTuple):
    """The moment of a line, and what writes it out."""

    utc: str
    write: Callable[[], TimelineRow]


class TimelineFilter(NamedTuple):
    """What the person wants to see; `account` is a key of `keepsake.core.accounts`."""

    kind: str
    author: str
    platform: str
    at: str
    skip: int
    account: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether only what certain captures hold is wanted."""
        return bool(self.author or self.platform or self.account)


def item_address(view: View, entry: int, position: int) -> str:
    """Where a message is seen: on its picture, else in the text; `position` from 0."""
    return view.address("message.find", entry=entry, item=position + 1)


def when_of(view: View, utc: str) -> str:
    """A moment in the zone of this computer; what is none stays as it is."""
    moment = view.times.write(utc)
    return f"{moment.day}, {moment.clock}" if moment else utc


def side_of(view: View, side: str) -> str:
    """On whose side of the thread a message stands; `""` where that is not known."""
    return view.text.known(f"text.side.{side}", "") if side else ""


def said_of(view: View, day: Day) -> tuple[str, str]:
    """When something was, in the zone of this computer, and as it was said where that differs."""
    said, zone = view.times.day_text(day), view.zone
    if not day.clock or not day.zone or day.zone == zone:
        return said, ""
    here = view.times.write(day.utc)
    if here is None:
        return said, ""
    when = f"{here.day}, {here.clock[:5]}"
    return when, view.text("timeline.said", when=said, zone=day.zone)
