"""Pages of the report are filled: what closes it stands where there is room, once."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.manifest import Identifier
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.report import pdf as report
from unit.reports import CHECKED, MADE, exhibit, text_of

if TYPE_CHECKING:
    from pathlib import Path

CLOSING = {"en": "What this does not say", "fr": "Ce que ce rapport ne dit pas"}
BEFORE = {"en": "Accounts and identifiers", "fr": "Comptes et identifiants"}
BEHIND = {"en": "How pages are captured", "fr": "Comment les pages sont capturées"}
FIRST = {"en": "Exhibit 1:", "fr": "Pièce 1"}


def pages(ids: int, language: str, tmp_path: Path) -> list[str]:
    one = exhibit(["Hello"])
    named = tuple(Identifier(f"thread_id_{n}", str(n), "address") for n in range(ids))
    page = msgspec.structs.replace(one.page, ids=named)
    one = dataclasses.replace(one, page=page)
    facts = report.Facts(MADE, 5, CHECKED, [bundle.Proof(4, b"", 5, ())], {})
    return text_of(report.report([one], facts, language), tmp_path).split("\f")[:-1]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_closes_the_report_never_has_a_page_of_its_own(language: str, tmp_path: Path) -> None:
    places = set()
    for ids in (1, 12, 16, 20, 24, 28, 34):
        made = pages(ids, language, tmp_path)
        (place,) = [n for n, page in enumerate(made) if CLOSING[language] in page]
        front = next(n for n, page in enumerate(made) if FIRST[language] in page)
        places.add(place < front)
        if place < front:
            # All that comes before the exhibits reaches the page on which it stands.
            assert str(ids - 1) in made[place].split(CLOSING[language])[0].split(), ids
        else:
            assert BEHIND[language] in made[place], ids
            assert str(ids - 1) in made[front - 1].split(), ids
    assert places == {True, False}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_short_list_of_files_fills_the_page_of_the_facts(language: str, tmp_path: Path) -> None:
    made = pages(1, language, tmp_path)
    heading = {"en": "Originals", "fr": "Originaux"}[language]
    (place,) = [n for n, page in enumerate(made) if f"\n{heading}\n" in page]
    assert place == next(n for n, page in enumerate(made) if FIRST[language] in page)
    name = "0001-tile-0001.png"
    assert sum(page.count(name) for page in made) == 1
