"""A page of the program's own to try a capture on, served on this computer for as long as it takes.

Nothing on it is anybody's: a short conversation that says what it is.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from keepsake.catalogue import table

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = 6


def page(language: str) -> bytes:
    """The page as HTML; its messages are by two writers in turn."""
    words = table("doctor", language)
    title = escape(words["try.title"])
    rows = "".join(
        f'<li class="message" id="m{number}"><b class="author">{"Robin" if number % 2 else "Sam"}'
        f'</b> <time datetime="2026-11-24T14:0{number}:00Z">14:0{number}</time>'
        f"<p>{escape(words[f'try.message.{number}'])}</p></li>\n"
        for number in range(1, MESSAGES + 1)
    )
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<main><h1>{title}</h1><ol>\n{rows}</ol></main></html>\n"
    ).encode()


@contextmanager
def served(language: str) -> Iterator[str]:
    """Serves it on a loopback address, and gives that."""
    body = page(language)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there = self.path == "/"
            self.send_response(200 if there else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body) if there else 0))
            self.end_headers()
            if there:
                self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing of it is written down."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
