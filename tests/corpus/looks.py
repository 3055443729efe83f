"""How the items of a drawn page are made: tags, classes, order and depth, drawn part by part."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

from corpus import parts

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

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
    "day": ("day", "section", "date-group", "period", "chunk"),
    "list": ("list", "messages", "thread", "comments", "stream", "log", "items"),
    "notice": ("divider", "day", "notice", "system", "separator", "info"),
    "top": ("first", "is-first", "top", "start", "group-start"),
    "mid": ("middle", "mid", "is-middle", "grouped", "follow"),
    "end": ("last", "is-last", "bottom", "end", "tail"),
    "only": ("single", "only", "alone", "solo", "one"),
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
    "day": ("div", "section", "div"),
    "notice": ("div", "p", "h3", "li"),
}
_SPLIT = (
    ("dt", "dd"), ("h4", "p"), ("div", "div"), ("p", "p"), ("tr", "tr"), ("tr", "tr"), ("b", "p"),
    ("strong", "div"), ("h3", "blockquote"),
)  # fmt: skip
"""Elements of an item that nothing holds together: who and when, and what."""
_SIDES = {
    "auto": (
        "width:fit-content;max-width:60%",
        "width:fit-content;max-width:60%;margin-inline-start:auto",
    ),
    "wide": ("max-width:75%", "max-width:75%;margin-inline-start:25%"),
    "indent": ("", "margin-inline-start:40%"),
    "text": ("text-align:start", "text-align:end"),
    "pushed": ("display:flex;justify-content:flex-start", "display:flex;justify-content:flex-end"),
}
"""How rows of others and own rows lie."""
_GROUND = "background:#e7ebf2;border-radius:9px;padding:5px 9px"
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
        placed: Whether rows have classes for their place in what one person says without a break.
        gap: Style by which rows are set apart.
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
    side: str = "auto"
    identity: str = ""
    role: str = ""
    ticks: str = ""
    fields: str = "p"
    ground: str = ""
    placed: bool = False
    gap: str = ""

    def mark(self, role: str, *more: str) -> str:
        """The attributes of an element of that role; `more` are further roles it has a class of."""
        style = self._style(role, "own" in more)
        if self.naming == "none":
            return style
        names = " ".join(self.classes[each] for each in (role, *more) if each)
        return f' class="{names}"{style}'

    def _style(self, role: str, own: bool) -> str:
        found = [self.gap] if role == "row" else []
        found += [_SIDES[self.side][own]] if role == "row" and self.sided else []
        found += [_GROUND] if role == self.ground else []
        style = ";".join(filter(None, found))
        return f' style="{style}"' if style else ""

    def put(self, role: str, inside: str) -> str:
        """An element of that role."""
        tag = self.tags[role]
        return f"<{tag}{self.mark(role)}>{inside}</{tag}>"


def look(dice: random.Random, *, chat: bool) -> Look:
    """Draws how a page is made."""
    naming = dice.choice(("words", "words", "bem", "hashed", "hashed", "utility", "none"))
    form = dice.choice(_CHATS if chat else _POSTS)
    tags = {role: dice.choice(all_of) for role, all_of in _TAGS.items()}
    if form == "cells":
        tags["row"] = "tr"
    if form == "bare":
        tags["row"] = dice.choice(("div", "div", "p", "li"))
        tags["name"], tags["time"] = dice.choice(("b", "strong")), dice.choice(("small", "time"))
    if form == "split":
        tags["head"], tags["main"] = dice.choice(_SPLIT)
    prefix = dice.choice(("c", "x", "app", "thread", "ui"))
    classes = {role: _called(dice, naming, role, prefix) for role in _CALLED}
    sided = chat and form not in LOOSE
    sided = sided and (form in {"bubble", "bare"} or dice.random() < 0.4)
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
        deep=0 if tags["row"] == "p" else dice.choice((0, 0, 1, 2, 3)),
        sided=sided,
        side=dice.choice(tuple(_SIDES) if form == "bubble" else ("auto", "wide", "indent", "text")),
        identity=dice.choice(("", "", "", "id", "data-id", "data-message-id")),
        role=dice.choice(("", "", "", "", "listitem", "article", "row")),
        ticks=dice.choice(("", "", "✓✓", "svg")),
        fields=dice.choice(("p", "div", "dl", "table")),
        ground=dice.choice(_grounds(form, chat=chat)),
        placed=chat and dice.random() < 0.35,
        gap=dice.choice(("", "", "margin-block:4px", "padding:3px 0")) if chat else "",
    )


def _grounds(form: str, *, chat: bool) -> tuple[str, ...]:
    if form == "bare":
        return "", "row"
    return ("", "", "row", "main", "body") if chat else ("", "", "", "row")


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


def _fields(at: Look, part: Part, label: Callable[[str], str]) -> str:
    body = f"{_quote(at, part)}{part.body}"
    facts = (("field_name", _name(at, part)), ("field_date", _time(at, part)), ("field_text", body))
    named = [(escape(label(key)), value) for key, value in facts if value]
    if at.fields == "dl":
        held = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in named)
        return f"<dl>{held}</dl>{_acts(at, part, label)}{part.children}"
    if at.fields == "table":
        held = "".join(f"<tr><th>{key}</th><td>{value}</td></tr>" for key, value in named)
        return f"<table>{held}</table>{_acts(at, part, label)}{part.children}"
    tag = "div" if "<p" in body else at.fields
    held = "".join(f"<{tag}><b>{key}:</b> {value}</{tag}>" for key, value in named)
    return f"{held}{_acts(at, part, label)}{part.children}"


def _signed(at: Look, part: Part, label: Callable[[str], str]) -> str:
    by = f"— {escape(part.name)}" + (f", {escape(part.shown)}" if _time(at, part) else "")
    body = _quote(at, part) + at.put("body", part.body)
    return f"{body} {at.put('meta', by)} " + _acts(at, part, label) + part.children


def _bare(at: Look, part: Part, _label: Callable[[str], str]) -> str:
    name, time = _name(at, part), _time(at, part)
    return f"{name}{' ' if name else ''}{part.body}{' ' if time else ''}{time}"


def _broken(at: Look, part: Part, _label: Callable[[str], str]) -> str:
    time = _time(at, part)
    return f"{f'[{time}] ' if time else ''}<b>{escape(part.name)}</b>: {part.body}<br>"


_FORMS = {
    "fields": _fields,
    "signed": _signed,
    "broken": _broken,
    "bare": _bare,
    "split": _split,
    "bubble": _bubble,
    "columns": _columns,
    "headed": _headed,
    "flat": _flat,
    "line": _line,
    "below": _below,
    "cells": _cells,
}

_CHATS = ("bubble", "bubble", "bubble", "bare", "bare", "bare", "columns", "headed", "flat", "line",
          "below", "cells", "split", "broken")  # fmt: skip
_POSTS = ("columns", "headed", "flat", "line", "below", "cells", "split", "fields", "signed")
_PLACES = {(True, True): "only", (True, False): "top", (False, False): "mid", (False, True): "end"}
LOOSE = ("cells", "split", "broken")
"""Forms in which no element holds an item and what may be around it."""

GROUPED = ("loose", "loose", "boxed", "boxed", "headed", "headed", "column", "footed",
           "timed", "timed", "timed")  # fmt: skip
"""How what one person says in a row is held together; who says it may stand beside all of it."""


def around_group(at: Look, how: str) -> Look:
    """How a page is made whose groups are held together so."""
    if how in {"loose", "boxed"}:
        return at
    if how == "timed":
        timed = at.timed if at.timed in {"first", "last"} else "last"
        return replace(at, named="none" if at.sided else "first", timed=timed)
    timed = "last" if how == "footed" and at.timed == "first" else at.timed
    return replace(at, named="first", timed=timed)


def in_group(at: Look, how: str) -> Look:
    """How the rows of such a group are made: without what the group shows once."""
    if how in {"loose", "boxed"}:
        return at
    timed = "none" if at.timed in {"first", "last"} else at.timed
    return replace(at, named="none", timed=timed, faces="")


def group(at: Look, how: str, spoken: Sequence[Part], rows: str) -> str:
    """What one person says in a row, with who and when around it."""
    if how == "loose":
        return rows
    if how == "boxed":
        return at.put("group", rows)
    name = at.put("name", escape(spoken[0].name)) if at.named != "none" else ""
    early = _time(at, spoken[0]) if at.timed == "first" else ""
    late = _time(at, spoken[-1]) if at.timed == "last" else ""
    if how == "timed":
        return at.put("group", name + early + rows + late)
    if how == "footed":
        return at.put("group", rows + at.put("meta", f"{name} {late}"))
    held = at.put("head", f"{name} {early}") + rows + late
    if how == "headed":
        return at.put("group", held)
    side = f'<div style="float:inline-start;width:44px;min-height:4px">{_face(at, spoken[0])}</div>'
    return at.put("group", f'{side}<div style="margin-inline-start:50px">{held}</div>')


def row(at: Look, part: Part, number: int, label: Callable[[str], str]) -> str:
    """The markup of one thing that somebody wrote; `label` has the words of its buttons."""
    inside = _FORMS[at.form](at, part, label)
    if at.form in {"split", "broken"}:
        return inside
    for _ in range(0 if at.form == "cells" else at.deep):
        inside = f"<div>{inside}</div>"
    tag = at.tags["row"]
    known = f' {at.identity}="m{number}"' if at.identity else ""
    role = f' role="{at.role}"' if at.role and tag == "div" else ""
    place = _PLACES[part.first, part.last] if at.placed else ""
    marked = at.mark("row", "own" if part.own else "", place)
    return f"<{tag}{marked}{known}{role}>{inside}</{tag}>"


def listed(at: Look, rows: str) -> str:
    """What holds the rows."""
    if "tr" in {at.tags["row"], at.tags["head"]}:
        return f"<table{at.mark('list')} width=100%>{rows}</table>"
    if at.form == "split":
        tag = "dl" if at.tags["head"] == "dt" else "div"
        return f"<{tag}{at.mark('list')}>{rows}</{tag}>"
    if at.form == "broken":
        return f"<{at.tags['body']}{at.mark('list')}>{rows}</{at.tags['body']}>"
    tag = "ul" if at.tags["row"] == "li" or at.tags["notice"] == "li" else "div"
    return f"<{tag}{at.mark('list')}>{rows}</{tag}>"


def notice(at: Look, text: str) -> str:
    """A row that nobody said."""
    if at.form == "broken":
        return f"{escape(text)}<br>"
    if "tr" in {at.tags["row"], at.tags["head"]}:
        return f"<tr><td colspan=3 align=center>{escape(text)}</td></tr>"
    tag = "li" if at.tags["row"] == "li" else at.tags["notice"]
    return (
        f'<{tag}{at.mark("notice")} style="text-align:center"><span>{escape(text)}</span></{tag}>'
    )
