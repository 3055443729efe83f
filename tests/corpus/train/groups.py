"""Chats of several: answers that quote somebody first, what is handed on, polls and calls."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.page import Page, Said
from corpus.parts import MESSENGER, Facts, Kind, body, document, messenger, words
from corpus.scripts import Group, Notice, Plan, talk

if TYPE_CHECKING:
    from corpus.scripts import Line, Talk


def _quote(line: Line) -> str:
    if line.answers is None:
        return ""
    asked = line.answers
    name = line.tongue.word("you") if asked.own else asked.who.name
    return (
        f'<div class="q7" role="button" style="border-inline-start:4px solid #e542a3"><span '
        f'class="q7n">{escape(name)}</span><span class="q7t">{words(asked.told, " ")}</span></div>'
    )


def _answers(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        name = (
            ""
            if line.own or place
            else f'<span class="n5" dir="auto">{escape(line.who.name)}</span>'
        )
        hearts = "".join(heart for heart, _n in line.hearts)
        bar = f'<button class="h5">{hearts} {len(line.hearts)}</button>' if hearts else ""
        return (
            f'<div class="m5 {"out5" if line.own else "in5"}" data-id="{line.own}_{7000 + line.n}">'
            f'<div class="b5">{_quote(line)}{name}<div class="t5"><span class="copyable">'
            f"{body(line)}"
            f'</span><span class="pad5"></span></div><span class="k5">{line.clock}</span></div>'
            f"{bar}</div>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


_ANSWERS = Kind(
    "group-quote-before-name",
    _answers,
    Facts(author="others"),
    MESSENGER + ".pane{background:#efeae2}.m5{display:flex;flex-direction:column;margin:4px 0;"
    "align-items:flex-start}.out5{align-items:flex-end}.b5{background:#fff;border-radius:8px;"
    "padding:6px 9px;max-width:66%}.out5 .b5{background:#d9fdd3}.q7{background:#0001;border-radius:"
    "6px;padding:4px 8px;margin-bottom:4px;font-size:13px}.q7n{display:block;color:#e542a3}.q7t{"
    "color:#555}.n5{display:block;font-weight:600;font-size:13px;color:#1f7aec}.k5{font-size:11px;"
    "color:#667;float:inline-end}.h5{background:#fff;border:1px solid #ddd;border-radius:10px;"
    "font-size:12px;padding:1px 6px}",
)


def _poll(line: Line) -> tuple[str, str]:
    """A poll in place of the words: its markup, and what is to be read."""
    spoken = line.tongue
    choices = [spoken.date(line.at), spoken.word("today"), spoken.word("yesterday")]
    rows = "".join(
        f'<li><label><input type="radio" name="p{line.n}"> <span>{escape(each)}</span></label> '
        f"<em>{n + 1}</em></li>"
        for n, each in enumerate(choices)
    )
    head = f"<p>{words(line.text)}</p>"
    foot = f"<small>{spoken.word('poll')} · {spoken.word('votes', n=6)}</small>"
    return f'<div class="poll">{head}<ul>{rows}</ul>{foot}</div>', "\n".join([line.told, *choices])


def _mixed_line(line: Line) -> tuple[str, str]:
    """The markup of a message and its words: handed on, a poll, or as it is."""
    spoken = line.tongue
    if line.n in {7, 20}:
        return _poll(line)
    if line.n in {5, 12}:
        by = spoken.people()[5].name
        mark = escape(spoken.word("forwarded_from", name=by))
        return f'<div class="fwd"><i>{mark}</i></div>{body(line)}', line.told
    return body(line), line.told


def _mixed(talk_: Talk) -> Page:
    """A group in which something is handed on, asked by polls, called."""
    rows: list[str] = []
    said: list[Said] = []
    for block in talk_.blocks():
        if isinstance(block, Notice):
            rows.append(f'<div class="mid">{escape(block.text)}</div>')
            said.append(Said(block.text, kind="divider"))
            continue
        rows.append(_mixed_group(block, said))
    css = (
        MESSENGER + ".mid{text-align:center;color:#888;font-size:12px;margin:10px}.g{display:grid;"
        "grid-template-columns:44px 1fr;margin:8px 60px 8px 0}.g.mine{grid-template-columns:1fr "
        "44px;"
        "margin:8px 0 8px 60px}.g.mine .av{order:2}.g.mine .col{justify-items:end}.av{width:36px;"
        "height:36px;border-radius:50%;background:#c77;color:#fff;text-align:center;"
        "line-height:36px}"
        ".col{display:grid;gap:3px;justify-items:start}.bx{background:#f3f3f3;border-radius:10px;"
        "padding:6px 11px}.mine .bx{background:#d0e8ff}.fwd{color:#27a;"
        "font-size:12px}.poll p{margin:0}"
        ".col>span{font-size:12px;color:#777}"
    )
    html = document(talk_, css, messenger(talk_, "".join(rows)))
    return Page(f"group-polls-and-forwards-{talk_.tongue.code}", html, tuple(said))


def _mixed_group(group: Group, said: list[Said]) -> str:
    """The markup of a group; what is to be read of it is added."""
    facts = Facts(author="others")
    cells = "" if group.own else f"<span>{escape(group.who.name)}</span>"
    for place, line in enumerate(group.lines):
        markup, text = _mixed_line(line)
        cells += f'<div class="bx">{markup} <sub>{line.clock}</sub></div>'
        read = facts.said(group, place)
        said.append(Said(text, read.author, "", read.time_shown, read.side))
    letter = escape(group.who.name[0])
    return (
        f'<div class="g{" mine" if group.own else ""}"><div class="av" aria-hidden="true">'
        f"{letter}</div>"
        f'<div class="col">{cells}</div></div>'
    )


PAGES: tuple[Page, ...] = (
    _ANSWERS.page(talk("he", Plan("group", forms=("picture", "deleted"), answers=True))),
    _ANSWERS.page(
        talk("en", Plan("group", notices=("day", "encrypted", "joined"), answers=True, turned=True))
    ),
    _mixed(talk("zh", Plan("group", forms=("call", "voice"), notices=("day", "joined", "left")))),
)
