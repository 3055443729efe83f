"""Both languages have every text, pages have none of their own, captured text is shown safely."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from werkzeug.datastructures import LanguageAccept

import keepsake.viewer
from keepsake.local_time import LocalTimes
from keepsake.shared import shared_path
from keepsake.viewer.catalogue import TABLES, catalogue_in, choose_language, plain
from keepsake.viewer.emergency import countries

VIEWER = Path(keepsake.viewer.__file__).parent
TEMPLATES = sorted((VIEWER / "templates").glob("*.html"))
_TABLES = [
    json.loads(shared_path("data", "words", f"{name}.json").read_text(encoding="utf-8"))
    for name in TABLES
]
WORDS = {key: text for table in _TABLES for key, text in table.items()}
_SPOKEN = re.compile(
    r"(?:alt|title|placeholder|aria-label|aria-description|content|label)=\"([^\"{]*)\""
)
# Names of people and services, and words that are the same in both languages.
_SAME = re.compile(
    r"^(name|platform|kind|language|month|settings.minutes|count.*|size.*|nav.(captures|copies|guide)|guide.title|.*sha256|captures.title|pager.label|moment.day|help.*|check.*"
    r"|.*police.*|cases.holds.*|people.(notes|seen).*|search.in.*|.*(message|capture|contact)|exhibit.*"
    r"|statement.(reference.item|versions?|print.(signed|page))$)"
)


def test_both_languages_have_every_text() -> None:
    for key, text in WORDS.items():
        assert set(text) == {"en", "fr"}, key
        assert all(text[language].strip() for language in text), key
        fields = {language: sorted(re.findall(r"{\w+}", text[language])) for language in text}
        assert fields["en"] == fields["fr"], key


def test_no_key_is_in_two_tables() -> None:
    assert len(WORDS) == sum(map(len, _TABLES))


def test_french_is_french() -> None:
    same = [key for key, text in WORDS.items() if text["en"] == text["fr"] and not _SAME.match(key)]
    assert same == []


def test_every_number_has_both_forms() -> None:
    for key, text in WORDS.items():
        stem, _, form = key.rpartition(".")
        # "Somebody else" ends with the same word and counts nothing.
        if form == "one" or (form == "other" and "{number}" in text["en"]):
            assert {f"{stem}.one", f"{stem}.other"} <= set(WORDS)


def test_no_text_shouts_or_uses_the_words_of_the_trade() -> None:
    for key, text in WORDS.items():
        if key.startswith(("check.fold", "facts.", "handed.sha256")):
            continue
        both = f"{text['en']} {text['fr']}".lower()
        assert "!" not in both, key
        for word in ("hash", "token", "merkle", "jeton"):
            assert word not in both, key


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_text_of_its_own(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    words = [word for word in re.findall(r"[A-Za-zÀ-ÿ]{2,}", _text(source))]
    assert words == []
    spoken = [text for text in _SPOKEN.findall(source) if re.search(r"[A-Za-z]{2}", text)]
    assert [
        text for text in spoken if text not in ("width=device-width, initial-scale=1", "noindex")
    ] == []


def _text(source: str) -> str:
    """What stands between the tags of a template when all that is filled in is taken away."""
    without = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", source, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", without)


def test_every_key_that_is_used_is_there() -> None:
    used = set()
    for path in [*TEMPLATES, *VIEWER.rglob("*.py")]:
        source = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"\bt\(\"([a-z_.0-9]+)\"[,)]", source))
        used |= {f"{key}.one" for key in re.findall(r"\.count\(\"([a-z_.]+)\"", source)}
    assert used - set(WORDS) == set()
    assert len(used) > 100


@pytest.mark.parametrize("country", countries(), ids=lambda country: country.country or "elsewhere")
def test_each_number_of_the_card_says_where_it_is_from(country: object) -> None:
    for number in country.numbers:
        assert set(number.name) == set(number.when) == {"en", "fr"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", number.checked)
        assert number.source or not number.confirmed


def test_canada_comes_first_and_danger_first_in_it() -> None:
    assert countries()[0].country == "CA"
    numbers = [number.number for number in countries()[0].numbers]
    assert numbers[:4] == ["911", "9-8-8", "1-866-658-9022", "1-888-495-8501"]


@pytest.mark.parametrize(
    ("preferred", "started_with", "accepted", "language"),
    [
        ("fr", "en", "en", "fr"),
        ("", "fr", "en", "fr"),
        ("", "", "fr-CA", "fr"),
        ("", "", "de", "en"),
        ("", "", "", "en"),
    ],
)
def test_the_language_is_the_persons(
    preferred: str, started_with: str, accepted: str, language: str
) -> None:
    asked = LanguageAccept([(accepted, 1.0)] if accepted else [])
    assert choose_language(preferred, started_with, asked) == language


def test_what_turns_text_round_is_named() -> None:
    assert plain("a\u202eb\u202cc\x00\x1b[31m") == "a[U+202E]b[U+202C]c[U+0000][U+001B][31m"
    honest = "שלום \u200fabc\u2067x\u2069 👩‍👩‍👧 é\nnew line\ttab"
    assert plain(honest) == honest


def test_numbers_and_sizes_are_written_as_the_language_does() -> None:
    english, french = catalogue_in("en"), catalogue_in("fr")
    assert english.number(12345) == "12,345"
    assert french.number(12345) == "12\u202f345"
    assert english.size(1_540_000) == "1.5 MB"
    assert french.size(1_540_000) == "1,5 Mo"
    assert english.count("count.pictures", 0) == "0 pictures"
    assert french.count("count.pictures", 0) == "0 image"


@pytest.mark.parametrize(
    ("zone", "utc", "expected"),
    [
        (
            "America/Toronto",
            "2026-11-24T19:03:22.123Z",
            ("24 November 2026", "14:03:22", "Toronto, UTC\u22125"),
        ),
        (
            "America/Toronto",
            "2026-07-01T02:00:00.000Z",
            ("30 June 2026", "22:00:00", "Toronto, UTC\u22124"),
        ),
        (
            "America/St_Johns",
            "2026-11-24T19:03:22.123Z",
            ("24 November 2026", "15:33:22", "St Johns, UTC\u22123:30"),
        ),
        ("", "2026-11-24T19:03:22.123Z", ("24 November 2026", "19:03:22", "UTC")),
        ("No/Such", "2026-11-24T19:03:22.123Z", ("24 November 2026", "19:03:22", "UTC")),
    ],
)
def test_times_are_in_the_persons_zone_and_name_it(
    zone: str, utc: str, expected: tuple[str, str, str]
) -> None:
    moment = LocalTimes(zone, catalogue_in("en")).write(utc)
    assert moment is not None
    assert (moment.day, moment.clock, moment.zone) == expected
    assert moment.utc == utc


def test_the_first_of_a_month_is_written_as_each_language_does() -> None:
    days = {
        language: LocalTimes("", catalogue_in(language)).date("2026-12-01")
        for language in ("en", "fr")
    }
    assert days == {"en": "1 December 2026", "fr": "1er décembre 2026"}
    assert LocalTimes("", catalogue_in("fr")).date("2026-12-11") == "11 décembre 2026"


def test_what_is_no_time_is_not_made_one() -> None:
    for text in ("", "2 h", "2026-11-24", "yesterday Z", "9999999-01-01T00:00:00Z"):
        assert LocalTimes("America/Toronto", catalogue_in("en")).write(text) is None
