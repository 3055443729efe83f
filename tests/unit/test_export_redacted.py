"""Redacted working copies in a bundle: beside their originals, with a list that says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.blank_reader import READER
from fixtures.bundles import export, files_of, open_payload
from keepsake.core.briefing.gather import Disclosure
from keepsake.core.custody import Attribution, RedactionBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.redaction.redact import Passages, Rectangle, redact, redact_text
from keepsake.vault import access, transaction
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked

TOLD = Attribution(who="Noor", why="a friend who has nothing to do with it")


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    pages = [sample.thread(4), sample.profile()]
    return access.unlock(sample.make_vault(tmp_path / "v", pages, passphrase=None), None)


def exported(unlocked: Unlocked, folder: Path, chosen: set[int]) -> dict[str, bytes]:
    reader = folder.with_name("reader.html")
    reader.write_bytes(READER)
    done = export(unlocked, [1], folder, reader, disclosure=Disclosure(redacted=frozenset(chosen)))
    return files_of(open_payload(done))


def rows(files: dict[str, bytes]) -> list[dict[str, Any]]:
    index = json.loads(files["data/derived/redacted/index.json"])
    assert index["keepsake_redacted"] == 1
    assert "not evidence on their own" in index["note"]
    found: list[dict[str, Any]] = index["copies"]
    return found


def test_each_is_what_was_made_and_its_original_goes_along(
    unlocked: Unlocked, tmp_path: Path
) -> None:
    tile = next(row for row in unlocked.capture(1).body.parts if row.kind == "tile")
    made = [
        redact(unlocked, 1, tile.part, [Rectangle(1, 2, 30, 40)], TOLD, "fr"),
        redact_text(unlocked, 1, Passages({1}, ()), TOLD, "en"),
        redact_text(unlocked, 1, Passages({2}, ()), TOLD, "en", "pdf"),
    ]
    left_out = redact_text(unlocked, 1, Passages({3}, ()), TOLD, "en")
    files = exported(unlocked, tmp_path / "copy", {one.entry for one in made})
    told = rows(files)
    assert [row["record"] for row in told] == [one.entry for one in made]
    assert [row["form"] for row in told] == ["png", "text", "pdf"]
    for row, one in zip(told, made, strict=True):
        assert files["data/" + row["path"]] == one.data
        assert row["sha256"] == row["logged"] == sha256_hex(one.data)
        assert sha256_hex(files["data/" + row["original_path"]]) == row["original"]
        assert (row["exhibit"], row["who"], row["why"]) == (1, TOLD.who, TOLD.why)
        assert f"data/log/records/{one.entry}.json" in files
        assert f"data/log/proofs/{one.entry}.tlog-proof" in files
    assert "Copie de travail caviard" in told[0]["label"]
    assert f"data/log/records/{left_out.entry}.json" not in files
    inside = [name for name in files if name.startswith("data/derived/redacted/")]
    assert len(inside) == 4


def test_one_of_an_earlier_version_gets_a_label(unlocked: Unlocked, tmp_path: Path) -> None:
    tile = next(row for row in unlocked.capture(1).body.parts if row.kind == "tile")
    body = RedactionBody(
        who="", why="w", captures=(1,), part=tile.part, original=tile.sha256,
        rectangles=((1, 2, 30, 40),), sha256="ab" * 32, bytes=9,
    )  # fmt: skip
    entry = transaction.append(unlocked.vault, "redaction", body).entry
    files = exported(unlocked, tmp_path / "copy", {entry})
    row = rows(files)[0]
    assert row["label"].startswith(
        f"Redacted working copy. The original is Exhibit 1, SHA-256 {tile.sha256}"
    )
    assert row["logged"] == "ab" * 32
    assert row["sha256"] == sha256_hex(files["data/" + row["path"]]) != row["logged"]


def test_where_none_is_chosen_there_is_no_folder(unlocked: Unlocked, tmp_path: Path) -> None:
    redact_text(unlocked, 1, Passages({1}, ()), TOLD, "en")
    files = exported(unlocked, tmp_path / "copy", set())
    assert not any("redact" in name for name in files)


def test_what_is_no_redaction_of_these_is_refused(unlocked: Unlocked, tmp_path: Path) -> None:
    other = redact_text(unlocked, 2, Passages((), {"a"}), TOLD, "en").entry
    for wrong in ({1}, {other}, {999}):
        with pytest.raises(KeepsakeError) as caught:
            exported(unlocked, tmp_path / "copy", wrong)
        assert caught.value.code is Code.CAPTURE_UNKNOWN
        assert not (tmp_path / "copy").exists()
