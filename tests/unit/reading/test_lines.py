"""Who, when and what in one run of text, in the ways in which people and programs write it."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import pytest

from keepsake.reading.fields import SeenItem
from keepsake.reading.read import read
from unit.reading.known import known
from unit.reading.made import root_of, views_of
from unit.reading.talk import read_units

if TYPE_CHECKING:
    from keepsake.reading.fields import ReadItem

NAMES = ("Nora Lind", "Ada Quill", "Tom")
SAID = (
    "Has anybody seen the ladder?",
    "It stands behind the shed, where it always does.",
    "Thank you",
    "I will bring it back on Sunday, or on Monday if it rains.",
    "No hurry at all",
    "Pay me 500: tomorrow",
    "Yes",
    "You have until Friday",
    "I know where you live: 12 Elm Street",
    "Last chance, 18:30",
)
"""Some hold a colon, some end with a time: that is what somebody says."""

TIMED = (
    *("T N: S", "[T] N: S", "N (T): S", "N, T: S", "N T — S", "T <N> S", "[T] <N> S"),
    "T\tN\tS",
    *("N | T | S", "T | N | S", "20/11/2026, T - N: S", "[20.11.26, T:00] N: S", "T - N - S"),
    *("N wrote at T: S", "N at T: S", "N @ T: S", "#I N [T]: S", "T; N; S", "[N T] S", "[N, T] S"),
    *("At T, N: S", "[N] [T] S", "N (+44 7700 900123)\nT\nS", "T N(12345)\nS"),
    *(
        "N #I\nT\nS",
        "N @someone T\nS",
        "20/11/26 T p. m. - N: S",
        "\u200e[20.11.26, T:00] N: \u200eS",
    ),
    *("2026-11-20 T N: S", "N T\nS", "N (T)\nS", "T N\nS", "N\nT\nS", "S\nN, T"),
    *("From: N\nDate: 20 Nov 2026 T\nS", "Name: N\nTime: T\nMessage: S", "Nom : N\nDate : T\nS"),
)
UNTIMED = ("<N> S", "N: S", "N - S", "N> S", "N » S", "[N] S", "{N} S", "* N: S", "N said: S")


def _read(form: str, said: tuple[str, ...]) -> list[ReadItem]:
    units = []
    for at, each in enumerate(said):
        told = {"N": NAMES[at % 3], "T": f"{10 + at // 4}:{10 + at * 3}", "S": each, "I": str(at)}
        line = re.sub(r"\b[NTSI]\b", lambda sign, told=told: told[sign[0]], form)
        units.append(f"<p>{escape(line, quote=False)}</p>".replace("\n", "<br>"))
    views = views_of(*units, drawn={"p": {"white_space": "pre-wrap"}})
    items = [SeenItem(f"n{n}", "message", (n,)) for n in views.records]
    return read(items, views, "", known()).items


@pytest.mark.parametrize("form", TIMED)
def test_who_when_and_what_stand_in_one_run(form: str) -> None:
    items = _read(form, SAID)
    assert [each.text.value for each in items] == list(SAID)
    assert [each.author.value for each in items] == [NAMES[at % 3] for at in range(len(SAID))]
    assert all(each.time_shown.value for each in items)


@pytest.mark.parametrize("form", UNTIMED)
def test_who_and_what_stand_in_one_run(form: str) -> None:
    items = _read(form, SAID)
    assert [each.text.value for each in items] == list(SAID)
    assert [each.author.value for each in items] == [NAMES[at % 3] for at in range(len(SAID))]


ENDING = (
    *("See you at 18:30", "You have until 20/11/2026", "It was at 9:15", "Be there at 10:00"),
    *("Not before 17:45", "Yes", "Pay by 12:00", "Then 11:00"),
)


@pytest.mark.parametrize("form", TIMED[:11])
def test_a_time_that_most_messages_end_with_is_what_people_say(form: str) -> None:
    items = _read(form, ENDING)
    assert [each.text.value for each in items] == list(ENDING)
    assert [each.author.value for each in items] == [NAMES[at % 3] for at in range(len(ENDING))]


BARE = (
    *("Pay me 500 [now]", "I am at home, 10:15 - so come", "Bus 14 (10:20): be there, Nora"),
    *("Tom | Nora | me", "Yes", "Train at 10:40: last one", "[sic] no", "Elm Street, 10:15: you"),
)
"""What somebody may say that looks a little like that."""


def test_what_is_said_is_not_taken_apart_where_no_names_are_said_again() -> None:
    items = _read("S", BARE)
    assert [each.text.value for each in items] == list(BARE)
    assert not any(each.author.value or each.time_shown.value for each in items)


COLOURED = (
    '<keepsake-line><span style="color:#777">[21:0{n}:00]</span> {who}'
    '<span style="color:#eee">{said}</span></keepsake-line>'
)
PLAYERS = ("Brokk", "Lady_Anwen", "Mordecai II")


def test_a_line_of_coloured_pieces_says_who_and_when_and_an_event_is_of_nobody() -> None:
    """As games and old chat programs write them: "[21:04:22] [Guild] <Nora> …"."""
    rows, who = [], []
    for n, said in enumerate(SAID):
        name = "" if n in (2, 5) else PLAYERS[n % 3]
        place = "<span>[Guild] </span>" if n % 3 == 1 else ""
        told = f'{place}<span style="color:#abc">&lt;{name}&gt;</span> ' if name else ""
        rows.append(
            COLOURED.format(n=n, who=told, said=said if name else f"* {PLAYERS[0]} has left")
        )
        who.append(name)
    found = read_units(rows)
    assert [each.author.value for each in found] == who
    assert [each.text.value for each in found if each.author.value] == [
        said for said, name in zip(SAID, who, strict=True) if name
    ]
    assert [each.time_shown.value for each in found] == [f"21:0{n}:00" for n in range(len(SAID))]


def test_a_line_with_a_link_or_a_class_keeps_its_pieces() -> None:
    line = '<keepsake-line><span class="nick">Nora</span> see <a href="#">here</a></keepsake-line>'
    assert len(root_of(line).children) == 3


def test_a_line_of_several_runs_is_cut_where_it_begins_with_when() -> None:
    """Old boards write both heads of a post in one line, with an empty element between them."""
    post = "<div><b>{}</b><div>Posted: {}<span> </span> Post subject: </div><p>{}</p></div>"
    rows = [
        post.format(NAMES[n % 3], f"20 Nov 2026, 1{n % 10}:05 pm", said)
        for n, said in enumerate(SAID)
    ]
    found = read_units(rows)
    assert [each.text.value for each in found] == list(SAID)
    assert [each.time_shown.value for each in found][:2] == [
        "20 Nov 2026, 10:05 pm",
        "20 Nov 2026, 11:05 pm",
    ]
