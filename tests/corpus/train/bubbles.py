"""Messengers with bubbles: one side mine, one side theirs, by many ways of laying them out."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import MESSENGER, Facts, Kind, body, busy_messenger, face
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line


def _flex(group: Group) -> str:
    def row(line: Line) -> str:
        ticks = '<span class="ticks" aria-label="{}">✓✓</span>'.format(line.tongue.word("read"))
        return (
            f'<div class="msg {"msg--me" if line.own else "msg--them"}"><div class="msg__bubble">'
            f'<div class="msg__text">{body(line)}</div><div class="msg__meta">{line.clock}'
            f"{ticks if line.own else ''}</div></div></div>"
        )

    return "".join(map(row, group.lines))


_FLEX = Kind(
    "bubbles-flex",
    _flex,
    Facts(author="none"),
    MESSENGER + ".msg{display:flex;margin:3px 0}.msg--me{justify-content:flex-end}"
    ".msg__bubble{max-width:70%;padding:6px 10px;border-radius:12px;background:#f0f0f0}"
    ".msg--me .msg__bubble{background:#d9fdd3}.msg__meta{font-size:11px;color:#667;"
    "text-align:end}.ticks{color:#38b;margin-inline-start:4px}",
)


def _float(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        named = place == 0 and not line.own
        name = f'<b class="nm" style="color:#a3552b">{escape(line.who.name)}</b>' if named else ""
        return (
            f'<li class="clear"><div class="{"r" if line.own else "l"}">{name}'
            f"<p>{body(line)}</p><small>{line.clock}</small></div></li>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


_FLOAT = Kind(
    "bubbles-float-named",
    _float,
    Facts(author="others"),
    MESSENGER + ".clear{list-style:none}.clear:after{content:'';display:block;clear:both}"
    ".l,.r{max-width:66%;padding:7px 11px;margin:3px 0;border-radius:6px}p{margin:0}"
    ".l{float:left;background:#fff;border:1px solid #dde}.r{float:right;background:#e3efff}"
    ".nm{display:block;font-size:13px}small{color:#789;font-size:11px}",
    shell=busy_messenger,
)


def _auto(group: Group) -> str:
    def row(line: Line) -> str:
        where = "_2gk9f _own1x" if line.own else "_2gk9f"
        text = f'<span dir="auto">{body(line)}</span>'
        return f'<div class="{where}"><div class="_b7Tq0">{text}</div></div>'

    done = f'<div class="_rc3">{group.tongue.word("delivered")}</div>' if group.own else ""
    return "".join(map(row, group.lines)) + done


_AUTO = Kind(
    "bubbles-margin-auto-hashed",
    _auto,
    Facts(author="none", shown="none"),
    MESSENGER + "._2gk9f{display:table;margin:2px auto 2px 0;max-width:75%}"
    "._2gk9f._own1x{margin:2px 0 2px auto}._b7Tq0{padding:8px 12px;border-radius:18px;"
    "background:#e9e9eb}._own1x ._b7Tq0{background:#0a7cff;color:#fff}._own1x a{color:#fff}"
    "._rc3{font-size:11px;color:#888;text-align:right}",
)


def _reverse(group: Group) -> str:
    name = escape(group.who.name)
    bubbles = "".join(
        f'<div class="txt">{body(line)}'
        f'<time datetime="{line.at.isoformat()}">{line.clock}</time></div>'
        for line in group.lines
    )
    return (
        f'<div class="turn" style="flex-direction:{"row-reverse" if group.own else "row"}">'
        f'<img class="face" src="{face("58a" if group.own else "a65")}" alt="{name}" width="36" '
        f'height="36"><div class="stack">{bubbles}</div></div>'
    )


_REVERSE = Kind(
    "bubbles-row-reverse-faces",
    _reverse,
    Facts(moment="each"),
    MESSENGER + ".turn{display:flex;gap:8px;align-items:flex-end;margin:8px 0}"
    ".stack{display:flex;flex-direction:column;gap:2px;max-width:64%}"
    ".txt{background:#f2f0ea;border-radius:10px;padding:7px 12px}"
    ".turn[style*=reverse] .txt{background:#dcefe4}"
    ".txt time{display:block;font-size:11px;color:#776}",
)


def _below(group: Group) -> str:
    bubbles = "".join(f'<div class="bub">{body(line)}</div>' for line in group.lines)
    last = group.lines[-1]
    return (
        f'<section class="run{" run-mine" if group.own else ""}">{bubbles}'
        f'<footer class="by">{escape(last.who.name)} · {last.clock}</footer></section>'
    )


_BELOW = Kind(
    "bubbles-name-below",
    _below,
    Facts(shown="last"),
    MESSENGER + ".run{display:flex;flex-direction:column;align-items:flex-start;margin:10px 0}"
    ".run-mine{align-items:flex-end}.bub{background:#eee;border-radius:14px;padding:7px 12px;"
    "margin:1px 0;max-width:70%}.run-mine .bub{background:#cfe3ff}.by{font-size:12px;color:#777}",
)


def _above(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        time = f'<span class="c-time">{line.clock}</span>' if place == len(group.lines) - 1 else ""
        return f'<div class="c-bubble">{body(line)}</div>{time}'

    rows = "".join(row(place, line) for place, line in enumerate(group.lines))
    side = "c-group c-own" if group.own else "c-group"
    return f'<div class="{side}"><div class="c-name">{escape(group.who.name)}</div>{rows}</div>'


_ABOVE = Kind(
    "bubbles-name-above",
    _above,
    Facts(shown="last"),
    MESSENGER + ".c-group{margin:10px 0;padding-inline-end:30%}.c-own{padding-inline:30% 0;"
    "text-align:end}.c-name{font-weight:600;font-size:13px}.c-bubble{display:inline-block;"
    "text-align:start;background:#f4ead8;border-radius:4px 14px 14px;padding:7px 12px;margin:2px 0;"
    "clear:both}.c-bubble+.c-bubble{margin-top:4px}.c-own .c-bubble{background:#dbe7d3}"
    ".c-bubble:after{content:''}.c-time{display:block;font-size:11px;color:#887}"
    ".c-group>.c-bubble{display:block;width:fit-content}.c-own>.c-bubble{margin-inline-start:auto}",
)


def _receipts(group: Group) -> str:
    def row(line: Line) -> str:
        seen = f'<em class="st">{line.tongue.word("read")}</em>' if line.own else ""
        tone = (
            "w-full rounded-lg p-3 my-1 bg-amber-100"
            if line.own
            else ("w-full rounded-lg p-3 my-1 bg-white border")
        )
        return (
            f'<div class="{tone}"><div class="text-sm">{body(line)}</div>'
            f'<div class="text-xs">{line.clock}{seen}</div></div>'
        )

    return "".join(map(row, group.lines))


_COLOUR = Kind(
    "bubbles-by-colour",
    _receipts,
    Facts(author="none"),
    MESSENGER + ".w-full{width:100%}.rounded-lg{border-radius:8px}.p-3{padding:9px 12px}"
    ".my-1{margin:4px 0}.bg-amber-100{background:#fde9b8}.bg-white{background:#fff}"
    ".border{border:1px solid #ddd}.text-xs{font-size:11px;color:#776}.st{margin-inline-start:8px}",
)


def _grid(group: Group) -> str:
    def row(line: Line) -> str:
        column = "2 / 4" if line.own else "1 / 3"
        hearts = "".join(f"<span>{heart} {n}</span>" for heart, n in line.hearts)
        bar = f'<div class="hearts">{hearts}</div>' if hearts else ""
        return (
            f'<article class="cell" style="grid-column:{column}"><div class="in">{body(line)}</div>'
            f'{bar}<abbr title="{line.tongue.full(line.at)} {line.clock}">{line.clock}</abbr>'
            "</article>"
        )

    return f'<div class="grid{" mine" if group.own else ""}">{"".join(map(row, group.lines))}</div>'


_GRID = Kind(
    "bubbles-grid-columns",
    _grid,
    Facts(author="none"),
    MESSENGER + ".grid{display:grid;grid-template-columns:28% 44% 28%;row-gap:4px;margin:6px 0}"
    ".cell{background:#fff;border:1px solid #e2e2ea;border-radius:10px;padding:7px 11px}"
    ".mine .cell{background:#ffeb33;border-color:#f3df20}.hearts span{font-size:12px;"
    "background:#eee;border-radius:8px;padding:1px 6px}abbr{font-size:11px;color:#777}",
    shell=busy_messenger,
)


def _placed(group: Group) -> str:
    def row(line: Line) -> str:
        mine = "right:12px;background:#95ec69" if line.own else "left:56px;background:#fff"
        letter = "" if line.own else f'<span class="dot">{escape(line.who.initials[0])}</span>'
        long = " tall" if len(line.text) > 90 else " pic" if line.form == "picture" else ""
        return (
            f'<div class="slot{long}" data-key="m{4180 + line.n}">{letter}'
            f'<div class="pop" style="{mine}">{body(line)}<u>{line.clock}</u></div></div>'
        )

    return "".join(map(row, group.lines))


_PLACED = Kind(
    "bubbles-absolute",
    _placed,
    Facts(author="none"),
    MESSENGER + ".pane{background:#ededed}.slot{position:relative;height:64px}.slot.tall{"
    "height:210px}.slot.pic{height:160px}.pop{position:absolute;top:4px;max-width:440px;"
    "padding:7px 11px;border-radius:5px}.dot{position:absolute;left:4px;top:4px;width:40px;"
    "height:40px;border-radius:6px;background:#7a8;color:#fff;text-align:center;line-height:40px}"
    ".pop u{display:block;font-size:11px;color:#777;text-decoration:none}",
)


PAGES: tuple[Page, ...] = (
    _FLEX.page(
        talk("fr", Plan(forms=("picture", "voice", "deleted"), notices=("day", "encrypted")))
    ),
    _FLEX.page(talk("he", Plan(forms=("voice", "call")))),
    _FLOAT.page(talk("de", Plan("group", forms=("picture",), notices=("day", "joined", "unread")))),
    _AUTO.page(talk("es", Plan(forms=("picture", "picture")))),
    _REVERSE.page(talk("ar", Plan("group", forms=("picture",), notices=("day", "left")))),
    _BELOW.page(talk("pt", Plan("group", notices=("day", "renamed")))),
    _ABOVE.page(talk("it", Plan("group", forms=("picture", "deleted"), notices=("day",)))),
    _COLOUR.page(talk("ja", Plan(forms=("call",), notices=("day", "unread")))),
    _GRID.page(talk("ko", Plan(forms=("picture",)))),
    _PLACED.page(talk("zh", Plan(forms=("picture", "voice", "voice")))),
)
