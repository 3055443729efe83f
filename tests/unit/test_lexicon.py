"""The words of languages: whole in every one, and found in lines as pages have them."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import msgspec
import pytest

from keepsake.core.lexicon import UNITS, decode
from keepsake.core.spelling import aligned, respell, tokens
from keepsake.shared import shared_files, shared_path

FILES = shared_files("data", "lexicon")
LEXICON = decode(FILES)
SCHEMA = json.loads(shared_path("schemas", "lexicon.schema.json").read_bytes())
CONCEPTS = SCHEMA["properties"]["concepts"]["required"]
FIXTURES = Path(__file__).parents[1] / "fixtures"
BEFORE = json.loads((FIXTURES / "words_before.json").read_text("utf-8"))
PLACES = {"n", "unit", "load", "thing", "counted", "name", "time", "words"}
LEAST = {"ar", "de", "en", "es", "fr", "he", "it", "ja", "ko", "pt", "ru", "zh"}
FORMS = [
    (language, concept, form)
    for language, concepts in LEXICON.words.items()
    for concept, forms in concepts.items()
    for form in forms
]


def meanings(line: str) -> set[str]:
    return {hit.concept for hit in LEXICON.hits(line)}


def test_every_language_is_there_under_its_own_name() -> None:
    names = {path.stem for path in shared_path("data", "lexicon").iterdir()}
    assert names == set(LEXICON.words)
    assert names >= LEAST


@pytest.mark.parametrize("language", LEXICON.words)
def test_a_language_has_every_concept_in_the_order_of_the_schema(language: str) -> None:
    concepts = LEXICON.words[language]
    assert list(concepts) == CONCEPTS
    assert [concept for concept, forms in concepts.items() if not forms] == []


def test_every_concept_says_what_it_is() -> None:
    described = SCHEMA["properties"]["concepts"]["properties"]
    assert list(described) == CONCEPTS
    assert [name for name, rule in described.items() if not rule["description"]] == []


@pytest.mark.parametrize("language", LEXICON.words)
def test_no_form_is_there_twice(language: str) -> None:
    for concept, forms in LEXICON.words[language].items():
        respelled = [respell(form) for form in forms]
        assert sorted(set(respelled)) == sorted(respelled), concept


def test_forms_are_clean() -> None:
    for language, concept, form in FORMS:
        where = (language, concept, form)
        assert unicodedata.normalize("NFC", form) == form, where
        assert form == " ".join(form.split()) != "", where
        assert set(re.findall(r"\{(\w*)\}", form)) <= PLACES, where
        assert form.count("{") == form.count("}") == len(re.findall(r"\{\w+\}", form)), where


def test_a_form_that_leaves_something_open_leaves_it_open_once() -> None:
    for language, concept, form in FORMS:
        places = re.findall(r"\{(name|time|words)\}", form)
        assert len(set(places)) == len(places), (language, concept, form)


def line_of(form: str, language: str) -> str:
    """A line that has the form."""
    words = LEXICON.words[language]
    filled = form.replace("{name}", "Nora Whitfield").replace("{time}", "14:03")
    filled = filled.replace("{words}", "tuba").replace("{unit}", words["minute"][-1])
    for name in ("load", "thing", "counted"):
        filled = filled.replace(f"{{{name}}}", words[name][0])
    return filled.replace("{n}", "12")


def test_every_form_is_found_in_a_line_that_has_it() -> None:
    for language, concept, form in FORMS:
        line = line_of(form, language)
        found = {(hit.language, hit.concept) for hit in LEXICON.hits(line)}
        assert (language, concept) in found, (language, concept, form, line)


@pytest.mark.parametrize("concepts", BEFORE)
def test_what_was_known_before_is_known(concepts: str) -> None:
    missing = [word for word in BEFORE[concepts] if not meanings(word) & set(concepts.split("|"))]
    assert missing == []


@pytest.mark.parametrize(
    ("line", "concept"),
    [
        ("SEEN", "receipt"),
        ("✓✓ Delivered", "receipt"),
        ("Seen by Nora", "receipt"),
        ("Loading…", "loading"),
        ("Nora is typing...", "typing"),
        ("This message was deleted.", "deleted"),
        ("\u200eEdited\u200e", "edited"),
        ("J\u2019aime", "control"),
        ("İLERİ", "next"),
        ("\u2039 Précédent", "earlier"),
        ("1.2K likes", "count"),
        ("12 mil curtidas", "count"),
        ("1.234 Aufrufe", "count"),
        ("1万件のいいね", "count"),
        ("댓글 3개", "count"),
        ("Alle 12 Antworten anzeigen", "offer"),
        ("もっと見る", "next"),
        ("查看更多评论", "next"),
        ("عرض الرسائل السابقة", "earlier"),
        ("הצג הודעות קודמות", "earlier"),
        ("1–25 of 230", "part"),
        ("\uff15 min", "ago"),
        ("منذ \u0665 دقائق", "ago"),
        ("५ मिनट पहले", "ago"),
        ("5분 전", "ago"),
        ("5 分钟前", "ago"),
    ],
)
def test_lines_as_pages_have_them(line: str, concept: str) -> None:
    assert concept in meanings(line)


@pytest.mark.parametrize(
    "line",
    [
        "I like the blue one more than you do",
        "like me, he never replies",
        "Read it again when you are home",
        "Read?",
        "Seen!",
        "the next train leaves at ten",
        "Load the car before the rain comes",
        "we could not carry the sofa on our own",
        "j'aime bien la tarte aux pommes",
        "gestern war es schon dunkel",
        "昨日は雨でした",
        "今天下雨了",
        "الآن بدأ المطر",
        "עכשיו מתחיל לרדת גשם",
        "어제 비가 왔어요",
        "Nora Whitfield",
        "10:42",
        "12",
        "",
        "❤",
    ],
)
def test_what_a_person_says_is_no_form(line: str) -> None:
    assert meanings(line) == set()


def test_what_a_form_leaves_open_stands_as_in_the_line() -> None:
    words = "See   you \u2014 at ten: sharp"
    (hit,) = LEXICON.hits(f"  At  14:03,  \uff2eora O\u2019Vale :  {words} ")
    assert (hit.concept, hit.language) == ("wrote", "en")
    assert (hit.time, hit.name, hit.words) == ("14:03", "\uff2eora O\u2019Vale", words)


@pytest.mark.parametrize(
    ("line", "language", "name", "words"),
    [
        ("Nora a écrit : à demain", "fr", "Nora", "à demain"),
        ("Nora schrieb: bis morgen", "de", "Nora", "bis morgen"),
        ("كتبت نورا: إلى الغد", "ar", "نورا", "إلى الغد"),
        ("נורה כתבה: עד מחר", "he", "נורה", "עד מחר"),
        ("ノラさんの発言: また明日", "ja", "ノラ", "また明日"),
        ("诺拉说\uff1a明天见", "zh", "诺拉", "明天见"),
        ("노라님의 메시지: 내일 봐", "ko", "노라", "내일 봐"),
    ],
)
def test_who_wrote_what(line: str, language: str, name: str, words: str) -> None:
    found = {(hit.language, hit.name, hit.words) for hit in LEXICON.hits(line)}
    assert (language, name, words) in found


@pytest.mark.parametrize(
    ("line", "number", "unit"),
    [
        ("5 min ago", "5", "minute"),
        ("vor 2 Stunden", "2", "hour"),
        ("il y a 3 j", "3", "day"),
        ("hace 4 semanas", "4", "week"),
        ("an hour ago", "", "hour"),
        ("منذ \u0665 أشهر", "\u0665", "month"),
        ("2年前", "2", "year"),
    ],
)
def test_how_long_ago_in_which_unit(line: str, number: str, unit: str) -> None:
    found = {(hit.number, hit.unit) for hit in LEXICON.hits(line) if hit.concept == "ago"}
    assert (number, unit) in found
    assert unit in UNITS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("edited 10:12 · seen", ["seen"]),
        ("not delivered yet", ["not delivered"]),
        ("unseen already ready", []),
        ("10:12既読", ["既読"]),
        ("정말 읽음 3", ["읽음"]),
        ("안읽음", []),
        ("تم التسليم الآن", ["تم التسليم"]),
        ("وتم التسليم", []),
        ("נקרא 10:12", ["נקרא"]),
        ("שנקרא אתמול", []),
    ],
)
def test_words_within_a_longer_text(text: str, found: list[str]) -> None:
    assert LEXICON.within("receipt").findall(respell(text)) == [respell(each) for each in found]


def test_letters_are_aligned_with_the_whole_folded() -> None:
    forms = {form for _, _, form in FORMS}
    for form in forms:
        for text in (form, form.upper(), unicodedata.normalize("NFD", form)):
            respelled, starts = aligned(f"  {text} ")
            assert respelled == respell(text), form
            assert len(starts) == len(respelled) + 1, form
            assert starts == sorted(starts), form


def test_every_pattern_is_known_by_a_token_of_its_lines() -> None:
    for token, patterns in LEXICON.patterns.items():
        assert token in tokens(token)
        assert patterns


def test_what_is_no_lexicon_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode([b'{"language":"en"}'])
