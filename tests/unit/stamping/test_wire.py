"""Answers over HTTP, in every way that a server may say where they end."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

import pytest

from fixtures.serving import Handler, serving
from keepsake.stamp import wire

if TYPE_CHECKING:
    from collections.abc import Callable

_BODY = bytes(range(256)) * 600
_SECONDS = 10.0


class _Announced(Handler):
    def get(self) -> None:
        self.answer("text/plain", _BODY)


class _AnnouncedAsTheLast(Handler):
    def get(self) -> None:
        self.answer("text/plain", _BODY, Connection="close")


class _Empty(Handler):
    def get(self) -> None:
        self.answer("text/plain", b"", Connection="close")


class _Chunked(Handler):
    def get(self) -> None:
        self.send_response(http.client.OK)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in (_BODY[:9], _BODY[9:]):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


class _UntilItEnds(Handler):
    def get(self) -> None:
        self.send_response(http.client.OK)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(_BODY)
        self.close_connection = True


@pytest.mark.parametrize(
    ("handler", "body"),
    [
        (_Announced, _BODY),
        (_AnnouncedAsTheLast, _BODY),
        (_Empty, b""),
        (_Chunked, _BODY),
        (_UntilItEnds, _BODY),
    ],
)
def test_an_answer_is_read_to_its_end(handler: Callable[..., Handler], body: bytes) -> None:
    with serving(handler) as port:
        request = wire.Request(f"http://127.0.0.1:{port}/", None, {}, len(_BODY))
        assert wire.converse(request, _SECONDS) == wire.Answer(http.client.OK, body)


def test_a_longer_answer_than_is_taken_is_refused() -> None:
    with serving(_Chunked) as port:
        request = wire.Request(f"http://127.0.0.1:{port}/", None, {}, len(_BODY) - 1)
        with pytest.raises(wire.LongAnswerError):
            wire.converse(request, _SECONDS)
