"""An artifact as a file that can be read from any place, opened chunk by chunk in memory.

Each chunk is authenticated as it is read; whether the whole is what its entry says is for whoever
reads it to compare (`Unlocked.measure_part`).
"""

from __future__ import annotations

import os
from io import FileIO
from typing import TYPE_CHECKING

from keepsake.core.age.opening import HEADER_BYTES_MAX, SealedError
from keepsake.core.age.payload import CHUNK_BYTES
from keepsake.core.errors import Code, KeepsakeError
from keepsake.seekable import Seekable

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import WriteableBuffer

    from keepsake.core.age.opening import Opener


class PartFile(Seekable):
    """Reads what is sealed in a file; close it after use."""

    def __init__(self, path: Path, opener: Opener, name: str) -> None:
        """Opens it.

        Args:
            path: The sealed file.
            opener: The identity.
            name: What an error calls the file.

        Raises:
            KeepsakeError: VAULT_DAMAGED.
        """
        self._name = name
        self._chunk = (-1, b"")
        try:
            self._file = FileIO(path)
        except OSError as error:
            raise self._damage(error) from error
        try:
            head = self._sealed(0, HEADER_BYTES_MAX)
            self._content = opener.begin(head, os.fstat(self._file.fileno()).st_size)
        except (OSError, SealedError) as error:
            self._file.close()
            raise self._damage(error) from error
        super().__init__(self._content.size)

    def readinto(self, into: WriteableBuffer) -> int:
        """Fills memory with what follows, at most to the end of a chunk.

        Raises:
            KeepsakeError: VAULT_DAMAGED.
        """
        view = memoryview(into)
        if self._at >= self.size or not len(view):
            return 0
        number, within = divmod(self._at, CHUNK_BYTES)
        if self._chunk[0] != number:
            try:
                self._chunk = (number, self._content.chunk(number, self._sealed))
            except (OSError, SealedError) as error:
                raise self._damage(error) from error
        found = self._chunk[1][within : within + len(view)]
        view[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Closes the file and forgets what was read."""
        if not self.closed:
            self._chunk = (-1, b"")
            self._file.close()
        super().close()

    def _sealed(self, at: int, length: int) -> bytes:
        self._file.seek(at)
        parts = []
        while length > 0 and (data := self._file.read(length)):
            parts.append(data)
            length -= len(data)
        return b"".join(parts)

    def _damage(self, error: Exception) -> KeepsakeError:
        return KeepsakeError(
            Code.VAULT_DAMAGED, f"a sealed file does not open: {error}", file=self._name
        )
