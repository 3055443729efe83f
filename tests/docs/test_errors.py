"""Every error has a number, a name and words in both languages, and the program knows them all."""

from __future__ import annotations

import json

from docs.tree import ROOT
from keepsake.catalogue import error_message
from keepsake.core.errors import Code

ERRORS = json.loads((ROOT / "shared" / "data" / "errors.json").read_text(encoding="utf-8"))


def test_the_program_and_the_list_name_the_same_errors() -> None:
    assert {error["name"].upper(): error["code"] for error in ERRORS} == {
        code.name: code.value for code in Code
    }


def test_no_number_is_used_twice() -> None:
    numbers = [error["code"] for error in ERRORS]
    assert len(numbers) == len(set(numbers))


def test_every_error_says_what_happened_what_is_safe_and_what_to_do() -> None:
    for error in ERRORS:
        for language in ("en", "fr"):
            words = error[language]
            assert set(words) == {"what", "safe", "next"}, error["name"]
            assert all(text.strip().endswith(".") for text in words.values()), error["name"]


def test_the_words_are_calm() -> None:
    for error in ERRORS:
        for language in ("en", "fr"):
            for text in error[language].values():
                assert "!" not in text, text
                assert not any(w in text.lower() for w in ("merkle", "token", "hash ")), text


def test_both_languages_are_really_there() -> None:
    assert [e["name"] for e in ERRORS if e["en"]["what"] == e["fr"]["what"]] == []
    for code in Code:
        assert error_message(code, "fr").what != error_message(code, "en").what
