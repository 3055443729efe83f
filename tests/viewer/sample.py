"""A real vault with invented people: what a browser would have sent, sent by hand."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from PIL import Image, ImageDraw, ImageFont

from keepsake.env import real_environment
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter
from viewer.sample_pages import (
    HOSTILE,
    Page,
    cut_short,
    french,
    hostile,
    note_about,
    page_gone,
    profile,
    record_only,
    thread,
    thread_cut_short,
    thread_later,
)

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.handle import Vault

__all__ = [
    "HOSTILE",
    "Page",
    "cut_short",
    "french",
    "hostile",
    "note_about",
    "page_gone",
    "profile",
    "record_only",
    "thread",
    "thread_cut_short",
    "thread_later",
]

PASSPHRASE = "marble-otter-lantern-plum-violin-harvest"
WIDTH, HEIGHT = 1280, 720
ROW = 104
# How many rows the page moves on from one picture to the next; one more row is seen in both.
STEP = 5


class Nothing(msgspec.Struct, frozen=True):
    """The body of an entry of a kind that this version does not know."""


def make_vault(path: Path, pages: list[Page], *, passphrase: str | None = PASSPHRASE) -> Vault:
    """Makes a vault, captures the pages into it as the host would, and sets the passphrase."""
    vault = creating.create(path, real_environment())
    for page in pages:
        capture(vault, page)
    if passphrase is not None:
        access.claim(vault, passphrase)
    return vault


def capture(vault: Vault, page: Page) -> int:
    """Captures one page into a vault.

    Returns:
        The place of the entry in the log.
    """
    capture_id = str(uuid.uuid4())
    seen = {
        "url": page.url,
        "title": page.title,
        "platform": page.platform,
        "kind": page.kind,
        "ids": page.ids,
        "started": _when(0),
    }
    writer = CaptureWriter(vault, capture_id, json.dumps(seen).encode())
    artifacts = [_listed(writer.begun)]

    def keep(kind: str, name: str, media_type: str, data: bytes) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        part = writer.keep(len(artifacts), kind, name, media_type, data, sha256)
        artifacts.append(_listed(part))

    for number in range(page.tiles):
        keep("tile", f"tile-{number + 1:04}.png", "image/png", tile(page, number))
    for number, lines in enumerate(_handed(page) if page.handed else [], start=1):
        keep("items", f"items-{number:04}.jsonl", "application/jsonl", lines)
    if not page.manifest:
        receipt = writer.close()
        assert receipt is not None
        return receipt.entry
    if page.note:
        keep("note", "note.txt", "text/plain", page.note.encode())
    if not page.mode:
        copy = page.snapshot or _snapshot(page)
        keep("snapshot", "page.html", "text/html", copy.encode())
    if page.mhtml:
        keep("mhtml", "page.mhtml", "multipart/related", page.mhtml)
    data = json.dumps(_manifest(capture_id, page, artifacts), ensure_ascii=False).encode()
    keep("manifest", "manifest.json", "application/json", data)
    return writer.commit(len(artifacts) - 1, artifacts[-1]["sha256"]).entry


def tile(page: Page, number: int) -> bytes:
    """One picture: a page drawn in an ordinary way, with different lines on each."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 56), fill="#f2f3f5")
    draw.text((24, 16), page.title[:60], fill="#1c1e21", font=_font(20))
    lines = page.lines or [
        ("", "Has anyone bought from this seller?"),
        ("", "He asked me to pay outside the site."),
    ]
    for row in range(STEP + 2):
        author, text = lines[(number * STEP + row) % len(lines)]
        own = author in ("You", "Vous")
        left, top, wide = _place(author, text, row)
        if not own:
            draw.ellipse((36, top + 6, 80, top + 50), fill="#c9b8a6")
        draw.rounded_rectangle(
            (left, top, left + wide, top + 56), 26, fill="#3797f0" if own else "#efefef"
        )
        draw.text(
            (left + 20, top + 15), text[:70], fill="#ffffff" if own else "#1c1e21", font=_font(20)
        )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _place(author: str, text: str, row: int) -> tuple[int, int, int]:
    """Left, top and width of a bubble in the row of a picture."""
    wide = min(720, 40 + int(_font(20).getlength(text[:70])))
    left = WIDTH - wide - 60 if author in ("You", "Vous") else 96
    return left, 84 + row * ROW, wide


def _boxes(page: Page, n: int, author: str, text: str) -> list[dict[str, int]]:
    """Where item n is in each picture that shows the whole of it."""
    found = []
    for tile_number in range(page.tiles):
        row = n - tile_number * STEP
        if 0 <= row <= STEP:
            left, top, wide = _place(author, text, row)
            box = {"x": left, "y": top, "width": wide, "height": 56}
            found.append({"part": tile_number + 1} | box)
    return found


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


def _listed(part: object) -> dict[str, object]:
    return {
        name: getattr(part, name)
        for name in ("part", "kind", "name", "media_type", "bytes", "sha256")
    }


def _when(seconds: int) -> dict[str, object]:
    return {
        "utc": f"2026-11-24T19:03:{seconds:02}.000Z",
        "zone": "America/Toronto",
        "offset_minutes": -300,
    }


def _snapshot(page: Page) -> str:
    rows = "".join(f"<p><b>{author}</b> {text}</p>" for author, text in page.lines)
    style = "<style>body{font:16px sans-serif;margin:2rem}</style>"
    return f"<html><head>{style}</head><body><h1>{page.title}</h1>{rows}</body></html>"


def _items(page: Page) -> list[dict[str, object]]:
    return [
        {"key": f"own:{n}", "kind": "divider", "text": text, "boxes": _boxes(page, n, author, text)}
        if n in page.days
        else {
            "key": f"id:m-{n}",
            "kind": "message",
            "author": author,
            "author_source": "before" if n and page.lines[n - 1][0] == author else "",
            "text": text,
            "time": f"2026-11-{20 + n // 24:02}T{n % 24:02}:{n % 60:02}:00.000Z",
            "time_shown": "2 h",
            "boxes": _boxes(page, n, author, text),
            "state": "gone" if n in page.gone else "shown",
        }
        for n, (author, text) in enumerate(page.lines)
        if n not in page.without
    ]


def _handed(page: Page) -> list[bytes]:
    """The items as the extension hands them over while it walks up: the last ones first."""
    middle = len(page.lines) // 2
    parts, n = [], 0
    for first, last in ((middle, len(page.lines)), (0, middle)):
        lines = []
        for above, place in enumerate(range(first, last)):
            n += 1
            author, text = page.lines[place]
            item = {
                "n": n,
                "after": n - 1 if above else 0,
                "first_seen": _when(2)["utc"],
                "kind": "message",
                "id": f"m-{place}",
                "text": text,
                "author": author,
                "time_shown": "2 h",
                "time": f"2026-11-20T{place % 24:02}:00:00.000Z",
                "time_source": "",
                "ids": [],
                "links": [],
                "media": [],
                "collapsed": 0,
                "boxes": _boxes(page, place, author, text),
            }
            lines.append(json.dumps(item, ensure_ascii=False))
        parts.append("\n".join([*lines, ""]).encode())
    return parts


def _tiles(page: Page) -> list[dict[str, object]]:
    return [
        {
            "part": n + 1,
            "at": _when(2 + n)["utc"],
            "scroll": n * STEP * ROW,
            "scroll_height": 9000,
            "pane": {"x": 0, "y": 56, "width": WIDTH, "height": HEIGHT - 56},
            "join": "first" if n == 0 else "gap" if n == page.gap_before else "shared",
        }
        for n in range(page.tiles)
    ]


def _manifest(capture_id: str, page: Page, artifacts: list[dict[str, object]]) -> dict[str, object]:
    items = _items(page) + page.extra
    gaps = [{"after": page.gap_before}] if page.gap_before >= 0 else []
    names = ("url", "title", "platform", "kind", "ids")
    return {
        "keepsake_manifest": 1,
        "capture": capture_id,
        "page": {name: getattr(page, name) for name in names}
        | {"document_url": page.url, "observed": page.observed, "response": page.response},
        "environment": page.environment,
        "mode": page.mode,
        "about": page.about,
        "started": _when(0),
        "ended": _when(40),
        "tiles": _tiles(page),
        "items": items,
        "completeness": {
            "items": len(items),
            "end": page.end,
            "stopped_by": page.stopped_by,
            "gaps": gaps,
            "not_loaded": 2 if gaps else 0,
            "gone": len(page.gone),
            "notes": [page.mode] if page.mode else [],
        },
        "artifacts": artifacts,
    }
