"""The elements of a record, from the canonical HTML of the artifact and the facts beside it.

The HTML is our own serialisation (FORMAT.md 4.16): every tag written out, attributes in double
quotes, `<` and `>` escaped everywhere else. One expression takes it apart in a fifth of the time of
`html.parser`, which has to guess what we know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.reading.views import Record, Style, Views

_TOKEN = re.compile(r'<(/?)([^\s/>]+)((?:[^">]|"[^"]*")*)>|([^<]+)')
_ATTRIBUTE = re.compile(r'([^\s="]+)(?:="([^"]*)")?')
_LINE = "keepsake-line"
_COLOURING = frozenset(("span", "font"))
_DRAWING = frozenset(("style", "color"))
_VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    )
)
_UNIT = "<template keepsake-unit>"
_SHADOW = "shadowrootmode"
_FRAME = "keepsake-frame"
Box = tuple[float, float, float, float]
NOWHERE: Box = (0, 0, 0, 0)


class Node:
    """One element, with its children as they are shown: through shadow roots and slots."""

    __slots__ = (
        "attributes",
        "box",
        "children",
        "index",
        "painted",
        "parent",
        "pictured",
        "shadow",
        "style",
        "tag",
    )

    def __init__(self, tag: str, attributes: dict[str, str], index: int, style: Style) -> None:
        self.tag = tag
        self.attributes = attributes
        self.index = index  # of its start tag; -1 for the mark of a shadow root or a frame
        self.style = style
        self.box = NOWHERE
        self.children: list[Node | str] = []
        self.parent: Node | None = None
        self.painted = ""
        self.pictured = False  # a picture lies as its ground
        self.shadow = False  # stands in a shadow root

    def walk(self) -> Iterator[Node]:
        """It and all elements in it, in the order in which they are shown."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(each for each in reversed(node.children) if not isinstance(each, str))

    def get(self, name: str) -> str:
        """An attribute, `""` where it has none of that name."""
        return self.attributes.get(name, "")


def tags_before_unit(html: str) -> int:
    """How many start tags of a record stand before the first unit in it, or in all of it."""
    before = html.partition(_UNIT)[0]
    return sum(bool(tag) and not close and tag != "template"
               for close, tag, _, _ in _TOKEN.findall(before))  # fmt: skip


def unescaped(text: str) -> str:
    """Text of the canonical HTML as it was on the page."""
    if "&" not in text:
        return text
    for sign, written in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\u00a0", "&nbsp;")):
        text = text.replace(written, sign)
    return text.replace("&amp;", "&")


def tree_of(record: Record, views: Views) -> Node:
    """The elements of a record.

    Args:
        record: As it was parsed.
        views: Where its styles are.

    Returns:
        The element that is the unit; one without anything in it where the record has no HTML.
    """
    root = Node("", {}, -1, views.style(-1))
    node, index = root, 0
    styles, boxes, table, plain = record.styles, record.boxes, views.styles, views.style(-1)
    grounds = {each.element for each in record.media if each.kind == "background"}
    for close, tag, rest, text in _TOKEN.findall(record.html):
        if text:
            node.children.append(unescaped(text))
        elif close:
            node = node.parent or root
        else:
            attributes = _attributes(rest) if rest else {}
            mark = tag == "template"  # of a shadow root, a frame, or a unit that is told by itself
            child = Node(tag, attributes, -1 if mark else index, plain)
            child.parent = node
            node.children.append(child)
            if not mark:
                if index < len(styles):
                    child.style = table.get(styles[index], plain)
                child.pictured = index in grounds
                child.box = boxes[4 * index : 4 * index + 4] or NOWHERE  # type: ignore[assignment]
                index += 1
            if tag not in _VOID:
                node = child
    for at, said in record.painted.items():
        _paint(root, at, said)
    first = next((each for each in root.children if isinstance(each, Node)), root)
    if "<template" in record.html:
        _compose(first, in_shadow=False)
    if first.tag == _LINE:
        _set_running(first)
    first.parent = None
    return first


def _set_running(line: Node) -> None:
    """Makes one text of a line of a log whose elements do no more than colour its pieces."""
    inner = [each for each in line.children if isinstance(each, Node)]
    if all(each.tag in _COLOURING and _has_only_words(each) for each in inner):
        words = (each if isinstance(each, str) else "".join(map(str, each.children))
                 for each in line.children)  # fmt: skip
        line.children = ["".join(words)]


def _has_only_words(node: Node) -> bool:
    plain = all(isinstance(each, str) for each in node.children) and not node.painted
    return plain and node.attributes.keys() <= _DRAWING


def _attributes(rest: str) -> dict[str, str]:
    return {name: unescaped(value) for name, value in _ATTRIBUTE.findall(rest)}


def _paint(root: Node, at: str, said: str) -> None:
    for node in root.walk():
        if str(node.index) == at:
            node.painted = said


def _compose(node: Node, *, in_shadow: bool) -> None:
    """Puts in place of the children what is shown for them: the shadow root, with slots filled."""
    node.shadow = in_shadow
    marks = [each for each in node.children if isinstance(each, Node) and each.index < 0]
    shadow = next((each for each in marks if _SHADOW in each.attributes), None)
    inner = in_shadow
    if shadow is not None:
        light = [each for each in node.children if each not in marks]
        _fill(shadow, light)
        node.children, inner = shadow.children, True
    elif marks:
        frames = [each for each in marks if _FRAME in each.attributes]
        rest = [each for each in node.children if each not in marks]
        node.children = [child for mark in frames for child in mark.children] or rest
    for each in node.children:
        if isinstance(each, Node):
            each.parent = node
            _compose(each, in_shadow=inner)


def _fill(shadow: Node, light: list[Node | str]) -> None:
    for slot in _slots_of(shadow):
        name = slot.get("name")
        given = [
            each for each in light if (each.get("slot") if isinstance(each, Node) else "") == name
        ]
        if any(isinstance(each, Node) or each.strip() for each in given):
            slot.children = given


def _slots_of(shadow: Node) -> list[Node]:
    """Its own slots: those of shadow roots in it are theirs."""
    out, waiting = [], list(shadow.children)
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) or each.index < 0:
            continue
        if each.tag == "slot":
            out.append(each)
        waiting.extend(each.children)
    return out
