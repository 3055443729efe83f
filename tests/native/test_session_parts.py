from __future__ import annotations

import os
from typing import Any

import pytest

from keepsake.core.errors import Code
from native.client import (
    CHUNK,
    begin,
    chunks,
    ending,
    part,
    whole_part,
)
from native.direct_session import DirectSession, new_id, refused


def chunk(capture: str, data: bytes = b"abc", **other: Any) -> dict[str, Any]:
    return {**next(chunks(capture, 1, data)), **other}


def test_chunks_out_of_order_are_refused_and_end_the_capture(greeted: DirectSession) -> None:
    capture, data = new_id(), os.urandom(2 * CHUNK)
    greeted.say(begin(capture), part(capture, 1, data))
    pieces = list(chunks(capture, 1, data))
    reply = greeted.last(pieces[1])
    assert refused(reply) is Code.CHUNK_SEQUENCE
    assert (reply["capture"], reply["part"]) == (capture, 1)
    assert refused(greeted.last(pieces[0])) is Code.CAPTURE_STATE
    assert refused(greeted.last(part(capture, 1, data))) is Code.CAPTURE_STATE
    commit = {"type": "commit", "capture": capture, "manifest": 1, "sha256": "0" * 64}
    assert refused(greeted.last(commit)) is Code.CAPTURE_STATE


def test_a_chunk_sent_twice_is_refused(greeted: DirectSession) -> None:
    capture, data = new_id(), os.urandom(2 * CHUNK)
    greeted.say(begin(capture), part(capture, 1, data))
    first = next(chunks(capture, 1, data))
    assert greeted.last(first)["type"] == "ack"
    assert refused(greeted.last(first)) is Code.CHUNK_SEQUENCE


def test_a_wrong_hash_is_refused_and_nothing_of_it_is_kept(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture), *whole_part(capture, 1, b"good"))
    bad = part(capture, 2, b"other")
    replies = greeted.say(bad, chunk(capture, b"OTHER", part=2))
    assert [reply["type"] for reply in replies] == ["ack", "error"]
    assert refused(replies[-1]) is Code.PART_HASH
    greeted.session.close()
    (kept,) = greeted.captures()
    assert [one.name for one in kept.body.parts] == ["begin.json", "tile-0001.png"]
    assert not (greeted.path / "parts" / capture / "0002.age").exists()


@pytest.mark.parametrize("data", [b"ab", b"abcd", b""])
def test_a_chunk_of_another_size_is_refused(greeted: DirectSession, data: bytes) -> None:
    capture = new_id()
    greeted.say(begin(capture), part(capture, 1, b"abc"))
    piece = {"type": "chunk", "capture": capture, "part": 1, "seq": 0, "data": ""}
    assert refused(greeted.last(chunk(capture, data) if data else piece)) is Code.PART_SIZE


def test_a_short_chunk_that_is_not_the_last_is_refused(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture), part(capture, 1, os.urandom(CHUNK + 1)))
    assert refused(greeted.last(chunk(capture, b"x"))) is Code.PART_SIZE


def test_an_oversize_part_is_refused_when_it_is_announced(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture))
    limit = {**part(capture, 1, b"x"), "bytes": 134_217_728}
    assert greeted.say(limit) == []
    other = new_id()
    greeted.say(begin(other))
    over = {**part(other, 1, b"x"), "bytes": 134_217_729}
    assert refused(greeted.last(over)) is Code.PART_TOO_LARGE


@pytest.mark.parametrize("number", [0, 2, 20_000])
def test_part_numbers_rise_by_one(greeted: DirectSession, number: int) -> None:
    capture = new_id()
    greeted.say(begin(capture))
    assert refused(greeted.last(part(capture, number, b"x"))) is Code.CAPTURE_STATE


def test_a_part_before_the_last_one_is_whole_is_refused(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture), part(capture, 1, b"abc"))
    assert refused(greeted.last(part(capture, 2, b"abc"))) is Code.CAPTURE_STATE


def test_a_chunk_of_another_part_is_refused(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture), part(capture, 1, b"abc"))
    assert refused(greeted.last(chunk(capture, part=2))) is Code.CAPTURE_STATE


def test_a_chunk_without_a_part_is_refused(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture))
    assert refused(greeted.last(chunk(capture))) is Code.CAPTURE_STATE


def test_an_empty_part_is_kept_at_once(greeted: DirectSession) -> None:
    capture = new_id()
    greeted.say(begin(capture))
    assert greeted.say(part(capture, 1, b"")) == [{"type": "kept", "capture": capture, "part": 1}]


def test_a_capture_that_was_not_begun_is_refused(greeted: DirectSession) -> None:
    reply = greeted.last(part(new_id(), 1, b"x"))
    assert refused(reply) is Code.CAPTURE_STATE


def test_an_id_that_is_already_in_the_vault_is_refused(greeted: DirectSession) -> None:
    capture = new_id()
    begun = greeted.last(begin(capture))
    greeted.say(*ending(capture, begun, []))
    assert refused(greeted.last(begin(capture))) is Code.CAPTURE_STATE
    assert len(greeted.captures()) == 1


@pytest.mark.parametrize("seen", ["[]", '"text"', "1", "null"])
def test_what_was_seen_must_be_an_object(greeted: DirectSession, seen: str) -> None:
    body = f'{{"type":"begin","capture":"{new_id()}","seen":{seen}}}'.encode()
    assert refused(greeted.raw(body)[0]) is Code.MESSAGE_FIELDS


def test_what_was_seen_must_be_utf8(greeted: DirectSession) -> None:
    body = b'{"type":"begin","capture":"%s","seen":{"a":"\xff"}}' % new_id().encode()
    assert refused(greeted.raw(body)[0]) is Code.MESSAGE_FIELDS
