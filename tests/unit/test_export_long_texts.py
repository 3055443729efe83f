"""A text that a page made endless keeps no paper from being set, and what is signed is whole."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest
import typst
from msgspec import structs

from keepsake.core import manifest
from keepsake.core.statement.paper import Paper, Piece, Section
from keepsake.formats import statement_pdf
from keepsake.formats.paper import typesetter
from keepsake.formats.paper.sources import LONGEST
from keepsake.formats.paper.typesetter import typeset
from keepsake.formats.report import pdf
from unit.reports import CHECKED, MADE, exhibit, text_of
from unit.reports import bundle as payload

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.formats.paper.sources import Sources

SIGNS = 50_000


def report_of(text: str, language: str = "en", everywhere: str = "") -> bytes:
    one = exhibit([text, "Hello"], title=everywhere or "A thread")
    if everywhere and one.manifest:
        said = dict.fromkeys(
            ("author", "time_shown", "state", "quote", "receipt", "counts"), everywhere
        )
        items = [
            manifest.ItemAsRead(**{**structs.asdict(item), **said}) for item in one.manifest.items
        ]
        one = dataclasses.replace(one, manifest=structs.replace(one.manifest, items=tuple(items)))
    facts = pdf.Facts(MADE, 5, CHECKED, [payload.Proof(one.entry, b"", 5, ())], {})
    return typeset(pdf.sources([one], facts, language)._replace(made=MADE.utc))


@pytest.mark.parametrize(
    "piece",
    [
        "\t;",
        "\u202e\u202c",
        "\u0001",
        "\U0001f469\u200d",
        "\u0627\u0644",
        "e\u0301",
        "\n",
        "w",
        "[Exhibit 1, message 1] ",
        "{{",
        "[",
        "https://a.example/",
    ],
)
def test_a_report_is_set_whatever_a_message_repeats(piece: str, tmp_path: Path) -> None:
    text = (piece * (SIGNS // len(piece) + 1))[:SIGNS]
    printed = text_of(report_of(text), tmp_path)
    assert "Hello" in printed
    assert "more characters are not printed here" in " ".join(printed.split())


@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_message_of_hundreds_of_addresses_is_printed_whole(between: str, tmp_path: Path) -> None:
    said = [f"https://shop.example/order/{number:05}" for number in range(500)]
    printed = "".join(text_of(report_of(between.join(said)), tmp_path).split())
    # At the foot of each page stands something between two of its lines.
    assert sum(address in printed for address in said) > 480
    assert "notprintedhere" not in printed


@pytest.mark.parametrize("piece", ["\u202e\u202c", "\t;"])
def test_it_is_set_wherever_a_page_repeats_it(piece: str, tmp_path: Path) -> None:
    text = (piece * SIGNS)[:SIGNS]
    printed = text_of(report_of("Hello", everywhere=text), tmp_path)
    assert "more characters are not printed here" in " ".join(printed.split())


def test_how_much_is_left_out_is_said_in_its_language(tmp_path: Path) -> None:
    printed = " ".join(text_of(report_of("x" * (LONGEST + 345), "fr"), tmp_path).split())
    assert "[… 345 caractères de plus ne sont pas imprimés ici" in printed
    assert "not printed" not in " ".join(text_of(report_of("x" * LONGEST), tmp_path).split())


def statement_of(text: str) -> Sources:
    words = dict.fromkeys(
        ("title", "name", "born", "signed", "day", "place", "witness", "initials", "page", "true",
         "report_page"), "-",
    )  # fmt: skip
    section = Section("What happened", (Piece(text, name=False),), ())
    return statement_pdf.sources(Paper("en", "kept", words, (section,)), {})


@pytest.mark.parametrize("between", [" ", "\n", "x"])
def test_a_statement_of_any_length_is_printed_whole(between: str, tmp_path: Path) -> None:
    text = between.join(f"W{number:05}-{'long' * 6}" for number in range(2_000))
    sources = statement_of(text)
    (set_section,) = sources.data["sections"]
    assert "".join(piece["text"] for piece in set_section["pieces"]) == text
    printed = text_of(typeset(sources), tmp_path)
    # At the foot of each page stands something between two of its lines.
    assert sum(printed.count(f"W{number:05}") for number in range(2_000)) > 1_950
    assert "not printed here" not in printed


def test_it_is_whole_also_where_it_cannot_be_set_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = typesetter.compiled

    def fails(files: dict[str, bytes], moment: int | None = None) -> bytes:
        texts = msgspec.json.decode(files["data.json"])["sections"][0]["pieces"]
        if any(len(piece["text"]) > 4_000 for piece in texts):
            raise typst.TypstError("fails", "fails")
        return whole(files, moment)

    monkeypatch.setattr(typesetter, "compiled", fails)
    said = [f"W{number:05}" for number in range(3_000)]
    printed = text_of(typeset(statement_of(" ".join(said))), tmp_path)
    assert all(word in printed for word in said)
    assert "not printed here" not in printed
