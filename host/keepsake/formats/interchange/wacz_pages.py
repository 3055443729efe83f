"""Pages of our own in a web archive: the messages one after the other, and the pictures.

A page copy of a thread shows, where it is replayed, what a browser draws without the site's own
program: often an empty pane. So an archive opens on these, which need no program at all.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.manifest import DIVIDER
from keepsake.formats.interchange.became import changes, gap_places, gone, when
from keepsake.formats.interchange.messages import numbers_of
from keepsake.local_time import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from keepsake.core.entry import Part
    from keepsake.core.manifest import Item
    from keepsake.formats.bundle.payload import Exhibit

    Say = Callable[..., str]

THREAD, PICTURES = "messages.html", "pictures.html"
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:1em auto;padding:0 1em;color:#111;"
    "background:#fff}article{border-top:1px solid #ccc;padding:.5em 0}.own{margin-left:4em}"
    ".meta,.told{color:#444;font-size:.9em;margin:0}.told{font-style:italic}"
    "pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;margin:0}img{max-width:100%}"
)


class Shown(NamedTuple):
    """The pictures that are in the archive, and the numbers of all."""

    parts: Sequence[Part]
    numbers: Mapping[int, int]


def picture_name(number: int) -> str:
    """How a picture is called in an archive: by its number, not by its part."""
    return f"picture-{number:04d}.png"


def thread_page(exhibit: Exhibit, shown: Shown, say: Say) -> str:
    """The messages in the order of the page, what is missing or gone in its place."""
    title = say("lists.page.thread", title=exhibit.page.title)
    link = f'<p><a href="{PICTURES}">{_text(say("lists.page.to_pictures"))}</a></p>'
    rows = "".join(_rows(exhibit, shown, say))
    return _page(exhibit, title, (link if shown.parts else "", rows), say)


def picture_page(exhibit: Exhibit, shown: Shown, say: Say, *, thread: bool) -> str:
    """The pictures with their numbers."""
    title = say("lists.page.pictures", title=exhibit.page.title)
    link = f'<p><a href="{THREAD}">{_text(say("lists.page.to_thread"))}</a></p>' if thread else ""
    left = len(shown.numbers) - len(shown.parts)
    more = f"<p>{_text(say('lists.page.more', count=left))}</p>" if left else ""
    clock = Clock(*exhibit.zone)
    figures = "".join(_figure(part, shown, clock, say) for part in shown.parts)
    return _page(exhibit, title, (link, more, figures), say)


def _figure(part: Part, shown: Shown, clock: Clock, say: Say) -> str:
    number = shown.numbers[part.part]
    named = say("lists.page.picture", number=number)
    return (
        f'<figure id="picture-{number}"><img src="{picture_name(number)}" alt="{_text(named)}">'
        f"<figcaption>{_text(named)} · {_text(when(part.kept, clock))} · SHA-256 {part.sha256}"
        "</figcaption></figure>"
    )


def _page(exhibit: Exhibit, title: str, parts: Iterable[str], say: Say) -> str:
    made = say("lists.page.made", exhibit=exhibit.number)
    head = f'<!doctype html><meta charset="utf-8"><title>{_text(title)}</title>'
    top = f"<h1>{_text(title)}</h1><p>{_text(exhibit.page.url)}</p><p>{_text(made)}</p>"
    return f"{head}<style>{_STYLE}</style>{top}{''.join(parts)}\n"


def _rows(exhibit: Exhibit, shown: Shown, say: Say) -> Iterator[str]:
    manifest, clock = exhibit.manifest, Clock(*exhibit.zone)
    if manifest is None:
        return
    gaps, here = gap_places(manifest), {shown.numbers[part.part] for part in shown.parts}
    if -1 in gaps:
        yield _told(say("lists.gap_somewhere"))
    if 0 in gaps:
        yield _told(say("lists.gap"))
    for number, item in enumerate(manifest.items, start=1):
        if item.kind == DIVIDER:
            yield _told(item.text)
        else:
            seen = [one for one in numbers_of(item, shown.numbers) if one in here]
            yield _message(number, item, seen, clock, say)
        if number in gaps:
            yield _told(say("lists.gap"))
    if manifest.cut_short:
        yield _told(say("lists.cut_short"))


def _message(number: int, item: Item, pictures: Iterable[int], clock: Clock, say: Say) -> str:
    meta = [
        say("lists.page.message", number=number),
        item.author or say("lists.page.nobody"),
        say(f"lists.page.{item.side}") if item.side in ("own", "other") else "",
        when(item.time, clock),
        say("lists.page.shown", time=item.time_shown) if item.time_shown else "",
    ]
    links = "".join(
        f' · <a href="{PICTURES}#picture-{one}">{_text(say("lists.page.picture", number=one))}</a>'
        for one in pictures
    )
    told = [say("lists.page.quote", text=item.quote)] if item.quote else []
    told += [*changes(number, item, clock, say), gone(number, item, clock, say)]
    side = ' class="own"' if item.side == "own" else ""
    return (
        f'<article id="message-{number}"{side}><p class="meta">'
        f"{_text(' · '.join(filter(None, meta)))}{links}</p>"
        f'<pre dir="auto">{_text(item.text)}</pre>'
        f"{''.join(map(_told, filter(None, told)))}</article>"
    )


def _told(words: str) -> str:
    return f'<p class="told" dir="auto">{_text(words)}</p>'


def _text(words: str) -> str:
    return html.escape(words)
