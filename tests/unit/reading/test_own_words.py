"""Whose a message is, where the page says so in words: "Sent", "You"."""

from __future__ import annotations

from itertools import cycle

import pytest

from unit.reading.talk import SAID, authors_of, read_units, said_of

WAYS = ("Received", "Sent", "Received", "Received", "Sent", "Received", "Sent", "Received")
SIDES = ["own" if way == "Sent" else "other" for way in WAYS]
PEER = "Nora Lind"
IN_WORDS = {
    "en": {"Sent": "Outgoing", "Received": "Incoming"},
    "fr": {"Sent": "Envoyé", "Received": "Reçu"},
    "de": {"Sent": "Gesendet", "Received": "Empfangen"},
    "ja": {"Sent": "送信", "Received": "受信"},
    "ar": {"Sent": "صادر", "Received": "وارد"},
    "only one of them a participle": {"Sent": "Sent", "Received": "From"},
    "with arrows": {"Sent": "<span>↗</span>Sent", "Received": "<span>↙</span>Received"},
}


def table(ways: list[str], names: list[str]) -> list[str]:
    """Rows of a list of messages: when, which way, with whom, what."""
    rows = zip(ways, names, SAID, strict=True)
    return [
        f"<tr><td>2026-11-2{n} 10:0{n}</td><td>{way}</td><td>{name}</td><td>{said}</td></tr>"
        for n, (way, name, said) in enumerate(rows)
    ]


@pytest.mark.parametrize("language", IN_WORDS)
def test_rows_that_say_which_way_they_went_tell_the_sides(language: str) -> None:
    ways = [IN_WORDS[language][way] for way in WAYS]
    found = read_units(table(ways, [PEER] * len(WAYS)))
    assert said_of(found) == list(SAID)
    assert [one.side.value for one in found] == SIDES


def test_who_ones_own_were_sent_to_did_not_write_them() -> None:
    peers = cycle((PEER, "Ada Quill"))
    names = [next(peers) for _ in WAYS]
    found = read_units(table(list(WAYS), names))
    wanted = [name if way == "Received" else "" for name, way in zip(names, WAYS, strict=True)]
    assert authors_of(found) == wanted


def test_who_sent_ones_own_is_told_where_a_column_names_the_sender() -> None:
    names = ["Jess Oram" if way == "Sent" else PEER for way in WAYS]
    found = read_units(table(list(WAYS), names))
    assert authors_of(found) == names
    assert [one.side.value for one in found] == SIDES


def test_what_became_of_some_messages_is_no_direction() -> None:
    rows = [
        f"<div><b>{(PEER, 'Ada Quill')[n % 2]}</b><p>{said}</p>"
        f"{f'<i>{way}</i>' if n in (1, 2) else ''}</div>"
        for n, (way, said) in enumerate(zip(WAYS, SAID, strict=True))
    ]
    found = read_units(rows)
    assert authors_of(found) == [(PEER, "Ada Quill")[n % 2] for n in range(len(SAID))]
    assert {one.side.value for one in found} == {""}


def test_a_name_that_is_a_word_for_oneself_in_another_language_is_a_name() -> None:
    names = ["Tú" if way == "Sent" else "Lan Anh" for way in WAYS]
    rows = [
        f"<div><b>{name}</b> <i>3 phút trước</i><p>{said}</p><u>Trả lời</u></div>"
        for name, said in zip(names, SAID, strict=True)
    ]
    found = read_units(rows)
    assert authors_of(found) == names
    assert {one.side.value for one in found} == {""}


def test_what_was_only_sent_is_on_no_side() -> None:
    """Under messages of a chat stands what became of them."""
    found = read_units(table(["Sent"] * len(WAYS), [PEER] * len(WAYS)))
    assert {one.side.value for one in found} == {""}


@pytest.mark.parametrize("self_name", ["You", "Me", "Tú", "Moi", "Ich"])
def test_who_reads_is_at_ones_own_side(self_name: str) -> None:
    names = [self_name if way == "Sent" else PEER for way in WAYS]
    rows = [
        f"<div><b>{name}</b> <i>10:0{n}</i><p>{said}</p></div>"
        for n, (name, said) in enumerate(zip(names, SAID, strict=True))
    ]
    found = read_units(rows)
    assert [one.side.value for one in found] == SIDES
    posts = read_units(rows, ["post"] * len(rows))
    assert {one.side.value for one in posts} == {""}, "a page of comments has no sides"
