"""Conversations out of messengers as files, each in the markup of another program."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import Facts, Kind, body, document
from corpus.scripts import Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Group, Line, Talk


def _whole(talk_: Talk, rows: str) -> str:
    return f"<h1>{escape(talk_.title)}</h1>{rows}"


def _full(line: Line) -> str:
    return f"{line.tongue.full(line.at)}, {line.clock}"


def _tapped(group: Group) -> str:
    def row(line: Line) -> str:
        tapbacks = "".join(
            f'<div class="tapback"><span class="tb">{heart}</span> {escape(line.who.given)}</div>'
            for heart, _n in line.hearts
        )
        bubbles = "".join(
            f'<div class="message_part"><span class="bubble">{body(part)}</span></div>'
            for part in (line,)
        )
        who = line.tongue.word("you") if line.own else line.who.name
        read = f'<span class="tapbacks">{tapbacks}</span>' if tapbacks else ""
        return (
            f'<div class="message"><div class="{"sent" if line.own else "received"}"><p><span '
            f'class="timestamp"><a title="{line.n:08X}">{_full(line)}</a>'
            f" ({line.tongue.word('read')})"
            f'</span><span class="sender">{escape(who)}</span></p><hr>{bubbles}{read}</div></div>'
        )

    return "".join(map(row, group.lines))


_TAPPED = Kind(
    "file-sent-and-received",
    _tapped,
    Facts(own="you", clock=_full),
    "body{padding:10px 40px}.message{display:flow-root;margin:10px 0}.sent,.received{max-width:60%;"
    "padding:8px 14px;border-radius:20px}.sent{float:right;background:#1982fc;color:#fff}.received{"
    "float:left;background:#d8d8d8}.message p{margin:0;font-size:11px}.sender{display:block;"
    "font-size:"
    "14px}.sent a{color:#fff}hr{border:0;margin:3px}.announcement{text-align:center;color:#777;"
    "font-style:italic}",
    notice=lambda notice: f'<div class="announcement"><p>{escape(notice.text)}</p></div>',
    shell=_whole,
)


def _cited(group: Group) -> str:
    def row(line: Line) -> str:
        who = line.tongue.word("you") if line.own else line.who.name
        number = "" if line.own else "tel:+4915550001"
        return (
            f'<div class="message"><abbr class="dt" '
            f'title="{line.at.isoformat(timespec="milliseconds")}">'
            f'{line.at:%d.%m.%Y, %H:%M:%S}</abbr>: <cite class="sender vcard"><a class="tel" '
            f'href="{number}"><span class="fn">{escape(who)}</span></a></cite>: <q>'
            f"{body(line)}</q></div>"
        )

    return "".join(map(row, group.lines))


_CITED = Kind(
    "file-of-cited-senders",
    _cited,
    Facts(own="you", moment="each", clock=lambda line: f"{line.at:%d.%m.%Y, %H:%M:%S}"),
    "body{padding:16px}.message{margin:4px 0}abbr{color:#777;"
    "text-decoration:none}cite{font-weight:700;"
    "font-style:normal}q{quotes:none}h1{font-size:18px}",
    shell=_whole,
)


def _paired(group: Group) -> str:
    """Two paragraphs a message, side by side with all others: who and when, then what."""
    return "".join(
        f'<p style="color:#006efe"><b>{escape(line.who.name)}</b> '
        f'{line.at:%Y-%m-%d %H:%M:%S}</p><p class="c">{body(line)}</p>'
        for line in group.lines
    )


_PAIRED = Kind(
    "file-of-paired-paragraphs",
    _paired,
    Facts(sides=False, clock=lambda line: f"{line.at:%Y-%m-%d %H:%M:%S}"),
    "body{padding:16px}p{margin:0 0 2px;font-size:13px}p.c{font-size:15px;margin:0 0 12px 18px}",
    notice=lambda notice: f'<p align="center">{escape(notice.text)}</p>',
    shell=_whole,
)


def _fields(talk_: Talk) -> Page:
    """Every message as a small table of fields and values."""
    tables: list[str] = []
    said: list[Said] = []
    lines = [row for row in talk_.rows if not isinstance(row, Notice)]
    for line in lines:
        shown = f"{line.at:%Y-%m-%d %H:%M:%S} +0100"
        fields = (
            ("Author", escape(line.who.name)),
            ("Sent", f'<span data-utc="{line.moment}">{shown}</span>'),
            ("Body", body(line)),
        )
        rows = "".join(
            f'<div class="row"><div class="k">{key}</div><div class="v">{value}</div></div>'
            for key, value in fields
        )
        tables.append(f'<div class="block">{rows}</div>')
        said.append(Said(line.told, line.who.name, line.moment, shown))
    css = ".block{border:1px solid #999;margin:8px}.row{display:flex}.k{width:90px;background:#eee;"
    css += "padding:3px 6px;font-weight:700}.v{padding:3px 6px}"
    inside = f"<h1>Unified Messages</h1><div>{''.join(tables)}</div>"
    html = document(talk_, css, inside)
    return Page(f"file-of-fields-{talk_.tongue.code}", html, tuple(said))


PAGES: tuple[Page, ...] = (
    _TAPPED.page(talk("en", Plan("group", forms=("picture",), notices=("renamed",)))),
    _CITED.page(talk("de", Plan(notices=()))),
    _PAIRED.page(talk("ko", Plan("group", notices=("joined",)))),
    _fields(talk("fr", Plan("group", notices=()))),
)
