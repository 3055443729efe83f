"""Files added by hand: what is kept, what is refused by name, and what a kill leaves."""

from __future__ import annotations

import hashlib
import json
import os
import re
from typing import TYPE_CHECKING

import pyrage
import pytest

from docs.tree import ROOT
from fixtures import additions
from fixtures.additions import add
from fixtures.vaults import capture, environment
from keepsake.core.added.entry import PICTURES, FileBody
from keepsake.core.age.opening import Opener, parse_secret
from keepsake.core.age.payload import CHUNK_BYTES
from keepsake.core.age.sealing import Sealer
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.flows.bundle.case import casework
from keepsake.flows.casework import make_case
from keepsake.flows.importing.add import Adding, offered, plain_name
from keepsake.vault import access, creating, recovery
from keepsake.vault.index import Index

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.manifest import Manifest
    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return creating.create(tmp_path / "vault", environment())


def _body(unlocked: Unlocked, entry: int) -> FileBody:
    return body(unlocked.entry(entry), FileBody)


def _manifest(unlocked: Unlocked, entry: int) -> Manifest:
    found = unlocked.manifest(_body(unlocked, entry))
    assert found is not None
    return found


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 200_000])
def test_what_is_sealed_piece_by_piece_is_an_age_file(size: int) -> None:
    identity, data = pyrage.x25519.Identity.generate(), os.urandom(size)
    sealer = Sealer(str(identity.to_public()), os.urandom)
    pieces = [sealer.feed(data[at : at + 7_001]) for at in range(0, size, 7_001)]
    sealed = b"".join([sealer.head, *pieces, sealer.end()])
    assert pyrage.decrypt(sealed, [identity]) == data
    assert Opener(parse_secret(str(identity))).open(sealed) == data


def test_the_original_is_kept_to_the_byte_and_labelled(vault: Vault) -> None:
    data = os.urandom(150_000)
    receipt, refused = add(
        vault, [("IMG 1.bin", data)], who="Noor", about="From my phone", modified="2026-11-20"
    )
    assert receipt is not None
    assert refused == []
    unlocked = access.unlock(vault, None)
    record, told = unlocked.entry(receipt.entry), _body(unlocked, receipt.entry)
    assert (record.kind, told.state, told.who, told.about) == (
        "file", "complete", "Noor", "From my phone"
    )  # fmt: skip
    original = told.parts[1]
    assert (original.kind, original.name, original.bytes) == ("file", "IMG 1.bin", len(data))
    assert original.sha256 == hashlib.sha256(data).hexdigest()
    assert unlocked.part(told.capture, 1) == data
    begun = json.loads(unlocked.part(told.capture, 0))
    assert begun["given"] == [{"name": "IMG 1.bin", "bytes": len(data), "modified": "2026-11-20"}]
    assert _manifest(unlocked, receipt.entry).mode == "added"
    report = audit(unlocked, ())
    assert [step.number for step in report.steps if step.outcome is Outcome.INVALID] == []
    assert sum(step.looked_at.get("parts", 0) for step in report.steps if step.number == 5) == 3


def test_a_changed_byte_of_an_added_file_is_found(vault: Vault) -> None:
    receipt, _ = add(vault, [("a.txt", b"words " * 30_000)])
    assert receipt is not None
    unlocked = access.unlock(vault, None)
    path = unlocked.part_path(_body(unlocked, receipt.entry).capture, 1)
    data = bytearray(path.read_bytes())
    data[100_000] ^= 1
    path.write_bytes(data)
    step = audit(unlocked, ()).steps[4]
    assert step.outcome is Outcome.INVALID
    assert step.files[0].endswith("/0001.age")


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("pay.exe", b"x", "file_program"),
        ("photo\u202egpj.scr", b"x", "file_program"),
        ("run.sh. ", b"x", "file_program"),
        ("photo.jpg", b"MZ\x90\0\3\0\0\0", "file_program"),
        ("notes.txt", b"#!/bin/sh\nrm -rf ~\n", "file_program"),
        ("a.zip", additions.archive({"../../etc/cron.d/x": "x"}), "archive_names"),
        ("b.zip", additions.archive({"/etc/passwd": "x"}), "archive_names"),
        ("c.zip", additions.archive({"C:\\x.txt": "x"}), "archive_names"),
        ("d.zip", additions.linked(), "archive_names"),
        ("e.zip", additions.archive({"zeros": bytes(120_000_000)}), "archive_bomb"),
    ],
    ids=["name", "turned", "dots", "bytes", "script", "up", "root", "drive", "link", "bomb"],
)
def test_what_is_hostile_is_refused_by_name_and_the_rest_is_kept(
    vault: Vault, name: str, data: bytes, word: str
) -> None:
    receipt, refused = add(vault, [("one.txt", b"one"), (name, data), ("two.txt", b"two")])
    assert receipt is not None
    assert refused == [word]
    unlocked = access.unlock(vault, None)
    names = [part.name for part in _body(unlocked, receipt.entry).parts]
    assert names == ["begin.json", "one.txt", "two.txt", "manifest.json"]
    left = [file for file in _manifest(unlocked, receipt.entry).files if file.part < 0]
    assert [(file.name, file.notes) for file in left] == [(name, (word,))]
    assert add(vault, [(name, data)]) == (None, [word])
    assert vault.size() == 2
    assert list((vault.path / "incoming").iterdir()) == []


def test_an_archive_that_claims_more_members_than_there_are_is_refused(vault: Vault) -> None:
    packed = bytearray(additions.archive({"a.txt": "x"}))
    at = packed.rfind(b"PK\x05\x06")
    wide = b"PK\x06\x06" + bytes(20) + (10**9).to_bytes(8, "little") * 2 + bytes(16)
    packed[at:at] = wide
    assert add(vault, [("many.zip", bytes(packed))])[1] == ["archive_bomb"]


def test_a_file_that_does_not_arrive_whole_is_not_kept(vault: Vault) -> None:
    adding = Adding(vault, offered([("a.txt", 10, "")]), "")
    adding.start(0)
    adding.feed(b"short")
    with pytest.raises(KeepsakeError) as caught:
        adding.finish()
    assert caught.value.code is Code.FILE_CUT
    assert adding.close() is None
    assert vault.size() == 1


def test_what_was_whole_is_kept_when_it_is_cut_short(vault: Vault) -> None:
    adding = Adding(vault, offered([("a.txt", 3, ""), ("b.txt", 3, "")]), "")
    adding.start(0)
    adding.feed(b"one")
    adding.finish()
    adding.start(1)
    adding.feed(b"t")
    receipt = adding.close()
    assert receipt is not None
    told = _body(access.unlock(vault, None), receipt.entry)
    assert (told.state, told.reason, told.manifest) == ("incomplete", "cut_short", -1)
    assert [part.name for part in told.parts] == ["begin.json", "a.txt"]


def test_nothing_of_an_addition_that_was_killed_before_it_was_whole_stays(vault: Vault) -> None:
    adding = Adding(vault, offered([("a.bin", 10**9, "")]), "")
    adding.start(0)
    adding.feed(os.urandom(300_000))
    adding._writer._lock.release()  # as the system does when a process ends
    assert recovery.recover(vault) == []
    assert list((vault.path / "incoming").iterdir()) == []
    assert vault.size() == 1


def test_files_are_exhibits_beside_captures_and_are_found(vault: Vault) -> None:
    capture(vault)
    receipt, _ = add(vault, [("chat.txt", additions.IOS.encode())])
    assert receipt is not None
    unlocked = access.unlock(vault, None)
    case = make_case(vault, "Winter", (1, receipt.entry))
    work = casework(unlocked)
    assert work.cases[case].numbered == [(1, 1), (2, receipt.entry)]
    index = Index(unlocked)
    found = index.summary(receipt.entry)
    assert (found.added, found.title, found.platform, found.items) == (
        True, "chat.txt", "whatsapp", 4
    )  # fmt: skip
    assert index.summary(1).added is False
    assert [hit.position for hit in index.search("friday")] == [3]


def test_a_name_is_only_a_name() -> None:
    assert plain_name("C:\\Users\\n\\photo.jpg") == "photo.jpg"
    assert plain_name("../../x") == "x"
    assert plain_name("/") == "file"
    assert plain_name("bad \udcff.txt") == "bad ?.txt"
    assert len(plain_name("a" * 900)) == 255


def test_the_opened_copy_shows_the_same_kinds_of_pictures() -> None:
    reader = ROOT / "host" / "keepsake" / "bundle_reader" / "js" / "added.js"
    found = re.findall(r'"(image/\w+)"', reader.read_text(encoding="utf-8"))
    assert set(found) == PICTURES
