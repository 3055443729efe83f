from __future__ import annotations

import json
from typing import Any

import pytest

from keepsake.core.errors import Code, KeepsakeError
from keepsake.native import messages
from native.client import begin, chunks, part

CAPTURE = "0b9f1f0e-1c1d-4e1f-8a1b-2c3d4e5f6a7b"
GOOD: dict[str, dict[str, Any]] = {
    "hello": {"type": "hello", "protocol": 1, "extension": "0.1.0"},
    "begin": begin(CAPTURE),
    "part": part(CAPTURE, 1, b"abc"),
    "chunk": next(chunks(CAPTURE, 1, b"abc")),
    "commit": {"type": "commit", "capture": CAPTURE, "manifest": 1, "sha256": "0" * 64},
    "status": {"type": "status"},
    "open": {"type": "open"},
}


def refused(body: bytes) -> KeepsakeError:
    with pytest.raises(KeepsakeError) as caught:
        messages.decode(body)
    return caught.value


@pytest.mark.parametrize("kind", GOOD)
def test_every_message_of_the_protocol_is_read(kind: str) -> None:
    messages.decode(json.dumps(GOOD[kind]).encode())


def test_the_data_of_a_chunk_arrives_as_bytes() -> None:
    message = messages.decode(json.dumps(GOOD["chunk"]).encode())
    assert isinstance(message, messages.Chunk)
    assert message.data == b"abc"


def test_what_was_seen_keeps_its_exact_bytes() -> None:
    seen = b'{ "b" : 1.0,"a":"\\u00e9\xc3\xa9" }'
    body = b'{"type":"begin","capture":"%s","seen":%s}' % (CAPTURE.encode(), seen)
    message = messages.decode(body)
    assert isinstance(message, messages.Begin)
    assert bytes(message.seen) == seen


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        (rb"cut \ud83d", rb"cut \ufffd"),
        (rb"\uDE00 tail", rb"\ufffd tail"),
        (rb"\ud83d\ud83d\ude00", rb"\ufffd\ud83d\ude00"),
        (rb"\\ud83d \ud83d", rb"\\ud83d \ufffd"),
        (rb"\u00e9 \ude00\"", rb"\u00e9 \ufffd\""),
    ],
)
def test_half_a_character_in_a_title_does_not_stop_a_capture(title: bytes, kept: bytes) -> None:
    body = b'{"type":"begin","capture":"%s","seen":{"title":"%s"}}' % (CAPTURE.encode(), title)
    message = messages.decode(body)
    assert isinstance(message, messages.Begin)
    assert bytes(message.seen) == b'{"title":"%s"}' % kept


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"{",
        b'{"type":"status"} x',
        b"[]",
        b"1",
        b'"status"',
        b"\xff\xfe",
        b'{"type":' + b"[" * 100_000,
    ],
    ids=range(9),
)
def test_what_is_no_json_object_is_error_11(body: bytes) -> None:
    assert refused(body).code is Code.FRAME_JSON


@pytest.mark.parametrize("body", [b"{}", b'{"type":"shutdown"}', b'{"type":7}', b'{"type":null}'])
def test_an_unknown_type_is_error_12(body: bytes) -> None:
    assert refused(body).code is Code.MESSAGE_UNKNOWN


@pytest.mark.parametrize("kind", [kind for kind in GOOD if kind != "hello"])
def test_a_member_that_does_not_belong_is_error_15(kind: str) -> None:
    error = refused(json.dumps({**GOOD[kind], "extra": 1}).encode())
    assert error.code is Code.MESSAGE_FIELDS
    assert error.facts["capture"] == GOOD[kind].get("capture", "")


@pytest.mark.parametrize(
    ("kind", "member"),
    [(kind, member) for kind, message in GOOD.items() for member in message if member != "type"],
)
def test_a_missing_or_wrong_member_is_error_15(kind: str, member: str) -> None:
    without = {name: value for name, value in GOOD[kind].items() if name != member}
    assert refused(json.dumps(without).encode()).code is Code.MESSAGE_FIELDS
    if member != "seen":
        wrong = {**GOOD[kind], member: ["wrong"]}
        assert refused(json.dumps(wrong).encode()).code is Code.MESSAGE_FIELDS


@pytest.mark.parametrize(
    ("kind", "member", "value"),
    [
        ("begin", "capture", "../../etc"),
        ("begin", "capture", CAPTURE + "\n"),
        ("begin", "capture", CAPTURE.upper()),
        ("part", "name", "../tile.png"),
        ("part", "name", ".hidden"),
        ("part", "name", "a/b"),
        ("part", "part", -1),
        ("part", "bytes", 1.5),
        ("part", "bytes", True),
        ("part", "sha256", "F" * 64),
        ("part", "sha256", "0" * 63),
        ("part", "media_type", "image"),
        ("part", "kind", "Tile one"),
        ("chunk", "data", "not base64!"),
        ("chunk", "data", "YQ"),
        ("chunk", "seq", -1),
    ],
)
def test_values_that_could_do_harm_are_error_15(kind: str, member: str, value: object) -> None:
    error = refused(json.dumps({**GOOD[kind], member: value}).encode())
    assert error.code is Code.MESSAGE_FIELDS


def test_a_newer_hello_is_still_understood() -> None:
    body = json.dumps({**GOOD["hello"], "protocol": 9, "more": []}).encode()
    assert messages.decode(body) == messages.Hello(9, "0.1.0")


def test_refusals_never_carry_content() -> None:
    secret = "somebody's own words"
    error = refused(json.dumps({**GOOD["part"], "name": secret}).encode())
    assert secret not in str(error)
    assert secret not in error.detail
