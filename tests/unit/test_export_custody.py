"""The custody list of a bundle: every act with its facts, in order, and no formula in the CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from fixtures.blank_reader import READER
from fixtures.bundles import export, files_of, open_payload
from keepsake.core.briefing.gather import Disclosure
from keepsake.core.custody import Act, Attribution, ExportBody, PrintBody, VerifyBody
from keepsake.flows.custody import acts as custody
from keepsake.formats.bundle import payload as bundle
from keepsake.formats.custody import listing
from keepsake.formats.paper.words import Words
from keepsake.formats.report import pdf as report
from keepsake.vault import access
from unit.reports import CHECKED, MADE, exhibit, text_of
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

UTC = "2026-11-25T10:00:00.000Z"


def acts() -> list[Act]:
    export = ExportBody(
        who="=cmd()", captures=(4,), bundle_sha256="ab" * 32, bytes=9, recipient_kind="age",
        medium="USB", to="Const. A. Roy",
    )  # fmt: skip
    printed = PrintBody(who="Noor", captures=(4,), document="receipt", sha256="cd" * 32, bytes=5)
    check = VerifyBody(outcome="valid", steps=(), size=5, sha256="ef" * 32)
    found = [("verify", check), ("export", export), ("print", printed)]
    return [
        Act(entry, kind, UTC, "America/Toronto", -300, told)
        for entry, (kind, told) in enumerate(found, start=5)
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_begins_with_how_each_was_kept_and_tells_every_act(language: str) -> None:
    rows = listing.lines(acts(), [exhibit(["Hello"])], Words(language))
    assert [row.record for row in rows] == [4, 5, 6, 7]
    assert [row.exhibits for row in rows] == ["1", "", "1", "1"]
    assert (rows[2].to, rows[2].medium, rows[2].sha256) == ("Const. A. Roy", "USB", "ab" * 32)
    assert rows[3].action == {"en": "Printed (receipt)", "fr": "Imprimé (reçu)"}[language]
    assert "America/Toronto, UTC-05:00" in rows[2].when
    assert rows[1].outcome == {"en": "everything valid", "fr": "tout est valide"}[language]


def test_the_csv_computes_nothing() -> None:
    rows = listing.lines(acts(), [exhibit(["Hello"])], Words("en"))
    text = listing.as_csv(rows).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(read) == 4
    assert read[2]["who"] == "'=cmd()"
    values = [value for row in read for value in row.values()]
    assert not any(value.lstrip(" ").startswith(tuple("=+-@")) for value in values)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_in_the_report_with_what_is_not_shown(language: str, tmp_path: Path) -> None:
    one = exhibit(["Hello"])
    rows = tuple(listing.lines(acts(), [one], Words(language)))
    proofs = [bundle.Proof(one.entry, b"", 5, ())]
    facts = report.Facts(MADE, 5, CHECKED, proofs, {}, custody=rows, withheld=3)
    text = "".join(text_of(report.report([one], facts, language), tmp_path).split())
    wanted = [Words(language)("custody"), "ab" * 32, "Const. A. Roy", "=cmd()"]
    # An entry stands before the folder has its name: the list says that one may lack its copy.
    wanted.append(Words(language)("custody_note"))
    for words in (*wanted, Words(language).counted("custody.withheld", 3)):
        assert "".join(words.split()) in text


def test_a_bundle_holds_the_list_where_it_is_told_and_only_acts_of_its_own(tmp_path: Path) -> None:
    vault = sample.make_vault(tmp_path / "v", [sample.thread(3), sample.profile()], passphrase=None)
    unlocked = access.unlock(vault, None)
    custody.viewed(unlocked, [1], Attribution(who="Noor", why="to read it again"))
    custody.viewed(unlocked, [1, 2], Attribution(who="Noor", why="a secret of the other"))
    (tmp_path / "reader.html").write_bytes(READER)

    def files(name: str, disclose: frozenset[str]) -> dict[str, bytes]:
        chosen = Disclosure("", disclose)
        done = export(unlocked, [1], tmp_path / name, tmp_path / "reader.html", disclosure=chosen)
        return files_of(open_payload(done))

    told = files("told", frozenset({"custody"}))
    rows = list(csv.DictReader(io.StringIO(told["data/custody.csv"].decode("utf-8-sig"))))
    assert [row["action"] for row in rows] == [Words("en")("custody.kept"), "Viewed"]
    assert rows[1]["why"] == "to read it again"
    report_text = text_of(told["data/report.pdf"], tmp_path)
    assert "1 further act also concerns" in report_text
    assert not any(b"a secret of the other" in data for data in told.values())
    assert "data/custody.csv" not in files("untold", frozenset())
