"""Frames of native messaging: a 32-bit length in the machine's byte order, then one JSON object.

The codec does no input or output; `FrameReader` is the thin adapter to a stream of bytes.

Source: PROTOCOL.md §1.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Callable

INCOMING_LIMIT = 1_048_576  # bytes of one frame's body. Source: PROTOCOL.md §1.1
OUTGOING_LIMIT = 65_536  # bytes of one frame's body. Source: PROTOCOL.md §1.1
_HEADER = struct.Struct("=I")


def encode_frame(body: bytes) -> bytes:
    """Puts the length before a body.

    Args:
        body: UTF-8 JSON, at most `OUTGOING_LIMIT` bytes.

    Raises:
        ValueError: The body is empty or too long; a mistake of the host, never of the browser.
    """
    if not 0 < len(body) <= OUTGOING_LIMIT:
        raise ValueError(f"a frame of {len(body)} bytes must not be sent")
    return _HEADER.pack(len(body)) + body


class FrameDecoder:
    """Takes bytes as they come, in any pieces, and gives whole frames.

    A claimed length is compared with the limit before anything is set aside for it, so what is
    held is never more than was really received.

    Args:
        limit: Most bytes that a body may have.
    """

    def __init__(self, limit: int = INCOMING_LIMIT) -> None:
        self._limit = limit
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Takes the next bytes of the stream."""
        self._buffer += data

    def next_frame(self) -> bytes | None:
        """The body of the next frame, or None where more bytes are needed.

        Raises:
            KeepsakeError: FRAME_LENGTH, the length is 0 or over the limit. The stream cannot be
                read any further, since nothing tells where the next frame begins.
        """
        if len(self._buffer) < _HEADER.size:
            return None
        (length,) = _HEADER.unpack_from(self._buffer)
        if not 0 < length <= self._limit:
            raise KeepsakeError(Code.FRAME_LENGTH, f"a frame of {length} bytes")
        end = _HEADER.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(memoryview(self._buffer)[_HEADER.size : end])
        del self._buffer[:end]
        return body

    def finish(self) -> None:
        """Says that the stream has ended.

        Raises:
            KeepsakeError: FRAME_LENGTH, it ended inside a frame.
        """
        if self._buffer:
            raise KeepsakeError(Code.FRAME_LENGTH, "the stream ended inside a frame")


class FrameReader:
    """Reads frames from a source of bytes.

    Args:
        receive: Returns the next bytes, however many there are, and b"" at the end.
        limit: Most bytes that a body may have.
    """

    def __init__(self, receive: Callable[[], bytes], limit: int = INCOMING_LIMIT) -> None:
        self._receive = receive
        self._decoder = FrameDecoder(limit)

    def read(self) -> bytes | None:
        """The next frame's body, or None when the stream ended between two frames.

        Raises:
            KeepsakeError: FRAME_LENGTH, a bad length or an end inside a frame.
        """
        while True:
            body = self._decoder.next_frame()
            if body is not None:
                return body
            data = self._receive()
            if not data:
                self._decoder.finish()
                return None
            self._decoder.feed(data)
