"""Chats whose names stand in odd places: on pictures, in tips, in styles, in what is only "
"spoken."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import Facts, Kind, body, face
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line, Talk


def _room(talk_: Talk, rows: str) -> str:
    """A room: who is here, above; what is said, below; somebody who types at its end."""
    spoken = talk_.tongue
    here = escape(spoken.word("members", n=len(spoken.people())))
    typing = escape(spoken.word("typing", name=spoken.people()[1].name))
    return (
        f'<div class="room"><div class="bar"><strong>{escape(talk_.title)}</strong> <span>'
        f"{here}</span>"
        f'</div><div class="stream" tabindex="0"><a class="older" href="#older">'
        f'{escape(spoken.word("earlier"))}</a>{rows}<p class="now"><i></i><i></i><i></i>'
        f" {typing}</p>"
        f'</div><div class="say"><input aria-label="{escape(spoken.word("write"))}"></div></div>'
    )


_ROOM = (
    ".room{height:100vh;display:grid;grid-template-rows:auto 1fr auto}.bar{padding:10px 14px;"
    "background:#fafafa;border-bottom:1px solid #ddd}.bar span{color:#777;font-size:13px}"
    ".older{display:block;text-align:center}.now{color:#999;font-size:13px}.now i{display:"
    "inline-block;width:6px;height:6px;border-radius:3px;background:#bbb;margin-inline-end:3px}"
    ".stream{overflow-y:auto;padding:10px 14px;min-height:0}.say{padding:8px 14px}.say input{"
    "width:100%;padding:8px;border:1px solid #bbb;border-radius:6px}"
)


def _faces(group: Group) -> str:
    """Only the last of several has a picture, and only that has a name."""

    def row(place: int, line: Line) -> str:
        end = place == len(group.lines) - 1
        name = escape(line.who.name)
        picture = (
            f'<img src="{face("57a")}" alt="{name}" title="{name}" width="28" height="28">'
            if end and not line.own
            else '<span class="gap"></span>'
        )
        return (
            f'<div class="fr{" fr-o" if line.own else ""}">{picture}<div class="fb">'
            f"{body(line)}</div></div>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


_FACES = Kind(
    "names-on-last-picture",
    _faces,
    Facts(author="others", shown="none"),
    _ROOM + ".fr{display:flex;gap:6px;align-items:end;margin:2px 0}.gap{width:28px;flex:none}.fb{"
    "background:#f0f0f5;padding:7px 13px;border-radius:17px;max-width:64%}.fr-o{flex-direction:"
    "row-reverse}.fr-o .fb{background:#3797f0;color:#fff}.fr-o a{color:#fff}"
    ".when{text-align:center;"
    "color:#888;font-size:12px;margin:12px}",
    notice=lambda notice: f'<div class="when">{escape(notice.text)}</div>',
    shell=_room,
)


def _tips(group: Group) -> str:
    rows = "".join(
        f'<p class="said" title="{line.tongue.date(line.at)} {line.clock}">{body(line)}</p>'
        for line in group.lines
    )
    return (
        f'<div class="by{" by-me" if group.own else ""}"><abbr class="ini" '
        f'title="{escape(group.who.name)}">{group.who.initials}</abbr><div>{rows}</div></div>'
    )


_TIPS = Kind(
    "names-in-tips-of-initials",
    _tips,
    Facts(clock=lambda line: f"{line.tongue.date(line.at)} {line.clock}"),
    _ROOM + ".by{display:grid;grid-template-columns:40px minmax(0,60%);gap:8px;margin:9px 0}.by-me{"
    "grid-template-columns:minmax(0,60%) 40px;justify-content:end;"
    "direction:ltr}.by-me .ini{order:2}"
    ".ini{width:36px;height:36px;border-radius:50%;background:#846;color:#fff;text-align:center;"
    "line-height:36px;text-decoration:none}.said{margin:2px 0;background:#f6f1f4;padding:6px 12px;"
    "border-radius:8px}.by-me .said{background:#e2ecdf}.line{border-top:1px solid #ccc;color:#999}",
    notice=lambda notice: f'<div class="line">{escape(notice.text)}</div>',
    shell=_room,
)


def _terms(group: Group) -> str:
    first = group.lines[0]
    said = "".join(f"<dd>{body(line)}</dd>" for line in group.lines)
    return (
        f'<dl class="{"dm" if group.own else "do"}"><dt>{escape(group.who.name)} '
        f'<time datetime="{first.at.isoformat()}">{first.clock}</time></dt>{said}</dl>'
    )


_TERMS = Kind(
    "names-as-terms",
    _terms,
    Facts(shown="first", moment="first"),
    _ROOM
    + "dl{margin:10px 0;width:70%}.dm{margin-inline-start:30%;text-align:end}dt{font-weight:700;"
    "color:#465}dt time{font-weight:400;color:#888;font-size:12px}dd{padding:3px 0}.dm dd{color:"
    "#0a5}",
    notice=lambda notice: f'<h3 class="d">{escape(notice.text)}</h3>',
    shell=_room,
)


def _styled(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        name = "" if place or line.own else f' data-sender="{escape(line.who.name)}"'
        side = "sent" if line.own else "received"
        return (
            f'<li class="bubble-{side}"{name}><span>{body(line)}</span>'
            f"<small>{line.clock}</small></li>"
        )

    rows = "".join(row(place, line) for place, line in enumerate(group.lines))
    return f'<ol class="cluster">{rows}</ol>'


_STYLED = Kind(
    "names-by-style",
    _styled,
    Facts(author="others"),
    _ROOM
    + ".cluster{display:flow-root;margin:8px 0}.cluster li{clear:both;max-width:68%;padding:6px "
    "12px;margin:2px 0;border-radius:5px}.bubble-received{float:left;background:#fff;"
    "border:1px solid "
    "#ddd}.bubble-sent{float:right;background:#a6e3ff}li[data-sender]:before{content:"
    "attr(data-sender);display:block;font-weight:700;font-size:12px;"
    "color:#c50}li small{display:block;"
    "color:#888;font-size:11px}.d{text-align:center;color:#888}",
    notice=lambda notice: f'<p class="d">{escape(notice.text)}</p>',
    shell=_room,
)


def _unseen(group: Group) -> str:
    def row(line: Line) -> str:
        who = line.tongue.word("you") if line.own else line.who.name
        return (
            f'<div class="tw {"tw-r" if line.own else "tw-l"}"><h5 class="visually-hidden">'
            f'{escape(who)}, {line.clock}</h5><div class="tw-c">{body(line)}</div></div>'
        )

    return "".join(map(row, group.lines))


_UNSEEN = Kind(
    "names-in-unseen-headings",
    _unseen,
    Facts(own="you"),
    _ROOM + ".visually-hidden{position:absolute!important;width:1px;height:1px;overflow:hidden;"
    "clip:rect(0 0 0 0);white-space:nowrap;margin:0}.tw{display:grid;margin:4px 0}.tw-c{background:"
    "#eee6da;border-radius:8px;padding:7px 12px;max-width:440px;justify-self:start}.tw-r .tw-c{"
    "justify-self:end;background:#cfe8e2}.d{text-align:center;color:#887}",
    notice=lambda notice: f'<div class="d"><em>{escape(notice.text)}</em></div>',
    shell=_room,
)


def _labelled(group: Group) -> str:
    """Articles whose name is the text of another element, told by its id."""
    base = f"g{group.lines[0].n}"

    def row(line: Line) -> str:
        hearts = " ".join(heart for heart, _n in line.hearts)
        marks = f'<i class="hs">{hearts}</i>' if hearts else ""
        return (
            f'<div role="article" aria-labelledby="{base}-who" class="lb-c">'
            f'<div dir="auto">{body(line)}</div>{marks}</div>'
        )

    last = group.lines[-1]
    foot = (
        f'<div class="lb-h"><span id="{base}-who">{escape(group.who.name)}</span> '
        f'<span data-epoch="{int(last.at.timestamp())}">{last.clock}</span></div>'
    )
    rows = "".join(map(row, group.lines))
    return f'<section class="lb{" lb-self" if group.own else ""}">{rows}{foot}</section>'


_LABELLED = Kind(
    "names-by-reference-below",
    _labelled,
    Facts(shown="last", moment="last"),
    _ROOM + ".lb{display:flex;flex-direction:column;align-items:flex-start;margin:10px 0}.lb-self{"
    "align-items:flex-end}.lb-c{background:#f3f3f3;padding:7px 12px;margin:1px 0;max-width:66%}"
    ".lb-self .lb-c{background:#e0f0ff}.lb-h{font-size:12px;color:#777}.hs{font-size:12px}"
    ".d{text-align:center;color:#999}",
    notice=lambda notice: (
        f'<div class="d" role="heading" aria-level="3">{escape(notice.text)}</div>'
    ),
    shell=_room,
)


PAGES: tuple[Page, ...] = (
    _FACES.page(talk("ko", Plan("group", forms=("picture",)))),
    _FACES.page(talk("ar", Plan("group", forms=("picture", "voice")))),
    _TIPS.page(talk("it", Plan("group", forms=("picture",), notices=("day", "unread")))),
    _TERMS.page(talk("ar", Plan("group", notices=("day", "joined")))),
    _STYLED.page(talk("ja", Plan("group", forms=("voice",), notices=("day", "left")))),
    _UNSEEN.page(talk("en", Plan("group", forms=("picture",), notices=("day", "renamed")))),
    _UNSEEN.page(talk("he", Plan(turned=True))),
    _LABELLED.page(talk("zh", Plan("group", forms=("picture",), notices=("day",)))),
)
