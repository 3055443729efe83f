"""What an export is measured against: the same files through three tools of the system."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Chain:
    """tar, sha256sum and age over the files of `plain`, sealed to a key.

    Attributes:
        plain: Where the files have to be put.
        recipient: `age1…`.
    """

    def __init__(self, folder: Path, recipient: str) -> None:
        self.plain, self.recipient = folder / "plain", recipient
        self._folder = folder
        self._sealed = folder / "chain.age"

    def seconds(self, after: str = "") -> float:
        """Until the last program has ended."""
        hashed = "{ tee >(sha256sum >&2); wait; }"
        return self._run(f'tar -cf - . | {hashed} | age -r {self.recipient} > "$SEALED"{after}')

    def durable_seconds(self) -> float:
        """The same, until the file is on the disk."""
        return self.seconds(' && sync "$SEALED"')

    def _run(self, chain: str) -> float:
        command = ["bash", "-o", "pipefail", "-c", chain]
        variables = {**os.environ, "SEALED": str(self._sealed)}
        start = time.perf_counter()
        subprocess.run(command, cwd=self.plain, env=variables, check=True, capture_output=True)
        return time.perf_counter() - start
