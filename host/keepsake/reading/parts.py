"""The words of one item as parts in parts: an element and what it says, down to single runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.reading.knowledge import is_emoji
from keepsake.reading.weights import LIMITS
from keepsake.reading.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.reading.tree import Node
    from keepsake.reading.words import Run, Words

HIDDEN = "hidden"
"""In the place of a name: what an element that is not shown says, to whom its id is given."""
_NAME = re.compile(r"^[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*\.?$")  # one of several of a person
_TICKED = ("radio", "checkbox", "option")
_TOLD = ("aria-label", "title", "alt", "author")


class Part:
    """Words that stand together in an element, or a run beside elements.

    Elements around the same words are one part; `nodes` has them from the outermost in.
    """

    __slots__ = (
        "apart",
        "first",
        "head",
        "heard",
        "inner",
        "key",
        "last",
        "nodes",
        "parent",
        "piece",
        "text",
    )

    def __init__(self, first: int, last: int, nodes: list[Node], parent: Part | None) -> None:
        self.first = first
        self.last = last  # the one after its last run
        self.nodes = nodes  # none for a run beside elements
        self.parent = parent
        self.inner: list[Part] = []
        self.text = ""
        self.heard = False
        self.apart = False  # something stands between it and the words before
        self.key = 0  # of its slot
        self.piece = 0  # of a line that is cut, counted from 1
        self.head = ""  # what that begins with says that it is

    def walk(self) -> Iterator[Part]:
        """It and all parts in it, in order."""
        yield self
        for each in self.inner:
            yield from each.walk()

    def up(self) -> Iterator[Part]:
        """What it stands in, nearest first."""
        part = self.parent
        while part:
            yield part
            part = part.parent


def is_one_name(part: Part) -> bool:
    """Whether first and last name stand in it, each drawn as the other, or one and its emoji."""
    emoji = [each for each in part.inner if not each.nodes and is_emoji(each.text)]
    if len(part.inner) - len(emoji) == 1 and not any(each.apart for each in part.inner[1:]):
        return True
    if len(part.inner) < 2 or not all(each.nodes and _NAME.match(each.text) for each in part.inner):
        return False
    drawn = {(each.nodes[-1].tag, each.nodes[-1].style) for each in part.inner}
    return len(drawn) == 1 and all(each.apart for each in part.inner[1:])


@dataclass(slots=True)
class Attribute:
    """What an attribute says, for who cannot see or who points at it, or for scripts."""

    node: Node
    name: str
    value: str
    key: int = 0


@dataclass(slots=True)
class Unit:
    """One item taken apart.

    Attributes:
        root: Its element.
        words: What it says as shown.
        whole: The part that is all of it; `None` where it has no words.
        parts: All parts, in order, outer ones before those in them.
        attributes: Those that say something.
        pictures: Elements that show something.
        ticks: Elements that hold something to be ticked, and what it is called.
        roles: Those of its elements; `hr` for a line between.
    """

    root: Node
    words: Words
    whole: Part | None
    parts: list[Part]
    attributes: list[Attribute]
    pictures: list[Node]
    ticks: list[Node]
    roles: frozenset[str]


def unit_of(root: Node, words: Words) -> Unit:
    """Takes an item apart.

    Args:
        root: Its element.
        words: Its words.

    Returns:
        Its parts, with what its attributes say.
    """
    whole = _part_of(root, words, None) if words.runs else None
    parts = list(whole.walk()) if whole else []
    for part in parts:
        runs = words.runs[part.first : part.last]
        part.text = folded(_joined(runs) if len(runs) > 1 else runs[0].text)
        part.heard = all([run.heard for run in runs])
        before = words.runs[part.first - 1] if part.first else None
        part.apart = before is None or runs[0].apart or before.line != runs[0].line
    attributes: list[Attribute] = []
    pictures: list[Node] = []
    ticks: list[Node] = []
    roles: set[str] = set()
    for node in root.walk():
        if node.pictured or node.tag in ("img", "video", "audio", "canvas", "svg", "image"):
            pictures.append(node)
        if role := node.get("role") or (node.tag if node.tag == "hr" else ""):
            roles.add(role)
        if _is_ticked(node):
            ticks.append(node)
        for name, value in node.attributes.items():
            if value and (name in _TOLD or name.startswith("data-") or name == "datetime"):
                attributes.append(Attribute(node, name, value))
        if node.style.display == "none" and (said := _only_words(node)):
            attributes.append(Attribute(node, HIDDEN, said))
    return Unit(root, words, whole, parts, attributes, pictures, ticks, frozenset(roles))


def _is_ticked(node: Node) -> bool:
    if node.get("role") in _TICKED:
        return True
    return node.tag == "label" and any(
        each.tag == "input" and each.get("type") in _TICKED for each in node.walk()
    )


def _only_words(node: Node) -> str:
    """Its words where it holds nothing else; `""` for more than a name is long."""
    said = "".join(each if isinstance(each, str) else "\n" for each in node.children)
    return said.strip() if "\n" not in said and len(said) <= LIMITS.name else ""


def _part_of(node: Node, words: Words, parent: Part | None) -> Part:
    """The part that is an element with words, with the elements around the same words."""
    first, last = span = words.spans[node]
    nodes = [node]
    while True:
        worded = [
            each for each in node.children if not isinstance(each, str) and each in words.spans
        ]
        if len(worded) != 1 or words.spans[worded[0]] != span:
            break
        node = worded[0]
        nodes.append(node)
    part = Part(first, last, nodes, parent)
    at = first
    for each in worded:
        begin, end = words.spans[each]
        part.inner.extend(_between(words, at, begin, part))
        part.inner.append(_part_of(each, words, part))
        at = end
    part.inner.extend(_between(words, at, last, part))
    if len(part.inner) == 1 and not (part.inner[0].nodes or part.inner[0].piece):
        part.inner = []
    return part


def _between(words: Words, first: int, last: int, parent: Part) -> Iterator[Part]:
    """Runs beside elements, those of one line together."""
    at = first
    for order in range(first, last):
        run, after = words.runs[order], words.runs[order + 1] if order + 1 < last else None
        ends = after is None or after.line != run.line or run.piece or after.piece
        if ends:
            part = Part(at, order + 1, [], parent)
            part.piece, part.head = run.piece, run.head
            yield part
            at = order + 1


def _joined(runs: list[Run]) -> str:
    """Runs on one line, with a space where something stands between two."""
    out: list[str] = []
    line = None
    for run in runs:
        if line is not None and (run.apart or run.line != line):
            out.append(" ")
        out.append(run.text)
        line = run.line
    return "".join(out)
