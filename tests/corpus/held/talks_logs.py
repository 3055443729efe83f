"""Lines of games, of broadcasts and of channels that are no paragraphs of their own."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import Facts, Kind, body, document, face, words
from corpus.scripts import Group, Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Line, Talk


def _short(line: Line) -> str:
    return f"{line.at:%H:%M}"


def _oneline(talk_: Talk) -> Talk:
    """The conversation with every message in one line."""
    rows = tuple(
        row if isinstance(row, Notice) else replace(row, text=row.text.replace("\n\n", " "))
        for row in talk_.rows
    )
    return replace(talk_, rows=rows)


def _game(group: Group) -> str:
    def row(line: Line) -> str:
        level = line.tongue.word("level", n=7 + len(line.who.handle))
        channel = ("party", "guild")[line.n % 2]
        return (
            f'<div class="ln ch-{channel}"><span class="stamp">[{_short(line)}]</span>'
            f' <span class="tag">'
            f'[{channel}]</span> <span class="lv">[{level}]</span> <a class="pl" href="#p">'
            f'{escape(line.who.handle)}</a> <span class="ar">»</span> <span>'
            f"{words(line.text, ' ')}"
            "</span></div>"
        )

    return "".join(map(row, group.lines))


def _screen(_talk: Talk, rows: str) -> str:
    return (
        '<div class="world"><div class="hud"><div class="tabs"><button>party</button><button>guild'
        f'</button></div><div class="lines">{rows}</div><input></div></div>'
    )


_GAME = Kind(
    "log-of-a-game",
    _game,
    Facts(handle=True, sides=False, clock=_short),
    ".world{height:100vh;background:linear-gradient(#345,#121)}.hud{position:absolute;left:16px;"
    "bottom:16px;width:520px;background:#000a;color:#eee;padding:8px;"
    "font-size:13px}.lines{height:340px;"
    "overflow-y:auto}.ch-party{color:#9cf}.ch-guild{color:#9f9}.stamp,.ar{color:#999}"
    ".pl{color:#fd6}"
    ".lv{color:#bbb}.tabs button{color:#ccc;margin-right:8px}.news{color:#fc6}.hud a{color:#fd6}",
    notice=lambda notice: f'<div class="ln news">{escape(notice.text)}</div>',
    shell=_screen,
)


def _live(group: Group) -> str:
    def row(line: Line) -> str:
        owner = ' author-type="owner"' if line.own else ""
        paid = line.n % 8 == 6
        tag = "live-paid-message" if paid else "live-text-message"
        amount = f'<div id="amount">{5 + line.n},00 €</div>' if paid else ""
        chip = '<span id="badge" aria-hidden="true">🔧</span>' if line.own else ""
        return (
            f'<{tag}{owner}><div id="photo"><img alt="" src="{face("967")}" width="24" '
            f'height="24"></div>'
            f'<div id="content"><span id="at">{_short(line)}</span><span id="author">'
            f'<span id="author-name" dir="auto">{escape(line.who.name)}</span>{chip}</span>{amount}'
            f'<span id="message" dir="auto">{body(line, " ")}</span></div>'
            f'<div id="menu"><button aria-label="{line.tongue.word("more")}">⋮</button></div>'
            f"</{tag}>"
        ).replace(' id="', f' data-n="{line.n}" class="')

    return "".join(map(row, group.lines))


def _film(talk_: Talk, rows: str) -> str:
    return (
        f'<div class="film"><div class="screen"></div><live-chat><div class="items">{rows}</div>'
        f'<div class="say">{escape(talk_.tongue.word("write"))}</div></live-chat></div>'
    )


_LIVE = Kind(
    "log-of-a-broadcast",
    _live,
    Facts(sides=False, clock=_short),
    ".film{display:grid;grid-template-columns:1fr 400px;"
    "height:100vh}.screen{background:#222}live-chat{"
    "display:flex;flex-direction:column;min-height:0;border-left:1px solid #ddd}.items{flex:1;"
    "overflow-y:"
    "auto;min-height:0}live-text-message,live-paid-message{display:flex;gap:10px;padding:5px 14px;"
    "font-size:13px}live-paid-message{background:#ffd54a;border-radius:6px;"
    "margin:5px}.content{flex:1}"
    ".at{color:#999;font-size:11px;margin-right:7px}.author{color:#666;font-weight:600;"
    "margin-right:7px}"
    "[author-type=owner] .author{background:#ffd600;color:#111;padding:1px 4px;border-radius:3px}"
    ".amount{font-weight:700}.menu{opacity:.3}live-note{display:block;padding:6px 14px;background:"
    "#eef;font-size:13px}.say{border-top:1px solid #ddd;padding:12px;color:#888}",
    notice=lambda notice: f"<live-note>{escape(notice.text)}</live-note>",
    shell=_film,
)


def _columns(talk_: Talk) -> Page:
    """A log as a table: time, nick, words; what happened spans all of it."""
    rows: list[str] = []
    said: list[Said] = []
    facts = Facts(handle=True, sides=False, clock=_short)
    for row in talk_.rows:
        if isinstance(row, Notice):
            rows.append(f'<tr class="ev"><td colspan="3">— {escape(row.text)}</td></tr>')
            said.append(Said(row.text, kind="divider"))
            continue
        rows.append(
            f'<tr id="t{row.at:%H%M%S}"><td><a href="#t{row.at:%H%M%S}">{_short(row)}</a></td>'
            f'<th scope="row">{escape(row.who.handle)}</th><td>{body(row)}</td></tr>'
        )
        said.append(facts.said(Group((row,)), 0))
    css = "td,th{padding:1px 8px;text-align:start;vertical-align:top;font:13px monospace}"
    css += "th{text-align:end;color:#06c;border-inline-end:1px solid #ccc}.ev td{color:#888}"
    html = document(talk_, css, f'<table class="log"><tbody>{"".join(rows)}</tbody></table>')
    return Page(
        f"log-in-columns-{talk_.tongue.code}", html, tuple(said), "https://logs.example/l/2"
    )


def _breaks(talk_: Talk) -> Page:
    """A chat saved as text in which only breaks part the messages."""
    lines: list[str] = []
    said: list[Said] = []
    for row in talk_.rows:
        if isinstance(row, Notice):
            lines.append(f'<font color="#008800">{escape(row.text)}</font>')
            said.append(Said(row.text, kind="divider"))
            continue
        shown = f"{row.at:%H:%M:%S}"
        lines.append(
            f'<font color="#16569e"><font size="2">({shown})</font> <b>'
            f"{escape(row.who.name)}:</b></font>"
            f" {body(row)}"
        )
        said.append(Said(row.told, row.who.name, time_shown=shown))
    inside = f"<h3>{escape(talk_.title)}</h3>" + "<br>\n".join(lines)
    html = document(talk_, "body{padding:14px}", inside)
    return Page(f"log-parted-by-breaks-{talk_.tongue.code}", html, tuple(said))


PAGES: tuple[Page, ...] = (
    _GAME.page(talk("ja", Plan("group", notices=("joined", "left")))),
    _LIVE.page(talk("pt", Plan("group", notices=("joined",)))),
    _columns(_oneline(talk("it", Plan("group", notices=("joined", "left"))))),
    _breaks(_oneline(talk("en", Plan("group", notices=("joined",))))),
)
