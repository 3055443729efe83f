"""Chats that say who said what in a sentence for screen readers, and nowhere else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import MESSENGER, Facts, Kind, body
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line, Notice


def _label(line: Line, key: str) -> str:
    """The sentence: who, perhaps when, and the words."""
    spoken = line.tongue
    who = spoken.word("you") if line.own else line.who.name
    media = {"picture": spoken.word("photo"), "voice": spoken.word("voice")}
    text = media.get(line.form) or line.told.replace("\n", " ")
    return escape(spoken.word(key, name=who, time=line.clock, text=text))


def _rows(group: Group) -> str:
    def row(line: Line) -> str:
        side = "x78zum5 x13a6bvl" if line.own else "x78zum5"
        return (
            f'<div role="row" class="x1n2onr6"><div role="gridcell" tabindex="-1" aria-label="'
            f'{_label(line, "said")}"><div class="{side}"><div class="x1gslohp x6ikm8r"><div><div '
            f'class="xexx8yu" dir="auto"><span class="x193iq5w">{body(line)}</span></div></div>'
            "</div></div></div></div>"
        )

    return "".join(map(row, group.lines))


def _when(notice: Notice) -> str:
    return (
        f'<div role="row"><div role="gridcell"><h4 class="xdj266r">{escape(notice.text)}</h4>'
        f"</div></div>"
    )


_ROWS = Kind(
    "spoken-rows",
    _rows,
    Facts(own="you", shown="none"),
    MESSENGER + ".x78zum5{display:flex;margin:2px 0}.x13a6bvl{justify-content:flex-end}"
    ".x1gslohp{background:#e4e6eb;border-radius:18px;padding:8px 12px;max-width:68%}"
    ".x13a6bvl .x1gslohp{background:#a033ff;color:#fff}.x13a6bvl a{color:#fff}"
    ".xdj266r{text-align:center;font-size:12px;color:#65676b;font-weight:400}",
    notice=_when,
)


def _timed(group: Group) -> str:
    def row(line: Line) -> str:
        mark = "me" if line.own else "you"
        return (
            f'<li class="event {mark}" aria-label="{_label(line, "at_said")}">'
            f'<div aria-hidden="true" '
            f'class="event-content"><p>{body(line, "</p><p>")}</p></div></li>'
        )

    return f"<ul>{''.join(map(row, group.lines))}</ul>"


_TIMED = Kind(
    "spoken-with-times",
    _timed,
    Facts(own="you", clock=lambda line: line.clock),
    MESSENGER + ".event{display:flex;margin:4px 0}.event-content{border-radius:16px;"
    "padding:8px 14px;background:#e8eef7;max-width:70%}.event p{margin:0}"
    ".me{flex-direction:row-reverse}"
    ".me .event-content{background:#0b57d0;color:#fff}.me a{color:#fff}",
)


def _deep(group: Group) -> str:
    def row(line: Line) -> str:
        inner = f'<div class="_ab8w"><div class="_ab94 _aacl">{body(line)}</div></div>'
        for level in range(9):
            inner = (
                f'<div class="_aa{line.own:d}{level} _ab{7 - level % 4}'
                f'{"k" if level % 2 else "p"}">{inner}</div>'
            )
        name = escape(line.tongue.word("you") if line.own else line.who.name)
        return (
            f'<div class="_acqt{" _acqu" if line.own else ""}" aria-roledescription="message">'
            f'<span class="_sr">{name}</span>{inner}</div>'
        )

    return "".join(map(row, group.lines))


_DEEP = Kind(
    "spoken-deep-hashed",
    _deep,
    Facts(own="you", shown="none"),
    MESSENGER + "._sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    "._acqt{position:relative;display:flex;margin:3px 0}._acqu{justify-content:flex-end}"
    "._ab94{border:1px solid #dbdbdb;border-radius:22px;padding:10px 16px;max-width:380px}"
    "._acqu ._ab94{background:#efefef}",
)


PAGES: tuple[Page, ...] = (
    _ROWS.page(talk("en", Plan(forms=("picture", "voice")))),
    _ROWS.page(talk("fr", Plan("group", notices=("day", "joined")))),
    _ROWS.page(talk("de", Plan(forms=("deleted",), turned=True))),
    _TIMED.page(talk("fr", Plan("group", notices=("day", "unread")))),
    _TIMED.page(talk("de", Plan("group", notices=("day",)))),
    _TIMED.page(talk("es", Plan(notices=("day",), turned=True))),
    _DEEP.page(talk("ja", Plan("group", forms=("picture",)))),
)
