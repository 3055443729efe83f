"""A file of captures that waited in a browser, arriving from the window piece by piece.

What takes it in reads a file; here the pieces are that file, one after the other. Nothing of it is
put on the disk: it is sealed under words, and its captures go into the vault.
"""

from __future__ import annotations

import io
import queue
import threading
from typing import TYPE_CHECKING, cast

from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.importing.waiting import take_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from keepsake.flows.importing.waiting import Taken
    from keepsake.vault.handle import Vault

_AGAIN_BYTES = 1 << 19  # what is read once more for each way in which the words may be meant
_AHEAD = 2  # pieces
_LOOK_SECONDS = 0.2


class Pieces(io.RawIOBase):
    """A file of known size whose bytes are still coming; its beginning can be read again."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._queue: queue.Queue[bytes] = queue.Queue(_AHEAD)
        self._begun = bytearray()
        self._piece = b""
        self._at = 0
        self._passed = 0
        self._ended = False

    def put(self, data: bytes, wanted: Callable[[], bool]) -> None:
        """Gives the next piece, for as long as it is wanted; b"" is the end."""
        while wanted():
            try:
                self._queue.put(data, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return

    def readable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To the end, to learn the size, and back to the beginning."""
        self._at = self._size if whence == io.SEEK_END else offset
        return self._at

    def readinto(self, into: object) -> int:
        """As every file.

        Raises:
            OSError: What was read is not there any more.
        """
        view = memoryview(into).cast("B")  # type: ignore[arg-type] # any buffer, as io has it
        if self._at < self._passed:
            if self._passed > len(self._begun):
                raise OSError("read too far to begin again")
            found = bytes(self._begun[self._at : self._at + len(view)])
        else:
            found = self._next(len(view))
        view[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _next(self, most: int) -> bytes:
        if not self._piece and not self._ended:
            self._piece = self._queue.get()
            self._ended = not self._piece
        found, self._piece = self._piece[:most], self._piece[most:]
        if self._passed + len(found) <= _AGAIN_BYTES:
            self._begun += found
        self._passed += len(found)
        return found


class WaitingFile:
    """One such file, taken in while it arrives."""

    def __init__(self, vault: Vault, size: int, words: str) -> None:
        """Begins; needs no secret but the words."""
        self._pieces = Pieces(size)
        self._taken: list[Taken] = []
        self._error: KeepsakeError | None = None
        self._arrived = 0
        self._thread = threading.Thread(target=self._run, args=(vault, words), name="waiting file")
        self._thread.start()

    @property
    def arrived(self) -> int:
        """How many bytes have arrived."""
        return self._arrived

    def feed(self, data: bytes) -> None:
        """Takes the next bytes; none where it has ended already, which `finish` tells why."""
        self._arrived += len(data)
        if data:
            self._pieces.put(data, self._thread.is_alive)

    def finish(self) -> list[Taken]:
        """What came of each capture.

        Raises:
            KeepsakeError: As `take_in`.
        """
        self.close()
        if self._error is not None:
            raise self._error
        return self._taken

    def close(self) -> None:
        """Ends it, however far it is: what was entered stays."""
        self._pieces.put(b"", self._thread.is_alive)
        self._thread.join()

    def _run(self, vault: Vault, words: str) -> None:
        try:
            self._taken.extend(take_in(cast("BinaryIO", self._pieces), words, vault))
        except KeepsakeError as error:
            self._error = error
        except OSError as error:
            self._error = KeepsakeError(Code.FILE_CUT, str(error))
