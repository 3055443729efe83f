"""Chats full of what is no words: albums with a line below, cards of links, drawn emoji, calls."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from corpus.parts import MESSENGER, Facts, Kind, body, picture
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line

_EMOJI = re.compile("[\U0001f300-\U0001faff]|❤️")


def _captioned(group: Group) -> str:
    """Every third message has pictures above its words."""

    def row(line: Line) -> str:
        shots = "".join(
            f'<a class="ph" href="#p{line.n}-{n}"><img src="{picture(colour)}" alt="" width="120">'
            f"</a>"
            for n, colour in enumerate(("7a9", "a97", "79a")[: line.n % 4])
        )
        album = f'<div class="album">{shots}</div>' if line.n % 3 == 0 and shots else ""
        return (
            f'<div class="ms {"ms-o" if line.own else "ms-i"}">{album}<div class="cap">'
            f"{body(line)}</div>"
            f'<span class="mt">{line.clock}</span></div>'
        )

    return "".join(map(row, group.lines))


_CAPTIONED = Kind(
    "media-albums-with-captions",
    _captioned,
    Facts(author="none"),
    MESSENGER + ".ms{width:fit-content;max-width:70%;margin:5px 0;padding:6px;border-radius:10px;"
    "background:#eef0f2}.ms-o{margin-inline-start:auto;background:#dff2ff}.album{display:flex;"
    "gap:3px}"
    ".mt{display:block;text-align:end;font-size:11px;color:#789}.ph img{border-radius:6px}",
)


def _carded(group: Group) -> str:
    """A link has a card below it, with words that are the other site's."""

    def row(place: int, line: Line) -> str:
        name = "" if place or line.own else f'<h6 class="nk">{escape(line.who.name)}</h6>'
        linked = "https://" in line.text
        card = (
            f'<a class="lc" href="#l"><img src="{picture("ccc")}" alt="" width="60"><b>'
            f"Harbour notes</b>"
            "<span>What is open and what is shut this week</span><small>notes.example</small></a>"
            if linked
            else ""
        )
        when = f'<time class="wh" datetime="{line.moment}">{line.clock}</time>'
        return (
            f'<div class="ro" data-self="{str(line.own).lower()}"><div class="cl">'
            f'{name}<div class="tx">'
            f"{body(line)}</div>{card}{when}</div></div>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


_CARDED = Kind(
    "media-cards-of-links",
    _carded,
    Facts(author="others", moment="each"),
    MESSENGER + ".ro{display:flex;margin:4px 0}.ro[data-self=true]{justify-content:flex-end}.cl{"
    "background:#f6f6f2;border-radius:8px;padding:6px 10px;max-width:70%}[data-self=true] .cl{"
    "background:#e6eefc}.nk{margin:0;color:#a40}.lc{display:grid;"
    "border-inline-start:3px solid #888;"
    "padding-inline-start:8px;margin:6px 0;color:inherit;"
    "text-decoration:none}.lc span,.lc small,.wh{"
    "font-size:12px;color:#777}",
)


def _drawn(text: str) -> str:
    """Markup in which every emoji is a picture that says which."""
    return _EMOJI.sub(
        lambda found: f'<img class="emoji" alt="{found[0]}" src="{picture("fc3")}" width="18">',
        text,
    )


def _emoji(group: Group) -> str:
    rows = "".join(
        f'<div class="e-line"><div class="e-text">{_drawn(body(line))}</div>'
        f'<div class="e-info">{line.clock}</div></div>'
        for line in group.lines
    )
    return f'<div class="e-pack" data-mine="{int(group.own)}">{rows}</div>'


_DRAWN = Kind(
    "media-drawn-emoji",
    _emoji,
    Facts(author="none"),
    MESSENGER + ".e-pack{display:grid;gap:3px;margin:8px 0;"
    "justify-items:start}.e-pack[data-mine='1']{"
    "justify-items:end}.e-line{display:flex;gap:6px;align-items:end;"
    "max-width:80%}.e-text{background:"
    "#f1f1f1;border-radius:15px;padding:7px 12px}[data-mine='1'] "
    ".e-line{flex-direction:row-reverse}"
    "[data-mine='1'] .e-text{background:#8de055}.e-info{font-size:11px;color:#888;flex:none}"
    ".emoji{vertical-align:-4px}",
)


def _called(group: Group) -> str:
    def row(line: Line) -> str:
        side = "jc-e" if line.own else "jc-s"
        if line.form == "call":
            icon = '<svg width="16" height="16"><circle cx="8" cy="8" r="7" fill="#c33"/></svg>'
            inside = f'<div class="call">{icon}<span>{body(line)}</span></div>'
        else:
            inside = f'<div class="say">{body(line)}</div>'
        return f'<div class="{side}"><div>{inside}<div class="hm">{line.clock}</div></div></div>'

    return "".join(map(row, group.lines))


_CALLED = Kind(
    "media-calls-in-bubbles",
    _called,
    Facts(author="none"),
    MESSENGER + ".jc-e,.jc-s{display:grid;margin:4px 0;"
    "justify-content:start}.jc-e{justify-content:end}"
    ".say,.call{border-radius:12px;padding:8px 12px;background:#f0f0ee;max-width:460px}.jc-e .say,"
    ".jc-e .call{background:#d6efff}.call{display:flex;gap:8px;"
    "align-items:center}.hm{font-size:11px;"
    "color:#888}",
)


PAGES: tuple[Page, ...] = (
    _CAPTIONED.page(talk("ko", Plan(forms=("voice",)))),
    _CARDED.page(talk("en", Plan("group", notices=("day", "unread")))),
    _DRAWN.page(talk("de", Plan(forms=("picture",)))),
    _CALLED.page(talk("ar", Plan(forms=("call", "voice", "call")))),
)
