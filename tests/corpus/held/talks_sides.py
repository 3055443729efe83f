"""Chats of two without names: which side is mine is told by how the page lies alone."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import Facts, Kind, body
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line, Notice, Talk


def _with_chats(talk_: Talk, rows: str) -> str:
    """A list of conversations, with what was said last in each, beside the one that is open."""
    spoken = talk_.tongue
    chats = "".join(
        f'<li><a href="#c{n}"><b>{escape(who.name)}</b><i>{escape(spoken.word("photo"))}</i>'
        f"<time>{9 + n}:1{n}</time></a></li>"
        for n, who in enumerate(spoken.people()[2:])
    )
    return (
        f'<div class="two"><nav aria-label="{escape(spoken.word("chats"))}"><input type="search" '
        f'placeholder="{escape(spoken.word("search"))}"><ul>{chats}</ul></nav><section><h2>'
        f'{escape(talk_.title)}</h2><ul class="talk">{rows}</ul>'
        f'<form><textarea rows="1" placeholder="{escape(spoken.word("write"))}"></textarea></form>'
        "</section></div>"
    )


def _columns(group: Group) -> str:
    def row(line: Line) -> str:
        where = "flex-end" if line.own else "flex-start"
        state = (
            f'<svg viewBox="0 0 16 11" width="16" height="11"><title>'
            f"{line.tongue.word('delivered')}"
            '</title><path d="M1 6l3 3 6-8" stroke="#39c" fill="none"/></svg>'
            if line.own
            else ""
        )
        mine = ' data-o="1"' if line.own else ""
        return f'<li style="align-self:{where}"{mine}>{body(line)}<s>{line.clock} {state}</s></li>'

    return "".join(map(row, group.lines))


_COLUMNS = Kind(
    "sides-align-self",
    _columns,
    Facts(author="none"),
    ".two{display:flex;height:100vh}nav{width:240px;border-inline-end:1px solid #ccc}nav a{"
    "display:grid;grid-template-columns:1fr auto;padding:8px;color:inherit;text-decoration:none}"
    "nav i{grid-column:1/3;color:#777}section{flex:1;display:flex;flex-direction:column;"
    "min-width:0}"
    "h2{font-size:16px;padding:0 14px}.talk{flex:1;min-height:0;overflow-y:auto;display:flex;"
    "flex-direction:column;gap:4px;padding:0 14px}.talk li{max-width:66%;padding:7px 12px;"
    "border-radius:9px;background:#f1f1f1}.talk li[data-o]{background:#e2f7e0}.talk li s{"
    "text-decoration:none;font-size:11px;color:#777;display:block}.talk li.sep{align-self:center;"
    "background:none;color:#777;font-size:12px}textarea{width:96%;margin:8px}",
    notice=lambda notice: f'<li class="sep" role="separator">{escape(notice.text)}</li>',
    shell=_with_chats,
)


def _bare(talk_: Talk, rows: str) -> str:
    return f'<h1>{escape(talk_.title)}</h1><div id="conversation">{rows}</div>'


def _aligned(group: Group) -> str:
    def row(line: Line) -> str:
        edge = "right" if line.own else "left"
        back = "#d6f5d6" if line.own else "#fff7d6"
        return (
            f'<div style="text-align:{edge};margin:3px 0"><span style="display:inline-block;'
            f"text-align:left;background:{back};padding:6px 10px;max-width:480px;border:1px solid "
            f'#bbb">{body(line)}<br><font size="1" color="#777777">{line.clock}</font></span></div>'
        )

    return "".join(map(row, group.lines))


_ALIGNED = Kind(
    "sides-text-align",
    _aligned,
    Facts(author="none"),
    "#conversation{max-width:720px;margin:0 auto}h1{text-align:center;font-size:18px}",
    notice=lambda notice: f"<center><small>{escape(notice.text)}</small></center>",
    shell=_bare,
)


def _flipped(group: Group) -> str:
    def row(line: Line) -> str:
        way = ' dir="rtl"' if line.own else ""
        return (
            f'<div class="conv-row"{way}><span class="pic"></span><div class="conv-box" dir="ltr">'
            f"<div>"
            f'{body(line)}</div><div class="conv-foot">{line.clock}</div></div></div>'
        )

    return "".join(map(row, group.lines))


_FLIPPED = Kind(
    "sides-direction-flipped",
    _flipped,
    Facts(author="none"),
    "#conversation{max-width:720px;margin:0 auto}.conv-row{display:flex;gap:8px;margin:6px 0}"
    ".pic{width:36px;height:36px;flex:none;border-radius:50%;"
    "background:#89a}.conv-box{background:#eceff1;padding:8px 12px;"
    "border-radius:3px 14px 14px 14px;max-width:66%}.conv-row[dir=rtl] "
    ".conv-box{background:#c8e6c9;"
    "border-radius:14px 3px 14px 14px}.conv-foot{font-size:11px;color:#666}.conv-day{display:flex;"
    "align-items:center;gap:10px;color:#888}.conv-day:before,.conv-day:after{content:'';flex:1;"
    "border-top:1px solid #ddd}",
    notice=lambda notice: f'<div class="conv-day">{escape(notice.text)}</div>',
    shell=_bare,
)


def _padded(group: Group) -> str:
    def row(line: Line) -> str:
        inside = f'<div class="r1f"><div class="k0z">{body(line)}</div></div>'
        for name in ("x8h", "n2b", "qq1", "u7e", "c5d"):
            inside = f'<div class="{name}{"A" if line.own else "B"}">{inside}</div>'
        time = f'<div class="w3p"><span>{line.clock}</span></div>'
        return (
            f'<div class="z4{"m" if line.own else "t"}"><div class="j9">{inside}{time}</div></div>'
        )

    return "".join(map(row, group.lines))


_PADDED = Kind(
    "sides-by-padding",
    _padded,
    Facts(author="none"),
    "#conversation{max-width:700px;margin:0 auto}.z4m{padding-inline:36% 10px}.z4t{padding-inline:"
    "10px 36%}.j9{margin:4px 0}.r1f{padding:8px 12px;border-radius:12px}.c5dB .r1f{background:"
    "#eef}.c5dA .r1f{background:#fde2ec}.w3p{font-size:11px;color:#888}.v6{text-align:center;"
    "padding:10px;color:#777}",
    notice=lambda notice: f'<div class="v6"><div><span>{escape(notice.text)}</span></div></div>',
    shell=_bare,
)


def _assistant(group: Group) -> str:
    def row(line: Line) -> str:
        if line.own:
            return (
                f'<article data-turn="user"><div class="ml-auto user-bubble">{body(line)}</div>'
                f"</article>"
            )
        bar = "".join(
            f'<button aria-label="{line.tongue.word(key)}">{sign}</button>'
            for key, sign in (("react", "♡"), ("more", "⋯"))
        )
        return (
            f'<article data-turn="assistant"><div class="icon" aria-hidden="true">✦</div>'
            f'<div class="markdown"><p>{body(line, "</p><p>")}</p><div class="bar">{bar}</div>'
            f"</div>"
            "</article>"
        )

    return "".join(map(row, group.lines))


def _prompt(talk_: Talk, rows: str) -> str:
    spoken = talk_.tongue
    return (
        f"<header><b>{escape(spoken.word('bot'))}</b></header><main>{rows}</main>"
        f'<div class="prompt" contenteditable="true" aria-label="{escape(spoken.word("write"))}">'
        f"</div>"
    )


_ASSISTANT = Kind(
    "sides-plain-against-bubble",
    _assistant,
    Facts(author="none", shown="none"),
    "header{padding:12px;text-align:center}main{max-width:700px;margin:0 auto;padding-bottom:90px}"
    "article{display:flex;gap:12px;margin:14px 0}.ml-auto{margin-left:auto}.user-bubble{background:"
    "#eee;border-radius:18px;padding:9px 15px;max-width:70%}.icon{width:28px;height:28px;"
    "border:1px "
    "solid #ccc;border-radius:50%;text-align:center}.markdown p{margin:0 0 8px}.bar "
    "button{color:#888;"
    "margin-right:8px}.prompt{position:fixed;bottom:20px;left:20%;width:60%;min-height:44px;"
    "background:#fff;border:1px solid #bbb;border-radius:22px}",
    shell=_prompt,
)


def _answered(notice: Notice) -> str:
    return f'<mws-tombstone class="tomb"><span>{escape(notice.text)}</span></mws-tombstone>'


def _texts(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        way = "outgoing" if line.own else "incoming"
        text = (
            f"<mws-image-part>{body(line)}</mws-image-part>"
            if line.form == "picture"
            else f'<mws-text-part><div class="txt">{body(line)}</div></mws-text-part>'
        )
        end = place == len(group.lines) - 1
        state = line.tongue.word("sent") if line.own else ""
        foot = (
            f"<mws-status><span>{line.clock}</span> <span>{state}</span></mws-status>"
            if end
            else ""
        )
        return (
            f'<mws-message is-outgoing="{str(line.own).lower()}" msg-id="{4000 + line.n}" '
            f'class="{way}">'
            f"<div>{text}{foot}</div></mws-message>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


_TEXTS = Kind(
    "sides-of-short-messages",
    _texts,
    Facts(author="none", shown="last"),
    "#conversation{max-width:640px;margin:0 auto}mws-message{display:flex;margin:2px 0}"
    "mws-message>div{max-width:70%}.outgoing{justify-content:flex-end}.txt{padding:8px 14px;"
    "border-radius:20px;background:#e9eef6}.outgoing .txt{background:#0b57d0;"
    "color:#fff}.outgoing a{"
    "color:#fff}mws-status,.tomb{display:block;font-size:11px;color:#667}.tomb{text-align:center;"
    "margin:10px}.outgoing mws-status{text-align:end}mws-text-part,mws-image-part{display:block}",
    notice=_answered,
    shell=_bare,
)


PAGES: tuple[Page, ...] = (
    _COLUMNS.page(
        talk("fr", Plan(forms=("picture", "deleted", "call"), notices=("day", "unread")))
    ),
    _COLUMNS.page(talk("he", Plan(forms=("voice",), turned=True))),
    _ALIGNED.page(talk("es", Plan(forms=("picture",), turned=True))),
    _FLIPPED.page(talk("de", Plan(forms=("voice",)))),
    _PADDED.page(talk("ar", Plan(forms=("picture", "call")))),
    _ASSISTANT.page(talk("pt", Plan(notices=(), turned=True))),
    _TEXTS.page(talk("zh", Plan(turned=True))),
    _TEXTS.page(talk("en", Plan(forms=("picture", "call")))),
)
