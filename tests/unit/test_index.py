"""The index finds what entries hold, is unreadable without the identity, can be thrown away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bench.vaults import Contents, HastyDisk, keep_one
from fixtures.vaults import BEGIN, CAPTURE, capture, environment, keep, manifest_for
from keepsake.core.custody import Attribution
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.custody.acts import custody_of, remove, viewed
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.vault.handle import Vault

MESSAGES = [
    "Send 300 dollars by Friday",
    "Écoute bien : vendredi à minuit",
    "<script>alert(1)</script>",
]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = creating.create(tmp_path / "vault", environment())
    writer = CaptureWriter(vault, CAPTURE, BEGIN)
    items = [{"key": f"id:{n}", "author": "kestrel", "text": t} for n, t in enumerate(MESSAGES)]
    manifest = json.dumps({**json.loads(manifest_for(writer, [])), "items": items}).encode()
    keep(writer, 1, manifest, "manifest")
    writer.commit(1, sha256_hex(manifest))
    return vault


@pytest.fixture
def index(vault: Vault) -> Iterator[Index]:
    index = Index(access.unlock(vault, None))
    yield index
    index.close()


def test_lists_captures_newest_first(vault: Vault, index: Index) -> None:
    assert index.count() == 1
    capture(vault, name=CAPTURE.replace("01", "02"))
    index.refresh()
    assert [found.entry for found in index.captures()] == [2, 1]
    first = index.captures(1, 1)[0]
    assert (first.title, first.items, first.whole, first.offset) == ("Messages", 3, True, 0)


@pytest.mark.parametrize(
    ("words", "position"), [("dollars friday", 0), ("ecoute", 1), ("minu", 1), ("alert", 2)]
)
def test_finds_words_their_beginnings_and_letters_without_accents(
    index: Index, words: str, position: int
) -> None:
    (hit,) = index.search(words)
    assert (hit.entry, hit.position, hit.author) == (1, position, "kestrel")
    assert any(found for _, found in hit.snippet)
    assert "".join(piece for piece, _ in hit.snippet) == MESSAGES[position]


@pytest.mark.parametrize("words", ["", "   ", "nothing-like-this", '"', "NEAR(", "a AND", "*"])
def test_anything_typed_is_only_words(index: Index, words: str) -> None:
    assert index.search(words) == []


def test_nothing_readable_in_the_file_and_made_anew_when_damaged(
    vault: Vault, index: Index
) -> None:
    index.close()
    for path in vault.path.glob("index.db*"):
        assert b"dollars" not in path.read_bytes()
        assert b"SQLite format" not in path.read_bytes()
    (vault.path / "index.db").write_bytes(b"damaged" * 1000)
    again = Index(access.unlock(vault, None))
    assert again.count() == 1
    again.close()


def test_a_file_that_another_program_holds_is_left_and_memory_does(
    vault: Vault, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keepsake.vault.index._WAIT_SECONDS", 0.2)
    index.refresh()
    path = vault.path / "index.db"
    before = path.stat().st_ino
    holder = index._db
    holder.execute("BEGIN EXCLUSIVE")
    again = Index(access.unlock(vault, None))
    assert [hit.entry for hit in again.search("friday")] == [1]
    capture(vault, name=CAPTURE.replace("01", "02"))
    again.refresh()
    assert again.count() == 2
    again.close()
    holder.rollback()
    assert path.stat().st_ino == before
    assert [hit.entry for hit in index.search("friday")] == [1]


def test_a_file_that_is_taken_while_it_is_used_is_left_and_memory_does(
    vault: Vault, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keepsake.vault.index._WAIT_SECONDS", 0.2)
    second = Index(access.unlock(vault, None))
    capture(vault, name=CAPTURE.replace("01", "02"))
    index._db.execute("BEGIN EXCLUSIVE")
    assert second.count() == 1 or second.count() == 2
    second.refresh()
    assert second.count() == 2
    second.close()
    index._db.rollback()
    index.refresh()
    assert index.count() == 2
    assert len(list(vault.path.glob("index.db"))) == 1


def test_a_file_that_is_damaged_while_it_is_used_is_made_anew(vault: Vault, index: Index) -> None:
    capture(vault, name=CAPTURE.replace("01", "02"))
    path = vault.path / "index.db"
    path.write_bytes(b"damaged" * (path.stat().st_size // 7 + 1))
    index.refresh()
    assert index.count() == 2
    assert [hit.entry for hit in index.search("friday")] == [1]


def test_a_full_disk_leaves_a_search_in_memory(
    vault: Vault, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    del index
    connect = Index._connect

    def small(self: Index) -> object:
        db = connect(self)
        if self._kept:
            (pages,) = db.execute("PRAGMA page_count").fetchone()
            db.execute(f"PRAGMA max_page_count = {pages}")
        return db

    monkeypatch.setattr(Index, "_connect", small)
    contents = Contents()
    for _ in range(10):
        keep_one(vault, contents, tile_bytes=1000)
    again = Index(access.unlock(vault, None))
    assert again.count() == 11
    again.close()


def test_one_more_capture_of_a_page_costs_the_same_whatever_was_kept_of_it(tmp_path: Path) -> None:
    """Counted in steps of SQLite's machine, not in time."""
    kept, contents = creating.create(tmp_path / "many", environment(), HastyDisk()), Contents()
    index = Index(access.unlock(kept, None))

    def steps(captures: int) -> int:
        for _ in range(captures):
            keep_one(kept, contents, tile_bytes=1000)
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        index._db.set_progress_handler(step, 20)
        index.refresh()
        index._db.set_progress_handler(None, 20)
        return taken

    steps(10)
    early = steps(10)
    steps(130)
    late = steps(10)
    index.close()
    assert early > 100
    assert late <= early * 1.1


def test_a_damaged_capture_does_not_hide_the_others(vault: Vault) -> None:
    capture(vault, name=CAPTURE.replace("01", "02"))
    (vault.path / "parts" / CAPTURE / "0001.age").write_bytes(b"damaged")
    index = Index(access.unlock(vault, None))
    assert [found.readable for found in index.captures()] == [True, False]
    index.close()


def test_a_capture_cut_short_is_listed_with_what_was_known_at_the_click(vault: Vault) -> None:
    CaptureWriter(vault, CAPTURE.replace("01", "02"), BEGIN).close()
    index = Index(access.unlock(vault, None))
    (first, _) = index.captures()
    assert (first.state, first.url) == ("incomplete", "https://www.example.org/direct/t/1784")
    index.close()


def test_other_entries_come_from_the_index_byte_for_byte(vault: Vault, index: Index) -> None:
    unlocked = access.unlock(vault, None)
    viewed(unlocked, [1], Attribution(who="Noor"))
    index.refresh()
    kept = [(at, record) for at, record in unlocked.entries() if record.kind != "capture"]
    assert index.records() == kept
    assert [act.body.who for act in custody_of(unlocked, [1], index.records())] == ["Noor"]
    assert index.records(len(kept) + 1) == []


def test_a_summary_has_what_a_list_needs(vault: Vault, index: Index) -> None:
    capture(vault, tiles=2, name=CAPTURE.replace("01", "02"))
    index.refresh()
    found = index.summary(2)
    assert (found.pictures, found.tiles, found.case) == ((1, 2), 2, "")
    assert found.size == sum(
        part.bytes for part in access.unlock(vault, None).capture(2).body.parts
    )
    with pytest.raises(KeepsakeError):
        index.summary(0)


def test_nothing_of_a_removed_capture_is_found(vault: Vault, index: Index) -> None:
    assert index.search("friday")
    remove(access.unlock(vault, None), 1, Attribution(why="It shows my child."))
    index.refresh()
    assert index.search("friday") == index.search("messages") == []
    assert index.ask("SELECT count(*) FROM items") == [(0,)]
    found = index.summary(1)
    assert (found.state, found.title, found.url, found.ids) == ("removed", "", "", ())


def test_an_update_cut_short_goes_on_where_it_was(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2, 7):
        capture(vault, name=CAPTURE.replace("01", f"{number:02d}"))
    monkeypatch.setattr("keepsake.vault.index._AT_ONCE", 2)
    (vault.path / "entries" / "000" / "005.age").rename(vault.path / "away")
    with pytest.raises(KeepsakeError):
        Index(access.unlock(vault, None))
    (vault.path / "away").rename(vault.path / "entries" / "000" / "005.age")
    again = Index(access.unlock(vault, None))
    assert again.count() == 6
    assert len({found.entry for found in again.captures()}) == 6
    # The order of times, which is made last, is there too: the timeline is not sorted each time.
    plan = again.ask("EXPLAIN QUERY PLAN SELECT id FROM items ORDER BY time, key, author, entry")
    assert "items_time" in str(plan[0][-1])
    again.close()
