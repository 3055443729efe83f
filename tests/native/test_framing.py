from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepsake.core.errors import Code, KeepsakeError
from keepsake.native.framing import (
    INCOMING_LIMIT,
    OUTGOING_LIMIT,
    FrameDecoder,
    FrameReader,
    encode_frame,
)

bodies = st.lists(st.binary(min_size=1, max_size=300), max_size=8)


def frame(body: bytes) -> bytes:
    return struct.pack("=I", len(body)) + body


def drain(decoder: FrameDecoder) -> list[bytes]:
    found = []
    while (body := decoder.next_frame()) is not None:
        found.append(body)
    return found


@given(bodies, st.data())
def test_frames_come_out_the_same_however_they_are_split(
    sent: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(frame(body) for body in sent)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20))
    decoder, found = FrameDecoder(), []
    for start, end in pairwise([0, *sorted(cuts), len(stream)]):
        decoder.feed(stream[start:end])
        found += drain(decoder)
    decoder.finish()
    assert found == sent


@given(st.binary(min_size=1, max_size=OUTGOING_LIMIT))
def test_what_is_encoded_is_decoded(body: bytes) -> None:
    decoder = FrameDecoder()
    decoder.feed(encode_frame(body))
    assert decoder.next_frame() == body
    assert decoder.next_frame() is None


@given(bodies, st.binary(min_size=1, max_size=200), st.data())
def test_an_end_inside_a_frame_is_told(sent: list[bytes], last: bytes, data: st.DataObject) -> None:
    cut = frame(last)[: data.draw(st.integers(1, len(last) + 3))]
    decoder = FrameDecoder()
    decoder.feed(b"".join(frame(body) for body in sent) + cut)
    assert drain(decoder) == sent
    with pytest.raises(KeepsakeError) as caught:
        decoder.finish()
    assert caught.value.code is Code.FRAME_LENGTH


@given(bodies, st.one_of(st.just(0), st.integers(INCOMING_LIMIT + 1, 2**32 - 1)))
def test_a_bad_length_is_refused_before_its_body_comes(sent: list[bytes], length: int) -> None:
    decoder = FrameDecoder()
    decoder.feed(b"".join(frame(body) for body in sent) + struct.pack("=I", length))
    for body in sent:
        assert decoder.next_frame() == body
    with pytest.raises(KeepsakeError) as caught:
        decoder.next_frame()
    assert caught.value.code is Code.FRAME_LENGTH


def test_the_largest_frame_passes() -> None:
    body = b" " * INCOMING_LIMIT
    decoder = FrameDecoder()
    decoder.feed(frame(body))
    assert decoder.next_frame() == body


def test_a_claimed_length_sets_nothing_aside() -> None:
    decoder = FrameDecoder()
    decoder.feed(struct.pack("=I", INCOMING_LIMIT) + b"{")
    assert decoder.next_frame() is None
    assert len(decoder._buffer) == 5


@pytest.mark.parametrize("body", [b"", b"x" * (OUTGOING_LIMIT + 1)])
def test_the_host_never_sends_an_empty_or_overlong_frame(body: bytes) -> None:
    with pytest.raises(ValueError, match="must not be sent"):
        encode_frame(body)


@given(bodies, st.integers(1, 9))
def test_the_reader_gives_every_frame_and_then_none(sent: list[bytes], step: int) -> None:
    stream = b"".join(frame(body) for body in sent)
    pieces = iter([stream[at : at + step] for at in range(0, len(stream), step)])
    reader = FrameReader(lambda: next(pieces, b""))
    assert [reader.read() for _ in range(len(sent) + 1)] == [*sent, None]
