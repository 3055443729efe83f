"""Chats of elements of their own, with their parts in open shadow roots."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import MESSENGER, Facts, Kind, body
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line, Notice, Talk


def _root(inside: str, css: str) -> str:
    return f'<template shadowrootmode="open"><style>{css}</style>{inside}</template>'


_BUBBLE = (
    ":host{display:flex;margin:4px 0}:host([own]){justify-content:flex-end}.b{background:#eee;"
    "border-radius:12px;padding:7px 12px;max-width:70%}:host([own]) .b{background:#cde}"
)


def _nested(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        own = " own" if line.own else ""
        name = (
            f'<div class="n">{escape(line.who.name)}</div>' if place == 0 and not line.own else ""
        )
        time = f'<time datetime="{line.moment}">{line.clock}</time>'
        stamp = f"<chat-stamp>{_root(time, 'time{font-size:11px;color:#777}')}</chat-stamp>"
        inside = f'<div class="b">{name}<div part="text">{body(line)}</div>{stamp}</div>'
        css = _BUBBLE + ".n{font-size:12px;font-weight:600;color:#357}"
        return f'<chat-message{own} message-id="{line.n + 88}">{_root(inside, css)}</chat-message>'

    return "".join(row(place, line) for place, line in enumerate(group.lines))


def _app(talk_: Talk, rows: str) -> str:
    """An app whose list and messages each have a root."""
    box = '<div role="textbox" contenteditable="true"></div>'
    inside = (
        f"<header><h1>{escape(talk_.title)}</h1></header>"
        f"<chat-list>{_root(f'<div>{rows}</div>', _LIST)}</chat-list>"
        f"<chat-box>{_root(box, _BOX)}</chat-box>"
    )
    return f"<chat-app>{_root(inside, _APP)}</chat-app>"


_APP = ":host{display:flex;flex-direction:column;height:100vh}h1{font-size:17px;padding:0 16px}"
_LIST = (
    ":host{flex:1;min-height:0;overflow-y:auto;padding:12px 16px;display:block}"
    ".d{text-align:center;font-size:12px;color:#777;margin:10px}"
)
_BOX = "div{min-height:36px;border:1px solid #bbb;margin:10px 16px;border-radius:18px}"


def _day(notice: Notice) -> str:
    return f'<div class="d" role="separator">{escape(notice.text)}</div>'


_NESTED = Kind(
    "roots-in-roots", _nested, Facts(author="others", moment="each"), "", notice=_day, shell=_app
)


def _slotted(group: Group) -> str:
    def row(line: Line) -> str:
        tone = "outgoing" if line.own else "incoming"
        frame = (
            '<div class="line"><div class="card"><slot name="who"></slot><slot></slot>'
            '<slot name="when"></slot></div></div>'
        )
        css = (
            ".line{display:flex;margin:5px 0}:host([tone=outgoing]) .line{justify-content:end}"
            ".card{border:1px solid #cbd;border-radius:8px;padding:6px 12px;max-width:66%}"
            ":host([tone=outgoing]) .card{background:#efe6ff}"
        )
        return (
            f'<x-msg tone="{tone}">{_root(frame, css)}<strong slot="who">'
            f"{escape(line.who.name)}</strong>"
            f'<p>{body(line, "</p><p>")}</p><small slot="when">{line.clock}</small></x-msg>'
        )

    return "".join(map(row, group.lines))


_SLOTTED = Kind(
    "roots-with-slots",
    _slotted,
    Facts(),
    MESSENGER + "x-msg{display:block}x-msg p{margin:0}x-msg small{color:#777;font-size:11px}"
    "x-msg strong{font-size:12px;display:block}",
)


PAGES: tuple[Page, ...] = (
    _NESTED.page(talk("en", Plan("group", forms=("picture",)))),
    _NESTED.page(talk("es", Plan(forms=("voice", "deleted"), turned=True))),
    _SLOTTED.page(talk("fr", Plan(notices=("day", "unread")))),
)
