"""The words of a record as they are shown, run by run, so that any of them can be left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keepsake.reading.tree import Node

_UNWORDED = frozenset(
    ("script", "style", "noscript", "template", "svg", "select", "textarea", "datalist")
)
_BLOCK = frozenset(
    ("block", "flex", "grid", "list-item", "table", "table-row", "table-cell", "flow-root")
)
_BUTTONS = frozenset(("button",))
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ENDS = re.compile(r"[ \t\f\v]*\n[ \t\f\v]*")
_LINES = re.compile(r"\n{2,}")
_SIGN = re.compile(
    r":[\w+-]+:|[\U0001F000-\U0001FAFF\u2600-\u27bf\u2b50\u2b55\u203c\u2049\u00a9\u00ae]"
)


_EMOTE = re.compile("emo(te|ji|ticon)|smil(ey|ie)", re.I)
"""What makers of pages call a picture that stands for a sign or a word in what is said."""


class Cut(NamedTuple):
    """Where a run is cut into several.

    Attributes:
        places: In its text, in order.
        head: What its first piece says that the others are, as a concept; `""` for nothing.
        first: The number of its first piece: not 1 where others of its place say more before it.
        nameless: Whether it tells when, where others of its place tell who as well.
    """

    places: tuple[int, ...]
    head: str = ""
    first: int = 1
    nameless: bool = False


class Run:
    """Words that stand in one element with no other element between."""

    __slots__ = ("apart", "head", "heard", "line", "node", "order", "piece", "text")

    def __init__(self, node: Node, text: str, line: int, *, heard: bool) -> None:
        self.node = node
        self.text = text
        self.line = line  # runs of one line are beside each other
        self.heard = heard  # not shown: only who hears the page read out is told it
        self.order = 0
        self.piece = 0  # of a run that was cut, counted from 1
        self.head = ""  # of that
        self.apart = False  # a space stands between it and the run before


@dataclass(slots=True)
class Words:
    """What a record says.

    Attributes:
        runs: In the order in which they are shown.
        pieces: The same with `None` for each line break.
        spans: Of each element with words, the first of its runs and the one after its last.
    """

    runs: list[Run]
    pieces: list[Run | None]
    spans: dict[Node, tuple[int, int]]
    _told: dict[frozenset[int], str] = field(default_factory=dict)

    def text(self, without: frozenset[int] = frozenset()) -> str:
        """The words as shown; remembers what it was asked.

        Args:
            without: The `order` of runs that are left out.

        Returns:
            Lines with no empty one between.
        """
        told = self._told.get(without)
        if told is None:
            told = self._told[without] = self._text(without)
        return told

    def _text(self, without: frozenset[int]) -> str:
        said: list[str] = []
        gone = False
        for each in self.pieces:
            text = "\n" if each is None else each.text
            if each is not None and (each.heard or each.order in without):
                gone = gone or not each.heard
                continue
            # What stands on either side of what is left out were two words.
            if gone and said and said[-1][-1].isalnum() and text[0].isalnum():
                said.append(" ")
            gone = False
            said.append(text)
        return _LINES.sub("\n", _ENDS.sub("\n", "".join(said))).strip()


_WHOLE = Cut(())
# Unicode UAX 9, 2: sites set names in them, that each runs in its own direction.
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_DIRECTED = re.compile(f"[{_DIRECTIONS}]")


def folded(text: str) -> str:
    """The same on one line, with one space for several, without marks of direction around words."""
    words = text.split()
    if not text.isascii() and _DIRECTED.search(text):
        words = [word for each in words if (word := each.strip(_DIRECTIONS))]
    return " ".join(words)


def words_of(root: Node, cuts: Mapping[int, Cut] | None = None) -> Words:
    """The words of an element as shown, and those that are only heard.

    Args:
        root: The element of a record.
        cuts: By the number of a run, where it is cut into several.

    Returns:
        Its words; emoji that are pictures by their names.
    """
    collected = _Collected(cuts or {})
    collected.enter(root, heard=False, whole=True)
    return Words(collected.runs, collected.pieces, collected.spans)


class _Collected:
    """One walk over the elements of a record."""

    def __init__(self, cuts: Mapping[int, Cut]) -> None:
        self.cuts = cuts
        self.whole = 0  # runs so far, as if none were cut
        self.runs: list[Run] = []
        self.pieces: list[Run | None] = []
        self.spans: dict[Node, tuple[int, int]] = {}
        self.line = 0
        self.spaced = False

    def enter(self, node: Node, *, heard: bool, whole: bool = False) -> None:
        style = node.style
        if node.tag == "br":
            self.end_line()
        elif node.tag == "img":
            if is_sign(node):
                self.put(node.parent or node, node.get("alt"), heard=heard)
            if whole and self.runs:
                self.spans[node] = (0, len(self.runs))  # an item that is an emoji and nothing else
        elif node.tag not in _UNWORDED and style.display != "none":
            unseen = (style.unseen and not whole) or _shows_later(node)
            begin = len(self.runs)
            self.within(node, heard=heard or unseen)
            if len(self.runs) > begin:
                self.spans[node] = (begin, len(self.runs))

    def within(self, node: Node, *, heard: bool) -> None:
        block = node.style.display in _BLOCK
        kept = node.style.white_space.startswith(("pre", "break-spaces"))
        if block:
            self.end_line()
        # What is hidden may hold what is not, as a line does that only makes room for a time.
        if node.style.visible:
            self.put(node, node.painted, heard=heard)
        for child in _shown_in(node):
            if isinstance(child, str):
                if node.style.visible:
                    self.put(node, child if kept else _SPACE.sub(" ", child), heard=heard)
            else:
                self.enter(child, heard=heard)
        if block:
            self.end_line()

    def end_line(self) -> None:
        if self.pieces and self.pieces[-1] is not None:
            self.pieces.append(None)
            self.line += 1

    def put(self, node: Node, text: str, *, heard: bool) -> None:
        if not text:
            return
        if text.isspace():
            run = Run(node, text, self.line, heard=heard)
            run.order = -1  # between others; nobody says it
            self.spaced = True
            if self.pieces and self.pieces[-1] is not None:
                self.pieces.append(run)
            return
        cut = self.cuts.get(self.whole, _WHOLE)
        self.whole += 1
        for piece, (begin, end) in enumerate(pairwise((0, *cut.places, len(text))), cut.first):
            run = Run(node, text[begin:end], self.line, heard=heard)
            run.piece, run.head = (piece, cut.head) if cut != _WHOLE else (0, "")
            run.order = len(self.runs)
            run.apart, self.spaced = self.spaced, False
            self.runs.append(run)
            self.pieces.append(run)


def _shown_in(node: Node) -> list[Node | str]:
    """Of what can be unfolded and is not, what stands for it."""
    if node.tag != "details" or "open" in node.attributes:
        return node.children
    return [each for each in node.children if not isinstance(each, str) and each.tag == "summary"]


def _shows_later(node: Node) -> bool:
    """What shows only when it is pointed at are buttons; words may be on their way in."""
    if node.style.opacity > 0:
        return False
    return any(is_button(each) for each in node.walk())


def is_button(node: Node) -> bool:
    """Whether an element is there to be pressed."""
    return node.tag in _BUTTONS or node.get("role") == "button"


def is_emote(node: Node) -> bool:
    """Whether the makers of the page call a picture one that stands for a word or a sign."""
    return node.tag == "img" and _EMOTE.search(node.get("class")) is not None


def is_sign(node: Node) -> bool:
    """Whether a picture stands for a sign: an emoji, an emote, not a face beside what is said."""
    width, height = node.box[2:4]
    alt = node.get("alt")
    called = is_emote(node)
    # An emoji that is all that somebody says is drawn larger.
    most = LIMITS.emoji if called and _SIGN.match(alt) else LIMITS.sign
    if not alt or width > most or height > most:
        return False
    if called:
        return True
    beside = node.parent.children if node.parent else []
    if any(isinstance(each, str) and each.strip() for each in beside):
        return True
    return _SIGN.match(alt) is not None
