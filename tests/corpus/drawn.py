"""Pages whose markup is drawn by chance: another one for each number, the same whenever it is made.

What a page looks like is drawn part by part (tags, classes, order, depth, what stands around), so
that whatever is fitted to many of them learns what items have in common, and no page by heart.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

from corpus import entries, parts, scripts
from corpus.page import Page, Said
from corpus.scripts import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "ar", "he", "ja", "zh", "ko")

_CALLED = {
    "row": ("message", "msg", "item", "row", "entry", "comment", "event", "line", "node", "card"),
    "own": ("own", "me", "mine", "self", "outgoing", "right", "sent", "is-you"),
    "head": ("head", "header", "top", "info", "byline", "heading", "title-row"),
    "main": ("main", "content", "inner", "col", "wrap", "details", "box"),
    "body": ("body", "text", "content", "copy", "words", "markup", "prose"),
    "name": ("name", "author", "user", "from", "sender", "nick", "display-name"),
    "time": ("time", "date", "stamp", "when", "age", "ts", "posted"),
    "face": ("avatar", "face", "pic", "photo", "thumb", "user-image"),
    "meta": ("meta", "foot", "status", "sub", "info-line", "details"),
    "acts": ("actions", "toolbar", "buttons", "controls", "links"),
    "count": ("reactions", "likes", "votes", "count", "score"),
    "quote": ("quote", "reply-to", "quoted", "context", "parent"),
    "group": ("group", "block", "cluster", "run", "section", "stack"),
    "list": ("list", "messages", "thread", "comments", "stream", "log", "items"),
    "notice": ("divider", "day", "notice", "system", "separator", "info"),
    "below": ("replies", "children", "nested", "sub-comments", "thread"),
}
_TAGS = {
    "row": ("div", "div", "div", "li", "article", "section"),
    "head": ("div", "header", "p", "div"),
    "main": ("div", "div", "section"),
    "body": ("div", "p", "span", "div", "blockquote"),
    "name": ("span", "strong", "b", "a", "h4", "div", "cite"),
    "time": ("span", "time", "small", "a", "abbr", "div", "time"),
    "meta": ("div", "footer", "small", "span"),
    "acts": ("div", "ul", "footer"),
    "count": ("span", "div"),
    "quote": ("blockquote", "div", "aside"),
    "group": ("div", "section", "li"),
    "notice": ("div", "p", "h3", "li"),
}
_SPLIT = (("dt", "dd"), ("h4", "p"), ("div", "div"), ("p", "p"), ("tr", "tr"))
"""Elements of an item that nothing holds together: who and when, and what."""
_UTILITY = (
    "flex gap-2 px-3",
    "mt-1 text-sm",
    "flex flex-col",
    "items-center gap-1",
    "py-2",
    "block",
)


@dataclass(frozen=True)
class Part:
    """One thing that somebody wrote, as any page may show it.

    Attributes:
        body: Its markup.
        first: Of what the same person wrote without anything between.
        last: The same.
        shown: Its time, as written.
        moment: As an attribute has it.
        votes: A count beside it.
        quoted: What it quotes: name and words.
    """

    name: str
    initials: str
    body: str
    own: bool
    first: bool
    last: bool
    shown: str
    moment: str
    votes: str = ""
    quoted: tuple[str, str] = ("", "")
    children: str = ""


@dataclass(frozen=True)
class Look:
    """How a page is made.

    Attributes:
        naming: How classes are called: `words`, `bem`, `hashed`, `utility` or `none`.
        form: How the parts of an item lie: see `_FORMS`.
    """

    dice: random.Random
    naming: str
    form: str
    tags: dict[str, str]
    classes: dict[str, str] = field(default_factory=dict)
    named: str = "first"
    timed: str = "each"
    moment: bool = False
    faces: str = ""
    acts: tuple[str, ...] = ()
    deep: int = 0
    sided: bool = True
    identity: str = ""
    role: str = ""
    ticks: str = ""

    def mark(self, role: str, more: str = "") -> str:
        """The attributes of an element of that role."""
        own = f" {self.classes['own']}" if more == "own" and self.naming != "none" else ""
        style = ' style="margin-inline-start:40%"' if more == "own" and self.sided else ""
        if self.naming == "none":
            return style
        return f' class="{self.classes[role]}{own}"{style}'

    def put(self, role: str, inside: str, more: str = "") -> str:
        """An element of that role."""
        tag = self.tags[role]
        return f"<{tag}{self.mark(role, more)}>{inside}</{tag}>"


def look(dice: random.Random, *, chat: bool) -> Look:
    """Draws how a page is made."""
    naming = dice.choice(("words", "words", "bem", "hashed", "hashed", "utility", "none"))
    forms = ("bubble", "bubble", "columns", "headed", "flat", "line", "below", "cells", "split")
    form = dice.choice(forms if chat else forms[2:])
    tags = {role: dice.choice(all_of) for role, all_of in _TAGS.items()}
    if form == "cells":
        tags["row"] = "tr"
    if form == "split":
        tags["head"], tags["main"] = dice.choice(_SPLIT)
    prefix = dice.choice(("c", "x", "app", "thread", "ui"))
    classes = {role: _called(dice, naming, role, prefix) for role in _CALLED}
    sided = chat and (form == "bubble" or dice.random() < 0.4)
    return Look(
        dice=dice,
        naming=naming,
        form=form,
        tags=tags,
        classes=classes,
        named=dice.choice(
            ("each", "first", "first", "others", "none") if sided else ("each", "first")
        ),
        timed=dice.choice(("each", "each", "each", "first", "last", "none")),
        moment=dice.random() < 0.4,
        faces=dice.choice(("", "", "img", "img", "initials")),
        acts=dice.choice(((), (), ("reply",), ("like", "reply"), ("like", "reply", "share"))),
        deep=dice.choice((0, 0, 1, 2, 3)),
        sided=sided,
        identity=dice.choice(("", "", "", "id", "data-id", "data-message-id")),
        role=dice.choice(("", "", "", "", "listitem", "article", "row")),
        ticks=dice.choice(("", "", "✓✓", "svg")),
    )


def _called(dice: random.Random, naming: str, role: str, prefix: str) -> str:
    word = dice.choice(_CALLED[role])
    if naming == "bem":
        return f"{prefix}__{word}" if role != "row" else prefix
    if naming == "hashed":
        return f"_{dice.randrange(16**5):05x} x{dice.randrange(36**3):x}"
    if naming == "utility":
        return dice.choice(_UTILITY)
    return word


def _name(at: Look, part: Part) -> str:
    wanted = {"each": True, "first": part.first, "others": part.first and not part.own}
    return at.put("name", escape(part.name)) if wanted.get(at.named) else ""


def _time(at: Look, part: Part) -> str:
    wanted = {"each": True, "first": part.first, "last": part.last}
    if not wanted.get(at.timed):
        return ""
    tag = at.tags["time"]
    moment = f' datetime="{part.moment}"' if at.moment and tag == "time" else ""
    return f"<{tag}{at.mark('time')}{moment}>{escape(part.shown)}</{tag}>"


def _face(at: Look, part: Part) -> str:
    if not at.faces or not part.first:
        return ""
    if at.faces == "initials":
        return f"<span{at.mark('face')} aria-hidden=true>{escape(part.initials)}</span>"
    return f'<img{at.mark("face")} src="{parts.face()}" alt="" width="32" height="32">'


def _meta(at: Look, part: Part, *inside: str) -> str:
    tick = {"svg": '<svg width="12" height="9"><path d="M1 4l3 4 7-8"/></svg>'}.get(
        at.ticks, at.ticks
    )
    held = "".join(inside) + (f"<i>{tick}</i>" if tick and part.own and at.sided else "")
    return at.put("meta", held) if held else ""


def _acts(at: Look, part: Part, label: Callable[[str], str]) -> str:
    item = "li" if at.tags["acts"] == "ul" else "span"
    inside = "".join(f"<{item}><button>{escape(label(each))}</button></{item}>" for each in at.acts)
    acts = at.put("acts", inside) if inside else ""
    return (at.put("count", part.votes) if part.votes else "") + acts


def _quote(at: Look, part: Part) -> str:
    name, said = part.quoted
    return at.put("quote", f"<b>{escape(name)}</b><br>{said}") if said else ""


def _bubble(at: Look, part: Part, label: Callable[[str], str]) -> str:
    inner = _name(at, part) + _quote(at, part) + at.put("body", part.body)
    held = at.put("main", inner + _meta(at, part, _time(at, part)))
    return _face(at, part) + held + _acts(at, part, label)


def _columns(at: Look, part: Part, label: Callable[[str], str]) -> str:
    head = _name(at, part) + " " + _time(at, part)
    head = at.put("head", head) if head.strip() else ""
    body = _quote(at, part) + at.put("body", part.body)
    side = f'<div style="float:inline-start;width:44px;min-height:4px">{_face(at, part)}</div>'
    inside = f"{head}{body}{_acts(at, part, label)}{part.children}"
    return f'{side}<div style="margin-inline-start:50px">{inside}</div>'


def _headed(at: Look, part: Part, label: Callable[[str], str]) -> str:
    head = f"{_face(at, part)}{_name(at, part)} {_time(at, part)}"
    head = at.put("head", head) if head.strip() else ""
    body = at.put("main", _quote(at, part) + at.put("body", part.body))
    return head + body + _acts(at, part, label) + part.children


def _flat(at: Look, part: Part, label: Callable[[str], str]) -> str:
    body = _quote(at, part) + at.put("body", part.body)
    return (
        f"{_face(at, part)}{_name(at, part)} {_time(at, part)}{body}{_acts(at, part, label)}"
        f"{part.children}"
    )


def _line(at: Look, part: Part, label: Callable[[str], str]) -> str:
    name = _name(at, part)
    said = f"{_quote(at, part)}<span{at.mark('body')}>{part.body}</span>"
    lead = f"{_time(at, part)} {name}{': ' if name else ''}"
    return f"{lead}{said}{_acts(at, part, label)}{part.children}"


def _below(at: Look, part: Part, label: Callable[[str], str]) -> str:
    body = _quote(at, part) + at.put("body", part.body)
    name, time = _name(at, part), _time(at, part)
    by = at.put("meta", f"{_face(at, part)}{name}{' · ' if name and time else ''}{time}")
    return body + (by if name or time else "") + _acts(at, part, label) + part.children


def _cells(at: Look, part: Part, label: Callable[[str], str]) -> str:
    body = f"{_quote(at, part)}{at.put('body', part.body)}{_acts(at, part, label)}{part.children}"
    who = f"{_face(at, part)}{_name(at, part)}"
    return f"<td valign=top width=140>{who}</td><td>{body}</td><td width=110>{_time(at, part)}</td>"


def _split(at: Look, part: Part, label: Callable[[str], str]) -> str:
    head = f"{_face(at, part)}{_name(at, part)} {_time(at, part)}"
    body = f"{_quote(at, part)}{part.body}{_acts(at, part, label)}"
    if at.tags["head"] == "tr":
        return f"<tr{at.mark('head')}><td>{head}</td></tr><tr{at.mark('main')}><td>{body}</td></tr>"
    rule = "<hr>" if at.identity else ""
    return (at.put("head", head) if head.strip() else "") + at.put("main", body) + rule


_FORMS = {
    "split": _split,
    "bubble": _bubble,
    "columns": _columns,
    "headed": _headed,
    "flat": _flat,
    "line": _line,
    "below": _below,
    "cells": _cells,
}


def _row(at: Look, part: Part, number: int, label: Callable[[str], str]) -> str:
    inside = _FORMS[at.form](at, part, label)
    if at.form == "split":
        return inside
    for _ in range(0 if at.form == "cells" else at.deep):
        inside = f"<div>{inside}</div>"
    tag = at.tags["row"]
    known = f' {at.identity}="m{number}"' if at.identity else ""
    role = f' role="{at.role}"' if at.role and tag == "div" else ""
    return f"<{tag}{at.mark('row', 'own' if part.own else '')}{known}{role}>{inside}</{tag}>"


def _listed(at: Look, rows: str) -> str:
    if "tr" in {at.tags["row"], at.tags["head"]}:
        return f"<table{at.mark('list')} width=100%>{rows}</table>"
    if at.form == "split":
        tag = "dl" if at.tags["head"] == "dt" else "div"
        return f"<{tag}{at.mark('list')}>{rows}</{tag}>"
    tag = "ul" if at.tags["row"] == "li" or at.tags["notice"] == "li" else "div"
    return f"<{tag}{at.mark('list')}>{rows}</{tag}>"


def _notice(at: Look, text: str) -> str:
    if "tr" in {at.tags["row"], at.tags["head"]}:
        return f"<tr><td colspan=3 align=center>{escape(text)}</td></tr>"
    tag = "li" if at.tags["row"] == "li" else at.tags["notice"]
    return (
        f'<{tag}{at.mark("notice")} style="text-align:center"><span>{escape(text)}</span></{tag}>'
    )


def drawn(number: int) -> Page:
    """The page of a number."""
    dice = random.Random(f"page {number}")
    page = _alone(dice) if number % 20 == 0 else _chat(dice) if number % 2 else _posts(dice)
    return replace(page, name=f"drawn-{number}")


def _chat(dice: random.Random) -> Page:
    at = look(dice, chat=True)
    if at.named == "none" and not at.sided:
        at = replace(at, named="first")
    if at.form == "split":
        at = replace(at, named="each", timed="each", sided=False, ticks="")
    talk = _talk(dice)
    boxed = at.form not in {"cells", "split"} and dice.random() < 0.35
    facts = parts.Facts(
        author={"others": "others", "none": "none"}.get(at.named, "all"),
        shown=at.timed,
        moment=at.timed if at.moment and at.tags["time"] == "time" else "none",
        sides=at.sided,
    )
    headed = boxed and at.named == "first" and dice.random() < 0.5
    inner = replace(at, named="none") if headed else at
    rows: list[str] = []
    said: list[Said] = []
    for number, block in enumerate(talk.blocks()):
        if isinstance(block, scripts.Notice):
            rows.append(_notice(at, block.text))
            said.append(Said(block.text, kind="divider"))
            continue
        some = [_row(inner, _spoken(block, place), 40 * number + place, _worded(block))
                for place in range(len(block.lines))]  # fmt: skip
        inside = f"{_head(at, block) if headed else ''}{''.join(some)}"
        rows.append(at.put("group", inside) if boxed else inside)
        said += [facts.said(block, place) for place in range(len(block.lines))]
    shell = dice.choice((parts.messenger, parts.busy_messenger, _with_chats, _bare))
    html = parts.document(talk, parts.MESSENGER + _CSS, shell(talk, _listed(at, "".join(rows))))
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
        (first, first + dice.randrange(9, 25)),
        dice.random() < 0.5,
    )
    return scripts.talk(lang, plan)


def _head(at: Look, group: scripts.Group) -> str:
    """Who says what stands in a group, above it."""
    return at.put("head", at.put("name", escape(group.who.name)))


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


def _with_chats(talk: scripts.Talk, rows: str) -> str:
    others = "".join(
        f'<li><a href="#"><b>{escape(who.name)}</b><span>{escape(line)}</span></a></li>'
        for who, line in zip(talk.tongue.people(), ("…", "OK", "👍", "?", "…", "!"), strict=False)
    )
    return (
        f'<div class="cols"><nav class="chats"><ul>{others}</ul></nav>'
        f"<div class=grow>{parts.messenger(talk, rows)}</div></div>"
    )


def _bare(talk: scripts.Talk, rows: str) -> str:
    return f"<h2>{escape(talk.title)}</h2>{rows}"


_CSS = (
    ".cols{display:flex}.chats{width:240px;flex:none}.chats li span{display:block;color:#889}"
    ".grow{flex:1}body{overflow-wrap:anywhere}"
)


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
        return "".join(map(self._row, nodes))

    def _row(self, node: entries.Node) -> str:
        entry, below = node.entry, self.rows(node.children)
        margin = f'<div{self.at.mark("below")} style="margin-inline-start:24px">{below}</div>'
        held = margin if below else ""
        part = self._part(entry, held if self.within else "")
        row = _row(self.at, part, entry.number, self.words.label)
        return row + ("" if self.within else held)

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
    nested = at.form not in {"cells", "split"} and dice.random() < 0.45
    within = nested and dice.random() < 0.5
    count, seed, answering = dice.randrange(5, 22), dice.randrange(10**6), dice.choice((0.0, 0.3))
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
    body, first = _around(dice, board.words, _listed(at, board.rows(tree)), lead)
    html = entries.document(lang, board.words.label("posts"), _CSS + ".side{width:220px}", body)
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
    body, _ = _around(dice, words, row, lead=False)
    html = entries.document(words.lang, name, _CSS, body.replace("</h1>", f"</h1>{head}", 1))
    return Page("", html, (Said("\n".join(written), name, time_shown=shown, kind="post"),))


def _links(dice: random.Random, words: entries.Words) -> str:
    labels = [words.label(key) for key in ("like", "share", "save")]
    return f"<div>{entries.links(*labels, tag='span')}</div>" if dice.random() < 0.6 else ""


def _around(
    dice: random.Random, words: entries.Words, rows: str, lead: bool
) -> tuple[str, tuple[Said, ...]]:
    """A page around what is said, and what stands above it as a post of its own."""
    menu = entries.links(words.label("home"), words.label("about"))
    last = entries.links(words.label("terms"), words.label("privacy"), tag="span")
    top, foot = f"<header><nav><ul>{menu}</ul></nav></header>", f"<footer>{last}</footer>"
    write = f"<form><textarea placeholder='{escape(words.label('write'))}'></textarea></form>"
    people = "".join(
        f"<li><a href='#'>{escape(name)}</a> <button>{escape(words.label('follow'))}</button></li>"
        for name, _ in words.data["names"][:4]
    )
    side = f"<aside class=side><h3>{escape(words.label('people'))}</h3><ul>{people}</ul></aside>"
    said: tuple[Said, ...] = ()
    above = f"<h1>{escape(words.label('posts'))}</h1>"
    if lead:
        name, _ = words.data["names"][-1]
        text = words.data["long"][0]
        box = dice.choice(("article", "div", "section"))
        by = f"<h4><a href='#'>{escape(name)}</a></h4>"
        above = f"<{box}>{by}<div><p>{escape(text)}</p></div></{box}>"
        said = (Said(text, name, kind="post"),)
    main = f"<main class=grow>{above}{write if dice.random() < 0.4 else ''}{rows}</main>"
    inside = dice.choice((main, f"<div class=cols>{main}{side}</div>", f"<div>{side}{main}</div>"))
    return f"{top if dice.random() < 0.7 else ''}{inside}{foot}", said
