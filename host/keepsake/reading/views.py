"""The artifact `views`: what the page showed, line by line, as records to read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class Rectangle(msgspec.Struct, frozen=True):
    """A place in CSS pixels of the viewport."""

    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0


class Size(msgspec.Struct, frozen=True):
    """How large the viewport was, in CSS pixels."""

    width: float = 0
    height: float = 0


class Look(msgspec.Struct, frozen=True):
    """One look at the page from which something new was kept."""

    stop: int
    at: str = ""
    phase: str = ""
    scroll: float = 0
    scroll_height: float = 0
    pane: Rectangle = Rectangle()
    viewport: Size = Size()
    direction: str = "ltr"
    address: str = ""


class Style(msgspec.Struct, frozen=True):
    """How the browser drew an element; what is left out has its usual value."""

    display: str = "block"
    font_size: float = 16
    font_weight: float = 400
    italic: bool = False
    color: str = "rgb(0, 0, 0)"
    background: str = "rgba(0, 0, 0, 0)"
    border: float = 0
    edge: str = ""
    radius: float = 0
    align: str = "start"
    justify: str = "normal"
    floated: str = msgspec.field(name="float", default="none")
    direction: str = "ltr"
    position: str = "static"
    white_space: str = "normal"
    transform: str = "none"
    line: str = "none"
    visible: bool = True
    opacity: float = 1
    unseen: bool = False


class Medium(msgspec.Struct, frozen=True):
    """A picture, film or voice of a record, with the element that shows it."""

    element: int
    kind: str = "image"
    src: str = ""
    width: float = 0
    height: float = 0
    loaded: bool = False


class Holder(msgspec.Struct, frozen=True):
    """An element of the pane that holds units."""

    holder: int
    inside: int = msgspec.field(name="in", default=0)
    tag: str = ""
    attributes: dict[str, str] = {}
    box: tuple[float, ...] = ()
    style: int = 0


class Record(msgspec.Struct, frozen=True):
    """One unit of the page as it was seen at one stop.

    Attributes:
        view: Its number, unique in a capture.
        node: Number that stays with the element; pages reuse elements: several records share one.
        inside: The holder it stands in; 0 is the pane.
        after: Node of the unit before it in page order; 0 is none.
        role: `item`, `divider` or `rest`.
        boxes: Four numbers an element, in the order of start tags in `html`.
        stop: The look it was made at; filled in while parsing.
    """

    view: int
    node: int = 0
    inside: int = msgspec.field(name="in", default=0)
    after: int = 0
    role: str = "item"
    html: str = ""
    words: str = ""
    boxes: tuple[float, ...] = ()
    styles: tuple[int, ...] = ()
    media: tuple[Medium, ...] = ()
    painted: dict[str, str] = {}
    stop: int = 0


class PageData(msgspec.Struct, frozen=True):
    """A piece of the page's own JSON that speaks of what is shown."""

    data: str
    at: str = ""
    value: object = msgspec.field(name="is", default=None)


class _StyleLine(msgspec.Struct, frozen=True):
    style: int
    value: Style = msgspec.field(name="is", default=Style())


@dataclass(slots=True)
class Views:
    """All that was seen in one capture, by number.

    Attributes:
        unread: Numbers, from 1, of lines that could not be read; they hide no other.
    """

    looks: dict[int, Look] = field(default_factory=dict)
    styles: dict[int, Style] = field(default_factory=dict)
    holders: dict[int, Holder] = field(default_factory=dict)
    records: dict[int, Record] = field(default_factory=dict)
    data: list[PageData] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def style(self, number: int) -> Style:
        """The look with a number, a plain one where the artifact has none of that number."""
        return self.styles.get(number, _PLAIN)


_PLAIN = Style()
_KINDS: dict[str, type[msgspec.Struct]] = {
    # The member that only lines of that kind have; looked for in this order.
    "view": Record,
    "holder": Holder,
    "data": PageData,
    "is": _StyleLine,
    "phase": Look,
}


def parse(lines: Iterable[str | bytes]) -> Views:
    """Reads the lines of the artifact, all parts of it in order.

    Kinds of lines that this version does not know are passed over, and so are lines that cannot be
    read, by their number.

    Args:
        lines: JSON objects, one a line; empty lines are passed over.

    Returns:
        What was seen.
    """
    views = Views()
    stop = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = msgspec.json.decode(line, type=dict[str, object])
            kind = next((kind for member, kind in _KINDS.items() if member in found), None)
            read = msgspec.convert(found, kind) if kind else None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            views.unread.append(number)
            continue
        if isinstance(read, Look):
            stop = read.stop
        _put(views, read, stop)
    return views


def _put(views: Views, read: object, stop: int) -> None:
    if isinstance(read, Record):
        views.records[read.view] = msgspec.structs.replace(read, stop=stop)
    elif isinstance(read, _StyleLine):
        views.styles[read.style] = read.value
    elif isinstance(read, Look):
        views.looks[read.stop] = read
    elif isinstance(read, Holder):
        views.holders[read.holder] = read
    elif isinstance(read, PageData):
        views.data.append(read)
