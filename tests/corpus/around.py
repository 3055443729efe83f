"""What stands around the items of a drawn page: menus, people, conversations, topics."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus import entries, parts
from corpus.page import Said

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from corpus import scripts

CSS = (
    ".cols{display:flex;gap:16px}.chats{width:240px;flex:none}.chats li span{display:block;"
    "color:#889}.grow{flex:1}.side{width:220px;flex:none}body{overflow-wrap:anywhere}"
)


def with_chats(talk: scripts.Talk, rows: str) -> str:
    """A conversation that scrolls, beside those that are not open."""
    return _beside(talk, parts.messenger(talk, rows))


def with_chats_beside(talk: scripts.Talk, rows: str) -> str:
    """The same, and all of the page scrolls."""
    return _beside(talk, f"<h2>{escape(talk.title)}</h2>{rows}")


def _beside(talk: scripts.Talk, inside: str) -> str:
    people = [who.name for who in talk.tongue.people()]
    lines = _previews(talk)
    others = "".join(
        f'<li><a href="#"><b>{escape(name)}</b> <small>{8 + n}:{n * 7 % 60:02}</small>'
        f"<span>{escape(line)}</span></a></li>"
        for n, (name, line) in enumerate(zip(people * 2, lines, strict=False))
    )
    return (
        f'<div class="cols"><nav class="chats"><ul>{others}</ul></nav>'
        f"<div class=grow>{inside}</div></div>"
    )


def _previews(talk: scripts.Talk) -> list[str]:
    """The last words of other conversations: of no script that the page is made of."""
    return [line[:40] for line in entries.words(talk.tongue.code).data["lines"]]


def around(
    dice: random.Random, words: entries.Words, rows: str, lead: bool
) -> tuple[str, tuple[Said, ...]]:
    """A page around what is said, and what stands above it as a post of its own."""
    menu = entries.links(words.label("home"), words.label("about"))
    last = entries.links(words.label("terms"), words.label("privacy"), tag="span")
    top, foot = f"<header><nav><ul>{menu}</ul></nav></header>", f"<footer>{last}</footer>"
    write = f"<form><textarea placeholder='{escape(words.label('write'))}'></textarea></form>"
    side = f"<aside class=side>{dice.choice((_people, _latest, _topics))(dice, words)}</aside>"
    heading: tuple[str, tuple[Said, ...]] = (f"<h1>{escape(words.label('posts'))}</h1>", ())
    above, said = _lead(dice, words) if lead else heading
    below = _pages(dice) if dice.random() < 0.3 else ""
    main = f"<main class=grow>{above}{write if dice.random() < 0.4 else ''}{rows}{below}</main>"
    inside = dice.choice((main, f"<div class=cols>{main}{side}</div>", f"<div>{side}{main}</div>"))
    return f"{top if dice.random() < 0.7 else ''}{inside}{foot}", said


def _lead(dice: random.Random, words: entries.Words) -> tuple[str, tuple[Said, ...]]:
    name, _ = words.data["names"][-1]
    text = words.data["long"][0]
    box = dice.choice(("article", "div", "section"))
    by = f"<h4><a href='#'>{escape(name)}</a></h4>"
    html = f"<{box}>{by}<div><p>{escape(text)}</p></div></{box}>"
    return html, (Said(text, name, kind="post"),)


def _people(_dice: random.Random, words: entries.Words) -> str:
    people = "".join(
        f"<li><a href='#'>{escape(name)}</a> <button>{escape(words.label('follow'))}</button></li>"
        for name, _ in words.data["names"][:4]
    )
    return f"<h3>{escape(words.label('people'))}</h3><ul>{people}</ul>"


def _latest(dice: random.Random, words: entries.Words) -> str:
    """What was written elsewhere: its first words, who, and when."""
    lines: Sequence[str] = words.data["lines"]
    shown = dice.sample(tuple(enumerate(lines)), dice.randrange(4, 12))
    names = words.data["names"]
    others = "".join(
        f"<li><a href='#'>{escape(line[:36])}</a><div>{escape(names[n % len(names)][0])} · "
        f"<span>{escape(words.age(entries.NOW.replace(day=1 + n % 27)))}</span></div></li>"
        for n, line in shown
    )
    return f"<h3>{escape(words.label('latest'))}</h3><ul>{others}</ul>"


def _topics(dice: random.Random, words: entries.Words) -> str:
    lines = dice.sample(tuple(words.data["lines"]), dice.randrange(6, 16))
    tag = dice.choice(("li", "div", "p"))
    links = "".join(f"<{tag}><a href='#'>{escape(line[:28])}</a></{tag}>" for line in lines)
    holder = "ul" if tag == "li" else "div"
    return f"<h3>{escape(words.label('topics'))}</h3><{holder}>{links}</{holder}>"


def _pages(dice: random.Random) -> str:
    numbers = "".join(f"<a href='#'>{n}</a> " for n in range(1, dice.randrange(4, 12)))
    return f"<nav>{numbers}</nav>"
