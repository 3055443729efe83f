"""Threads of mails that fold, quote and repeat themselves in other ways."""

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


def _unfolding(talk_: Talk) -> Page:
    """Mails that open under a line with name and date; quoted lines begin with ">"."""
    rows: list[str] = []
    said: list[Said] = []
    for mail in mails(talk_):
        quoted = (
            f'<span class="moz-cite">{escape(mail.wrote)}</span><span class="qt"><br>&gt; '
            f"{words(mail.quoted, '<br>&gt; ')}</span>"
            if mail.quoted
            else ""
        )
        rows.append(
            f'<details open><summary><span class="fr">{escape(mail.who.name)}</span>'
            f' <span class="dt">'
            f'{mail.shown}</span></summary><div class="tx">{words(mail.told)}<br><br>'
            f"{quoted}</div>"
            "</details>"
        )
        said.append(Said(mail.told, mail.who.name, time_shown=mail.shown))
    css = (
        "body{padding:16px;max-width:800px;margin:0 auto}details{border:1px solid #ccc;"
        "margin:6px 0}"
        "summary{background:#f4f4f4;padding:6px 10px}.fr{font-weight:700}.dt{float:inline-end;"
        "color:#777}"
        ".tx{padding:10px}.qt,.moz-cite{color:#75507b}"
    )
    inside = f"<h2>{escape(talk_.tongue.word('topic'))}</h2>{''.join(rows)}"
    name = f"mail-unfolding-{talk_.tongue.code}"
    return Page(name, document(talk_, css, inside), tuple(said), "https://mail.example/v/9")


def _history(mail: Mail, before: Mail | None) -> str:
    """The mail before, below a line with its headings in bold."""
    if before is None:
        return ""
    spoken = mail.tongue
    heads = (
        (spoken.word("from"), before.who.name),
        (spoken.word("sent_on"), before.shown),
        (spoken.word("to"), before.to.name),
        (spoken.word("subject"), spoken.word("topic")),
    )
    lines = "<br>".join(f"<b>{key}:</b> {escape(value)}" for key, value in heads)
    return (
        f'<div id="x_divRplyFwdMsg{before.at:%d%H%M}" class="hist"><hr><font size="2">'
        f"{lines}</font>"
        f"<div>{words(before.told, '</div><div>')}</div></div>"
    )


def _pane(talk_: Talk) -> Page:
    """A reading pane: cards with a round of initials, the whole history below each mail."""
    thread = mails(talk_)
    rows: list[str] = []
    said: list[Said] = []
    for n, mail in enumerate(thread):
        spoken = mail.tongue
        label = escape(f"{spoken.word('from')} {mail.who.name}")
        rows.append(
            f'<div class="card" tabindex="0" aria-label="{label}"><div class="per">'
            f'<div class="rnd" '
            f'role="img" aria-label="{escape(mail.who.name)}">{mail.who.initials}</div><div><span '
            f'class="OZZZK">{escape(mail.who.name)}</span><div class="rcp">{spoken.word("to")}: '
            f'{escape(mail.to.name)}</div></div><div class="whn">{mail.shown}</div></div><div '
            f'class="bdy" role="document"><div><div class="MsoNormal">'
            f"{words(mail.told, '</div><div class=MsoNormal>')}</div>"
            f"{_history(mail, thread[n - 1] if n else None)}</div></div></div>"
        )
        said.append(Said(mail.told, mail.who.name, time_shown=mail.shown))
    css = (
        ".card{border:1px solid #e1e1e1;border-radius:6px;margin:8px;"
        "padding:12px}.per{display:flex;gap:10px}"
        ".rnd{width:38px;height:38px;border-radius:50%;background:#485;color:#fff;"
        "text-align:center;"
        "line-height:38px}.OZZZK{font-weight:600}.rcp,.whn{color:#666;font-size:12px}.whn{"
        "margin-inline-start:auto}.hist{color:#555;margin-top:14px}"
    )
    html = document(talk_, css, f'<div role="main">{"".join(rows)}</div>')
    return Page(f"mail-pane-with-history-{talk_.tongue.code}", html, tuple(said))


PAGES: tuple[Page, ...] = (
    _unfolding(talk("es", Plan())),
    _pane(talk("it", Plan("group"))),
    _pane(talk("ja", Plan())),
)
