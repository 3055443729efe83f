"""Mails and posts of forums: what is set above and below what somebody says."""

from __future__ import annotations

import re

import pytest

from unit.reading.talk import PEOPLE, SAID, authors_of, read_units, said_of

AT = 2
WHEN = ("4 March 2026, 7:40", "4 March 2026, 7:52", "5 March 2026, 9:00")


def mails(inner: str, at: int = AT) -> list[str]:
    """Mails one below the other; one of them holds more than its own words."""
    return [
        f"<div><b>{PEOPLE[n % 3]}</b> <i>{WHEN[n % 3]}</i>"
        f"<section><p>{said}</p>{inner if n == at else ''}</section></div>"
        for n, said in enumerate(SAID)
    ]


@pytest.mark.parametrize(
    "lead",
    [
        "On Wed, Mar 4, 2026 at 7:40 AM Nora Lind &lt;<a>nora.lind@mail.example</a>&gt; wrote:",
        "El mié, 4 mar 2026 a las 7:40, nora.lind.de.la.torre@una-casa-muy-larga.example "
        "(&lt;nora.lind.de.la.torre@una-casa-muy-larga.example&gt;) escribió:",
        "Il giorno mer 4 mar 2026 alle ore 07:40 Nora Lind &lt;<a>nora@mail.example</a>&gt; "
        "ha scritto:",
    ],
)
def test_a_line_that_leads_to_a_quote_is_not_said(lead: str) -> None:
    quoted = f"<div>{lead}</div><blockquote><p>{SAID[0]}</p></blockquote>"
    found = read_units(mails(quoted))
    assert said_of(found) == list(SAID)


@pytest.mark.parametrize("line", ["---------- Forwarded message ---------", "_______________", ""])
def test_a_mail_that_is_sent_on_is_quoted_from_the_line_above_its_head(line: str) -> None:
    head = f"{line}<br>From: Zoe Quade<br>To: Ada Quill<br>Date: Tue, 3 Mar 2026 23:51<br>"
    found = read_units(mails(f"<div>{head}I know where you live.</div>"))
    assert said_of(found) == list(SAID)


def test_the_subject_of_an_answer_is_not_said_where_another_mail_has_it() -> None:
    subjects = [
        "The ladder",
        "Re: The ladder",
        "Re: Re: The ladder",
        "AW: The ladder",
        "Last offer",
    ]
    rows = [
        f"<div><h3>{subjects[n % 5]}</h3><b>{PEOPLE[n % 3]}</b> <i>{WHEN[n % 3]}</i>"
        f"<p>{said}</p></div>"
        for n, said in enumerate(SAID)
    ]
    found = said_of(read_units(rows))
    assert found[1:4] == list(SAID[1:4])
    assert found[0].endswith(SAID[0])
    assert found[4] == f"Last offer\n{SAID[4]}", "a subject of its own is said"


def test_what_stands_beside_a_post_of_its_writer_is_not_said() -> None:
    """Their rank, how many posts they wrote, since when they are there: the same beside each."""
    ranks = (
        "Veteran<br>Posts: 1.204<br>Joined: 12 April 2007",
        "Member<br>Posts: 9<br>Joined: 2026",
        "Moderator<br>Posts: 77<br>Joined: 3 June 2015",
    )
    rows = [
        f'<div><div><a href="/u/{n % 3}">{PEOPLE[n % 3]}</a> <i>{WHEN[n % 3]}</i></div>'
        f'<div><div><span class="postdetails">{ranks[n % 3]}</span></div>'
        f'<div class="postcolor">{said}</div></div></div>'
        for n, said in enumerate(SAID)
    ]
    found = read_units(rows, ["post"] * len(rows))
    assert said_of(found) == list(SAID)
    assert authors_of(found) == [PEOPLE[n % 3] for n in range(len(SAID))]


def test_an_emoji_that_is_drawn_in_a_name_is_of_the_name() -> None:
    emoji = ("🐾", "🥐", "🌊")
    rows = [
        f'<div><div><span><span>{PEOPLE[n % 3]}</span><img class="i" alt="{emoji[n % 3]}"></span>'
        f"</div><p>{said}</p></div>"
        for n, said in enumerate(SAID)
    ]
    found = read_units(rows)
    assert authors_of(found) == [f"{PEOPLE[n % 3]}{emoji[n % 3]}" for n in range(len(SAID))]


def test_an_emote_is_said_by_its_name() -> None:
    unit = (
        '<div><b>Ada Quill</b><p><span>fast</span> <img class="chat-emote" alt="PogFish"></p></div>'
    )
    rows = [f"<div><b>{PEOPLE[n % 3]}</b><p>{said}</p></div>" for n, said in enumerate(SAID)]
    assert said_of(read_units([*rows[:AT], unit, *rows[AT:]]))[AT] == "fast PogFish"


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (
            "Intro, Mensaje enviado jueves 19:52 por Tú: {}",
            "Mensaje enviado jueves 19:52 por {}: {}",
        ),
        ("Enter, Message sent Thursday 7:52 by You: {}", "Message sent Thursday 7:52 by {}: {}"),
    ],
)
def test_a_sentence_for_who_cannot_see_tells_who_and_whose(own: str, other: str) -> None:
    mine = [n % 3 == 0 for n in range(len(SAID))]
    labels = [
        own.format(said) if is_own else other.format(PEOPLE[0], said)
        for is_own, said in zip(mine, SAID, strict=True)
    ]
    rows = [
        f'<div><section aria-label="{label}"><div>{said}</div></section></div>'
        for label, said in zip(labels, SAID, strict=True)
    ]
    found = read_units(rows)
    assert [one.side.value for one in found] == ["own" if is_own else "other" for is_own in mine]
    wanted = [
        is_own or each == PEOPLE[0] for is_own, each in zip(mine, authors_of(found), strict=True)
    ]
    assert all(wanted)


@pytest.mark.parametrize(
    "said",
    [
        "You have until <strong>Friday, 27 November</strong>. Then it is sent.",
        "The driver is sure: <strong>stop in As Neves</strong> for everybody.",
        "Ask <b>Ada Quill</b>, she has it.",
    ],
)
def test_what_is_stressed_is_said_in_whatever_paragraph(said: str) -> None:
    long = "And whoever cannot pay tells me so alone, without any shame, for there is money for it."
    paragraphs = f"<p>{said}</p><p>{long}</p><p>{long[4:]}</p>"
    found = read_units(mails(paragraphs))
    plain = re.sub("<[^>]+>", "", said)
    assert said_of(found)[AT] == "\n".join((SAID[AT], plain, long, long[4:]))
