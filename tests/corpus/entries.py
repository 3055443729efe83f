"""What people wrote below posts, in forums and on walls: one script for a page and its truth."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.page import Said

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
RIGHT_TO_LEFT = ("ar", "he")
_WORDS = Path(__file__).parent / "words"
_LINK = re.compile(r"https://\S+")


@dataclass(frozen=True)
class Words:
    """One language: names, sentences, labels and how it writes moments."""

    lang: str
    data: dict[str, Any]

    def label(self, key: str, *values: object) -> str:
        """A label of the page, such as "Reply" or "12 comments"."""
        return str(self.data["ui"][key]).format(*values)

    def written(self, at: datetime, form: str = "date_time") -> str:
        """A moment as a date: `date`, `date_time`, `date_short` or `numeric`."""
        return str(self.data[form]).format(
            d=at.day,
            dd=f"{at.day:02}",
            mm=f"{at.month:02}",
            month=self.data["months"][at.month - 1],
            mon=self.data["months_short"][at.month - 1],
            y=at.year,
            H=f"{at.hour:02}",
            M=f"{at.minute:02}",
        )

    def weekday(self, at: datetime) -> str:
        return str(self.data["days"][at.weekday()])

    def age(self, at: datetime) -> str:
        """The short age of cards: "9h"."""
        unit, number = _since(at)
        return str(self.data["age"][unit]).format(number)

    def ago(self, at: datetime) -> str:
        """The age in words: "9 hours ago"."""
        unit, number = _since(at)
        forms = self.data["ago"][unit]
        last = len(forms) - 1
        place = min(number - 1, last) if number <= last or last < 3 else 2 + (number > 10)
        return str(forms[place]).format(number)


@dataclass(frozen=True)
class Entry:
    """One thing somebody wrote, with what stands around it.

    Attributes:
        name: Of whoever wrote it.
        handle: The same person's short name.
        lines: Its paragraphs.
        at: When.
        number: Its place in the script, from 1.
        votes: A count beside it.
        depth: How deep below the first it lies.
        answers: The entry it answers, if it does.
    """

    name: str
    handle: str
    lines: tuple[str, ...]
    at: datetime
    number: int
    votes: int = 0
    depth: int = 0
    answers: Entry | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def iso(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()

    def said(self, kind: str, shown: str = "", *, fixed: bool = False, **others: str) -> Said:
        """What is to be read of it; `fixed` where an attribute of the page gives the moment."""
        fields = {"text": self.text, "author": self.name, "time": self.iso if fixed else ""}
        return Said(**{**fields, "time_shown": shown, "kind": kind, **others})

    def html(self, tag: str = "p", attributes: str = "") -> str:
        """Its paragraphs, each in an element of its own."""
        start = f"<{tag} {attributes}>" if attributes else f"<{tag}>"
        return "".join(f"{start}{linked(line)}</{tag}>" for line in self.lines)

    def broken(self) -> str:
        """Its paragraphs with breaks between them."""
        return "<br>".join(linked(line) for line in self.lines)


@dataclass
class Node:
    """An entry with those that answer it."""

    entry: Entry
    children: list[Node] = field(default_factory=list)


@cache
def words(lang: str) -> Words:
    return Words(lang, json.loads((_WORDS / f"{lang}.json").read_text(encoding="utf-8")))


def entries(
    lang: str, count: int, seed: int, *, deep: int = 0, people: int = 8, answering: float = 0.3
) -> list[Entry]:
    """A script of `count` entries, the same for the same seed, oldest first.

    With `deep` it is a tree in the order of a page: each lies at most that deep.
    """
    dice = random.Random(f"{lang}{seed}")
    data = words(lang).data
    who = dice.sample(data["names"], people)
    texts = _texts(data, dice)
    at = NOW - timedelta(hours=count * 5 + dice.randrange(20), minutes=dice.randrange(60))
    made: list[Entry] = []
    for number in range(1, count + 1):
        at += timedelta(hours=dice.randrange(1, 5), minutes=dice.randrange(60))
        name, handle = dice.choice([p for p in who if not made or p[0] != made[-1].name])
        entry = Entry(name, handle, next(texts), at, number, dice.randrange(2, 90))
        made.append(_placed(entry, made, dice, deep, answering))
    return made


def _placed(
    entry: Entry, before: list[Entry], dice: random.Random, deep: int, answering: float
) -> Entry:
    if not before:
        return entry
    if not deep:
        answers = dice.choice(before[-6:]) if dice.random() < answering else None
        return replace(entry, answers=answers)
    depth = dice.randrange(min(before[-1].depth + 1, deep) + 1)
    depth = max(depth, dice.randrange(min(before[-1].depth + 1, deep) + 1))
    above = next((e for e in reversed(before) if e.depth == depth - 1), None)
    return replace(entry, depth=depth, answers=above)


def _texts(data: dict[str, Any], dice: random.Random) -> Any:
    """Texts of every length, without end; no sentence comes back before all were said."""
    lines: list[str] = []
    shorts = dice.sample(data["short"], len(data["short"]))
    longs = dice.sample(data["long"], len(data["long"]))
    while True:
        if len(lines) < 4:
            lines = dice.sample(data["lines"], len(data["lines"])) + lines
        chance = dice.random()
        if chance < 0.1 and shorts:
            yield (shorts.pop(),)
        elif chance < 0.2 and longs:
            yield (longs.pop(), lines.pop())
        elif chance < 0.3:
            yield (lines.pop(), lines.pop())
        elif chance < 0.5:
            yield (data["space"].join((lines.pop(), lines.pop())),)
        else:
            yield (lines.pop(),)


def nested(flat: list[Entry]) -> list[Node]:
    """The tree of a flat script."""
    roots: list[Node] = []
    path: list[Node] = []
    for entry in flat:
        node = Node(entry)
        del path[entry.depth :]
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return roots


def linked(text: str) -> str:
    """A text as markup, its addresses as links."""
    return _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text))


def drawing(width: int, height: int, colour: str = "c9d7c5", label: str = "") -> str:
    """An address of a small picture that lies in the page itself."""
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>"
        f"<rect width='100%' height='100%' fill='#{colour}'/>"
        f"<text x='50%' y='60%' text-anchor='middle'>{label}</text></svg>"
    )
    return f"data:image/svg+xml,{quote(svg)}"


def document(lang: str, title: str, style: str, body: str) -> str:
    direction = "rtl" if lang in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>{body}</body></html>"
    )


def links(*labels: str, tag: str = "li") -> str:
    """A list of links, as menus and footers have them."""
    return "".join(f'<{tag}><a href="#">{escape(label)}</a></{tag}>' for label in labels)


def _since(at: datetime) -> tuple[str, int]:
    minutes = int((NOW - at).total_seconds() // 60)
    if minutes < 60:
        return "m", max(minutes, 1)
    return ("h", minutes // 60) if minutes < 24 * 60 else ("d", minutes // (24 * 60))
