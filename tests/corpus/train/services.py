"""Chats of dating, of markets and of customer services: cards and rows that the service puts in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import MESSENGER, Facts, Kind, body, document, face, messenger, picture
from corpus.scripts import Group, Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Line, Talk


def _liked(group: Group) -> str:
    def row(line: Line) -> str:
        where = "D(f) Jc(fe)" if line.own else "D(f) Jc(fs)"
        photo = (
            ""
            if line.own
            else f'<a href="#profile"><img alt="{escape(line.who.given)}" src="{face("d46")}" '
            f'width="28" '
            'height="28"></a>'
        )
        like = '<button class="lk" aria-label="♥" aria-pressed="false">♡</button>'
        return (
            f'<div class="{where}"><div class="Mt(4px)">{photo}<div class="msg BdRs(20px)">'
            f"{body(line)}"
            f"</div>{'' if line.own else like}</div></div>"
        )

    state = f'<div class="st">{group.tongue.word("sent")}</div>' if group.own else ""
    return f'<div class="msgHelper">{"".join(map(row, group.lines))}{state}</div>'


def _matched(talk_: Talk, rows: str) -> str:
    """The pane, with when the two were brought together above it."""
    text = escape(talk_.tongue.word("match", name=talk_.title.split()[0]))
    head = (
        f'<div class="match"><img src="{picture("c8a")}" alt="" width="90" height="60"><h3>'
        f"{text}</h3></div>"
    )
    return messenger(talk_, rows).replace('<div class="pane">', f'{head}<div class="pane">', 1)


_DATING = Kind(
    "dating-hearts",
    _liked,
    Facts(author="others", shown="none"),
    MESSENGER + r".D\(f\){display:flex}.Jc\(fe\){justify-content:flex-end}.Mt\(4px\){display:flex;"
    "margin-top:4px;gap:6px;max-width:72%;align-items:end}.msg{background:#f0f2f4;padding:9px 14px;"
    r"border-radius:20px}.Jc\(fe\) .msg{background:#106bd5;color:#fff}.Jc\(fe\) a{color:#fff}"
    ".st{text-align:end;font-size:11px;color:#777}.match{display:flex;gap:12px;padding:10px;"
    "align-items:center;border-bottom:1px solid #eee}.match h3{font-size:15px}.lk{color:#aaa}",
    shell=_matched,
)


def _agent(group: Group) -> str:
    def row(line: Line) -> str:
        kind = "user" if line.own else "agent"
        return f'<div class="cw-msg cw-{kind}"><div class="cw-txt">{body(line)}</div></div>'

    last = group.lines[-1]
    head = (
        ""
        if group.own
        else (
            f'<div class="cw-head"><img src="{face("396")}" alt="" width="24" height="24">'
            f"<span>{escape(group.who.name)}</span><span> · {group.tongue.word('support')}</span>"
            f"</div>"
        )
    )
    choices = (
        ""
        if group.own or last.n % 4
        else (
            f'<div class="cw-quick"><button>{group.tongue.word("accept")}</button>'
            f"<button>{group.tongue.word('decline')}</button></div>"
        )
    )
    rows = "".join(map(row, group.lines))
    return (
        f'<div class="cw-group">{head}{rows}{choices}<div class="cw-when">{last.clock}</div></div>'
    )


def _corner(talk_: Talk, rows: str) -> str:
    """A small window over a page that is about something else."""
    spoken = talk_.tongue
    return (
        '<article class="shop"><h1>Molino &amp; Hoja</h1><p>4,90 € · 6,20 € · 11,00 €</p></article>'
        f'<section class="cw" role="dialog"><header>{escape(spoken.word("support"))}</header>'
        f'<div class="cw-scroll">{rows}</div><input placeholder="{escape(spoken.word("write"))}">'
        "</section>"
    )


_SUPPORT = Kind(
    "support-corner",
    _agent,
    Facts(author="others", shown="last"),
    ".shop{padding:40px}.cw{position:fixed;right:20px;bottom:20px;width:360px;height:560px;"
    "display:flex;flex-direction:column;border-radius:14px;box-shadow:0 4px 24px #0004;"
    "background:#fff}.cw header{background:#274;color:#fff;padding:14px;"
    "border-radius:14px 14px 0 0}"
    ".cw-scroll{flex:1;overflow-y:auto;min-height:0;padding:12px}.cw input{border:0;border-top:"
    "1px solid #ddd;padding:12px}.cw-head{display:flex;gap:6px;align-items:center;font-size:12px}"
    ".cw-msg{display:flex;margin:3px 0}.cw-user{justify-content:flex-end}"
    ".cw-txt{background:#f1f3f5;"
    "padding:8px 12px;border-radius:10px;max-width:80%}.cw-user .cw-txt{background:#274;color:#fff}"
    ".cw-user a{color:#fff}.cw-when{font-size:11px;color:#888;text-align:center}.cw-quick button{"
    "border:1px solid #274;border-radius:14px;padding:3px 12px;margin:4px 4px 0 0}"
    ".day-row{text-align:center;font-size:12px;color:#888}",
    notice=lambda notice: f'<div class="day-row">{escape(notice.text)}</div>',
    shell=_corner,
)


_PRICES = {4: "40 €", 9: "45 €"}


def _offer(line: Line) -> tuple[str, Said]:
    """A card that a person made by a button: in their column, in words of the site."""
    spoken = line.tongue
    text = spoken.word("offer", price=_PRICES[line.n])
    buttons = f"<button>{spoken.word('accept')}</button><button>{spoken.word('decline')}</button>"
    card = (
        f'<div class="u-row {"u-end" if line.own else ""}"><div class="offer"><strong>'
        f"{text}</strong>"
        f"<div>{'' if line.own else buttons}</div><time>{line.clock}</time></div></div>"
    )
    return card, Said(text, time_shown=line.clock, side=line.side)


def _market(talk_: Talk) -> Page:
    """A chat about a thing that is sold, with offers between what is said."""
    rows: list[str] = []
    said: list[Said] = []
    facts = Facts(author="none")
    for row in talk_.rows:
        if isinstance(row, Notice):
            rows.append(f'<div class="u-note"><p>{escape(row.text)}</p></div>')
            said.append(Said(row.text, kind="divider"))
            continue
        rows.append(
            f'<div class="u-row {"u-end" if row.own else ""}"><div class="u-cell">{body(row)}'
            f"<time>{row.clock}</time></div></div>"
        )
        said.append(facts.said(Group((row,)), 0))
        if row.n in _PRICES:
            card, told = _offer(row)
            rows.append(card)
            said.append(told)
    spoken = talk_.tongue
    thing = (
        f'<div class="thing"><img src="{picture("b96")}" alt="" width="72" height="48">'
        f"<div><b>{escape(spoken.word('topic'))}</b><div>50 €</div></div></div>"
    )
    css = (
        MESSENGER + ".thing{display:flex;gap:10px;padding:8px 0;border-bottom:1px solid #ddd}"
        ".u-row{display:flex;margin:4px 0}.u-end{justify-content:flex-end}.u-cell,"
        ".offer{padding:8px "
        "12px;border-radius:4px;background:#f2f2f2;max-width:70%}.u-end .u-cell{background:#d8f0f0}"
        ".offer{border:1px solid #099;background:#fff}.offer button{border:1px solid #099;"
        "margin:4px;"
        "padding:2px 8px}time{display:block;font-size:11px;color:#777}.u-note{text-align:center;"
        "font-size:12px;color:#666}"
    )
    html = document(talk_, css, messenger(talk_, thing + "".join(rows)))
    return Page(f"market-with-offers-{spoken.code}", html, tuple(said))


PAGES: tuple[Page, ...] = (
    _DATING.page(talk("fr", Plan(forms=("picture", "voice"), turned=True))),
    _SUPPORT.page(talk("es", Plan(turned=True))),
    _market(talk("pt", Plan(notices=("day", "encrypted")))),
    _market(talk("de", Plan(cut=(0, 20)))),
)
