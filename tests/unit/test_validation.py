"""The record of tests of a version: what its paper and each certificate say, and without one."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

import keepsake
from keepsake.formats import known_page
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.paper.typesetter import typeset
from keepsake.formats.paper.words import Words
from keepsake.formats.report import pdf as report
from keepsake.formats.report import validation
from keepsake.formats.report.certificate import certificates
from unit.reports import CHECKED, MADE, WRITTEN, exhibit

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = (
    validation.Group("capture", ("tests/e2e/test_thread.py",), 7, 0, again=1),
    validation.Group("log", ("tests/unit/test_log.py",), 30, 2, failures=("test_a", "test_b[two]")),
)
RECORD = validation.Validation(
    keepsake_validation=1,
    program=keepsake.__version__,
    commit="0123456789abcdef",
    committed=False,
    sources="ab" * 32,
    began="2026-12-01T20:00:00.000Z",
    ended="2026-12-01T20:30:00.000Z",
    system="Debian 13",
    tools=(validation.Tool("Chromium", "150.0"), validation.Tool("Firefox", "140.5")),
    groups=GROUPS,
)


def text_of(sources: object) -> str:
    pdf = typeset(sources)  # type: ignore[arg-type]
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True)
    return "".join(done.stdout.decode().split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_paper_says_what_was_run_with_what_and_what_failed(language: str) -> None:
    words = Words(language)
    text = text_of(validation.paper(RECORD, MADE.program, words, "copy of today"))
    for said in ("0123456789abcdef", "ab" * 32, "Debian13", "150.0", "140.5", "test_b[two]"):
        assert said in text
    some = words("validation.some", tests=32, passed=30, failed=2)
    assert squeezed(some) in text
    assert squeezed(words("validation.total", passed=37, tests=39)) in text
    assert squeezed(words("validation.again.one", count=1)) in text
    assert squeezed(words("validation.not_committed")) in text
    # Only the group in which nothing failed is said to have passed.
    assert text.count(squeezed(words("validation.all", tests=7))) == 1
    assert squeezed(words("validation.none.next")) not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_without_a_record_the_paper_says_so_and_what_to_do(language: str) -> None:
    words = Words(language)
    text = text_of(validation.paper(None, MADE.program, words, "copy of today"))
    assert squeezed(words("validation.none", program=MADE.program)) in text
    assert "build/dev.pyvalidate" in text
    for heading in ("validation.groups", "validation.limits"):
        assert squeezed(words(heading)) not in text


def test_the_test_by_hand_names_what_lies_beside_the_paper() -> None:
    for language in ("en", "fr"):
        files = dict(validation.files(RECORD, language))
        page = files["validation/known-page.html"]
        text = text_of(validation.paper(None, MADE.program, Words(language), ""))
        assert hashlib.sha256(page).hexdigest() in text
        rows = list(
            csv.DictReader(io.StringIO(files["validation/expected.csv"].decode("utf-8-sig")))
        )
        told = [known_page.Message(row["author"], row["time"], row["text"]) for row in rows]
        assert told == known_page.messages(language)
        for row in rows:
            assert row["sha256"] == hashlib.sha256(row["text"].encode()).hexdigest()
            assert row["text"] in page.decode()
        told = msgspec.json.decode(files["validation/record.json"], type=validation.Validation)
        assert told == RECORD
        assert "validation/record.json" not in dict(validation.files(None, language))


def drafts(record: validation.Validation | None, programs: list[str]) -> list[str]:
    """The words of each draft over exhibits that these programs captured."""
    exhibits = []
    for number, program in enumerate(programs, start=1):
        one = exhibit(["Hello"])
        written = msgspec.structs.replace(one.record, program=program)
        exhibits.append(dataclasses.replace(one, number=number, record=written))
    proofs = [bundle.Proof(4, b"", 5, ())] * len(exhibits)
    facts = report.Facts(MADE, 5, CHECKED, proofs, {}, validation=record)
    made = certificates("Ada Example", exhibits, facts, Words("en"), "", "Version 2, saved today")
    return [text_of(sources) for _, sources in made]


def test_each_draft_says_of_the_tests_what_they_cover() -> None:
    other = "keepsake-host 0.0.9"
    for text in drafts(RECORD, [WRITTEN.program, other, other]):
        assert "37of39testspassed,onDebian13" in text
        assert "anotherversion,whichthisrecorddoesnotcover:2,3." in text
    for text in drafts(RECORD, [WRITTEN.program]):
        assert "anotherversion" not in text
    for text in drafts(None, [WRITTEN.program]):
        assert "Norecordoftestsbelongstothisversion" in text
        assert "passed" not in text


def test_each_draft_says_who_used_the_program_and_which_statement_goes_with_it() -> None:
    for text in drafts(None, [WRITTEN.program, WRITTEN.program]):
        for said in ("AdaExample", "Role(victim", "Capturedbyhand", "Exhibits:1,2", "Version2,"):
            assert said in text, said
        assert "Capturedautomatically" not in text


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"null",
        b"{",
        b"[]",
        msgspec.json.encode(msgspec.structs.replace(RECORD, program="0.0.9")),
        msgspec.json.encode(msgspec.structs.replace(RECORD, keepsake_validation=2)),
    ],
)
def test_a_record_that_is_not_of_this_version_is_none(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    if data is not None:
        path.write_bytes(data)
    assert validation.this_version(path) is None


def test_a_record_of_this_version_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(msgspec.json.encode(RECORD))
    assert validation.this_version(path) == RECORD
