"""Inboxes of sites and chats of rarer makes: labelled fields, tips, ages instead of times."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import MESSENGER, Facts, Kind, body, document, face
from corpus.scripts import Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Group, Line, Talk


def _tip(line: Line) -> str:
    return f"{line.tongue.full(line.at)} {line.clock}"


def _offset(group: Group) -> str:
    def row(line: Line) -> str:
        place = "left:38%" if line.own else "left:0"
        return f'<div class="o" style="{place}" title="{_tip(line)}"><div>{body(line)}</div></div>'

    return "".join(map(row, group.lines))


_OFFSET = Kind(
    "bubbles-times-in-tips",
    _offset,
    Facts(author="none", clock=_tip),
    MESSENGER + ".o{position:relative;width:62%;margin:4px 0;padding:7px 12px;border-radius:9px;"
    "background:#f3efe9}.o[style*='38%']{background:#e3f0e0}",
)


def _age(line: Line) -> str:
    return f"{28 - line.at.day}d"


def _aged(group: Group) -> str:
    def row(line: Line) -> str:
        return (
            f'<li class="entry"><img src="{face("777")}" alt="" width="30" height="30"><div>'
            f'<a class="who" '
            f'href="#u">{escape(line.who.name)}</a><span class="role">Depot</span>'
            f'<time class="ago" '
            f'datetime="{line.moment}">{_age(line)}</time><div class="txt">'
            f"{body(line, '<br><br>')}</div>"
            f'<div class="do"><button>{line.tongue.word("react")}</button><button>'
            f"{line.tongue.word('reply')}</button></div></div></li>"
        )

    return "".join(map(row, group.lines))


def _list(talk_: Talk, rows: str) -> str:
    return f'<main><h1>{escape(talk_.title)}</h1><ul class="entries">{rows}</ul></main>'


_AGED = Kind(
    "work-ages-and-roles",
    _aged,
    Facts(sides=False, moment="each", clock=_age),
    "main{max-width:700px;margin:0 auto}.entry{display:flex;gap:10px;"
    "padding:9px 0}.who{font-weight:700;"
    "color:#123}.role,.ago{color:#777;font-size:12px;margin-inline-start:8px}.do button{color:#556;"
    "font-size:12px;margin-inline-end:10px}.day{color:#777;border-bottom:1px solid #ddd}",
    notice=lambda notice: f'<li class="day">{escape(notice.text)}</li>',
    shell=_list,
)


def _fields(talk_: Talk) -> Page:
    """An inbox whose messages are lists of labelled fields, with the words below."""
    cells: list[str] = []
    said: list[Said] = []
    people = talk_.tongue.people()
    for line in (row for row in talk_.rows if not isinstance(row, Notice)):
        spoken = line.tongue
        to = people[1] if line.own else people[0]
        shown = f"{spoken.full(line.at)} {line.clock}"
        fields = ((spoken.word("from"), line.who.name), (spoken.word("to"), to.name))
        heads = "".join(f"<dt>{key}</dt><dd>{escape(value)}</dd>" for key, value in fields)
        cells.append(
            f'<section class="pm"><dl>{heads}<dt>{spoken.word("sent_on")}</dt><dd>{shown}</dd></dl>'
            f'<div class="pm-text"><p>{body(line, "</p><p>")}</p></div><a href="#r">'
            f"{spoken.word('reply')}</a></section>"
        )
        said.append(Said(line.told, line.who.name, time_shown=shown))
    css = (
        "body{padding:12px}.pm{border:1px solid #bcd;margin:10px auto;max-width:720px;"
        "padding:10px}dl{"
        "display:grid;grid-template-columns:90px 1fr;"
        "font-size:13px}dt{color:#777}.pm-text{border-top:"
        "1px solid #dde;margin-top:6px}"
    )
    html = document(talk_, css, f"<h1>{escape(talk_.title)}</h1>{''.join(cells)}")
    return Page(f"inbox-labelled-fields-{talk_.tongue.code}", html, tuple(said))


def _sheet(talk_: Talk) -> Page:
    """A table with a head of columns: when, who, words."""
    rows: list[str] = []
    said: list[Said] = []
    spoken = talk_.tongue
    for line in (row for row in talk_.rows if not isinstance(row, Notice)):
        shown = f"{line.at:%d/%m/%Y %H:%M}"
        rows.append(
            f"<tr><td>{shown}</td><td>{escape(line.who.name)}</td><td>"
            f"{escape(line.who.handle)}</td>"
            f"<td>{body(line)}</td></tr>"
        )
        said.append(Said(line.told, line.who.name, time_shown=shown))
    heads = (spoken.word("sent_on"), spoken.word("from"), "ID", spoken.word("subject"))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    css = (
        "table{border-collapse:collapse}td,th{border:1px solid #999;padding:3px 7px;"
        "text-align:start;"
    )
    css += "vertical-align:top}"
    inside = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return Page(f"export-sheet-{spoken.code}", document(talk_, css, inside), tuple(said))


PAGES: tuple[Page, ...] = (
    _OFFSET.page(talk("it", Plan(forms=("picture",)))),
    _AGED.page(talk("en", Plan("work", notices=("day",)))),
    _fields(talk("zh", Plan())),
    _sheet(talk("pt", Plan("group"))),
)
