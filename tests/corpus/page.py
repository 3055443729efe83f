"""A page of the corpus, and what a person reads on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One item that is to be read, as a person reads it.

    Attributes:
        text: What was said, as rendered: no name, time, count, receipt, button or quoted words of
            another message. "\\n" between its lines and paragraphs. "" for a picture or a voice
            note alone.
        author: As the page shows or names it for this item or the group it stands in; "" where the
            page does not. The heading of a chat names no item.
        time: The moment, as "2026-11-20T18:05:00Z", where an attribute of the page fixes it (it
            has a zone or counts seconds); else "".
        time_shown: As shown, spoken or put in a tip for this item, else ""; what is seen only while
            the pointer is on it is not shown. One that stands once for a group belongs to the
            item it stands at.
        side: "own" or "other", or "" where the page has no sides.
        kind: "message", "post", "comment", or "divider" for a row that nobody said.
    """

    text: str
    author: str = ""
    time: str = ""
    time_shown: str = ""
    side: str = ""
    kind: str = "message"


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        name: In kebab-case, unlike every other: "bubbles-by-side-fr".
        html: The whole document. It asks nobody for anything and needs no script.
        said: What is to be read, in the order of the page, dividers too.
        address: Where it would be served from.
    """

    name: str
    html: str
    said: tuple[Said, ...]
    address: str = "https://chat.example/t/1"
