"""Vaults for the bench: real sealed files, made once by the program's own code and kept.

A typical capture has 200 kB; one in a hundred has 20 MB. Only waiting for the disk is left out.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.core.case.entries import ContactBody, EventBody, MarkBody, PersonBody, StatementBody
from keepsake.core.hashing import sha256_hex
from keepsake.env import real_environment
from keepsake.flows import casework
from keepsake.shared import shared_path
from keepsake.vault import creating
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from keepsake.vault.receipt import Receipt

TYPICAL_BYTES = 200_000
LARGE_BYTES = 20_000_000
LARGE_EVERY = 100
ITEMS = 20
_TILE_BYTES = 160_000
_VERSION = 1
_ACCOUNTS = 500
_SAID = datetime(2026, 11, 20, 18, tzinfo=UTC)


class HastyDisk(Disk):
    """Writes without waiting for the disk: what is made here can be made again."""

    def _sync(self, descriptor: int, path: Path) -> None:
        del descriptor, path

    def _sync_folder(self, path: Path) -> None:
        del path


class Contents:
    """What the captures hold: the same for the same seed, and words that can be searched for."""

    def __init__(self) -> None:
        self._chance = random.Random("keepsake bench")
        self.words = shared_path("data", "wordlist.txt").read_text(encoding="ascii").split()
        self._block = self._chance.randbytes(LARGE_BYTES)

    def sentence(self) -> str:
        """Ten words; some are far more frequent than others, as in real texts."""
        count = len(self.words)
        return " ".join(
            self.words[int(count * self._chance.random() ** 3) % count] for _ in range(10)
        )

    def tile(self, size: int) -> bytes:
        """Bytes that do not compress, as those of a picture."""
        start = self._chance.randrange(LARGE_BYTES - size)
        return self._block[start : start + size]


def vault_of(captures: int, folder: Path | None = None) -> Vault:
    """A vault with that many captures, from the cache or made now."""
    home = folder or Path(tempfile.gettempdir()) / f"keepsake-bench-{_VERSION}"
    path, making = home / f"vault-{captures}", home / f"making-{captures}"
    contents = Contents()
    env = real_environment()
    if not path.exists():
        sys.stdout.write(f"making a vault of {captures} captures …\n")
        sys.stdout.flush()
        shutil.rmtree(making, ignore_errors=True)
        start = time.monotonic()
        vault = creating.create(making, env, HastyDisk())
        for number in range(captures):
            keep_one(vault, contents, large=number % LARGE_EVERY == LARGE_EVERY // 2)
        making.rename(path)
        sys.stdout.write(f"  made in {time.monotonic() - start:.0f} s\n")
    return Vault.open(path, env)


def case_of(captures: int, folder: Path | None = None) -> Vault:
    """A vault with that many small captures, all in one case that has everything else too."""
    home = folder or Path(tempfile.gettempdir()) / f"keepsake-bench-{_VERSION}"
    path, making = home / f"case-{captures}", home / f"making-case-{captures}"
    env = real_environment()
    if not path.exists():
        shutil.rmtree(making, ignore_errors=True)
        contents = Contents()
        vault = creating.create(making, env, HastyDisk())
        entries = [
            keep_one(vault, contents, tile_bytes=2_000, number=number).entry
            for number in range(1, captures + 1)
        ]
        _fill(vault, casework.make_case(vault, "Blue", entries), entries, contents)
        making.rename(path)
    return Vault.open(path, env)


def page_of(captures: int, folder: Path | None = None) -> Vault:
    """A vault with that many small captures, all of one page."""
    return _of_one_page(f"page-{captures}", captures, 2_000, folder)


def parts_of(captures: int, part_bytes: int, folder: Path | None = None) -> Vault:
    """A vault with that many captures, each with one picture of that size."""
    return _of_one_page(f"parts-{captures}-{part_bytes}", captures, part_bytes, folder)


def _of_one_page(name: str, captures: int, tile_bytes: int, folder: Path | None) -> Vault:
    home = folder or Path(tempfile.gettempdir()) / f"keepsake-bench-{_VERSION}"
    path, making = home / name, home / f"making-{name}"
    env = real_environment()
    if not path.exists():
        shutil.rmtree(making, ignore_errors=True)
        contents, vault = Contents(), creating.create(making, env, HastyDisk())
        for _number in range(captures):
            keep_one(vault, contents, tile_bytes=tile_bytes)
        making.rename(path)
    return Vault.open(path, env)


def _fill(vault: Vault, case: str, entries: list[int], contents: Contents) -> None:
    """Events, talks, marks, a person and a statement that names many exhibits."""
    when = casework.day_of("2026-11-20", "18:04", "America/Toronto")
    for number in range(200):
        casework.keep(vault, EventBody(case, when, contents.sentence()))
        casework.keep(vault, MarkBody(case, entries[number % len(entries)], 1, "threat"))
    for _number in range(50):
        casework.keep(
            vault, ContactBody(case, when, "call", role="officer", said=contents.sentence())
        )
    casework.keep(vault, PersonBody(case, "Marc", "rink", ("noor",)))
    text = " ".join(f"{contents.sentence()} [Exhibit {n}, message 1]" for n in range(1, 101))
    base = -1
    for number in range(5):
        body = StatementBody(case, "en", {"what": f"{text} {number}"}, replaces=base)
        base = casework.keep_statement(vault, body)


def keep_one(
    vault: Vault, contents: Contents, *, large: bool = False, tile_bytes: int = _TILE_BYTES,
    number: int = 0,
) -> Receipt:  # fmt: skip
    """One whole capture as the extension would send it.

    Args:
        vault: Where it is kept.
        contents: What it holds.
        large: Whether it has many pictures.
        tile_bytes: Size of the picture of one that has not.
        number: From 1, where it shows accounts and times of its own.
    """
    name = str(uuid.uuid4())
    begin = json.dumps({"url": f"https://www.example.org/t/{name[:8]}", "title": "Messages"})
    writer = CaptureWriter(vault, name, begin.encode())
    sizes = [LARGE_BYTES // 40] * 40 if large else [tile_bytes]
    tiles = [contents.tile(size) for size in sizes]
    snapshot = " ".join(contents.sentence() for _ in range(400)).encode()
    parts = [("tile", tile) for tile in tiles] + [("snapshot", snapshot)]
    for part, (kind, data) in enumerate(parts, start=1):
        _keep(writer, part, kind, data)
    manifest = _manifest(writer, [("begin", begin.encode()), *parts], contents, number)
    _keep(writer, len(parts) + 1, "manifest", manifest)
    return writer.commit(len(parts) + 1, sha256_hex(manifest))


def _keep(writer: CaptureWriter, number: int, kind: str, data: bytes) -> None:
    writer.keep(number, kind, f"{kind}-{number:04d}", "image/png", data, sha256_hex(data))


def _page(own: int) -> dict[str, object]:
    """What the capture is of; from number 1 on it shows an account."""
    page: dict[str, object] = {
        "url": "https://www.example.org/t/1",
        "title": "Messages",
        "kind": "dm_thread",
    }
    if own:
        handle, number = f"person.{own % _ACCOUNTS}", str(6_157_784_000 + own % _ACCOUNTS)
        page["platform"] = "instagram"
        page["ids"] = [
            {"name": "username", "value": handle, "where": "address"},
            {"name": "user_id", "value": number, "of": handle},
        ]
    return page


def _items(capture: str, contents: Contents, own: int) -> list[dict[str, str]]:
    """Messages; from number 1 on at times of their own."""
    said = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * own)
    times = [said + timedelta(minutes=number) if own else _SAID for number in range(ITEMS)]
    return [
        {
            "key": f"id:{capture[:8]}-{number}",
            "kind": "message",
            "author": ("kestrel", "noor")[number % 2],
            "text": contents.sentence(),
            "time": f"{times[number]:%Y-%m-%dT%H:%M:%S}.000Z",
        }
        for number in range(ITEMS)
    ]


def _manifest(
    writer: CaptureWriter, parts: list[tuple[str, bytes]], contents: Contents, own: int
) -> bytes:
    moment = {"utc": "2026-11-24T19:03:22.123Z", "zone": "America/Toronto", "offset_minutes": -300}
    artifacts = [
        {
            "part": number,
            "kind": kind,
            "name": "begin.json" if kind == "begin" else f"{kind}-{number:04d}",
            "media_type": "image/png",
            "bytes": len(data),
            "sha256": sha256_hex(data),
        }
        for number, (kind, data) in enumerate(parts)
    ]
    whole = {
        "keepsake_manifest": 1,
        "capture": writer.capture,
        "page": _page(own),
        "started": moment,
        "ended": moment,
        "items": _items(writer.capture, contents, own),
        "artifacts": artifacts,
        "completeness": {"items": ITEMS, "end": "reached", "stopped_by": "end"},
    }
    return json.dumps(whole).encode()
