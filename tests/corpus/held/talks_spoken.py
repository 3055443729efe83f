"""Chats that tell who hears them more than who sees them: name, words and time in one breath."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import Facts, Kind, body
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line, Talk


def _who(line: Line) -> str:
    return line.tongue.word("you") if line.own else line.who.name


def _when(line: Line) -> str:
    return f"{line.tongue.full(line.at)}, {line.clock}"


def _box(talk_: Talk, rows: str) -> str:
    title = escape(talk_.title)
    return (
        f'<div class="win"><div class="ttl">{title}</div><div role="listbox" aria-label="{title}" '
        f'class="opt">{rows}</div></div>'
    )


def _breath(group: Group) -> str:
    """One sentence for each: the name, the words, the day and the time."""

    def row(line: Line) -> str:
        media = {"picture": line.tongue.word("photo"), "voice": line.tongue.word("voice")}
        text = media.get(line.form) or line.told.replace("\n", " ")
        label = escape(f"{_who(line)}. {text}. {_when(line)}")
        return (
            f'<div role="option" aria-selected="false" aria-label="{label}" class="o2 '
            f'{"e" if line.own else "s"}2"><div class="balloon">{body(line)}</div></div>'
        )

    return "".join(map(row, group.lines))


_BREATH = Kind(
    "spoken-in-one-breath",
    _breath,
    Facts(own="you", clock=_when),
    ".win{max-width:700px;margin:0 auto}.ttl{text-align:center;padding:10px;"
    "border-bottom:1px solid #ddd}"
    ".o2{display:flex;margin:3px 0}.e2{justify-content:end}.balloon{max-width:66%;padding:7px 12px;"
    "border-radius:17px;background:#e5e5ea}.e2 .balloon{background:#34c759;"
    "color:#fff}.e2 a{color:#fff}"
    ".mid{text-align:center;color:#888;font-size:12px;margin:8px}",
    notice=lambda notice: f'<div class="mid" role="presentation">{escape(notice.text)}</div>',
    shell=_box,
)


def _window(talk_: Talk, rows: str) -> str:
    return f'<div class="win"><h2>{escape(talk_.title)}</h2>{rows}</div>'


def _prefixed(group: Group) -> str:
    """The sentence begins before the words, unseen, and ends with them."""

    def row(line: Line) -> str:
        begin = line.tongue.word("at_said", name=_who(line), time=line.clock, text="").strip()
        return (
            f'<div class="pm-{"out" if line.own else "in"}"><span class="u-sr">'
            f"{escape(begin)} </span>"
            f'<span class="pm-b">{body(line)}</span></div>'
        )

    return f'<div class="pm">{"".join(map(row, group.lines))}</div>'


_PREFIXED = Kind(
    "spoken-before-the-words",
    _prefixed,
    Facts(own="you"),
    ".win{max-width:700px;margin:0 auto}.ttl{padding:10px}.pm{margin:7px 0}.u-sr{position:absolute;"
    "left:-9999px}.pm-out,.pm-in{margin:2px 0}.pm-out{text-align:right}.pm-b{display:inline-block;"
    "text-align:left;max-width:68%;padding:7px 12px;background:#f1ece4;"
    "border-radius:3px}.pm-out .pm-b{"
    "background:#dce9f7}.mid{text-align:center;color:#888;font-size:12px}",
    notice=lambda notice: f'<div class="mid"><span>{escape(notice.text)}</span></div>',
    shell=_window,
)


PAGES: tuple[Page, ...] = (
    _BREATH.page(talk("fr", Plan("group", forms=("picture",)))),
    _BREATH.page(talk("de", Plan(notices=("day", "unread")))),
    _PREFIXED.page(talk("en", Plan("group", notices=("day", "joined")))),
    _PREFIXED.page(talk("es", Plan(forms=("deleted",), turned=True))),
)
