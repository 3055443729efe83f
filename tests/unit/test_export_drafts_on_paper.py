"""Drafts of certificates: drafts on every page, with sources, and no fact that is not so."""

from __future__ import annotations

import dataclasses
import subprocess
from typing import TYPE_CHECKING

import msgspec
import pytest

from keepsake.core.hashing import sha256_hex
from keepsake.core.manifest import COMMAND
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.paper.typesetter import typeset
from keepsake.formats.paper.words import Words
from keepsake.formats.report import pdf as report
from keepsake.formats.report.certificate import certificates
from unit.reports import CHECKED, MADE, exhibit

if TYPE_CHECKING:
    from collections.abc import Sequence

STAMP = bundle.StampFiles(5, "one", b"", b"", b"{}")
KEYS = ["canada", "united_states", "united_kingdom", "france"]
SOURCES = {
    "canada": ("31.1", "31.2(1)", "31.3(a)", "R.S.C. 1985, c. C-5"),
    "united_states": ("902(13)", "902(14)", "28 U.S.C. § 1746", "under penalty of perjury"),
    "united_kingdom": ("Criminal Justice Act 1967, s. 9", "16.2", "best of my knowledge"),
    "france": ("art. 202", "art. 441-7", "to be produced in court", "Cerfa 11527"),
}


def drafts(count: int = 2, stamped: bool = True, language: str = "en") -> dict[str, list[str]]:
    """The pages of each draft, without spaces."""
    exhibits = [
        dataclasses.replace(exhibit(["Hello"]), number=number) for number in range(1, count + 1)
    ]
    return {key: pages_of(pdf) for key, pdf in made(exhibits, stamped, language)}


def made(
    exhibits: Sequence[bundle.Exhibit], stamped: bool, language: str
) -> Sequence[tuple[str, bytes]]:
    proof = bundle.Proof(4, b"", 5, (STAMP,) if stamped else ())
    facts = report.Facts(MADE, 5, CHECKED, [proof] * len(exhibits), {"one": "First Authority"})
    sheets = certificates("Ada Example", exhibits, facts, Words(language), "copy of today")
    return [(key, typeset(sources)) for key, sources in sheets]


def pages_of(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True)
    return ["".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def test_each_page_of_each_draft_says_that_it_is_one() -> None:
    for pages in drafts(count=30).values():
        assert len(pages) > 1
        assert all("DRAFT,forthepersontocomplete" in page for page in pages)
    for pages in drafts(language="fr").values():
        assert all("PROJET,àcompléterparlapersonne" in page for page in pages)


@pytest.mark.parametrize("key", KEYS)
def test_each_names_what_it_is_for_its_sources_and_when_they_were_looked_at(key: str) -> None:
    text = "".join(drafts()[key])
    for wanted in (*SOURCES[key], "read on 2026-1", "not confirmed", "not legal advice"):
        assert "".join(wanted.split()) in text, wanted
    assert "Signature" in text


@pytest.mark.parametrize("key", KEYS)
def test_each_lists_every_exhibit_with_its_fingerprint_and_the_program(key: str) -> None:
    text = "".join(drafts()[key])
    assert text.count(sha256_hex(exhibit(["Hello"]).data)) == 2
    for wanted in ("Exhibit1", "Exhibit2", "keepsake-host0.1.0", "systemtest"):
        assert wanted in text


def test_where_somebody_signs_all_lines_stand_on_one_page() -> None:
    for count in range(1, 13):
        for pages in drafts(count=count).values():
            (heading,) = (n for n, page in enumerate(pages) if "Tobefilledinbyhand" in page)
            assert heading == len(pages) - 1
            assert "Signature" in pages[heading]


@pytest.mark.parametrize(
    ("driven", "by"),
    [
        (False, "Byhand:someoneclickedinthebrowser"),
        (True, "Automatically,withoutaclick;runby:Const.Roy"),
    ],
)
def test_each_exhibit_says_who_or_what_captured_it(driven: bool, by: str) -> None:
    one = exhibit(["Hello"])
    if driven:
        told = {**one.body.host, "started_by": COMMAND, "operator": "Const. Roy"}
        one = dataclasses.replace(one, body=msgspec.structs.replace(one.body, host=told))
    for _key, pdf in made([one], True, "en"):
        text = "".join(pages_of(pdf))
        assert by in text
        assert not driven or "Ipressed" not in text


def test_nobody_is_made_to_sign_that_it_was_stamped_when_it_was_not() -> None:
    for pages in drafts(stamped=False).values():
        assert "".join(pages).count("notyet") == 2
        assert "byFirstAuthority" not in "".join(pages)
    for pages in drafts().values():
        assert "byFirstAuthority" in "".join(pages)
