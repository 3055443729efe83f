"""A vault with one long thread, to measure how much memory its messages take of an export."""

from __future__ import annotations

import hashlib
import itertools
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from bench.vaults import Contents, HastyDisk
from keepsake.env import real_environment, utc_text
from keepsake.vault import access, creating
from keepsake.vault.capture_writer import CaptureWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

CHARACTERS = 150  # of a message
_ADDRESS = "https://www.instagram.com/direct/t/340282366841710300949128/"
_ON_A_TILE = 10  # messages; each is seen on two tiles
_FIRST = datetime(2026, 1, 1, 18, tzinfo=UTC)


def fill(path: Path, messages: int, tiles: Iterable[bytes], passphrase: str) -> None:
    """Captures one thread of that many messages, as the extension would hand it over."""
    vault = creating.create(path, real_environment(), HastyDisk())
    capture = str(uuid.uuid4())
    page = {"url": _ADDRESS, "title": "Thread", "platform": "instagram", "kind": "thread"}
    writer = CaptureWriter(vault, capture, json.dumps(page).encode())
    artifacts = [msgspec.to_builtins(writer.begun)]

    def keep(kind: str, name: str, media_type: str, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        part = writer.keep(len(artifacts), kind, name, media_type, data, digest)
        artifacts.append(msgspec.to_builtins(part))
        return digest

    made = list(_tiles(tiles, keep))
    items = list(_items(messages, len(made)))
    manifest = {
        "keepsake_manifest": 1,
        "capture": capture,
        "page": page,
        "started": {"utc": utc_text(_FIRST)},
        "ended": {"utc": utc_text(_FIRST)},
        "tiles": made,
        "items": items,
        "completeness": {"items": len(items), "end": "reached"},
        "artifacts": artifacts,
    }
    digest = keep("manifest", "manifest.json", "application/json", json.dumps(manifest).encode())
    writer.commit(len(artifacts) - 1, digest)
    access.claim(vault, passphrase)


def _tiles(
    tiles: Iterable[bytes], keep: Callable[[str, str, str, bytes], str]
) -> Iterator[dict[str, object]]:
    for part, data in enumerate(tiles, start=1):
        keep("tile", f"tile-{part:04}.png", "image/png", data)
        yield {"part": part, "at": utc_text(_FIRST), "scroll": 540 * part, "join": "shared"}


def _items(messages: int, tiles: int) -> Iterator[dict[str, object]]:
    contents, authors = Contents(), itertools.cycle(("marc.d.4471", "You", "marc.d.4471"))
    for number, author in zip(range(messages), authors, strict=False):
        first = number // _ON_A_TILE % max(tiles, 1) + 1
        box = {"x": 380, "y": number % _ON_A_TILE * 60, "width": 420, "height": 48}
        yield {
            "key": f"id:mid.{uuid.uuid4().hex}",
            "kind": "message",
            "author": author,
            "author_source": "label",
            "text": f"{contents.sentence()} {contents.sentence()} {contents.sentence()}"[
                :CHARACTERS
            ],
            "time": utc_text(_FIRST + timedelta(minutes=7 * number)),
            "time_shown": "18:04",
            "time_source": "attribute datetime",
            "boxes": [{**box, "part": part} for part in (first, first % max(tiles, 1) + 1)],
            "first_seen": utc_text(_FIRST),
            "last_seen": utc_text(_FIRST),
        }
