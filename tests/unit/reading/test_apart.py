"""What a page sets on messages or beside them, which nobody said."""

from __future__ import annotations

import pytest

from unit.reading.talk import SAID, WHO, read_units, said_of

TALK = [
    f"<div><b>{who or 'Ada Quill'}</b><p>{said}</p></div>"
    for who, said in zip(WHO, SAID, strict=True)
]
AT = 3


def told(unit: str) -> tuple[str, str]:
    """What is said in an item of a talk, and what is quoted there; all others stay as they are."""
    found = read_units([*TALK[:AT], unit, *TALK[AT + 1 :]])
    others = [each for n, each in enumerate(said_of(found)) if n != AT]
    assert others == [said for n, said in enumerate(SAID) if n != AT]
    return found[AT].text.value, found[AT].quote.value


@pytest.mark.parametrize(
    "badge",
    [
        "Pinned",
        "Transféré",
        "Beste Antwort",
        "広告",
        "置顶",
        "رسالة مثبتة",
        "📌 Fijado",
        "Edited",
        "Read",
    ],
)
def test_what_is_set_on_one_message_is_none_of_its_words(badge: str) -> None:
    unit = "<div><b>Ada Quill</b><div>{}</div><p>See you there.</p></div>"
    assert told(unit.format(badge)) == ("See you there.", "")


def test_what_is_set_on_a_message_may_be_several_parts_or_a_part_of_one() -> None:
    lead = 'Em resposta a <a href="#m4104">esta mensagem</a>'
    unit = "<div><b>Ada Quill</b><div>{}</div><p>See you there.</p></div>"
    assert told(unit.format(lead)) == ("See you there.", "")
    unit = "<div><b>Ada Quill</b><p>See you there, {}.</p></div>"
    assert told(unit.format("as <b>edited</b>"))[0] == "See you there, as edited."


def test_such_a_word_is_said_where_nothing_else_is_or_where_it_is_a_paragraph() -> None:
    assert told("<div><b>Ada Quill</b><div>Pinned</div></div>")[0] == "Pinned"
    unit = "<div><b>Ada Quill</b><p>Solved</p><p>I found it.</p></div>"
    assert told(unit)[0] == "Solved\nI found it."


def test_a_paragraph_in_another_place_than_what_people_say_may_be_such_a_word() -> None:
    unit = '<div><b>{}</b>{}<p class="text"><span>{}</span></p></div>'
    rows = [
        unit.format(who or "Ada Quill", '<p class="pin">Pinned</p>' if n == AT else "", said)
        for n, (who, said) in enumerate(zip(WHO, SAID, strict=True))
    ]
    assert said_of(read_units(rows)) == list(SAID)


def test_such_a_word_is_said_in_a_place_where_people_speak() -> None:
    """An item may be several things that one person said, one of them a single word."""
    bubble = '<div class="bubble">{}</div>'
    rows = [bubble.format(SAID[n]) + bubble.format(SAID[n + 1]) for n in range(0, 6, 2)]
    rows.append(bubble.format("Sent") + bubble.format("Did you get it?") + bubble.format("Solved"))
    found = read_units(
        [f"<div><b>{who}</b>{row}</div>" for who, row in zip("ABCA", rows, strict=True)]
    )
    assert found[-1].text.value == "Sent\nDid you get it?\nSolved"


@pytest.mark.parametrize(
    "player", ["<button></button>{}", "<svg></svg>{}", "<audio></audio>{}", "<canvas></canvas>{}"]
)
def test_how_long_a_voice_message_is_was_not_said(player: str) -> None:
    unit = f"<div><b>Ada Quill</b><div>{player.format('<i>0:21</i>')}</div></div>"
    assert told(unit)[0] == ""


@pytest.mark.parametrize("clock", ["7:30", "12:05"])
def test_a_clock_beside_a_button_was_written(clock: str) -> None:
    unit = f"<div><b>Ada Quill</b><p>{clock}<button></button></p></div>"
    assert told(unit)[0] == clock
    assert told("<div><b>Ada Quill</b><p>0:21</p></div>")[0] == "0:21", "nothing plays there"


@pytest.mark.parametrize(
    "head",
    [
        "<b>From:</b> Tom Reyes<br><b>Sent:</b> Friday, 20 November 2026<br><b>Subject:</b> Ropes",
        "<b>De :</b> Tom Reyes<br><b>Envoyé :</b> vendredi 20 novembre<br><b>Objet :</b> Cordes",
        "<b>Von:</b> Tom Reyes<br><b>Gesendet:</b> Freitag, 20. November<br><b>Betreff:</b> Seile",
    ],
)
def test_the_mail_that_is_answered_is_quoted_from_its_head_on(head: str) -> None:
    mail = f"<div><b>Ada Quill</b><p>Agreed.</p><div>{head}</div><p>Which rope is it?</p></div>"
    said, quoted = told(mail)
    assert said == "Agreed."
    assert "Which rope is it?" in quoted


def test_what_is_written_with_one_such_word_is_said() -> None:
    said = "From: the shed\nto the door"
    assert told("<div><b>Ada Quill</b><p>From: the shed<br>to the door</p></div>") == (said, "")


def test_a_file_and_its_size_beside_words_are_not_said() -> None:
    unit = "<div><b>Ada Quill</b><p>Here it is, as you asked.</p><a>rope.pdf</a><i>{}</i></div>"
    for size in ("640 kB", "1,2 Mo", "(3 МБ)"):
        assert told(unit.format(size))[0] == "Here it is, as you asked."
    assert told(unit.format("640 km"))[0] == "Here it is, as you asked.\n640 km"


@pytest.mark.parametrize("sign", ["⚑", "👥", "—"])
def test_what_the_page_tells_is_told_without_its_sign(sign: str) -> None:
    event = f'<div role="note"><i>{sign}</i><div>Nora Lind joined the group</div></div>'
    found = read_units([*TALK[:AT], event, *TALK[AT:]])[AT]
    assert (found.kind, found.text.value) == ("divider", "Nora Lind joined the group")


def test_when_something_happened_is_told_beside_what_happened() -> None:
    event = '<div role="note"><i>22:02</i><i>→</i><span>Nora Lind joined the group</span></div>'
    found = read_units([*TALK[:AT], event, *TALK[AT:]])[AT]
    assert (found.kind, found.text.value) == ("divider", "Nora Lind joined the group")
    assert found.time_shown.value == "22:02"
    day = '<div role="note"><i>2026/11/18</i><i>(水)</i></div>'
    found = read_units([*TALK[:AT], day, *TALK[AT:]])[AT]
    assert (found.kind, found.text.value) == ("divider", "2026/11/18(水)")


def test_sentences_of_the_site_that_stand_between_are_said_by_nobody() -> None:
    said = "Messages and calls are end-to-end encrypted. Nobody else can read them."
    units = [f"<div><p>{each}</p></div>" for each in SAID]
    units[AT] = f"<div><div>{said}</div></div>"
    kinds = ["divider" if n == AT else "message" for n in range(len(units))]
    found = read_units(units, kinds)[AT]
    assert (found.kind, found.text.value, found.author.value) == ("divider", said, "")


@pytest.mark.parametrize(
    "line",
    [
        "Am 12.11.2026 um 09:40 schrieb Tom Reyes:",
        "On 12 Nov 2026 at 09:40, Tom Reyes wrote:",
        "Le 12/11/2026 à 09:40, Tom Reyes a écrit :",
    ],
)
def test_lines_that_a_plain_mail_quotes_are_not_said(line: str) -> None:
    def mail(n: int, said: str) -> str:
        quoted = f"<div>{line}</div><pre>&gt; Which rope {n} is it?</pre>"
        return f"<div><b>{WHO[n] or 'Ada Quill'}</b><div>{quoted}<pre>{said}</pre></div></div>"

    found = read_units([mail(n, said) for n, said in enumerate(SAID)])
    assert said_of(found) == list(SAID)
    assert [each.author.value for each in found] == [who or "Ada Quill" for who in WHO]
    assert "Which rope 2 is it?" in found[2].quote.value


def test_a_line_with_such_a_sign_is_said_where_nobody_is_quoted() -> None:
    unit = "<div><b>Ada Quill</b><p>&gt; be me</p><p>lean on the handle</p></div>"
    assert told(unit) == ("> be me\nlean on the handle", "")
