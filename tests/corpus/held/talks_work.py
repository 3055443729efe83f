"""Chats of people who work or play together, with answers, threads and topics."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import Facts, Kind, body, document, words
from corpus.scripts import Group, Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Line, Talk


def _above(line: Line) -> str:
    """Whom a message answers, above it: their name and the first of their words."""
    if line.answers is None:
        return ""
    asked = line.answers
    return (
        f'<div id="ctx-{line.n}" class="replied"><span class="u2">@{escape(asked.who.name)}</span>'
        f'<div class="prev">{words(asked.told, " ")}</div></div>'
    )


def _server(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        iso = line.moment.replace("Z", ".000Z")
        head = (
            f'<h3 class="hd_9271"><span class="username_c19">{escape(line.who.name)}</span><span '
            f'class="ts_c19"><time datetime="{iso}" id="ts-{line.n}"><i class="sep">[</i>'
            f"{line.clock}"
            '<i class="sep">]</i></time></span></h3>'
        )
        gutter = f'<span class="ts_c19 alt"><time datetime="{iso}">{line.clock}</time></span>'
        edited = (
            f'<time class="edit" datetime="{iso}">({line.tongue.word("edited")})</time>'
            if line.edited
            else ""
        )
        hearts = "".join(
            f'<div class="rx" role="button" aria-label="{heart}, {n}">{heart}<b>{n}</b></div>'
            for heart, n in line.hearts
        )
        return (
            f'<li id="chat-messages-{line.n}"><div class="message__5126" role="article">'
            f"{_above(line)}"
            f'<div class="contents">{gutter if place else head}<div id="message-content-{line.n}" '
            f'class="markup"><span>{body(line)}</span>{edited}</div></div>{hearts}</div></li>'
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


def _guild(talk_: Talk, rows: str) -> str:
    people = "".join(f"<li>{escape(who.name)}</li>" for who in talk_.tongue.people())
    return (
        f'<div class="guild"><main><h1># {escape(talk_.title)}</h1>'
        f'<ol data-list-id="chat-messages">{rows}'
        f'</ol><div role="textbox" class="say"></div></main><aside><ul>{people}</ul></aside></div>'
    )


def _stretch(notice: Notice) -> str:
    return f'<div class="divider__5126" role="separator"><span>{escape(notice.text)}</span></div>'


_SERVER = Kind(
    "work-server-list",
    _server,
    Facts(shown="first", moment="each", sides=False),
    ".guild{display:flex;height:100vh}main{flex:1;display:flex;flex-direction:column;"
    "min-width:0}h1{"
    "font-size:16px;padding:0 16px}ol{flex:1;overflow-y:auto;min-height:0}aside{width:180px;"
    "background:"
    "#f2f3f5;padding:12px}.message__5126{position:relative;"
    "padding:2px 16px 2px 72px}.hd_9271{margin:"
    "8px 0 0;font-size:15px}.ts_c19{font-size:12px;color:#777;font-weight:400;margin-left:8px}.sep{"
    "position:absolute;opacity:0;width:1px}.alt{position:absolute;left:8px;visibility:hidden}"
    ".message__5126:hover .alt{visibility:visible}.replied{font-size:13px;color:#666;display:flex;"
    "gap:4px}.prev{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.edit{font-size:11px;"
    "color:#999}.rx{display:inline-block;background:#eef;border-radius:6px;padding:1px 6px;"
    "margin-right:4px}.divider__5126{border-top:1px solid #ddd;text-align:center;height:0;"
    "margin:16px}"
    ".divider__5126 span{position:relative;top:-10px;background:#fff;padding:0 6px;font-size:12px}"
    ".say{min-height:42px;background:#ebedef;border-radius:8px;margin:12px}",
    notice=_stretch,
    shell=_guild,
)


_TOPICS = ("depot", "labels")


def _topics(talk_: Talk) -> Page:
    """Messages under bars of topics: a name once, a time on each."""
    said: list[Said] = []
    rows: list[str] = []
    facts = Facts(moment="each", sides=False)
    for block in talk_.blocks():
        if isinstance(block, Notice):
            bar = f"#{_TOPICS[block.at.day % 2]}"
            rows += [
                f'<div class="message_header recipient"><span>{bar}</span></div>',
                f'<div class="date_row"><span>{escape(block.text)}</span></div>',
            ]
            said += [Said(bar, kind="divider"), Said(block.text, kind="divider")]
            continue
        for place, line in enumerate(block.lines):
            rows.append(_topic_row(line, place))
            said.append(facts.said(block, place))
    css = (
        ".app{max-width:760px;margin:0 auto;height:100vh;"
        "overflow-y:auto}.message_header{background:"
        "#e2d3f0;padding:6px 12px;font-weight:600}.date_row{color:#777;font-size:12px;"
        "padding:4px 12px;"
        "text-align:right}.message_row{display:grid;grid-template-columns:44px 1fr 70px;"
        "padding:4px 12px}"
        ".message_avatar{width:34px;height:34px;border-radius:4px;background:#795}.sender_name{"
        "font-weight:700;display:block}.message_time{color:#999;font-size:12px;text-align:right}"
        ".status-message{font-style:italic}p{margin:0}"
    )
    inside = f'<main class="app" role="main">{"".join(rows)}</main>'
    html = document(talk_, css, inside)
    return Page(f"work-topics-{talk_.tongue.code}", html, tuple(said))


def _topic_row(line: Line, place: int) -> str:
    name = escape(line.who.name)
    avatar = '<div class="message_avatar"></div>' if place == 0 else "<div></div>"
    sender = f'<span class="sender_name" role="button">{name}</span>' if place == 0 else ""
    epoch = int(line.at.timestamp())
    return (
        f'<div class="message_row{" include-sender" if place == 0 else ""}" '
        f'data-message-id="{line.n}" '
        f'data-timestamp="{epoch}">{avatar}<div>{sender}<div class="message_content"><p>'
        f'{body(line, "</p><p>")}</p></div></div><a class="message_time" href="#m{line.n}">'
        f"{line.clock}"
        "</a></div>"
    )


def _panel(talk_: Talk) -> Page:
    """A message and what was answered to it, in a panel beside a channel."""
    said: list[Said] = []
    rows: list[str] = []
    lines = [row for row in talk_.rows if not isinstance(row, Notice)]
    for n, line in enumerate(lines):
        shown = f"{line.tongue.date(line.at)}, {line.clock}"
        name = line.tongue.word("you") if line.own else line.who.name
        rows.append(
            f'<div class="c-msg" aria-posinset="{n + 1}"><div class="c-msg-top"><b>'
            f"{escape(name)}</b>"
            f'<span class="c-role"> · Depot</span> <a href="#{n}" title="{line.at.isoformat()}">'
            f"{shown}</a>"
            f'</div><div class="c-msg-body">{body(line, "<br><br>")}</div></div>'
        )
        said.append(Said(line.told, name, line.moment, shown, line.side))
        if n == 0:
            count = talk_.tongue.word("replies", n=len(lines) - 1)
            rows.append(f'<div class="c-sep" role="separator"><span>{count}</span><hr></div>')
            said.append(Said(count, kind="divider"))
    title = escape(talk_.tongue.word("chats"))
    css = (
        ".panel{margin-left:auto;width:520px;height:100vh;overflow-y:auto;"
        "border-left:1px solid #ccc;"
        "padding:12px 16px}.c-msg{padding:7px 0}.c-msg-top a,.c-role{color:#777;"
        "font-size:12px}.c-sep{"
        "display:flex;gap:8px;align-items:center;color:#777;font-size:13px}.c-sep hr{flex:1}"
    )
    inside = f'<div class="panel" role="complementary"><h2>{title}</h2>{"".join(rows)}</div>'
    html = document(talk_, css, inside)
    return Page(f"work-thread-panel-{talk_.tongue.code}", html, tuple(said))


PAGES: tuple[Page, ...] = (
    _SERVER.page(
        talk("en", Plan("group", forms=("picture",), notices=("day", "unread"), answers=True))
    ),
    _SERVER.page(talk("pt", Plan("group", notices=("day",)))),
    _topics(talk("de", Plan("group", forms=("deleted",)))),
    _panel(talk("es", Plan("group", forms=("picture",)))),
)
