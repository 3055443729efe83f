"""What pages of chats are put together from: the frame, the bodies of messages, what is to be read.

A kind of page gives the markup of a group of messages and tells which facts that markup shows;
the same script makes the page and `Page.said`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.scripts import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.scripts import Group, Line, Talk

_LINK = re.compile(r"https://\S+")
_BASE = (
    "*{box-sizing:border-box}html,body{margin:0;height:100%}"
    "body{font:15px/1.4 'Noto Sans',sans-serif;color:#1c1e21}"
    "button{font:inherit;border:0;background:none;padding:0;cursor:pointer}"
    "ul,ol,dl,dd,figure{margin:0;padding:0;list-style:none}"
)


def picture(colour: str = "7a9") -> str:
    """The address of a small picture that is asked of nobody."""
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='180' height='120'%3E"
        f"%3Crect width='180' height='120' fill='%23{colour}'/%3E"
        "%3Cpath d='M0 120 60 50l40 40 30-30 50 60z' fill='%23fff8'/%3E%3C/svg%3E"
    )


def face(person_colour: str = "58a") -> str:
    """The address of a small round face."""
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='36' height='36'%3E"
        f"%3Ccircle cx='18' cy='18' r='18' fill='%23{person_colour}'/%3E"
        "%3Ccircle cx='18' cy='14' r='7' fill='%23fff'/%3E%3C/svg%3E"
    )


def words(text: str, between: str = "<br>") -> str:
    """Text as markup, with links, and with something between its lines."""
    lines = [part for part in text.split("\n") if part]
    return between.join(
        _LINK.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', escape(line, quote=False))
        for line in lines
    )


def body(line: Line, between: str = "<br>") -> str:
    """What a message holds, whatever its form."""
    spoken = line.tongue
    if line.form == "picture":
        alt = escape(spoken.word("photo"))
        return f'<img src="{picture()}" alt="{alt}" width="180" height="120">'
    if line.form == "voice":
        play = escape(spoken.word("play"))
        return (
            f'<button type="button" aria-label="{play}">▶</button>'
            '<svg width="90" height="20" aria-hidden="true"><path d="M2 10h6M12 4v12M18 7v6'
            'M24 2v16M30 6v8M36 9v2M42 3v14M48 6v8" stroke="#789" stroke-width="2"/></svg>'
            f"<span>0:{10 + line.n}</span>"
        )
    if line.form == "deleted":
        return f"<i>{escape(line.text)}</i>"
    return words(line.text, between)


@dataclass(frozen=True)
class Facts:
    """Which facts the markup of a kind shows, and where.

    Attributes:
        author: Whose messages bear a name, by themselves or by their group: all, others, none.
        own: The word of the page for the person before the screen, by its key; "" for their name.
        handle: Whether the name is the short one of the account.
        shown: Which messages of a group bear a time of their own: each, first, last, none.
        moment: Which of them have an attribute that fixes the moment.
        sides: Whether a person sees who sits before the screen.
        clock: How a time is shown.
    """

    author: str = "all"
    own: str = ""
    handle: bool = False
    shown: str = "each"
    moment: str = "none"
    sides: bool = True
    clock: Callable[[Line], str] = field(default=lambda line: line.clock)

    def name(self, line: Line) -> str:
        """The name that the page gives to who said this."""
        if self.author == "none" or (self.author == "others" and line.own):
            return ""
        if self.own and line.own:
            return line.tongue.word(self.own)
        return line.who.handle if self.handle else line.who.name

    def said(self, group: Group, place: int) -> Said:
        """What is to be read of one message of a group."""
        line = group.lines[place]
        ends = {"each"}
        ends |= {"first"} if place == 0 else set()
        ends |= {"last"} if place == len(group.lines) - 1 else set()
        return Said(
            line.told,
            author=self.name(line),
            time=line.moment if self.moment in ends else "",
            time_shown=self.clock(line) if self.shown in ends else "",
            side=line.side if self.sides else "",
        )


def plain_notice(notice: Notice) -> str:
    """A row in the middle that nobody said."""
    return f'<div class="{notice.form}-row"><span>{escape(notice.text)}</span></div>'


def messenger(talk: Talk, rows: str) -> str:
    """A heading, a pane that scrolls, a box to write in."""
    spoken = talk.tongue
    return (
        f'<main class="app"><header class="top"><h1>{escape(talk.title)}</h1>'
        f"<small>{escape(spoken.word('online'))}</small></header>"
        f'<div class="pane">{rows}</div>'
        f'<footer class="write"><div contenteditable="true" role="textbox" '
        f'aria-label="{escape(spoken.word("write"))}"></div>'
        f"<button>{escape(spoken.word('send'))}</button></footer></main>"
    )


def busy_messenger(talk: Talk, rows: str) -> str:
    """The same, with more to load above and somebody who types below."""
    spoken = talk.tongue
    name = spoken.people()[1].given
    above = f'<div class="more"><button>{escape(spoken.word("earlier"))}</button></div>'
    below = (
        f'<div class="typing" aria-live="polite">{escape(spoken.word("typing", name=name))}</div>'
    )
    return messenger(talk, f"{above}{rows}{below}")


MESSENGER = (
    ".more{text-align:center;color:#06c}.typing{color:#789;font-style:italic}"
    ".app{height:100vh;display:flex;flex-direction:column;max-width:760px;margin:0 auto;"
    "border:1px solid #ddd}.top{padding:10px 16px;border-bottom:1px solid #ddd}"
    ".top h1{font-size:17px;margin:0}.top small{color:#678}"
    ".pane{flex:1;min-height:0;overflow-y:auto;padding:12px 16px}"
    ".write{display:flex;gap:8px;padding:10px 16px;border-top:1px solid #ddd}"
    ".write div{flex:1;min-height:34px;border:1px solid #ccc;border-radius:17px;padding:6px 12px}"
    "[class$='-row']{text-align:center;margin:12px 0;font-size:12px;color:#667}"
    "[class$='-row'] span{background:#eef1f4;border-radius:9px;padding:3px 10px}"
)


@dataclass(frozen=True)
class Kind:
    """A kind of page.

    Attributes:
        name: The page's name without its language.
        group: The markup of a group of messages.
        facts: What that markup shows.
        css: How it looks.
        notice: The markup of a row that nobody said.
        shell: What is around the rows.
    """

    name: str
    group: Callable[[Group], str]
    facts: Facts
    css: str
    notice: Callable[[Notice], str] = plain_notice
    shell: Callable[[Talk, str], str] = messenger

    def page(self, talk: Talk) -> Page:
        """The page of a conversation."""
        rows: list[str] = []
        said: list[Said] = []
        for block in talk.blocks():
            if isinstance(block, Notice):
                rows.append(self.notice(block))
                said.append(Said(block.text, kind="divider"))
            else:
                rows.append(self.group(block))
                said += [self.facts.said(block, place) for place in range(len(block.lines))]
        html = document(talk, self.css, self.shell(talk, "".join(rows)))
        return Page(f"{self.name}-{talk.tongue.code}", html, tuple(said))


def document(talk: Talk, css: str, inside: str) -> str:
    """A whole document."""
    spoken = talk.tongue
    return (
        f'<!doctype html><html lang="{spoken.code}" dir="{spoken.direction}"><head>'
        f'<meta charset="utf-8"><title>{escape(talk.title)}</title><link rel="icon" href="data:,">'
        f"<style>{_BASE}{css}</style></head><body>{inside}</body></html>"
    )
