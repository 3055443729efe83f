"""Items cut between the head of a message and its words end with the head of the next one."""

from __future__ import annotations

from itertools import pairwise

from unit.reading.talk import NAMES, SAID, authors_of, read_units, said_of

HEADS = [f"<h4>{name}</h4><i>17:{10 + n}</i>" for n, name in enumerate(NAMES)]
WORDS = [f"<p>{said}</p>" for said in SAID]


def test_nobody_wrote_what_stands_above_the_head_of_the_next() -> None:
    cut = [("<h2>Ladders</h2>", HEADS[0])]
    cut += [(words, head) for words, (_, head) in zip(WORDS, pairwise(HEADS), strict=False)]
    found = read_units([f"<div>{words}{head}</div>" for words, head in [*cut, (WORDS[-1], "")]])
    assert said_of(found)[1:] == list(SAID)
    assert set(authors_of(found)) == {""}
    assert {each.time_shown.value for each in found} == {""}


def test_who_stands_below_what_they_wrote_wrote_it() -> None:
    found = read_units(
        [f"<div>{words}{head}</div>" for words, head in zip(WORDS, HEADS, strict=True)]
    )
    assert authors_of(found) == list(NAMES)
    without = read_units(
        [f"<div>{words}{head}</div>" for words, head in zip(WORDS, [*HEADS[:-1], ""], strict=True)]
    )
    assert authors_of(without) == [*NAMES[:-1], ""]
