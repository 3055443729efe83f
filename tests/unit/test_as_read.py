"""The door to what a capture says: read once, kept sealed, made again where it is not as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.full_vault import PASSPHRASE
from fixtures.seen_page import CAPTURE, keep, record
from fixtures.vaults import capture, environment
from keepsake.core.compression import entries
from keepsake.core.errors import KeepsakeError
from keepsake.flows.audit.vault import audit
from keepsake.reading import fields
from keepsake.reading.read import read
from keepsake.vault import access, as_read, creating, layout, removal, seen, timeline
from keepsake.vault.durable import Disk
from keepsake.vault.index import Index
from keepsake.viewer.catalogue import catalogue_in
from keepsake.viewer.present import completeness
from keepsake.viewer.reading_job import ReadingJob

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.manifest import Manifest
    from keepsake.vault.unlocked import Unlocked


@pytest.fixture
def opened(tmp_path: Path) -> Unlocked:
    vault = creating.create(tmp_path / "vault", environment())
    page = record()
    keep(vault, "\n".join(page["views"]).encode(), page["items"])
    access.claim(vault, PASSPHRASE)
    return access.unlock(vault, PASSPHRASE)


SIDED = "roots-in-roots-en"
OTHER = "0b9f1f0e-0000-4000-8000-000000000001"


def told(opened: Unlocked) -> Manifest:
    found = as_read.manifest(opened, opened.capture(1).body)
    assert found is not None
    return found


def kept(opened: Unlocked) -> Path:
    return opened.vault.path / "parts" / CAPTURE / "reading"


def never(*_: object) -> None:
    raise AssertionError("read once more")


def test_items_are_as_they_are_read_and_the_manifest_stays_as_it_is(opened: Unlocked) -> None:
    before = opened.manifest(opened.capture(1).body)
    found = told(opened)
    assert before is not None
    assert len(found.items) == len(before.items)
    assert {item.author for item in before.items} == {"Somebody else"}
    assert {item.text for item in before.items} == {""}
    assert sum(bool(item.text) for item in found.items) > 20
    assert "Somebody else" not in {item.author for item in found.items}, "nobody else says so"
    assert [item.key for item in found.items] == [item.key for item in before.items]
    assert found.artifacts == before.artifacts


def test_it_is_read_once_and_sealed(opened: Unlocked, monkeypatch: pytest.MonkeyPatch) -> None:
    body = opened.capture(1).body
    assert not as_read.is_ready(opened, body)
    first = told(opened)
    words = max((item.text for item in first.items), key=len)
    data = kept(opened).read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert words.encode() not in data
    assert as_read.is_ready(opened, body)
    monkeypatch.setattr(seen, "read_again", never)
    assert told(opened) == first
    name = kept(opened).relative_to(opened.vault.path).as_posix()
    assert layout.belongs(name, 9, {CAPTURE: 5})
    assert not [stray for stray in layout.strays(opened.vault.path, 9, {CAPTURE: 5})]
    assert [step.outcome.value for step in audit(opened, []).steps][:6] == ["valid"] * 6


def test_another_version_reads_again(opened: Unlocked, monkeypatch: pytest.MonkeyPatch) -> None:
    first = told(opened)
    data = kept(opened).read_bytes()
    monkeypatch.setattr(fields, "READ_BY", "later")
    assert not as_read.is_ready(opened, opened.capture(1).body)
    monkeypatch.setattr(seen, "read", lambda *given: _by_later(read(*given)))
    assert told(opened) == first
    assert kept(opened).read_bytes() != data
    assert as_read.is_ready(opened, opened.capture(1).body)


def _by_later(found: fields.Reading) -> fields.Reading:
    found.read_by = "later"
    return found


@pytest.mark.parametrize("spoil", ["cut", "other", "empty", "forged", "moved"])
def test_what_is_not_as_it_was_is_made_again(opened: Unlocked, spoil: str) -> None:
    first, path = told(opened), kept(opened)
    data = path.read_bytes()
    said = opened.open_file(path)
    forged = re.sub(rb'"value":"[^"]+"', b'"value":"A lie"', said)
    assert forged != said
    path.write_bytes(
        {
            "cut": data[:-40],
            "other": b"something else",
            "empty": b"",
            # Anybody can seal to a vault, and take what was sealed away.
            "forged": opened.vault.seal(entries.compress(forged)),
            "moved": opened.vault.seal(entries.compress(said.replace(b'"views":[{"part":2', b"X"))),
        }[spoil]
    )
    assert told(opened) == first
    assert opened.open_file(path) == said


@pytest.mark.parametrize("step", ["before write", "after write", "before rename"])
def test_what_is_cut_short_loses_nothing(opened: Unlocked, step: str) -> None:
    reached = []

    def cut(name: str, path: Path) -> None:
        if name == step and path == kept(opened):
            reached.append(name)
            raise OSError(5, "cut short")

    opened.vault.disk = Disk(cut)
    first = told(opened)
    assert reached
    assert not kept(opened).exists()
    opened.vault.disk = Disk()
    assert told(opened) == first
    assert kept(opened).exists()


def test_a_page_that_cannot_be_read_says_so(
    opened: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = opened.capture(1).body
    before = opened.manifest(body)
    assert before is not None
    monkeypatch.setattr(seen, "read", never)
    found = told(opened)
    assert not kept(opened).exists()
    assert found.items == before.items
    assert as_read.NOT_READ not in before.completeness.notes
    (line,) = [
        line
        for line in completeness(body, found, catalogue_in("en"))
        if "could not be read" in line.text
    ]
    assert not line.good
    monkeypatch.undo()
    assert as_read.NOT_READ not in told(opened).completeness.notes


def test_it_goes_with_the_capture(opened: Unlocked) -> None:
    told(opened)
    body = opened.capture(1)
    removal.remove(opened, body, "", "")
    assert not kept(opened).parent.exists()
    with pytest.raises(KeepsakeError):
        as_read.manifest(opened, body.body)
    assert not kept(opened).parent.exists()


def test_where_nothing_was_seen_the_pages_own_is_all_there_is(tmp_path: Path) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    capture(vault)
    opened = access.unlock(vault, None)
    body = opened.capture(1).body
    assert as_read.is_ready(opened, body)
    assert as_read.manifest(opened, body) == opened.manifest(body)
    assert not (vault.path / "parts" / body.capture / "reading").exists()


@pytest.mark.parametrize("views", [b"no line of it", b'{"view":"no number"}'])
def test_what_was_seen_and_cannot_be_read_hides_nothing(tmp_path: Path, views: bytes) -> None:
    vault = creating.create(tmp_path / "vault", environment())
    page = record()
    keep(vault, views, page["items"])
    opened = access.unlock(vault, None)
    body = opened.capture(1).body
    found = as_read.manifest(opened, body)
    assert found is not None
    assert {item.author for item in found.items} == {"Somebody else"}


def test_lists_and_search_say_what_is_read(opened: Unlocked) -> None:
    found = told(opened)
    index = Index(opened)
    assert index.unread() == []
    assert index.captures()[0].items == found.count
    said = max((item for item in found.items), key=lambda item: len(item.text))
    (hit,) = index.search(said.text.split("\n")[0])
    assert (hit.entry, hit.author) == (1, said.author)
    assert index.search("Somebody") == []
    index.close()


def test_what_no_list_waits_for_is_read_afterwards(
    opened: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keepsake.vault.index._READ_SECONDS", -1.0)
    index = Index(opened)
    assert index.unread() == [1]
    assert not kept(opened).exists()
    assert {hit.author for hit in index.search("Chat")} == {""}
    assert index.ask("SELECT DISTINCT author FROM items") == [("Somebody else",)]
    job, read = ReadingJob(index.unread()), list[int]()
    job.start(opened, index, read.append)
    assert job.wait(60)
    assert (job.done, read, index.unread()) == (1, [1], [])
    found = told(opened)
    rows = index.ask("SELECT author, time, kind FROM items ORDER BY position")
    assert [row[:2] for row in rows] == [(item.author, item.time) for item in found.items]
    texts = index.ask("SELECT text, author FROM texts WHERE position >= 0 ORDER BY position")
    assert [text for text, _ in texts] == [item.text for item in found.items]
    index.close()
    again = Index(opened)
    assert again.ask("SELECT author, time, kind FROM items ORDER BY position") == rows
    again.close()


def test_an_index_of_another_version_is_made_anew(
    opened: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index(opened)
    index._db.execute("UPDATE items SET author = 'Of before'")
    index._db.commit()
    index.close()
    monkeypatch.setattr(fields, "READ_BY", "later")
    again = Index(opened)
    assert ("Of before",) not in again.ask("SELECT DISTINCT author FROM items")
    again.close()


def test_a_vault_that_is_locked_while_it_reads_is_left_to_be_read(
    opened: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keepsake.vault.index._READ_SECONDS", -1.0)
    index = Index(opened)
    whole = seen.read_again

    def lock(*given: Any) -> Any:
        opened.forget()
        return whole(*given)

    monkeypatch.setattr(seen, "read_again", lock)
    job, read = ReadingJob(index.unread()), list[int]()
    job.start(opened, index, read.append)
    assert job.wait(60)
    assert (job.done, read, index.unread()) == (0, [], [1])
    assert (job.unread, job.error) == (0, None), "who left is told of no fault"
    assert not kept(opened).exists()
    index.close()


@pytest.mark.parametrize("seconds", [-1.0, 60.0], ids=["read later", "read at once"])
def test_the_timeline_knows_on_whose_side_each_stands(
    opened: Unlocked, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    page = record(SIDED)
    keep(opened.vault, "\n".join(page["views"]).encode(), page["items"], OTHER)
    monkeypatch.setattr("keepsake.vault.index._READ_SECONDS", seconds)
    index = Index(opened)
    for entry in index.unread():
        index.read(entry)
    found = as_read.manifest(opened, opened.capture(3).body)
    assert found is not None
    wanted = {n: one.side for n, one in enumerate(found.items) if one.time}
    assert set(wanted.values()) == {"own", "other", ""}, "the page has all of them"
    told = timeline.messages(index, timeline.MessageFilter([3]), "", 500)
    assert {one.position: one.side for one in told} == wanted
    index.close()


def test_one_damaged_capture_keeps_no_other_unread(
    opened: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keepsake.vault.index._READ_SECONDS", -1.0)
    page = record()
    keep(opened.vault, "\n".join(page["views"]).encode(), page["items"], OTHER)
    index = Index(opened)
    assert index.unread() == [3, 1]
    damaged = opened.capture(3).body
    for file in (opened.vault.path / "parts" / damaged.capture).iterdir():
        file.write_bytes(b"not what was kept")
    job, read = ReadingJob(index.unread()), list[int]()
    job.start(opened, index, read.append)
    assert job.wait(60)
    assert (job.done, read, index.unread()) == (2, [3, 1], [])
    assert (job.unread, job.error) == (1, None)
    assert kept(opened).exists()
    index.close()


def test_what_ends_it_is_told_by_its_kind(
    opened: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keepsake.vault.index._READ_SECONDS", -1.0)
    index = Index(opened)

    def refuse(_entry: int) -> None:
        raise ValueError("words of a page")

    job = ReadingJob(index.unread())
    job.start(opened, index, refuse)
    assert job.wait(60)
    assert job.error is not None
    assert "ValueError" in str(job.error)
    assert "words of a page" not in str(job.error)
    index.close()
