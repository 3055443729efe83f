"""The demonstration thread of 500 messages, one of them taken back while it is read."""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from e2e.scene import thread_marks
from fixtures.canary import hits
from fixtures.demo import case, content
from keepsake.core.case.entries import ContactBody, MarkBody, StatementBody
from keepsake.core.hashing import sha256_hex
from keepsake.env import real_environment
from keepsake.flows.bundle.case import casework
from keepsake.vault import access, as_read
from keepsake.vault.handle import Vault
from keepsake_drive.capture import TICK

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.scene import ThreadScene
    from keepsake.core.manifest import Item

pytestmark = pytest.mark.browser


def _id(item: Item) -> str:
    return next(each.value for each in item.ids if each.name == "data-message-id")


def _words(text: str) -> str:
    return " ".join(text.split())


def test_every_message_is_there_once_and_in_the_order_of_the_page(
    thread_scene: ThreadScene,
) -> None:
    ids = [_id(item) for item in thread_scene.kept.items("message")]
    assert ids == [message.id for message in thread_scene.expected]
    assert len(ids) == 500


def test_text_author_and_time_are_those_that_the_page_showed(thread_scene: ThreadScene) -> None:
    got = [
        (_words(item.text), item.author, item.time) for item in thread_scene.kept.items("message")
    ]
    wanted = [(_words(each.text), each.author, each.time) for each in thread_scene.expected]
    assert got == wanted


def test_the_message_taken_back_during_the_capture_is_kept_and_marked(
    thread_scene: ThreadScene,
) -> None:
    states = {_id(item): item.state for item in thread_scene.kept.items("message")}
    gone = [message for message, state in states.items() if state == "gone"]
    assert gone == [thread_scene.taken_back.id]
    assert set(states.values()) == {"shown", "gone"}
    assert thread_scene.kept.manifest.completeness.gone == 1


def test_the_relative_time_is_kept_beside_the_exact_one(thread_scene: ThreadScene) -> None:
    shown = {item.time_shown for item in thread_scene.kept.items("message")}
    assert "" not in shown
    assert all(text.split()[-1] in {"w", "d", "h", "min", "now"} for text in shown)


def test_links_and_pictures_belong_to_their_messages(thread_scene: ThreadScene) -> None:
    items = {_id(item): item for item in thread_scene.kept.items("message")}
    for message in thread_scene.expected:
        item = items[message.id]
        assert [link.href for link in item.links] == ([message.link] if message.link else [])
        pictures = [each for each in item.media if "/avatar-" not in each.src]
        assert [each.src.rsplit("/", 1)[-1] for each in pictures] == (
            [f"{message.picture}.png"] if message.picture else []
        )
        assert all(each.loaded and each.alt == message.text for each in pictures)


def test_only_accounts_are_told_as_accounts(thread_scene: ThreadScene) -> None:
    told = {(each.of, each.value) for each in thread_scene.kept.manifest.page.ids if each.of}
    assert (content.SUSPECT.handle, content.SUSPECT.id) in told
    assert told <= {(one.handle, one.id) for one in content.PEOPLE.values()}


def test_it_is_called_complete_and_says_how_that_is_known(thread_scene: ThreadScene) -> None:
    completeness = thread_scene.kept.manifest.completeness
    assert completeness.end == "reached"
    assert completeness.end_evidence
    assert completeness.stopped_by == "end"
    assert completeness.gaps == ()
    assert completeness.items == 500
    assert completeness.doubts == ()
    assert thread_scene.kept.body.state == "complete"


def test_tiles_overlap_from_first_to_last(thread_scene: ThreadScene) -> None:
    joins = [tile.join for tile in thread_scene.kept.manifest.tiles]
    assert Counter(joins) == {"first": 1, "shared": len(joins) - 1}, list(enumerate(joins))
    assert joins[0] == "first"
    assert thread_scene.kept.manifest.completeness.gaps == ()


def test_every_message_is_in_a_picture(thread_scene: ThreadScene) -> None:
    tiles = {tile.part: tile for tile in thread_scene.kept.manifest.tiles}
    for item in thread_scene.kept.items("message"):
        whole = [
            box
            for box in item.boxes
            if box.y >= tiles[box.part].pane.y - 1
            and box.y + box.height <= tiles[box.part].pane.y + tiles[box.part].pane.height + 1
        ]
        assert whole, f"{_id(item)} is whole in no tile: {item.boxes}"


def test_the_messages_pane_is_captured_and_not_the_list_of_contacts(
    thread_scene: ThreadScene,
) -> None:
    for tile in thread_scene.kept.manifest.tiles:
        assert tile.pane.x >= 320
        assert tile.pane.width > 900


def test_the_first_tile_is_durable_before_the_page_is_scrolled(thread_scene: ThreadScene) -> None:
    manifest = thread_scene.kept.manifest
    sealed = thread_scene.machine.vault_path / "parts" / manifest.capture
    durable = (sealed / f"{manifest.tiles[0].part:04d}.age").stat().st_mtime * 1000
    assert thread_scene.watched.scrolls, "the page never scrolled"
    assert durable <= thread_scene.watched.scrolls[0]


def test_the_first_tile_is_what_the_person_saw(thread_scene: ThreadScene) -> None:
    first = next(iter(thread_scene.kept.parts("tile")))
    tile = Image.open(io.BytesIO(first)).convert("RGB")
    seen = Image.open(io.BytesIO(thread_scene.before)).convert("RGB")
    assert tile.size == seen.size == (1280, 800)
    assert ImageChops.difference(tile, seen).getbbox() is None


def test_the_scroll_is_put_back(thread_scene: ThreadScene) -> None:
    before, after = thread_scene.in_view
    assert len(before) > 5
    assert [message for message, _ in after] == [message for message, _ in before]
    moved = [new - old for (_, new), (_, old) in zip(after, before, strict=True)]
    assert max(map(abs, moved)) < 1, "by a pixel or more"


def test_the_button_shows_the_tick_and_when_it_was_sealed(thread_scene: ThreadScene) -> None:
    assert thread_scene.badge.text == TICK
    assert re.fullmatch(r"Captured\. Sealed at [\d:]{7,8}( [AP]M)?\..*", thread_scene.badge.title)


def test_nothing_is_clicked_or_typed(thread_scene: ThreadScene) -> None:
    assert thread_scene.watched.events == ()


def test_the_page_asks_its_site_only_for_what_scrolling_needs(thread_scene: ThreadScene) -> None:
    asked = Counter((request.method, request.path) for request in thread_scene.requests)
    for method, path in asked:
        kind = path.split("/")[1:3]
        assert kind[0] == "pictures" or kind == ["api", "thread"], path
        assert method == "GET"
    loads = [path for _, path in asked if path.startswith("/api/thread/")]
    assert len(loads) == 16
    assert all(asked["GET", path] == 1 for path in loads)


def test_every_part_has_the_hash_that_the_entry_says(thread_scene: ThreadScene) -> None:
    kept = thread_scene.kept
    for part in kept.body.parts:
        data = kept.unlocked.part(kept.body.capture, part.part)
        assert (len(data), sha256_hex(data)) == (part.bytes, part.sha256)
    listed = {each.part: each.sha256 for each in kept.manifest.artifacts}
    assert listed == {
        part.part: part.sha256 for part in kept.body.parts if part.part != kept.body.manifest
    }


def test_the_page_copy_holds_the_page_as_text(thread_scene: ThreadScene) -> None:
    (snapshot,) = thread_scene.kept.parts("snapshot")
    text = snapshot.decode()
    assert thread_scene.expected[-1].text in text
    assert "<script" not in text.lower()


def test_both_authorities_stamp_it_and_the_check_says_valid(thread_scene: ThreadScene) -> None:
    thread_scene.machine.stamped()
    done = thread_scene.machine.keepsake("verify")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stamp_is_newer_than_what_it_covers(thread_scene: ThreadScene) -> None:
    thread_scene.machine.stamped()
    stamps = thread_scene.machine.vault().stamps.all()
    assert {stamp.authority for stamp in stamps} == {"local-one", "local-two"}
    assert max(stamp.size for stamp in stamps) > thread_scene.kept.entry


def test_after_the_thread_no_file_holds_any_of_it(thread_scene: ThreadScene) -> None:
    assert thread_scene.kept.body.state == "complete"
    assert hits(thread_scene.machine.folder, thread_marks()) == []


def test_names_of_files_and_what_stands_openly_say_nothing(thread_scene: ThreadScene) -> None:
    vault = thread_scene.machine.vault_path
    open_words = [
        path.read_bytes()
        for path in (vault / "vault.json", vault / "config.toml", vault / "log" / "checkpoint")
        if path.exists()
    ]
    names = "\n".join(str(path.relative_to(vault)) for path in vault.rglob("*"))
    for secret in (content.SUSPECT.handle, content.THREAD_ID, "127.0.0.1", "Quayside"):
        assert secret not in names
        assert all(secret.encode() not in data for data in open_words)


@pytest.mark.parametrize("thread_scene", ["chromium"], indirect=True)
def test_the_case_of_run_points_at_the_messages_it_means(
    thread_scene: ThreadScene, tmp_path: Path
) -> None:
    """The case of the demonstration fits its thread: what it names is what the capture holds."""
    copy = shutil.copytree(thread_scene.machine.vault_path, tmp_path / "vault")
    unlocked = access.unlock(Vault.open(copy, real_environment()), None)
    entry = thread_scene.kept.entry
    made = case.fill(unlocked, [entry])
    work = casework(unlocked)
    assert work.cases[made].exhibits[entry] == 1
    manifest = as_read.manifest(unlocked, unlocked.capture(entry).body)
    assert manifest is not None
    marks = [record.now.body for record in work.records(made, MarkBody)]
    said = {mark.meaning: manifest.items[mark.item - 1] for mark in marks}
    assert case.DEMAND in said["demand"].text
    assert said["deadline"] == said["demand"]
    assert case.THREAT in said["threat"].text
    assert {item.author for item in said.values()} == {"Dorian Vale"}
    statement = work.statement(made)
    assert statement is not None
    assert isinstance(statement.now.body, StatementBody)
    demand = next(mark.item for mark in marks if mark.meaning == "demand")
    assert f"[Exhibit 1, message {demand}]" in statement.now.body.parts["what"]
    results = [record.now.body.result for record in work.records(made, ContactBody)]
    assert results == ["refused", "taken"]
