"""The statement: exhibits that it names, what changed, words that conclude, and it on paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepsake.core.statement import text as statement
from keepsake.core.statement.paper import Exhibit, Paper, Piece, Section
from keepsake.core.statement.text import differences, hints, named, pieces
from keepsake.formats.statement_pdf import statement_pdf
from keepsake.viewer.guides import hints as known_hints
from keepsake.viewer.guides import offences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He wrote [Exhibit 3].", [(3, 0)]),
        ("[Exhibit 3, message 41] and [Pièce 2, message 7]", [(3, 41), (2, 7)]),
        ("[exhibit  12 ,  MESSAGE 5]", [(12, 5)]),
        ("Exhibit 3, [Exhibit], [Exhibit x], [Exhibit 12345678]", []),
        ("[Exhibit 3, message]", []),
    ],
)
def test_names_of_exhibits_are_found_in_both_languages(
    text: str, found: list[tuple[int, int]]
) -> None:
    assert [(one.exhibit, one.item) for one in named(text)] == found


@given(st.text(alphabet="[]Exhibit 3, message41é\n", max_size=200))
def test_cutting_a_text_at_its_names_loses_nothing(text: str) -> None:
    assert "".join(piece for piece, _name in pieces(text)) == text


@given(st.text(max_size=120), st.text(max_size=120))
def test_differences_lead_from_the_one_text_to_the_other(before: str, after: str) -> None:
    changes = differences(before, after)
    assert "".join(c.text for c in changes if c.kind != "added") == before
    assert "".join(c.text for c in changes if c.kind != "removed") == after


def test_differences_are_by_word_and_a_long_text_is_compared_whole() -> None:
    changes = differences("He came at six.", "He came at seven.")
    assert [(c.kind, c.text) for c in changes] == [
        ("same", "He came at "),
        ("removed", "six."),
        ("added", "seven."),
    ]
    long = "word " * 30_000
    assert [c.kind for c in differences(long, long + "x")] == ["removed", "added"]
    assert [c.kind for c in differences(long, long)] == ["same"]


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "He harassed me for weeks.", "harassed"),
        ("en", "Obviously it was him.", "Obviously"),
        ("en", "She is crazy.", "crazy"),
        ("fr", "Il me menaçait.", "menaçait"),
        ("en", "I was sick for a week.", None),
        ("fr", "J’étais malade.", None),
        ("fr", "Elle chante dans une chorale.", None),
        ("fr", "Il m’a fait chanter.", "fait chanter"),
        ("fr", "Il m’a menacée.", "menacée"),
        ("fr", "C’est évidemment lui.", "évidemment"),
        ("en", "He wrote at 18:04 that he knows my street.", None),
        ("en", "The clerk was sickened.", None),
    ],
)
def test_words_that_conclude_get_a_question(language: str, text: str, word: str | None) -> None:
    found = hints(text, known_hints(), language)
    assert [hit for hit, _ask in found] == ([word] if word else [])
    assert all(ask.endswith(("?", ".")) for _word, ask in found)


def test_offences_are_told_as_facts_with_their_source_and_what_is_not_confirmed() -> None:
    assert [one.section for one in offences()][:3] == ["264", "264.1", "346"]
    for one in offences():
        assert set(one.name) == set(one.facts) == {"en", "fr"}
        assert len(one.facts["en"]) == len(one.facts["fr"])
        assert one.source or not one.confirmed
        for text in (*one.facts["en"], *one.facts["fr"]):
            assert "guilty" not in text.lower()


def _paper(text: str, language: str = "en") -> Paper:
    words = {label: label for label in ("title", "name", "born", "signed", "day", "place")}
    words |= {
        label: label for label in ("witness", "initials", "page", "true", "colon", "report_page")
    }
    named_here = (Exhibit("Exhibit 3", text, text),)
    parts = tuple(Piece(piece, name is not None) for piece, name in pieces(text))
    return Paper(language, "Version 1", words, (Section(text[:80] or "x", parts, named_here),))


@pytest.mark.parametrize(
    "text",
    [
        "He wrote [Exhibit 3, message 41]. Then nothing.",
        '#set page(width: 1pt) \\ $x$ *a* _b_ `c` #import "x" <label> @ref // comment',
        "</text><script>alert(1)</script> =HYPERLINK(1) {{ 7*7 }}",
        "\u202eevil\u202c \x00\x07 שלום مرحبا 😀👩‍👩‍👧 \u200b",
        "W" * 4000,
        "line one\n\n\nline two\n\tindented",
        "",
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_whatever_was_written_becomes_a_pdf_and_no_markup(text: str, language: str) -> None:
    data = statement_pdf(_paper(text, language))
    assert data.startswith(b"%PDF-")
    assert b"/JavaScript" not in data
    assert b"/URI" not in data


def test_every_part_has_a_place() -> None:
    assert len(statement.PARTS) == len(set(statement.PARTS)) == 10
