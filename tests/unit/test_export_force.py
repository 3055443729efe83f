"""What does not verify is refused by name; where the person insists, page 1 and the log say so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixtures import bundles
from fixtures.blank_reader import READER
from keepsake.core.custody import ExportBody
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.vault import access
from unit.reports import text_of
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.flows.export.write import ExportResult
    from keepsake.vault.unlocked import Unlocked

TILE, MANIFEST = 1, 8
READ_BY = ("changed", "gone")


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    pages = [sample.thread(6), sample.profile()]
    return access.unlock(sample.make_vault(tmp_path / "v", pages, passphrase=None), None)


def harm(unlocked: Unlocked, part: int, how: str) -> str:
    """Changes or removes a part of the first capture; gives its name in the vault."""
    path = unlocked.part_path(unlocked.capture(1).body.capture, part)
    if how == "gone":
        path.unlink()
    else:
        sealed = bytearray(path.read_bytes())
        sealed[-3] ^= 1
        path.write_bytes(sealed)
    return path.relative_to(unlocked.vault.path).as_posix()


def export(unlocked: Unlocked, tmp_path: Path, **options: object) -> ExportResult:
    (tmp_path / "reader.html").write_bytes(READER)
    return bundles.export(unlocked, [1, 2], tmp_path / "copy", tmp_path / "reader.html", **options)


@pytest.mark.parametrize("how", READ_BY)
@pytest.mark.parametrize("part", [TILE, MANIFEST])
def test_it_is_refused_and_the_capture_is_named_with_why(
    part: int, how: str, unlocked: Unlocked, tmp_path: Path
) -> None:
    file = harm(unlocked, part, how)
    before = unlocked.vault.size()
    with pytest.raises(KeepsakeError) as caught:
        export(unlocked, tmp_path)
    assert caught.value.code is Code.EXPORT_INVALID
    assert caught.value.facts["capture"] == "1"
    assert file in caught.value.facts["file"]
    assert caught.value.facts["reason"]
    assert not (tmp_path / "copy").exists()
    assert unlocked.vault.size() == before


@pytest.mark.parametrize("how", READ_BY)
@pytest.mark.parametrize("part", [TILE, MANIFEST])
def test_where_the_person_insists_page_1_the_summary_and_the_log_say_so(
    part: int, how: str, unlocked: Unlocked, tmp_path: Path
) -> None:
    file = harm(unlocked, part, how)
    done = export(unlocked, tmp_path, force=True)
    files = bundles.files_of(bundles.open_payload(done))
    first = "".join(text_of(files["data/report.pdf"], tmp_path).split("\f")[0].split())
    assert "Exhibit1doesnotpassthecheck" in first
    assert file.replace(" ", "") in first
    # What is said of the capture does not outshine that a part of it is not here. The other one
    # was stopped by the person.
    pages = text_of(files["data/report.pdf"], tmp_path).split("\f")
    officer, report = ("".join("".join(some).split()) for some in (pages[:2], pages))
    assert "Exhibit1:1fileofthisexhibitisdamagedandnotinthiscopy:" in officer
    assert "withoutaknowngap" not in report
    assert "cutshort" not in report
    assert "damaged,notinthiscopy" in report
    told = json.loads(files["data/summary.json"])["insisted"]
    assert [(row["exhibit"], row["entry"], row["file"]) for row in told] == [(1, 1, file)]
    assert body(unlocked.entry(done.entry), ExportBody).insisted == (1,)
    # The entry is as it was, so a check of the copy misses the file; all others are there.
    assert files["data/log/entries/1.json"] == unlocked.entry_bytes(1)
    there = {sha256_hex(data) for data in files.values()}
    parts = [*unlocked.capture(1).body.parts, *unlocked.capture(2).body.parts]
    missing = [row for row in parts if row.sha256 not in there]
    assert [row.part for row in missing] == [part]


def test_insisting_on_what_is_sound_says_nothing(unlocked: Unlocked, tmp_path: Path) -> None:
    done = export(unlocked, tmp_path, force=True)
    files = bundles.files_of(bundles.open_payload(done))
    assert json.loads(files["data/summary.json"])["insisted"] == []
    assert "does not pass the check" not in text_of(files["data/report.pdf"], tmp_path)
    assert body(unlocked.entry(done.entry), ExportBody).insisted == ()
