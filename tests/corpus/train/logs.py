"""Lines that run on: chats beside a broadcast, logs of channels."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import Facts, Kind, body, document, face, words
from corpus.scripts import Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Group, Line, Talk

_COLOURS = ("#c0392b", "#2471a3", "#1e8449", "#7d3c98", "#b9770e", "#148f77")


def _seconds(line: Line) -> str:
    return f"{line.at:%H:%M:%S}"


def _short(line: Line) -> str:
    return f"{line.at:%H:%M}"


def _colour(line: Line) -> str:
    return _COLOURS[sum(map(ord, line.who.handle)) % len(_COLOURS)]


def _stream(group: Group) -> str:
    def row(line: Line) -> str:
        badge = (
            f'<span class="badges"><img alt="Moderator" src="{face("2b5")}" width="16" height="16">'
            "</span>"
            if line.who.handle.startswith(("t", "d", "b"))
            else ""
        )
        return (
            f'<div class="chat-line__message" data-a-target="chat-line-message">'
            f'<span class="chat-line__timestamp">{_short(line)}</span>{badge}'
            f'<span class="chat-author__display-name" style="color:{_colour(line)}">'
            f'{line.who.handle}</span><span aria-hidden="true">: </span>'
            f'<span class="message"><span class="text-fragment">{words(line.text, " ")}</span>'
            f"</span></div>"
        )

    return "".join(map(row, group.lines))


def _beside(talk_: Talk, rows: str) -> str:
    """A broadcast, and the column of what is said about it."""
    spoken = talk_.tongue
    return (
        '<div class="stage"><div class="video"></div><aside><h2>'
        f'{escape(spoken.word("chats"))}</h2><div class="scroll">{rows}</div>'
        f'<textarea placeholder="{escape(spoken.word("write"))}"></textarea></aside></div>'
    )


def _joined(notice: Notice) -> str:
    return f'<div class="user-notice-line"><p>{escape(notice.text)}</p></div>'


_STREAM = Kind(
    "stream-inline-names",
    _stream,
    Facts(handle=True, sides=False, clock=_short),
    ".stage{display:flex;height:100vh}.video{flex:1;background:#111}aside{width:400px;display:flex;"
    "flex-direction:column;border-left:1px solid #ddd}h2{font-size:14px;text-align:center}"
    ".scroll{flex:1;min-height:0;overflow-y:auto}.chat-line__message{padding:4px 16px;"
    "font-size:13px}.chat-line__timestamp{color:#777;margin-right:5px}.badges img{"
    "vertical-align:middle;margin-right:3px}.chat-author__display-name{font-weight:700}"
    ".user-notice-line{border-left:4px solid #96c;background:#f4effa;padding:6px 12px}"
    ".user-notice-line p{margin:0;color:#555}textarea{margin:10px;height:60px}",
    notice=_joined,
    shell=_beside,
)


def _log(talk_: Talk) -> Page:
    """A log of paragraphs, "[14:03:10] <name> words"; what somebody does has a star."""
    rows: list[str] = []
    said: list[Said] = []
    for row in talk_.rows:
        time = f'<span class="t">[{row.at:%H:%M:%S}]</span>'
        if isinstance(row, Notice):
            rows.append(f'<p class="sys">{time} <span class="s">{escape(row.text)}</span></p>')
            said.append(Said(row.text, kind="divider"))
            continue
        line = replace(row, text=row.text.replace("\n\n", " "))
        who = line.who.handle
        name = f"<i>* {who}</i>" if line.n % 9 == 8 else f"<b>&lt;{who}&gt;</b>"
        rows.append(
            f'<p class="{"act" if line.n % 9 == 8 else "pub"}">{time} {name} {body(line)}</p>'
        )
        said.append(Said(line.told, author=who, time_shown=_seconds(line)))
    css = "body{font:14px/1.5 monospace;padding:12px}p{margin:0}.t{color:#888}.sys{color:#2a7}"
    inside = f"<h1>#seewochenende</h1><main>{''.join(rows)}</main>"
    return Page(
        f"log-in-brackets-{talk_.tongue.code}",
        document(talk_, css + "h1{font-size:16px}.act{color:#848}", inside),
        tuple(said),
        "https://logs.example/seewochenende/2026-11-19",
    )


PAGES: tuple[Page, ...] = (
    _STREAM.page(talk("en", Plan("group", notices=("joined",)))),
    _STREAM.page(talk("pt", Plan("group", notices=("joined", "left")))),
    _log(talk("de", Plan("group", notices=("joined", "left")))),
)
