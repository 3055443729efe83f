"""One word for one thing on every screen and paper, in both languages, nothing foreign in it."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

import pytest

from docs.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATA = ROOT / "shared" / "data"
LOCALES = ROOT / "extension" / "_locales"
STORE = ROOT / "build" / "store"
GUIDE = ROOT / "shared" / "guide"
# What gets filled in, and what is typed into a terminal, is in no language.
_NO_LANGUAGE = re.compile(
    r"{[\w.:]+}|`[^`]+`|\]\([^)]*\)|\$[A-Z]+\$|--[a-z-]+|\bkeepsake [a-z]+|KEEPSAKE_\w+"
    r"|data/log/\w+|“authorities”"
)
_MEANT = json.loads((ROOT / "tests" / "docs" / "terms.json").read_text(encoding="utf-8"))


class Pair(NamedTuple):
    """The same text in both languages, and where it stands."""

    where: str
    en: str
    fr: str


def _pairs(value: object, where: str) -> Iterator[Pair]:
    if isinstance(value, dict) and {"en", "fr"} <= value.keys():
        yield from _beside(value["en"], value["fr"], where)
    elif isinstance(value, dict | list):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in inside:
            yield from _pairs(inner, f"{where} {name}")


def _beside(english: object, french: object, where: str) -> Iterator[Pair]:
    if isinstance(english, str) and isinstance(french, str):
        yield Pair(where, english, french)
    elif isinstance(english, list) and isinstance(french, list):
        for number, (one, other) in enumerate(zip(english, french, strict=False)):
            yield from _beside(one, other, f"{where} {number}")
    elif isinstance(english, dict) and isinstance(french, dict):
        for name in english:
            yield from _beside(english[name], french[name], f"{where} {name}")


def _files() -> list[Path]:
    kept_apart = {DATA / "lexicon", DATA / "roots"}
    return [path for path in sorted(DATA.rglob("*.json")) if path.parent not in kept_apart]


def _locales() -> Iterator[Pair]:
    spoken = {
        language: json.loads((LOCALES / language / "messages.json").read_text(encoding="utf-8"))
        for language in ("en", "fr")
    }
    for key, english in spoken["en"].items():
        yield Pair(f"_locales {key}", english["message"], spoken["fr"][key]["message"])


def _store() -> Iterator[Pair]:
    english, french = (
        tomllib.loads((STORE / f"{language}.toml").read_text(encoding="utf-8"))
        for language in ("en", "fr")
    )
    yield from _beside(english, french, "store")


def _desk() -> Iterator[Pair]:
    words = ROOT / "host" / "keepsake" / "desk" / "words"
    english, french = (
        json.loads((words / f"{language}.json").read_text(encoding="utf-8"))
        for language in ("en", "fr")
    )
    yield from _beside(english, french, "desk")


def _guide() -> Iterator[Pair]:
    for chapter in sorted((GUIDE / "en").glob("*.md")):
        english = chapter.read_text(encoding="utf-8").splitlines()
        french = (GUIDE / "fr" / chapter.name).read_text(encoding="utf-8").splitlines()
        for number, (one, other) in enumerate(zip(english, french, strict=True), start=1):
            yield Pair(f"guide {chapter.stem} {number}", one, other)


ALL = [
    *(
        pair
        for path in _files()
        for pair in _pairs(json.loads(path.read_text(encoding="utf-8")), path.stem)
    ),
    *_locales(),
    *_store(),
    *_desk(),
    *_guide(),
]


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, _NO_LANGUAGE.sub("", text), re.IGNORECASE)
    return found.group() if found else ""


def test_all_texts_are_looked_at() -> None:
    assert len(ALL) > 2000
    assert {
        "viewer",
        "reader",
        "report",
        "cli",
        "errors",
        "ladder",
        "_locales",
        "store",
        "guide",
    } <= {pair.where.split()[0] for pair in ALL}


@pytest.mark.parametrize("term", _MEANT["terms"], ids=lambda term: str(term["means"]))
def test_one_concept_has_one_term(term: dict[str, str]) -> None:
    wrong = []
    for pair in ALL:
        if pair.where in _MEANT["other_meaning"].get(term["means"], []):
            continue
        if term.get("if_en") and _found(term["if_en"], pair.en) and not _found(term["fr"], pair.fr):
            wrong.append(pair)
        if term.get("if_fr") and _found(term["if_fr"], pair.fr) and not _found(term["en"], pair.en):
            wrong.append(pair)
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_stands_that_has_a_better_one(language: str) -> None:
    wrong = [
        (found, better, pair.where)
        for word, better in _MEANT[f"not_{language}"].items()
        for pair in ALL
        if (found := _found(word, getattr(pair, language)))
        and pair.where not in _MEANT["other_meaning"].get(word, [])
    ]
    assert wrong == []


def test_apostrophes_and_quotation_marks_are_those_of_print() -> None:
    # README.txt shows what is typed into a terminal.
    wrong = [
        (pair.where, text)
        for pair in ALL
        for text in (pair.en, pair.fr)
        if re.search(r"\w'\w|[“”].*« | \"|^\"", text)
        and not re.search(r"vault \"{path}\"|type, in another folder", text)
    ]
    assert wrong == []
    assert [pair for pair in ALL if re.search("[“”]", pair.fr)] == []


def test_between_two_words_there_is_one_space() -> None:
    # Lists for a terminal stand in columns, README.txt too.
    columns = {"cli list.head", "cli export.line", "cli capture.entry", "report readme"}
    wrong = [
        (pair.where, text)
        for pair in ALL
        for text in (pair.en, pair.fr)
        if re.search(r"\S[ \u00a0]{2,}\S", text) and pair.where not in columns
    ]
    assert wrong == []


def test_what_an_error_calls_a_menu_is_in_the_menu() -> None:
    errors = json.loads((DATA / "errors.json").read_text(encoding="utf-8"))
    for language, quoted in (("en", "“([A-Z][^”.]*)”"), ("fr", "«\u00a0([A-ZÀ-Ý][^».]*)\u00a0»")):
        offered = json.loads((LOCALES / language / "messages.json").read_text(encoding="utf-8"))
        names = {text["message"].rstrip("…") for text in offered.values()}
        asked = [name for error in errors for name in re.findall(quoted, error[language]["next"])]
        assert len(asked) >= 3
        assert [name for name in asked if name not in names] == []


def _syllables(word: str) -> int:
    count = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and count > 1
    return max(1, count - silent)


def _sentences(texts: list[str]) -> list[list[str]]:
    split = [
        re.findall(r"[A-Za-z’]+", sentence)
        for text in texts
        for sentence in re.split(r"(?<=[.?:;])\s", re.sub(r"{\w+}", "x", text))
    ]
    return [words for words in split if len(words) > 3]


@pytest.mark.parametrize(
    ("files", "grade"),
    [
        (("viewer", "case", "added", "again", "police", "statement", "handover"), 4),
        (("_locales", "errors"), 5),
        (("cli",), 5),
        (("reader", "verify"), 5),
        (("report",), 6),
        (("store",), 8),
        (("guide",), 7),
    ],
)
def test_a_child_of_ten_can_read_it(files: tuple[str, ...], grade: int) -> None:
    """The grade of Flesch and Kincaid over all sentences of four words and more."""
    sentences = _sentences([pair.en for pair in ALL if pair.where.split()[0] in files])
    words = [word for sentence in sentences for word in sentence]
    assert len(words) > 500
    measured = 0.39 * len(words) / len(sentences)
    measured += 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
    assert measured < grade, files


@pytest.mark.parametrize(("language", "most"), [("en", 25), ("fr", 30)])
def test_no_sentence_is_too_long_to_be_read_in_fear(language: str, most: int) -> None:
    # Drafts for a court and the pages of the guide and of stores are read with time.
    with_time = {"certificates", "guide", "store", "cli"}
    long = []
    for pair in ALL:
        if pair.where.split()[0] in with_time:
            continue
        text = re.sub(r"{\w+}", "x", getattr(pair, language)).replace("\u00a0", " ")
        for sentence in re.split(r"(?<=[.?!:;])\s+|\n", text):
            if len(words := re.findall(r"[\w’'-]+", sentence)) > most:
                long.append((len(words), pair.where, sentence))
    assert long == []
