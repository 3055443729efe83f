"""Threads of mails: headings, quoted history, signatures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from corpus.mails import mails
from corpus.page import Page, Said
from corpus.parts import document, words
from corpus.scripts import Plan, talk

if TYPE_CHECKING:
    from corpus.mails import Mail
    from corpus.scripts import Talk


def _card(mail: Mail) -> str:
    """A mail in a card: who, when, words, then what was quoted, folded."""
    spoken = mail.tongue
    quote = (
        f'<button class="q-fold" aria-label="{escape(spoken.word("show_quoted"))}">…</button>'
        f'<div class="q" hidden><div>{escape(mail.wrote)}</div><blockquote>{words(mail.quoted)}'
        "</blockquote></div>"
        if mail.quoted
        else ""
    )
    return (
        f'<div role="listitem" class="kv"><div class="hd"><h3 class="iw"><span class="gD" '
        f'data-hovercard="{mail.address}" name="{escape(mail.who.name)}">'
        f"{escape(mail.who.name)}</span>"
        f'<span class="go">&lt;{mail.address}&gt;</span></h3><span class="g3" '
        f'title="{mail.shown}">{mail.shown}</span><div class="hb">{spoken.word("to")} '
        f'{escape(mail.to.given)}</div></div><div class="ii">{mail.markup}{mail.signature}</div>'
        f"{quote}"
        f'<div class="acts"><button>{spoken.word("reply")}</button></div></div>'
    )


def _cards(talk_: Talk) -> Page:
    """A thread as a list of cards."""
    thread = mails(talk_)
    said = tuple(Said(each.told, author=each.who.name, time_shown=each.shown) for each in thread)
    inside = (
        f'<main><h2>{escape(talk_.tongue.word("topic"))}</h2><div role="list">'
        f"{''.join(map(_card, thread))}</div></main>"
    )
    css = (
        "main{max-width:820px;margin:0 auto;padding:16px}.kv{border-bottom:1px solid #ddd;"
        "padding:14px 0}"
        ".hd{display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}.iw{margin:0;font-size:15px}"
        ".go{color:#777;font-weight:400;margin-inline-start:6px}.g3{margin-inline-start:auto;"
        "color:#777;"
        "font-size:12px}.hb{width:100%;color:#777;"
        "font-size:12px}.sig{color:#888}.q-fold{background:"
        "#e8eaed;border-radius:6px;padding:0 8px}p{margin:8px 0}"
    )
    name = f"mail-cards-folded-{talk_.tongue.code}"
    return Page(name, document(talk_, css, inside), said, "https://mail.example/t/4711")


def _table(talk_: Talk) -> Page:
    """A thread as it is printed: a table of headings for each mail, everything quoted below."""
    said: list[Said] = []
    parts: list[str] = []
    for mail in mails(talk_):
        spoken = mail.tongue
        heads = (
            (spoken.word("from"), f"{mail.who.name} <{mail.address}>"),
            (spoken.word("to"), mail.to.name),
            (spoken.word("sent_on"), mail.shown),
            (spoken.word("subject"), f"Re: {spoken.word('topic')}"),
        )
        rows = "".join(f"<tr><th>{key}</th><td>{escape(value)}</td></tr>" for key, value in heads)
        quote = (
            f'<p>{escape(mail.wrote)}</p><blockquote type="cite">{words(mail.quoted)}</blockquote>'
            if mail.quoted
            else ""
        )
        parts.append(
            f'<table class="message" cellpadding="2"><tbody>{rows}</tbody></table>'
            f'<div class="content">{mail.markup}{mail.signature}{quote}</div><hr>'
        )
        said.append(Said(mail.told, author=mail.who.name, time_shown=mail.shown))
    css = "body{padding:16px}th{text-align:start;color:#666;padding-inline-end:14px}blockquote{"
    css += (
        "border-inline-start:2px solid #36c;margin:6px;padding:0 10px;color:#36c}.sig{color:#777}"
    )
    name = f"mail-printed-{talk_.tongue.code}"
    return Page(
        name, document(talk_, css, "".join(parts)), tuple(said), "https://mail.example/p/4711"
    )


PAGES: tuple[Page, ...] = (
    _cards(talk("en", Plan("group"))),
    _table(talk("fr", Plan())),
    _table(talk("ar", Plan("group"))),
)
