"""A page of any length on the loopback interface, for measuring only."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCREEN_PIXELS = 800
_LINE_PIXELS = 40


@contextlib.contextmanager
def serve_page(screens: int) -> Iterator[str]:
    """Serves a page that many screens long, and gives its address."""
    body = _html(screens).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _html(screens: int) -> str:
    count = screens * _SCREEN_PIXELS // _LINE_PIXELS - 1
    lines = "".join(
        f'<p id="line-{number}">{number}. A line of text that is not like the line before it, '
        f"because it ends in {number * 7919 % 10007}.</p>"
        for number in range(count)
    )
    style = f"body{{margin:0;font:16px sans-serif}}p{{margin:0;height:{_LINE_PIXELS}px}}"
    return f"<!doctype html><title>Lines</title><style>{style}</style>{lines}"
