"""A capture that only records: the host itself takes no picture and no page for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from keepsake.core.errors import Code
from keepsake.env import real_environment
from keepsake.vault import access, transaction
from keepsake.vault.handle import Vault
from native.client import HELLO, begin_artifact, manifest_bytes, part, sha256, whole_part
from native.direct_session import DirectSession, new_id, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = "The picture shows a child. — il a écrit « send it »".encode()
NOTE = {"kind": "note", "name": "note.txt", "media_type": "text/plain"}


def _begin(direct: DirectSession, capture: str, **seen: Any) -> dict[str, Any]:
    about = {"mode": "record_only", "url": "https://a.example/p/1", **seen}
    return direct.last({"type": "begin", "capture": capture, "seen": about})


def _commit(
    direct: DirectSession, capture: str, begun: dict[str, Any], parts: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    document = json.loads(manifest_bytes(capture, [begin_artifact(begun), *parts]))
    data = json.dumps({**document, "mode": "record_only", "about": new_id()}).encode()
    number = len(parts) + 1
    about = {"kind": "manifest", "name": "manifest.json", "media_type": "application/json"}
    direct.say(*whole_part(capture, number, data, **about))
    return direct.last(
        {"type": "commit", "capture": capture, "manifest": number, "sha256": sha256(data)}
    )


def test_a_note_is_kept_word_for_word(greeted: DirectSession) -> None:
    capture = new_id()
    begun = _begin(greeted, capture)
    assert greeted.last(*whole_part(capture, 1, WORDS, **NOTE))["type"] == "kept"
    receipt = _commit(greeted, capture, begun, [part(capture, 1, WORDS, **NOTE)])
    assert (receipt["type"], receipt["state"]) == ("receipt", "complete")
    unlocked = access.unlock(Vault.open(greeted.path, real_environment()), None)
    (kept,) = unlocked.captures()
    assert unlocked.part(capture, 1) == WORDS
    manifest = unlocked.manifest(kept.body)
    assert manifest is not None
    assert (manifest.mode, manifest.tiles, len(manifest.items)) == ("record_only", (), 0)


@pytest.mark.parametrize(
    ("kind", "media_type", "size"),
    [
        ("tile", "image/png", 10),
        ("snapshot", "text/html", 10),
        ("items", "application/jsonl", 10),
        ("views", "application/gzip", 10),
        ("mhtml", "multipart/related", 10),
        ("note", "image/png", 10),
        ("note", "text/plain", 400_001),
        ("manifest", "application/json", 200_001),
        ("manifest", "text/html", 10),
    ],
)
def test_nothing_else_is_taken(
    greeted: DirectSession, kind: str, media_type: str, size: int
) -> None:
    capture = new_id()
    _begin(greeted, capture)
    announced = part(capture, 1, b"x" * size, kind=kind, media_type=media_type, name="a")
    assert refused(greeted.last(announced)) is Code.MESSAGE_FIELDS
    # What was known at the click is kept all the same; the rest is not even listened to.
    greeted.session.close()
    (kept,) = greeted.captures()
    assert [one.kind for one in kept.body.parts] == ["begin"]


@pytest.mark.parametrize("mode", ["picture", 7, None, {"a": 1}])
def test_a_mode_that_does_not_exist_is_refused(greeted: DirectSession, mode: object) -> None:
    reply = _begin(greeted, new_id(), mode=mode)
    assert refused(reply) is Code.MESSAGE_FIELDS


def test_ready_tells_the_room_that_is_left_and_the_active_case(direct: DirectSession) -> None:
    ready = direct.last(HELLO)
    assert ready["free_bytes"] > 0
    assert ready["case"] == ""
    assert not direct.path.exists()
    _begin(direct, new_id())
    vault = Vault.open(direct.path, real_environment())
    case = new_id()
    transaction.save_config(vault, type(vault.config)(active_case=case))
    status = direct.last({"type": "status"})
    assert (status["type"], status["case"]) == ("status", case)
