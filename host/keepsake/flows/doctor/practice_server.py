"""Serves the page to practise on, on this computer and for as long as the self-test takes."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from keepsake.formats import practice_page

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def served(language: str) -> Iterator[str]:
    """Serves it on a loopback address, and gives that."""
    body = practice_page.page(language).encode()

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
