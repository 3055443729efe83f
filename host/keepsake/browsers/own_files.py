"""Small files of the program's own that a browser or another process reads: whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(file: Path, data: bytes) -> None:
    """Replaces a file, so that whoever reads it meanwhile finds the old one or the new one.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        beside.write_bytes(data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
