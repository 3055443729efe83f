"""Passphrases: strong enough, evenly drawn, and forgiving when they are typed."""

from __future__ import annotations

import itertools
import math
import os
import re
from collections import Counter

import pytest

from keepsake.core.passphrase import WORDS, generate_passphrase, spellings
from keepsake.flows.passphrase import new_passphrase, wordlist


def test_the_list_is_plain_words_each_once() -> None:
    words = wordlist()
    assert len(words) == len(set(words)) >= 2048
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in words)
    assert list(words) == sorted(words)


def test_six_words_hold_66_bits() -> None:
    assert WORDS * math.log2(len(wordlist())) >= 66
    assert len(new_passphrase(os.urandom).split("-")) == 6


def test_numbers_past_the_last_whole_multiple_are_drawn_again() -> None:
    draws = iter([b"\xff\xff\xff\xff", *(bytes([0, 0, 0, n]) for n in (2, 1, 0, 2, 1, 0))])
    assert generate_passphrase(["a", "b", "c"], lambda _: next(draws)) == "c-b-a-c-b-a"


def test_each_word_comes_as_often_as_another() -> None:
    drawn = Counter(
        itertools.chain(*(generate_passphrase("abcde", os.urandom).split("-") for _ in range(1500)))
    )
    assert set(drawn) == set("abcde")
    assert max(drawn.values()) < 1.25 * min(drawn.values())


def test_no_words_give_no_passphrase() -> None:
    with pytest.raises(ValueError, match="no words"):
        generate_passphrase([], os.urandom)


@pytest.mark.parametrize(
    "typed",
    [
        "Marble Otter  plum",
        " marble-otter-plum\n",
        "MARBLE_OTTER_PLUM",
        "marble, otter, plum",
        "\u201cmarble\u2014otter plum\u201d",
        "\u00ab marble-otter-plum \u00bb",
        "\ufeffmarble otter\u200e plum",
    ],
)
def test_what_was_read_out_by_telephone_is_understood(typed: str) -> None:
    assert spellings(typed)[0] == typed.strip()
    assert spellings(typed)[-1] == "marble-otter-plum"


def test_what_programs_make_of_words_of_ones_own_is_understood() -> None:
    assert 'It\'s my-own "words"' in spellings(" It\u2019s  my\u2013own \u201cwords\u201d ")
