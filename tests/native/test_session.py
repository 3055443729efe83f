from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.tiles import TILE, as_large
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.native import messages
from keepsake.native.session import Session, Surroundings
from keepsake.vault import access, creating
from keepsake.vault.handle import Vault
from native.client import (
    CHUNK,
    HELLO,
    begin,
    chunks,
    ending,
    manifest_bytes,
    part,
    sha256,
    whole_part,
)
from native.direct_session import DirectSession, new_id, refused

if TYPE_CHECKING:
    from pathlib import Path


def test_a_whole_capture_becomes_an_entry(greeted: DirectSession) -> None:
    greeted.waiting = 2
    capture = new_id()
    data = as_large(os.urandom(3 * CHUNK + 17))
    begun = greeted.last(begin(capture))
    replies = greeted.say(*whole_part(capture, 1, data))
    assert [reply["type"] for reply in replies] == ["ack"] * 4 + ["kept"]
    receipt = greeted.last(*ending(capture, begun, [part(capture, 1, data)]))
    assert receipt["type"] == "receipt"
    assert (receipt["state"], receipt["parts"], receipt["entry"]) == ("complete", 3, 1)
    (kept,) = greeted.captures()
    assert kept.body.capture == capture
    unlocked = access.unlock(Vault.open(greeted.path, real_environment()), None)
    assert unlocked.part(capture, 1) == data
    assert greeted.stamped == 1


def test_nothing_is_started_when_nobody_is_to_be_asked(greeted: DirectSession) -> None:
    capture = new_id()
    begun = greeted.last(begin(capture))
    assert greeted.last(*ending(capture, begun, []))["type"] == "receipt"
    assert greeted.stamped == 0


def test_part_0_is_what_was_seen_byte_for_byte(greeted: DirectSession) -> None:
    capture, seen = new_id(), b'{ "title":"\\u00e9", "n":1.0 }'
    begun = greeted.raw(b'{"type":"begin","capture":"%s","seen":%s}' % (capture.encode(), seen))[0]
    assert begun == {
        "type": "begun",
        "capture": capture,
        "bytes": len(seen),
        "sha256": sha256(seen),
        "next": 1,
        "resume": "",
    }
    greeted.session.close()
    unlocked = access.unlock(Vault.open(greeted.path, real_environment()), None)
    assert unlocked.part(capture, 0) == seen


def test_ready_tells_how_the_vault_stands(direct: DirectSession) -> None:
    ready = direct.last(HELLO)
    assert (ready["vault"], ready["captures"], ready["waiting_stamps"]) == ("none", 0, 0)
    assert ready["limits"] == {
        "frame": 1_048_576,
        "chunk": 262_144,
        "window": 4,
        "part": 134_217_728,
        "parts": 20_000,
        "captures": 32,
        "under_way": 268_435_456,
    }
    assert not direct.path.exists()
    direct.say(begin(new_id()))
    assert direct.last({"type": "status"})["vault"] == "unclaimed"
    direct.session.close()
    access.claim(
        Vault.open(direct.path, real_environment()), "correct horse battery staple otter plum"
    )
    direct.waiting = 2
    direct.session = direct.open()
    ready = direct.last(HELLO)
    assert (ready["vault"], ready["captures"], ready["waiting_stamps"]) == ("claimed", 1, 2)
    assert direct.stamped == 1


def test_a_capture_works_while_the_vault_is_locked(greeted: DirectSession) -> None:
    access.claim(
        creating.create(greeted.path, real_environment()), "correct horse battery staple otter plum"
    )
    capture = new_id()
    begun = greeted.last(begin(capture))
    assert greeted.last(*ending(capture, begun, []))["type"] == "receipt"


@pytest.mark.parametrize("first", [begin(new_id()), {"type": "status"}, {"type": "open"}])
def test_nothing_is_taken_before_hello(direct: DirectSession, first: dict[str, Any]) -> None:
    assert refused(direct.last(first)) is Code.CAPTURE_STATE
    assert not direct.path.exists()
    assert direct.viewed == 0
    assert direct.last(HELLO)["type"] == "ready"


def test_a_second_hello_is_refused(greeted: DirectSession) -> None:
    assert refused(greeted.last(HELLO)) is Code.CAPTURE_STATE
    assert not greeted.session.ended


def test_another_protocol_ends_the_session_and_names_both(direct: DirectSession) -> None:
    reply = direct.last({**HELLO, "protocol": 2})
    assert refused(reply) is Code.PROTOCOL_VERSION
    assert "2" in reply["detail"]
    assert "1" in reply["detail"]
    assert direct.session.ended


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"no json", Code.FRAME_JSON), (b'{"type":"nonsense"}', Code.MESSAGE_UNKNOWN)],
)
def test_what_is_no_message_ends_the_session_and_keeps_what_was_kept(
    greeted: DirectSession, body: bytes, code: Code
) -> None:
    capture = new_id()
    greeted.say(begin(capture), *whole_part(capture, 1, TILE))
    assert refused(greeted.raw(body)[0]) is code
    assert greeted.session.ended
    assert greeted.say({"type": "status"}) == []
    (kept,) = greeted.captures()
    assert kept.body.state == "incomplete"
    assert len(kept.body.parts) == 2


def test_a_message_with_wrong_fields_ends_only_its_capture(greeted: DirectSession) -> None:
    bad, good = new_id(), new_id()
    greeted.say(begin(bad), begin(good))
    assert refused(greeted.last({**part(bad, 1, b"x"), "more": 1})) is Code.MESSAGE_FIELDS
    assert refused(greeted.last(part(bad, 1, b"x"))) is Code.CAPTURE_STATE
    assert greeted.last(*whole_part(good, 1, b"x"))["type"] == "kept"


def test_two_captures_on_one_port_do_not_mix(greeted: DirectSession) -> None:
    first, second = new_id(), new_id()
    one, two = as_large(os.urandom(2 * CHUNK)), as_large(os.urandom(CHUNK + 5))
    begun = [greeted.last(begin(first)), greeted.last(begin(second))]
    greeted.say(part(first, 1, one), part(second, 1, two))
    for piece in zip(chunks(first, 1, one), chunks(second, 1, two), strict=True):
        replies = greeted.say(*piece)
    assert [reply["type"] for reply in replies] == ["ack", "kept", "ack", "kept"]
    for capture, data, answer in ((second, two, begun[1]), (first, one, begun[0])):
        receipt = greeted.last(*ending(capture, answer, [part(capture, 1, data)]))
        assert receipt["state"] == "complete"
    unlocked = access.unlock(Vault.open(greeted.path, real_environment()), None)
    assert unlocked.part(first, 1) == one
    assert unlocked.part(second, 1) == two


@pytest.mark.parametrize("change", [{"manifest": 1}, {"manifest": 9}, {"sha256": "0" * 64}])
def test_a_commit_with_the_wrong_manifest_keeps_everything_as_cut_short(
    greeted: DirectSession, change: dict[str, Any]
) -> None:
    capture = new_id()
    begun = greeted.last(begin(capture))
    greeted.say(*whole_part(capture, 1, TILE))
    *manifest, commit = ending(capture, begun, [part(capture, 1, TILE)])
    greeted.say(*manifest)
    assert refused(greeted.last({**commit, **change})) is Code.MANIFEST_MISMATCH
    assert refused(greeted.last(commit)) is Code.CAPTURE_STATE
    greeted.session.close()
    (kept,) = greeted.captures()
    assert (kept.body.state, len(kept.body.parts)) == ("incomplete", 3)


def test_a_manifest_that_lists_something_else_is_refused(greeted: DirectSession) -> None:
    capture = new_id()
    begun = greeted.last(begin(capture))
    greeted.say(*whole_part(capture, 1, TILE))
    lie = {**part(capture, 1, TILE), "sha256": "1" * 64}
    assert refused(greeted.last(*ending(capture, begun, [lie]))) is Code.MANIFEST_MISMATCH


def test_a_manifest_that_says_it_was_cut_short_makes_a_partial_capture(
    greeted: DirectSession,
) -> None:
    capture = new_id()
    begun = greeted.last(begin(capture))
    listed = [
        {"part": 0, "kind": "begin", "name": "begin.json", "media_type": "application/json"}
        | {"bytes": begun["bytes"], "sha256": begun["sha256"]}
    ]
    data = manifest_bytes(capture, listed, end="not_reached", stopped_by="closed")
    greeted.say(*whole_part(capture, 1, data, kind="manifest", name="manifest.json"))
    commit = {"type": "commit", "capture": capture, "manifest": 1, "sha256": sha256(data)}
    assert greeted.last(commit)["state"] == "partial"


def test_closing_without_commit_keeps_what_was_acknowledged(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture), *whole_part(capture, 1, TILE), part(capture, 2, b"half"))
    greeted.session.close()
    greeted.session.close()
    (kept,) = greeted.captures()
    assert (kept.body.state, kept.body.manifest) == ("incomplete", -1)
    assert [one.part for one in kept.body.parts] == [0, 1]


def test_a_newer_vault_is_told_and_not_touched(direct: DirectSession) -> None:
    creating.create(direct.path, real_environment())
    described = json.loads((direct.path / "vault.json").read_bytes())
    (direct.path / "vault.json").write_text(json.dumps({**described, "version": 2}))
    before = {file: file.read_bytes() for file in direct.path.rglob("*") if file.is_file()}
    assert refused(direct.last(HELLO)) is Code.VAULT_NEWER
    assert refused(direct.last(begin(new_id()))) is Code.VAULT_NEWER
    assert not direct.session.ended
    assert {file: file.read_bytes() for file in direct.path.rglob("*") if file.is_file()} == before


def test_a_commit_that_the_vault_could_not_make_may_be_sent_again(greeted: DirectSession) -> None:
    capture = new_id()
    begun = greeted.last(begin(capture))
    greeted.say(*whole_part(capture, 1, TILE))
    *manifest, commit = ending(capture, begun, [part(capture, 1, TILE)])
    greeted.say(*manifest)
    log = greeted.path / "log"
    log.rename(greeted.path / "away")
    assert refused(greeted.last(commit)) in {Code.VAULT_DAMAGED, Code.VAULT_UNWRITABLE}
    (greeted.path / "away").rename(log)
    assert greeted.last(commit)["state"] == "complete"
    assert len(greeted.captures()) == 1


def test_a_part_that_the_vault_could_not_keep_may_be_sent_again(greeted: DirectSession) -> None:
    capture = new_id()
    begun = greeted.last(begin(capture))
    folder = greeted.path / "incoming" / capture
    folder.rename(greeted.path / "away")
    assert refused(greeted.last(*whole_part(capture, 1, TILE))) is Code.VAULT_UNWRITABLE
    (greeted.path / "away").rename(folder)
    assert greeted.last(*whole_part(capture, 1, TILE))["type"] == "kept"
    receipt = greeted.last(*ending(capture, begun, [part(capture, 1, TILE)]))
    assert (receipt["state"], receipt["parts"]) == ("complete", 3)


def test_open_starts_the_viewer(greeted: DirectSession) -> None:
    assert greeted.last({"type": "open"}) == {"type": "opened"}
    assert greeted.viewed == 1


def test_a_viewer_that_does_not_start_is_told(tmp_path: Path) -> None:
    def broken(_at: str) -> None:
        raise KeepsakeError(Code.TOOL_MISSING, "not started")

    around = Surroundings(
        lambda _vault: 0,
        lambda: None,
        broken,
        lambda _line: None,
        lambda _hello: None,
        lambda _language, _mend: messages.Checked("ok", ()),
    )
    session = Session(tmp_path / "vault", real_environment(), around)
    said = [*session.receive(json.dumps(HELLO).encode()), *session.receive(b'{"type":"open"}')]
    assert isinstance(said[-1], messages.ErrorReply)
    assert said[-1].code == Code.TOOL_MISSING


def test_notes_and_details_hold_no_content(greeted: DirectSession) -> None:
    capture, secret = new_id(), "a-private-name"
    greeted.say(begin(capture, title=secret))
    replies = greeted.say(
        {**part(capture, 1, b"x"), "name": f"{secret}!"},
        {"type": secret},
    )
    assert len(replies) == 2
    assert secret not in json.dumps(replies)
    assert secret not in "".join(greeted.notes)
