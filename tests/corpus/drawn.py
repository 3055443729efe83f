"""Pages whose markup is drawn by chance: another one for each number, the same whenever it is made.

What a page looks like is drawn part by part (`looks.py`), and so is what stands around, so that
whatever is fitted to many of them learns what items have in common, and no page by heart.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from corpus import entries, parts, scripts
from corpus.around import CSS as _CSS
from corpus.around import around, with_chats, with_chats_beside
from corpus.looks import (
    GROUPED,
    LOOSE,
    Look,
    Part,
    around_group,
    group,
    in_group,
    listed,
    look,
    notice,
    row,
)
from corpus.page import Page, Said
from corpus.scripts import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "ar", "he", "ja", "zh", "ko")


def drawn(number: int) -> Page:
    """The page of a number."""
    dice = random.Random(f"page {number}")
    page = _alone(dice) if number % 20 == 0 else _chat(dice) if number % 2 else _posts(dice)
    return replace(page, name=f"drawn-{number}")


def _chat(dice: random.Random) -> Page:
    at = look(dice, chat=True)
    if at.named == "none" and not at.sided:
        at = replace(at, named="first")
    if at.form in {"split", "broken"}:
        at = replace(at, named="each", timed="each", sided=False, ticks="")
    talk = _talk(dice)
    how = "loose" if at.form in LOOSE else dice.choice(GROUPED)
    at = around_group(at, how)
    by_day = at.form not in LOOSE and dice.random() < 0.25
    facts = parts.Facts(
        author={"others": "others", "none": "none"}.get(at.named, "all"),
        shown=at.timed,
        moment=at.timed if at.moment and at.tags["time"] == "time" else "none",
        sides=at.sided,
    )
    days = [""]
    said: list[Said] = []
    for number, block in enumerate(talk.blocks()):
        if isinstance(block, scripts.Notice):
            days.append(notice(at, block.text))
            said.append(Said(block.text, kind="divider"))
            continue
        spoken = [_spoken(block, place) for place in range(len(block.lines))]
        rows = [row(in_group(at, how), part, 40 * number + place, _worded(block))
                for place, part in enumerate(spoken)]  # fmt: skip
        days[-1] += group(at, how, spoken, "".join(rows))
        said += [facts.said(block, place) for place in range(len(block.lines))]
    held = [at.put("day", day) if day else "" for day in days] if by_day else days
    shell = dice.choice(_SHELLS)
    html = parts.document(talk, parts.MESSENGER + _CSS, shell(talk, listed(at, "".join(held))))
    return Page("", html, tuple(said))


def _talk(dice: random.Random) -> scripts.Talk:
    first = dice.randrange(0, 8)
    lang = dice.choice(LANGUAGES)
    there = [each for each in ("pair", "group", "work") if each in scripts.tongue(lang).data]
    plan = Plan(
        dice.choice(there),
        tuple(dice.sample(("picture", "voice", "deleted", "call"), dice.randrange(0, 3))),
        tuple(dice.sample(("day", "unread", "joined"), dice.randrange(0, 3))),
        dice.random() < 0.3,
        (first, first + _many(dice, 25) - 1),
        dice.random() < 0.5,
    )
    return scripts.talk(lang, plan)


def _many(dice: random.Random, most: int) -> int:
    """How many there are: now and then so few that nothing repeats much."""
    return dice.randrange(2, 6) if dice.random() < 0.3 else dice.randrange(6, most)


def _spoken(group: scripts.Group, place: int) -> Part:
    line = group.lines[place]
    quoted = (line.answers.who.name, parts.words(line.answers.text)) if line.answers else ("", "")
    return Part(
        name=line.who.name,
        initials=line.who.initials,
        body=parts.body(line),
        own=line.own,
        first=place == 0,
        last=place == len(group.lines) - 1,
        shown=line.clock,
        moment=line.at.isoformat(),
        votes=" ".join(f"{heart} {count}" for heart, count in line.hearts),
        quoted=quoted,
    )


def _worded(group: scripts.Group) -> Callable[[str], str]:
    words = {"reply": "reply", "like": "react", "share": "more"}
    return lambda key: group.tongue.word(words[key])


def _bare(talk: scripts.Talk, rows: str) -> str:
    return f"<h2>{escape(talk.title)}</h2>{rows}"


def _rows_alone(_talk: scripts.Talk, rows: str) -> str:
    return rows


_SHELLS = (
    parts.messenger, parts.busy_messenger, with_chats, with_chats_beside, _bare, _rows_alone
)  # fmt: skip


@dataclass(frozen=True)
class Board:
    """A page of posts or comments.

    Attributes:
        style: How times are written.
        apart: Whether each paragraph is an element.
        nested: Whether comments answer comments.
        within: Whether those that answer stand in what they answer, or below it.
    """

    at: Look
    words: entries.Words
    style: str
    voted: bool
    apart: bool
    nested: bool
    within: bool

    def shown(self, entry: entries.Entry) -> str:
        """When it was written, as the page has it."""
        if self.at.timed == "none":
            return ""
        if self.style in {"ago", "age"}:
            return self.words.ago(entry.at) if self.style == "ago" else self.words.age(entry.at)
        return self.words.written(entry.at, self.style)

    def rows(self, nodes: Sequence[entries.Node]) -> str:
        """The markup of entries with those that answer them."""
        return "".join(map(self._branch, nodes))

    def _branch(self, node: entries.Node) -> str:
        entry, below = node.entry, self.rows(node.children)
        margin = f'<div{self.at.mark("below")} style="margin-inline-start:24px">{below}</div>'
        held = margin if below else ""
        part = self._part(entry, held if self.within else "")
        own = row(self.at, part, entry.number, self.words.label)
        return own + ("" if self.within else held)

    def _part(self, entry: entries.Entry, children: str) -> Part:
        answered = entry.answers if not self.nested else None
        return Part(
            name=entry.name,
            initials=entry.initials,
            body=entry.html() if self.apart else entry.broken(),
            own=False,
            first=True,
            last=True,
            shown=self.shown(entry),
            moment=entry.iso,
            votes=str(entry.votes) if self.voted else "",
            quoted=(answered.name, answered.broken()) if answered else ("", ""),
            children=children,
        )


def _posts(dice: random.Random) -> Page:
    at = look(dice, chat=False)
    at = replace(at, named="each", timed=dice.choice(("each", "each", "each", "none")))
    lang = dice.choice(LANGUAGES)
    nested = at.form not in LOOSE and dice.random() < 0.45
    within = nested and dice.random() < 0.5
    count, seed, answering = _many(dice, 22), dice.randrange(10**6), dice.choice((0.0, 0.3))
    flat = entries.entries(lang, count, seed, deep=3 if nested else 0, answering=answering)
    style = dice.choice(("date_time", "date_short", "numeric", "ago", "age"))
    kind = dice.choice(("comment", "post")) if not nested else "comment"
    voted = dice.random() < 0.4
    holder = at.tags["main" if at.form == "split" else "body"]
    apart = holder not in {"p", "span"} and at.form != "line" and dice.random() < 0.6
    board = Board(at, entries.words(lang), style, voted, apart, nested, within)
    tree = entries.nested(flat) if nested else [entries.Node(entry) for entry in flat]
    fixed = at.moment and at.tags["time"] == "time" and at.timed != "none"
    said = [entry.said(kind, board.shown(entry), fixed=fixed) for entry in flat]
    lead = dice.random() < 0.3 and not nested
    body, first = around(dice, board.words, listed(at, board.rows(tree)), lead)
    html = entries.document(lang, board.words.label("posts"), _CSS, body)
    return Page("", html, (*first, *said), "https://board.example/t/118")


def _alone(dice: random.Random) -> Page:
    """One long post, and nothing said of it."""
    words = entries.words(dice.choice(LANGUAGES))
    at = look(dice, chat=False)
    name, _ = dice.choice(words.data["names"])
    lines = tuple(dice.sample(words.data["lines"], 8)) + tuple(words.data["long"])
    written = dice.sample(lines, dice.randrange(4, 12))
    [entry] = entries.entries(words.lang, 1, dice.randrange(10**6))
    shown = words.written(entry.at, dice.choice(("date", "date_time", "date_short")))
    by = f'<p{at.mark("meta")}><a href="#">{escape(name)}</a> · {at.put("time", escape(shown))}</p>'
    text = "".join(f"<p>{entries.linked(line)}</p>" for line in written)
    head = f"<h1>{escape(dice.choice(lines))}</h1>"
    box = dice.choice(("article", "div", "section"))
    row = f"<{box}{at.mark('row')}>{by}{at.put('main', text)}{_links(dice, words)}</{box}>"
    body, _ = around(dice, words, row, lead=False)
    html = entries.document(words.lang, name, _CSS, body.replace("</h1>", f"</h1>{head}", 1))
    return Page("", html, (Said("\n".join(written), name, time_shown=shown, kind="post"),))


def _links(dice: random.Random, words: entries.Words) -> str:
    labels = [words.label(key) for key in ("like", "share", "save")]
    return f"<div>{entries.links(*labels, tag='span')}</div>" if dice.random() < 0.6 else ""
