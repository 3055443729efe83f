"""The three places that show the checks of `keepsake doctor`, asked as whoever shows them does."""

from __future__ import annotations

import html
import json
import re
import struct
import sys
from typing import TYPE_CHECKING, Any

from native.client import HELLO, ORIGIN

if TYPE_CHECKING:
    from pathlib import Path

# The viewer with no browser around it: its first page and the one that shows the checks, as HTML.
_VIEWER = """
import os, re, sys
from pathlib import Path
from keepsake.env import real_environment
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
sys.argv = [sys.argv[1]]
host = "127.0.0.1:40123"
state = AppState(Path(os.environ["KEEPSAKE_VAULT"]), real_environment())
browser = create_app(state, host).test_client()
at = {"base_url": f"http://{host}"}
browser.get(f"/enter/{state.issue_token()}", **at)
door, page = browser.get("/", **at), browser.get("/working", **at)
print(page.status_code, page.get_data(as_text=True))
assert door.status_code < 600
"""


def viewer(script: Path) -> list[str]:
    """What prints the viewer's page of checks."""
    return [sys.executable, "-P", "-c", _VIEWER, str(script)]


def page_of(printed: str) -> tuple[str, list[str]]:
    """The words of that page, and the words on its buttons."""
    status, _, page = printed.partition(" ")
    assert status == "200", printed[:2000]
    rows = page[page.index('<ul class="states">') : page.index("</ul>", page.index("states"))]
    buttons = re.findall(r'<button class="quiet"[^>]*>([^<]+)|<a class="button"[^>]*>([^<]+)', rows)
    said = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", rows)))
    return said, [html.unescape("".join(pair)) for pair in buttons]


def host(script: Path) -> list[str]:
    """What answers the add-on's page of options."""
    return [str(script), ORIGIN]


def questions(language: str = "en") -> bytes:
    """What that page asks of it."""
    bodies = [json.dumps(one).encode() for one in (HELLO, {"type": "check", "language": language})]
    return b"".join(struct.pack("=I", len(body)) + body for body in bodies)


def answer_of(frames: bytes) -> dict[str, Any]:
    """The last thing it answers."""
    found: dict[str, Any] = {}
    while frames:
        (length,) = struct.unpack_from("=I", frames)
        found = json.loads(frames[4 : 4 + length])
        frames = frames[4 + length :]
    return found
