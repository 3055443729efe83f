"""Chats of dating, of tickets and of markets, with what the service says between."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import Facts, Kind, body, document, face, picture
from corpus.scripts import Group, Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Line, Talk


def _photo_first(group: Group) -> str:
    """The first message is a word about a photo, which stands above it."""

    def row(line: Line) -> str:
        about = (
            f'<figure class="liked"><img src="{picture("d9a")}" alt="" width="140" height="94">'
            '<svg width="18" height="18"><path d="M9 16 2 8l3-5 4 3 4-3 3 5z" fill="#e35"/></svg>'
            "</figure>"
            if line.n in {0, 7}
            else ""
        )
        return f'<div class="b {"b1" if line.own else "b0"}">{about}<p>{body(line)}</p></div>'

    last = group.lines[-1]
    state = (
        f'<div class="state">{last.tongue.word("delivered")} · {last.clock}</div>'
        if last.own
        else ""
    )
    return "".join(map(row, group.lines)) + state


class _OwnTimes(Facts):
    """Only what the person before the screen said bears a time, below the last of it."""

    def said(self, group: Group, place: int) -> Said:
        """What is to be read of one message of a group."""
        line = group.lines[place]
        last = line.own and place == len(group.lines) - 1
        return Said(line.told, time_shown=line.clock if last else "", side=line.side)


def _date(talk_: Talk, rows: str) -> str:
    spoken = talk_.tongue
    return (
        f'<div class="d"><div class="d-top"><img src="{face("d69")}" alt="" width="36" height="36">'
        f'<b>{escape(talk_.title)}</b></div><div class="d-pane"><div class="d-match">'
        f'{escape(spoken.word("match", name=talk_.title))}</div>{rows}</div><div class="d-typing" '
        f'aria-live="polite">{escape(spoken.word("typing", name=talk_.title))}</div></div>'
    )


_DATE = Kind(
    "dating-photo-remarks",
    _photo_first,
    _OwnTimes(),
    ".d{max-width:520px;margin:0 auto;height:100vh;display:flex;"
    "flex-direction:column}.d-top{padding:10px;"
    "display:flex;gap:8px;align-items:center}.d-pane{flex:1;overflow-y:auto;min-height:0;"
    "padding:10px}"
    ".d-match{text-align:center;color:#b36}.b{margin:5px 0;width:fit-content;max-width:78%}.b1{"
    "margin-left:auto}.b p{margin:0;padding:9px 14px;border-radius:16px;background:#f4f4f4}.b1 p{"
    "background:linear-gradient(90deg,#f36,#f93);"
    "color:#fff}.b1 a{color:#fff}.state{text-align:right;"
    "font-size:11px;color:#999}.liked img{border-radius:12px}.d-typing{color:#999;padding:6px 12px}"
    ".when{text-align:center;color:#aaa;font-size:12px}",
    notice=lambda notice: f'<div class="when">{escape(notice.text)}</div>',
    shell=_date,
)


def _ticket(group: Group) -> str:
    def row(line: Line) -> str:
        badge = "" if line.own else f'<span class="badge">{line.tongue.word("support")}</span>'
        return (
            f'<article class="reply{" is-client" if line.own else ""}"><header><img src="'
            f'{face("58b" if line.own else "b85")}" alt="" width="36" height="36"><strong>'
            f'{escape(line.who.name)}</strong>{badge}<time datetime="{line.at.isoformat()}">'
            f'{line.tongue.date(line.at)}, {line.clock}</time></header><div class="zd-comment"><p>'
            f"{body(line, '</p><p>')}</p></div></article>"
        )

    return "".join(map(row, group.lines))


def _case(talk_: Talk, rows: str) -> str:
    spoken = talk_.tongue
    return (
        f'<main class="case"><h1>{escape(spoken.word("topic"))} <small>#48213</small></h1>{rows}'
        f"<form><textarea></textarea><button>{escape(spoken.word('send'))}</button></form></main>"
    )


_TICKET = Kind(
    "ticket-with-badges",
    _ticket,
    Facts(
        moment="each",
        sides=False,
        clock=lambda line: f"{line.tongue.date(line.at)}, {line.clock}",
    ),
    ".case{max-width:760px;margin:0 auto;padding:14px}.reply{border-bottom:1px solid #ddd;"
    "padding:10px 0}"
    ".reply header{display:flex;gap:8px;align-items:center}.badge{background:#e4f4ea;"
    "border-radius:4px;"
    "padding:0 6px;font-size:12px}.reply time{color:#777;font-size:12px;margin-inline-start:auto}"
    ".zd-comment p{margin:6px 44px}.audit{color:#777;padding:8px 0;border-bottom:1px solid #ddd}",
    notice=lambda notice: f'<div class="audit">{escape(notice.text)}</div>',
    shell=_case,
)


def _step(line: Line) -> tuple[str, Said] | None:
    """What the market itself says after some of the messages."""
    spoken = line.tongue
    texts = {5: spoken.word("offer", price="¥120"), 14: f"{spoken.word('accept')} ¥120"}
    if line.n not in texts:
        return None
    text = texts[line.n]
    card = (
        f'<div class="sys-card"><i class="ic"></i><span>{escape(text)}</span>'
        f"<button>{spoken.word('more')}</button></div>"
    )
    return card, Said(text, kind="divider")


def _pair(line: Line) -> str:
    """A message beside a face."""
    colour = "c63" if line.own else "36c"
    head = f'<img class="hd" src="{face(colour)}" alt="" width="34" height="34">'
    box = f'<div class="bx">{body(line)}</div>'
    state = f'<em class="rd">{line.tongue.word("read")}</em>' if line.own else ""
    pair = f"{state}{box}{head}" if line.own else f"{head}{box}"
    edge = "end" if line.own else "start"
    return f'<div class="mg"><div class="ln" style="justify-content:{edge}">{pair}</div></div>'


def _market(talk_: Talk) -> Page:
    """A chat below the thing that is sold; faces on both sides, names on neither."""
    rows: list[str] = []
    said: list[Said] = []
    facts = Facts(author="none", shown="none")
    for row in talk_.rows:
        if isinstance(row, Notice):
            rows.append(f'<div class="tl"><span>{escape(row.text)}</span></div>')
            said.append(Said(row.text, kind="divider"))
            continue
        rows.append(_pair(row))
        said.append(facts.said(Group((row,)), 0))
        if (step := _step(row)) is not None:
            rows.append(step[0])
            said.append(step[1])
    spoken = talk_.tongue
    head = (
        f'<div class="goods"><img src="{picture("579")}" alt="" width="60" height="40"><div>'
        f"¥150</div>"
        f"<div>{escape(spoken.word('topic'))}</div></div>"
    )
    css = (
        ".goods{display:flex;gap:10px;padding:10px;"
        "border-bottom:1px solid #ddd}.wrap{max-width:620px;"
        "margin:0 auto}.ln{display:flex;gap:8px;margin:7px 0;"
        "align-items:flex-start}.bx{background:#f5f5f5;"
        "border-radius:8px;padding:8px 11px;max-width:62%}.ln[style*=end] .bx{background:#ffe60f}"
        ".rd{"
        "font-size:11px;color:#999;align-self:end}.tl,.sys-card{text-align:center;color:#888;"
        "font-size:12px;"
        "margin:8px}.sys-card{border:1px solid #eee;padding:8px;border-radius:8px}.sys-card button{"
        "color:#07c;margin-inline-start:10px}"
    )
    html = document(talk_, css, f'<div class="wrap">{head}<div>{"".join(rows)}</div></div>')
    return Page(f"market-with-steps-{spoken.code}", html, tuple(said))


PAGES: tuple[Page, ...] = (
    _DATE.page(talk("ko", Plan(forms=("voice", "picture")))),
    _DATE.page(talk("fr", Plan(turned=True, notices=("day",)))),
    _TICKET.page(talk("he", Plan(notices=("day",), turned=True))),
    _market(talk("zh", Plan(forms=("picture",)))),
)
