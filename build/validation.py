"""Puts into dist/validation/ the record of tests that belongs to these sources, or that none does.

A record belongs to sources by the SHA-256 over them, so that what was tested and what is packaged
are the same. It is checked in as `validation-record.json`, which is none of these sources.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from dev_base import BUILD, DIST, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RECORD = BUILD / "validation-record.json"
MADE = DIST / "validation" / "record.json"
SOURCES = (
    ROOT / "host",
    ROOT / "extension",
    ROOT / "shared",
    ROOT / "pyproject.toml",
    BUILD / "requirements.txt",
    BUILD / "package-lock.json",
)
"""What the program is made of, its locked packages too."""
LEFT_OUT = (ROOT / "host" / "keepsake" / "desk", ROOT / "shared" / "spec")
"""What lies among them and is none of it: the desk, and what is written for people."""


def sources() -> str:
    """SHA-256 over the lines that `sha256sum` would write of each file, by path."""
    lines = (f"{_sha256(path)}  {name}\n" for name, path in sorted(_named()))
    return _sha256_of("".join(lines).encode())


def belonging() -> bytes:
    """The record that is checked in where it is of these sources, else `null`."""
    try:
        data = RECORD.read_bytes()
        told = json.loads(data)
    except (OSError, ValueError):
        return b"null\n"
    of = told.get("sources", "") if isinstance(told, dict) else ""
    return data if of == sources() else b"null\n"


def _named() -> Iterator[tuple[str, Path]]:
    for place in SOURCES:
        for path in [place] if place.is_file() else place.rglob("*"):
            if path.is_file() and not _is_left_out(path):
                yield path.relative_to(ROOT).as_posix(), path


def _is_left_out(path: Path) -> bool:
    return "__pycache__" in path.parts or any(map(path.is_relative_to, LEFT_OUT))


def _sha256(path: Path) -> str:
    return _sha256_of(path.read_bytes())


def _sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main() -> None:
    """Writes it."""
    MADE.parent.mkdir(parents=True, exist_ok=True)
    MADE.write_bytes(belonging())


if __name__ == "__main__":
    main()
