"""Chats in shadow roots whose hosts say in attributes who said what and when."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import Facts, Kind, body
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line, Talk


def _root(inside: str, css: str = "") -> str:
    style = f"<style>{css}</style>" if css else ""
    return f'<template shadowrootmode="open">{style}{inside}</template>'


_ITEM_CSS = (
    ":host{display:grid;margin:6px 0}:host([mine]) .wrap{justify-self:end}.wrap{justify-self:start;"
    "max-width:75%}.meta{font-size:12px;color:#777}"
)
_BUBBLE_CSS = (
    ":host{display:block;padding:8px 12px;border-radius:10px;background:#eee}:host([tone=a]){"
    "background:#d7ecff}"
)


def _hosts(group: Group) -> str:
    def row(line: Line) -> str:
        tone = "a" if line.own else "b"
        text = f"<conv-text>{_root(f'<div>{body(line)}</div>')}</conv-text>"
        bubble = f'<conv-bubble tone="{tone}">{_root(text, _BUBBLE_CSS)}</conv-bubble>'
        name = "" if line.own else f"<span>{escape(line.who.name)}</span> · "
        inside = (
            f'<div class="wrap"><div class="meta">{name}<span>{line.clock}</span></div>'
            f"{bubble}</div>"
        )
        mine = " mine" if line.own else ""
        return (
            f'<conv-item sender="{escape(line.who.name)}" ts="{int(line.at.timestamp()) * 1000}'
            f'"{mine}>'
            f"{_root(inside, _ITEM_CSS)}</conv-item>"
        )

    return "".join(map(row, group.lines))


def _view(talk_: Talk, rows: str) -> str:
    feed = _root(
        f'<div class="in">{rows}</div>',
        ":host{display:block;flex:1;overflow-y:auto;min-height:0;"
        "padding:0 14px}.day{text-align:center;"
        "color:#888;font-size:12px}",
    )
    inside = f"<h1>{escape(talk_.title)}</h1><conv-feed>{feed}</conv-feed><slot></slot>"
    css = ":host{display:flex;flex-direction:column;height:100vh}h1{font-size:17px;padding:0 14px}"
    return (
        f"<conv-view>{_root(inside, css)}<input "
        f'aria-label="{escape(talk_.tongue.word("write"))}"></conv-view>'
    )


_HOSTS = Kind(
    "hosts-with-senders",
    _hosts,
    Facts(moment="each"),
    "",
    notice=lambda notice: f'<div class="day">{escape(notice.text)}</div>',
    shell=_view,
)


def _plain(_talk: Talk, rows: str) -> str:
    return f'<mx-room><div class="tl" role="log">{rows}</div></mx-room>'


def _leaves(group: Group) -> str:
    """Rows of the page itself, in which words, name and time are each in a root of their own."""

    def row(place: int, line: Line) -> str:
        name = (
            f"<mx-name>{_root(f'<bdi>{escape(line.who.name)}</bdi>')}</mx-name>"
            if place == 0
            else ""
        )
        time = f'<time datetime="{line.at.isoformat()}">{line.clock}</time>'
        return (
            f'<div class="ev" data-event="${line.n}x"><div class="nm">{name}</div><mx-text>'
            f"{_root(body(line))}</mx-text><mx-time>{_root(time)}</mx-time></div>"
        )

    rows = "".join(row(place, line) for place, line in enumerate(group.lines))
    return f'<div class="gr{" gr-me" if group.own else ""}">{rows}</div>'


_LEAVES = Kind(
    "leaves-in-roots",
    _leaves,
    Facts(moment="each"),
    ".tl{max-width:720px;margin:0 auto}.gr{margin:8px 0;"
    "width:66%}.gr-me{margin-inline-start:34%}.ev{"
    "background:#f3f5f7;border-radius:6px;padding:5px 10px;"
    "margin:2px 0}.gr-me .ev{background:#d8f3dc}"
    ".nm{font-weight:700;font-size:12px}mx-time{font-size:11px;color:#888;display:block}.st{"
    "text-align:center;color:#777}",
    notice=lambda notice: f'<div class="st">{escape(notice.text)}</div>',
    shell=_plain,
)


PAGES: tuple[Page, ...] = (
    _HOSTS.page(talk("es", Plan("group", forms=("picture",), notices=("day",)))),
    _HOSTS.page(talk("ja", Plan(forms=("voice",)))),
    _LEAVES.page(talk("de", Plan("group", notices=("day", "joined")))),
)
