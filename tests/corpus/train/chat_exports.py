"""Files that messengers hand out: no scripts, no bubbles, everything in one long document."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import Facts, Kind, body, document
from corpus.scripts import Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Group, Line, Talk


def _long(line: Line) -> str:
    return f"{line.tongue.full(line.at)} {line.clock}"


def _file(talk_: Talk, rows: str) -> str:
    return f'<div class="_2dd"><h1>{escape(talk_.title)}</h1><div class="_main">{rows}</div></div>'


def _divs(group: Group) -> str:
    def row(line: Line) -> str:
        edited = f"<div><em>({line.tongue.word('edited')})</em></div>" if line.edited else ""
        hearts = "".join(
            f"<li>{heart}{escape(line.who.given)}</li>" for heart, _n in line.hearts[:1]
        )
        return (
            f'<div class="pam _3-95 uiBoxWhite"><div class="_3-96 _2let">'
            f"{escape(line.who.name)}</div>"
            f'<div class="_3-96 _2leu"><div><div></div><div>{body(line)}</div>{edited}<div></div>'
            f'<div><ul class="_tqp">{hearts}</ul></div></div></div>'
            f'<div class="_3-94 _2lem">{_long(line)}</div></div>'
        )

    return "".join(map(row, group.lines))


_DIVS = Kind(
    "export-plain-divs",
    _divs,
    Facts(sides=False, clock=_long),
    "._2dd{max-width:800px;margin:0 auto;padding:20px}.pam{border:1px solid #ddd;margin:10px 0;"
    "padding:10px;border-radius:3px}._2let{font-weight:700}._2lem{color:#888;font-size:13px}"
    "._tqp{font-size:13px;color:#666}",
    shell=_file,
)


def _sentences(talk_: Talk) -> Page:
    """A chat as text: "[20/11/26, 14:03:11] Name: words", one paragraph a message."""
    rows: list[str] = []
    said: list[Said] = []
    for row in talk_.rows:
        if isinstance(row, Notice):
            rows.append(f"<p>[{row.at:%d/%m/%y, %H:%M:%S}] \u200e{escape(row.text)}</p>")
            said.append(Said(row.text, kind="divider"))
            continue
        shown = f"{row.at:%d/%m/%y, %H:%M:%S}"
        rows.append(f"<p>[{shown}] {escape(row.who.name)}: {body(row)}</p>")
        said.append(Said(row.told, author=row.who.name, time_shown=shown))
    inside = f"<article>{''.join(rows)}</article>"
    css = "body{padding:16px;font:15px/1.5 serif}p{margin:0 0 4px}"
    name = f"export-bracketed-text-{talk_.tongue.code}"
    return Page(name, document(talk_, css, inside), tuple(said), "https://files.example/chat.html")


def _joined(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        again = " joined" if place else ""
        name = "" if place else f'<div class="from_name">{escape(line.who.name)}</div>'
        circle = "" if place else f'<div class="userpic"><div>{line.who.initials}</div></div>'
        title = f"{line.at:%d.%m.%Y %H:%M:%S} UTC+01:00"
        return (
            f'<div class="message default clearfix{again}" id="message{900 + line.n}">{circle}'
            f'<div class="body"><div class="pull_right date details" title="{title}">'
            f"{line.at:%H:%M}"
            f'</div>{name}<div class="text">{body(line)}</div></div></div>'
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


def _service(notice: Notice) -> str:
    return (
        f'<div class="message service"><div class="body details">{escape(notice.text)}</div></div>'
    )


_JOINED = Kind(
    "export-joined-messages",
    _joined,
    Facts(moment="each", sides=False, clock=lambda line: f"{line.at:%H:%M}"),
    "._main{max-width:520px;margin:0 auto}.message{position:relative;padding:6px 0 6px 54px}"
    "[dir=rtl] .message{padding:6px 54px 6px 0}.userpic{position:absolute;inset-inline-start:0;"
    "width:42px;height:42px;border-radius:50%;background:#5a9;color:#fff;text-align:center;"
    "line-height:42px}.date{float:right;color:#888;font-size:12px}[dir=rtl] .date{float:left}"
    ".from_name{color:#3892db;font-weight:700}.service{text-align:center;color:#777;"
    "padding:12px 0}",
    notice=_service,
    shell=_file,
)


def _archive(talk_: Talk) -> Page:
    """Short messages as a table: when, which way, words."""
    ways = {True: talk_.tongue.word("sent"), False: talk_.tongue.word("from")}
    rows: list[str] = []
    said: list[Said] = []
    lines = [row for row in talk_.rows if not isinstance(row, Notice)]
    for n, line in enumerate(lines):
        shown = f"{line.at:%Y-%m-%d %H:%M:%S}"
        rows.append(
            f'<tr class="{"odd" if n % 2 else "even"}"><td>{n + 1}</td><td>{shown}</td>'
            f"<td>{ways[line.own]}</td><td>{body(line)}</td></tr>"
        )
        said.append(Said(line.told, time_shown=shown, side=line.side))
    head = "".join(f"<th>{each}</th>" for each in ("#", "Date", "Type", "Body"))
    inside = (
        f"<h2>{escape(talk_.title)} (+44 7700 900 142)</h2>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
    css = "table{border-collapse:collapse;width:100%}td,th{border:1px solid #bbb;padding:4px 8px;"
    css += "text-align:start;vertical-align:top}.odd{background:#f3f6fa}"
    return Page(
        f"archive-table-{talk_.tongue.code}",
        document(talk_, css, inside),
        tuple(said),
        "https://files.example/messages.html",
    )


def _oneline(talk_: Talk) -> Talk:
    """The conversation with every message in one line."""
    rows = tuple(
        row if isinstance(row, Notice) else replace(row, text=row.text.replace("\n\n", " "))
        for row in talk_.rows
    )
    return replace(talk_, rows=rows)


PAGES: tuple[Page, ...] = (
    _DIVS.page(talk("es", Plan("group", forms=("picture",), notices=()))),
    _DIVS.page(talk("fr", Plan("group", notices=()))),
    _sentences(_oneline(talk("it", Plan("group", notices=("encrypted", "joined"))))),
    _JOINED.page(talk("he", Plan("group", forms=("picture",), notices=("day", "joined")))),
    _archive(talk("en", Plan(notices=()))),
)
