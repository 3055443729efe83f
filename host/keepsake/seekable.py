"""What every file has that can be read from any place; the rest is how its bytes are got."""

from __future__ import annotations

import io


class Seekable(io.RawIOBase):
    """A file of a known size; who takes over says how it is read, from `_at` on.

    Attributes:
        size: In bytes.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self._at = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """From any place."""
        return True

    def tell(self) -> int:
        """Where it is read from next."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes to a place, also behind the end.

        Raises:
            ValueError: It is before the beginning.
        """
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at
