"""Pages of the report are filled: what closes it stands where there is room, once."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from keepsake.core.briefing.rows import Behind, Briefing, Reported
from keepsake.core.case.entries import Day, EventBody
from keepsake.core.manifest import Identifier
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.report import pdf as report
from unit.reports import CHECKED, MADE, exhibit, text_of

if TYPE_CHECKING:
    from pathlib import Path

CLOSING = {"en": "What this does not say", "fr": "Ce que ce rapport ne dit pas"}
BEFORE = {"en": "Accounts and identifiers", "fr": "Comptes et identifiants"}
BEHIND = {"en": "What a machine made", "fr": "Ce qu’une machine a fait"}
LAST = {
    "en": "issuer is the vault that the copy comes from",
    "fr": "est le coffre d’où vient la copie",
}
FIRST = {"en": "Exhibit 1:", "fr": "Pièce 1"}


def seen(pdf: bytes, tmp_path: Path) -> set[str]:
    """The words within the pages; what runs over the lower edge of one is on none."""
    path = tmp_path / "seen.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-x", "0", "-y", "0", "-W", "612", "-H", "792", path, "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def pages(ids: int, language: str, tmp_path: Path, program: str = "") -> list[str]:
    one = exhibit(["Hello"])
    named = tuple(Identifier(f"thread_id_{n}", str(n), "address") for n in range(ids))
    page = msgspec.structs.replace(one.page, ids=named)
    record = msgspec.structs.replace(one.record, program=program or one.record.program)
    one = dataclasses.replace(one, page=page, record=record)
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
        assert LAST[language] in " ".join(made[place].split()), ids
    assert places == {True, False}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_last_page_is_never_of_a_few_lines(language: str, tmp_path: Path) -> None:
    """Red before: the last two lines of how to check it had a page to themselves."""
    for names in range(0, 90, 15):
        program = " ".join(f"keepsake-host-{n}" for n in range(names))
        made = pages(12, language, tmp_path, program)
        assert BEHIND[language] in made[-1], names
        assert LAST[language] in " ".join(made[-1].split()), names


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_short_list_of_files_fills_the_page_of_the_facts(language: str, tmp_path: Path) -> None:
    made = pages(1, language, tmp_path)
    heading = {"en": "Originals", "fr": "Originaux"}[language]
    (place,) = [n for n, page in enumerate(made) if f"\n{heading}\n" in page]
    assert place == next(n for n, page in enumerate(made) if FIRST[language] in page)
    name = "0001-tile-0001.png"
    assert sum(page.count(name) for page in made) == 1


WORDS = [f"word{n}" for n in range(1500)]
LONG = " ".join(WORDS)


def _brief(**told: Any) -> Briefing:
    nothing: dict[str, Any] = dict.fromkeys(
        ("accounts", "pointed", "gone", "events", "contacts", "ask"), ()
    )
    return Briefing(
        **{
            **nothing,
            "keepsake_briefing": 3,
            "case": "Case",
            "reporter": "Nora",
            "told": {},
            "messages": 1,
            "first": None,
            "last": None,
            **told,
        }
    )


def _account(why: str) -> Reported:
    behind = (Behind("Marc", "unsure", why),)
    return Reported("instagram", "marc", (), (), (), (1,), "", "", behind)


@pytest.mark.parametrize(
    "brief",
    [
        _brief(events=(EventBody("c", Day("2026-11-21", "09:30"), LONG),)),
        _brief(accounts=(_account(LONG),)),
    ],
    ids=["event", "why"],
)
def test_what_is_longer_than_a_page_goes_on_on_the_next(brief: Briefing, tmp_path: Path) -> None:
    """Red before: what did not fit on the page on which it began was on none."""
    proofs = [bundle.Proof(4, b"", 5, ())]
    facts = report.Facts(MADE, 5, CHECKED, proofs, {}, brief)
    shown = seen(report.report([exhibit(["Hello"])], facts, "en"), tmp_path)
    assert [word for word in WORDS if word not in shown] == []


@pytest.mark.parametrize("longer", [0, 20, 40, 60])
def test_a_row_that_fits_on_a_page_is_not_torn(longer: int, tmp_path: Path) -> None:
    title = " ".join(["Numbered", *["first"] * longer])
    one, first = exhibit(["Hello"], title="Numbered"), exhibit(["Hello"], title=title)
    others = [dataclasses.replace(one, number=number) for number in range(2, 21)]
    exhibits = [first, *others]
    facts = report.Facts(MADE, 5, CHECKED, [bundle.Proof(4, b"", 5, ())] * 20, {})
    made = text_of(report.report(exhibits, facts, "en"), tmp_path).split("\f")
    rows = [page.split("Accounts and identifiers")[0] for page in made[:3]]
    begins = [len(re.findall(r"^\d+ Numbered\b", page, re.M)) for page in rows]
    # What stands last in a row is on the page on which the row begins.
    assert begins == [page.count("It is here, and marked.") for page in rows]
    assert sum(begins) == len(exhibits)
