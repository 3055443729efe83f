"""Chats of people who work together: a name and a time once, then what the same person adds."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.parts import MESSENGER, Facts, Kind, body, face
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.page import Page
    from corpus.scripts import Group, Line, Notice, Talk


def _bar(line: Line) -> str:
    """Reactions, with a button that adds one."""
    if not line.hearts:
        return ""
    spoken = line.tongue
    each = "".join(
        f'<button class="p-reaction" aria-label="{n} {heart}">{heart}<i>{n}</i></button>'
        for heart, n in line.hearts
    )
    return (
        f'<div class="p-bar">{each}<button aria-label="{escape(spoken.word("react"))}">'
        f"+</button></div>"
    )


def _thread(line: Line) -> str:
    """What leads to the answers to a message."""
    if line.n % 7 != 2:
        return ""
    return (
        f'<button class="p-thread">{escape(line.tongue.word("replies", n=2 + line.n % 5))}</button>'
    )


def _channel(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        stamp = int(line.at.timestamp())
        time = f'<a class="p-time" href="#{stamp}" data-ts="{stamp}.000200">{line.clock}</a>'
        edited = (
            f'<span class="p-edit">({line.tongue.word("edited")})</span>' if line.edited else ""
        )
        head = (
            f'<button class="p-sender">{escape(line.who.name)}</button>{time}' if place == 0 else ""
        )
        left = (
            f'<span class="p-face" aria-hidden="true">{line.who.initials}</span>'
            if place == 0
            else f'<span class="p-gutter">{time}</span>'
        )
        return (
            f'<div class="p-item" role="listitem" id="m{stamp}"><div class="p-left">{left}</div>'
            f'<div class="p-right">{head}<div class="p-block">{body(line)}{edited}</div>'
            f"{_bar(line)}{_thread(line)}</div></div>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


def _rooms(talk_: Talk, rows: str) -> str:
    """A list of rooms beside the pane."""
    names = "".join(f"<li>{name}</li>" for name in ("# printers", "# depot", "# lunch"))
    return (
        f'<div class="p-app"><nav><ul>{names}</ul></nav><main><header># printers</header>'
        f'<div class="p-list" role="list">{rows}</div>'
        f'<footer contenteditable="true" role="textbox" '
        f'aria-label="{escape(talk_.tongue.word("write"))}"></footer></main></div>'
    )


_CHANNEL = Kind(
    "work-channel",
    _channel,
    Facts(moment="each", shown="first", sides=False),
    ".p-app{display:flex;height:100vh}nav{width:180px;background:#3a2540;color:#ddd;padding:14px}"
    "main{flex:1;display:flex;flex-direction:column;min-width:0}header{padding:12px 18px;"
    "border-bottom:1px solid #ddd;font-weight:700}.p-list{flex:1;overflow-y:auto;min-height:0}"
    "footer{border:1px solid #999;border-radius:8px;margin:12px 18px;min-height:40px}"
    ".p-item{display:flex;gap:8px;padding:4px 18px}.p-left{width:40px;flex:none}"
    ".p-face{display:block;width:36px;height:36px;border-radius:6px;background:#58a;color:#fff;"
    "line-height:36px;text-align:center}.p-gutter{visibility:hidden;font-size:11px}"
    ".p-item:hover .p-gutter{visibility:visible}.p-sender{font-weight:700;margin-right:8px}"
    ".p-time{font-size:12px;color:#666}.p-edit{color:#888;font-size:12px;margin-left:4px}"
    ".p-bar button{border:1px solid #dde;border-radius:12px;padding:0 8px;margin:3px 4px 0 0;"
    "font-size:12px}.p-thread{color:#1264a3;font-size:13px;font-weight:600}.day-row{"
    "text-align:center;border-bottom:1px solid #ddd;line-height:0;margin:18px}.day-row span{"
    "background:#fff;border:1px solid #ddd;border-radius:20px;padding:4px 12px;font-size:13px}",
    shell=_rooms,
)


def _quoted(line: Line) -> str:
    """The message that is answered, its author first."""
    if line.answers is None:
        return ""
    asked = line.answers
    return (
        f'<blockquote class="tq" itemtype="quote"><strong>{escape(asked.who.name)}</strong> '
        f"<span>{asked.clock}</span><p>{body(asked)}</p></blockquote>"
    )


def _meeting(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        name = escape(line.who.name)
        first = place == 0 and not line.own
        author = f'<span class="t-author" id="a-{line.n}">{name}</span>' if first else ""
        date = f'<time class="t-time" datetime="{line.moment}">{line.clock}</time>'
        where = "t-mine" if line.own else "t-theirs"
        return (
            f'<div class="t-row {where}" role="group" data-mid="{line.n + 17000}">'
            f'<div class="t-head">{author}{date}</div><div class="t-body" dir="auto">'
            f"{_quoted(line)}<div>{body(line, '</div><div>')}</div></div>{_bar(line)}</div>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


_MEETING = Kind(
    "work-sides-with-quotes",
    _meeting,
    Facts(author="others", moment="each"),
    MESSENGER + ".pane{background:#f5f5f5}.t-row{display:flex;flex-direction:column;margin:6px 0;"
    "align-items:flex-start}.t-mine{align-items:flex-end}.t-head{font-size:12px;color:#616161}"
    ".t-author{margin-right:10px}.t-body{background:#fff;border-radius:4px;padding:8px 14px;"
    "max-width:72%}.t-mine .t-body{background:#e8ebfa}.tq{margin:0 0 6px;padding:6px 10px;"
    "border-left:4px solid #99c;background:#0001;font-size:13px}.tq p{margin:0}"
    ".p-bar button{font-size:12px;margin-right:6px}",
)


def _posts(group: Group) -> str:
    def row(place: int, line: Line) -> str:
        same = "same--user same--root" if place else "other--root"
        head = (
            f'<div class="post__header"><a class="user-popover" href="#u">{line.who.handle}</a>'
            f'<a class="post__permalink" href="#p{line.n}"><time class="post__time" '
            f'datetime="{line.at.isoformat()}">{line.clock}</time></a></div>'
        )
        quiet = (
            f'<a class="post__permalink post__hover" href="#p{line.n}"><time class="post__time" '
            f'datetime="{line.at.isoformat()}">{line.clock}</time></a>'
        )
        return (
            f'<div id="post_{line.n:04}x{line.at.minute:02}" class="post {same}" tabindex="-1">'
            f'<div class="post__img">{"" if place else _face(line)}</div><div>'
            f"{quiet if place else head}"
            f'<div class="post-message__text"><p>{body(line, "</p><p>")}</p></div>{_bar(line)}'
            f"{_thread(line)}</div></div>"
        )

    return "".join(row(place, line) for place, line in enumerate(group.lines))


def _face(line: Line) -> str:
    return f'<img src="{face("6a5")}" alt="{line.who.handle} profile image" width="32" height="32">'


def _separator(notice: Notice) -> str:
    return (
        f'<div class="Separator" data-testid="NotificationSeparator"><hr class="separator__hr">'
        f'<div class="separator__text">{escape(notice.text)}</div></div>'
        if notice.form in {"day", "unread"}
        else f'<div class="post post--system"><div></div><p>{escape(notice.text)}</p></div>'
    )


_POSTS = Kind(
    "work-posts-by-handle",
    _posts,
    Facts(handle=True, moment="each", shown="first", sides=False),
    MESSENGER
    + ".post{display:grid;grid-template-columns:48px 1fr;padding:3px 8px}.post p{margin:0}"
    ".user-popover{font-weight:700;margin-right:6px;color:#222}.post__time{font-size:12px;"
    "color:#777}.post__hover{display:none}.post:hover .post__hover{display:inline}"
    ".post--system p{color:#888}.Separator{position:relative;text-align:center;margin:14px 0}"
    ".separator__text{display:inline-block;position:relative;top:-16px;background:#fff;"
    "padding:0 12px;font-size:13px}",
    notice=_separator,
)


PAGES: tuple[Page, ...] = (
    _CHANNEL.page(talk("en", Plan("work"))),
    _CHANNEL.page(talk("ko", Plan("group", forms=("picture",)))),
    _MEETING.page(talk("de", Plan("group", notices=("day", "unread"), answers=True))),
    _MEETING.page(talk("en", Plan("work", answers=True, turned=True))),
    _POSTS.page(talk("fr", Plan("group", notices=("day", "unread", "joined"), forms=("deleted",)))),
)
