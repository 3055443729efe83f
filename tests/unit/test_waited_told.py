"""That a capture waited in the browser stands on paper, in lists and in all three verifiers."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec
import pytest

from fixtures.waiting import FROM, Waiting, give, hand_over, writer_of
from keepsake.core import entry
from keepsake.core.entry import Waited, decode, encode
from keepsake.core.manifest import Completeness
from keepsake.env import real_environment
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.custody import listing
from keepsake.formats.paper.words import Words, completeness
from keepsake.formats.report import pdf as report
from keepsake.formats.report.certificate import certificates
from keepsake.formats.report.rows import Printed
from keepsake.formats.report.spots import Spots
from keepsake.vault import access, creating
from keepsake.vault.recovery import recover
from unit.reports import CHECKED, MADE, WRITTEN, exhibit, text_of

if TYPE_CHECKING:
    from pathlib import Path

UNTIL = "2026-11-24T21:10:05.000Z"
EN = {
    "vault": "waited in the browser from 2026-11-24 14:03:20 (UTC-05:00) to 2026-11-24 "
    "16:10:05 (UTC-05:00), because the program did not answer. Meanwhile it was sealed to "
    "this vault",
    "browser": "someone using the same browser profile could have read or changed it",
}
FR = {
    "vault": "a attendu dans le navigateur du 2026-11-24 14:03:20 (UTC-05:00) au "
    "2026-11-24 16:10:05",
    "browser": "quelqu’un utilisant le même profil de navigateur aurait pu la lire",
}
PROVEN = {
    "en": "A time stamp proves that it existed from the moment it was handed over.",
    "fr": "Un horodatage prouve qu’elle existait à partir de sa remise au programme.",
}
TOLD = {"en": EN, "fr": FR}


def waited(sealed_to: str, part: int = 0, through: str = "port") -> bundle.Exhibit:
    """A whole capture that waited; sealed to the vault its files are claimed."""
    one = exhibit(["Hello"])
    assert one.manifest
    told = Waited(FROM, UNTIL, sealed_to, through, part)
    rows = tuple(
        msgspec.structs.replace(row, waited=FROM, claimed=sealed_to == "vault")
        for row in one.body.parts
    )
    body = msgspec.structs.replace(one.body, waited=told, parts=rows)
    raw = encode("capture", body, WRITTEN, bytes(32))
    whole = msgspec.structs.replace(
        one.manifest, completeness=Completeness(end="reached", end_evidence="edge_held")
    )
    return dataclasses.replace(one, data=raw, record=decode(raw), body=body, manifest=whole)


def _flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("sealed_to", ["vault", "browser"])
def test_the_report_says_so_on_its_pages(sealed_to: str, language: str, tmp_path: Path) -> None:
    one = waited(sealed_to)
    proofs = [bundle.Proof(one.entry, b"", 5, ())]
    facts = report.Facts(MADE, 5, CHECKED, proofs, {})
    text = _flat(text_of(report.report([one], facts, language), tmp_path))
    assert text.count(_flat(TOLD[language][sealed_to])) == 2, "in the list and with it"
    assert _flat(PROVEN[language]) in text
    steps = {
        "en": "Waited in the browser: 2026-11-24",
        "fr": "Attente dans le navigateur : du 2026-11-24",
    }
    assert _flat(steps[language]) in text


def test_no_report_says_that_unopened_files_were_compared_when_they_came() -> None:
    words = Words("en")
    facts = report.Facts(MADE, 5, CHECKED, [], {})
    told = {
        sealed_to: " ".join(_pages(sealed_to, facts, words)) for sealed_to in ("vault", "browser")
    }
    assert "had the announced fingerprint" in told["browser"]
    assert "had the announced fingerprint" not in told["vault"]
    assert "compared with their fingerprints when this copy was made" in told["vault"]
    assert "had sealed all" not in told["vault"]


def _pages(sealed_to: str, facts: report.Facts, words: Words) -> tuple[str, ...]:
    from keepsake.formats.report.model import exhibit_pages

    one = waited(sealed_to)
    proof, printed = bundle.Proof(one.entry, b"", 5, ()), Printed((), (), Spots(one))
    pages = exhibit_pages(one, proof, facts, words, printed, 5)
    return (*pages.steps, *pages.health)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_half_of_one_and_one_from_a_file_say_so(language: str) -> None:
    half = " ".join(completeness(waited("browser", part=1), Words(language)))
    file = " ".join(completeness(waited("browser", through="file"), Words(language)))
    usual = " ".join(completeness(exhibit(["Hello"]), Words(language)))
    rest = {"en": "The program stopped in the middle", "fr": "Le programme s’est arrêté"}[language]
    saved = {"en": "in a file that the browser saved", "fr": "dans un fichier enregistré"}[language]
    assert (rest in half, rest in file) == (True, False)
    assert (saved in half, saved in file) == (False, True)
    assert PROVEN[language] in half
    assert PROVEN[language] not in usual


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_custody_list_says_so_where_it_was_kept(language: str) -> None:
    (line,) = listing.lines([], [waited("browser")], Words(language))
    wanted = {"en": "sealed to a key of that browser", "fr": "scellé pour une clé de ce navigateur"}
    assert wanted[language] in line.action
    assert "14:03:20" in line.action
    (usual,) = listing.lines([], [exhibit(["Hello"])], Words(language))
    assert "(" not in usual.action


@pytest.mark.parametrize("language", ["en", "fr"])
def test_drafts_of_certificates_say_so(language: str) -> None:
    one = waited("vault")
    facts = report.Facts(MADE, 5, CHECKED, [bundle.Proof(one.entry, b"", 5, ())], {})
    wanted = {"en": "Waited in the browser", "fr": "Attente dans le navigateur"}[language]
    drafts = list(certificates("N", [one], facts, Words(language), ""))
    assert len(drafts) >= 3
    for _, sources in drafts:
        assert wanted in str(sources)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_beginning_names_the_exhibit_that_has_all_of_it(language: str, tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", real_environment())
    waiting = Waiting()
    writer = writer_of(vault, waiting)
    assert writer
    give(writer, waiting.parts[0])
    waiting.resume = writer.resume
    writer.close()
    recover(vault, impatient=True)
    hand_over(vault, waiting)
    unlocked = access.unlock(vault, None)
    beginning, whole = (one.entry for one in unlocked.captures())
    found = exhibits_of(unlocked, {beginning: 4, whole: 7}, [beginning, whole], {})
    assert [one.whole_in for one in found] == [7, 0]
    told = {"en": "The whole capture is exhibit 7.", "fr": "Le tout se trouve dans la pièce 7."}[
        language
    ]
    texts = [" ".join(completeness(one, Words(language))) for one in found]
    assert [told in text for text in texts] == [True, False]


def test_what_is_not_known_as_this_vaults_key_is_told_as_the_weaker() -> None:
    told = " ".join(completeness(waited("somebody"), Words("en")))
    assert EN["browser"] in told


def test_an_entry_without_it_has_the_bytes_that_it_always_had() -> None:
    body = exhibit(["Hello"]).body
    raw = encode("capture", body, WRITTEN, bytes(32))
    assert b"waited" not in raw
    assert b"claimed" not in raw
    assert entry.body(decode(raw), entry.CaptureBody) == body
