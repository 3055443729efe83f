"""An unlocked vault: what is sealed, opened on demand and checked against the log as it is read."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from functools import partial
from io import FileIO
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from keepsake.core import entry, harvest, manifest, staged
from keepsake.core.added import entry as added
from keepsake.core.age import opening
from keepsake.core.compression import entries as compression
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256
from keepsake.core.merkle import leaf_hash
from keepsake.vault.layout import part_name
from keepsake.vault.log import entry_name
from keepsake.vault.part_file import PartFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import pyrage

    from keepsake.core.entry import CaptureBody, Entry, Part
    from keepsake.core.harvest import Harvest
    from keepsake.core.hashing import Measured
    from keepsake.core.manifest import Manifest, Page
    from keepsake.vault.handle import Vault

    # Reads a file, of which the size is known, in some memory.
    _Work = Callable[[Callable[[memoryview], int | None], int, opening.Buffer], "Result"]

Result = TypeVar("Result")


class Capture(NamedTuple):
    """A capture and its place in the log."""

    entry: int
    record: Entry
    body: CaptureBody


class Unlocked:
    """A `vault` with its identity in memory, until that is forgotten."""

    def __init__(self, vault: Vault, identity: pyrage.x25519.Identity) -> None:
        self.vault = vault
        self._identity: pyrage.x25519.Identity | None = identity
        self._opener = opening.Opener(opening.parse_secret(str(identity)))
        self._buffers = threading.local()

    @property
    def identity(self) -> pyrage.x25519.Identity:
        """What opens it; stays within `keepsake.vault`. VAULT_LOCKED once it was forgotten."""
        if (found := self._identity) is None:
            raise KeepsakeError(Code.VAULT_LOCKED)
        return found

    @property
    def is_open(self) -> bool:
        """Whether it still has the key."""
        return self._identity is not None

    def forget(self) -> None:
        """Drops the key, also for whoever still holds this object: locked from now on."""
        self._identity = None
        self._opener.forget()

    def open_file(self, path: Path) -> bytes:
        """Opens an entry, or what becomes one; parts are measured, or gathered.

        Raises:
            KeepsakeError: VAULT_DAMAGED; missing, unreadable or altered, with the file named.
        """
        try:
            with FileIO(path) as file:
                return self.open_bytes(file.readall())
        except (OSError, opening.SealedError) as error:
            raise self._damage(path, error) from error

    def exact_file(self, path: Path) -> bytes:
        """What was sealed in a file. Raises as `open_file`, and unpacks nothing."""
        try:
            with FileIO(path) as file:
                return self._opener.open(file.readall())
        except (OSError, opening.SealedError) as error:
            raise self._damage(path, error) from error

    def open_bytes(self, data: bytes) -> bytes:
        """What was sealed to this vault; raises SealedError where it was not, or was changed."""
        if data.startswith(staged.MAGIC):
            return staged.read(data, self._opener.open)
        return compression.decompress(self._opener.open(data))

    def measure_file(self, path: Path) -> Measured:
        """Size and hash of what is sealed in a file, in little memory. Raises as `open_file`."""
        return self._read_through(path, self._opener.measure)

    def _read_through(self, path: Path, work: _Work[Result]) -> Result:
        try:
            with FileIO(path) as file:
                size = os.fstat(file.fileno()).st_size
                return work(file.readinto, size, self._buffer())
        except (OSError, opening.SealedError) as error:
            raise self._damage(path, error) from error

    def _damage(self, path: Path, error: Exception) -> KeepsakeError:
        missing = isinstance(error, OSError)
        detail = "a file is missing" if missing else f"a sealed file does not open: {error}"
        name = path.relative_to(self.vault.path).as_posix()
        return KeepsakeError(Code.VAULT_DAMAGED, detail, file=name)

    def _buffer(self) -> opening.Buffer:
        """The memory of this thread."""
        buffer: opening.Buffer | None = getattr(self._buffers, "buffer", None)
        if buffer is None:
            buffer = self._buffers.buffer = opening.Buffer()
        return buffer

    def entry_bytes(self, index: int) -> bytes:
        """Exact bytes of an entry, checked against its leaf hash.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN (no such entry), VAULT_DAMAGED.
        """
        if not 0 <= index < self.vault.size():
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {index}")
        return self._checked(index, self.vault.log.leaf(index))

    def chosen(self, indexes: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """The exact bytes of some entries, in the order asked for. Raises as `entry_bytes`."""
        leaves = self.vault.leaves()
        for index in indexes:
            if not 0 <= index < len(leaves):
                raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {index}")
            yield index, self._checked(index, leaves[index])

    def entry(self, index: int) -> Entry:
        """An entry, read. Raises as `entry_bytes`."""
        return entry.decode(self.entry_bytes(index))

    def entries(self, start: int = 0) -> Iterator[tuple[int, Entry]]:
        """Entries in order from `start`.

        Raises:
            KeepsakeError: VAULT_DAMAGED at the first that does not open or is not the one that was
                logged.
        """
        for index, data in self.exact(start):
            yield index, entry.decode(data)

    def exact(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """The exact bytes of entries in order from `start`. Raises as `entries`."""
        leaves = self.vault.leaves()
        for index in range(start, len(leaves)):
            yield index, self._checked(index, leaves[index])

    def readable(self, start: int = 0) -> Iterator[tuple[int, Entry]]:
        """As `entries`, without those that do not open, which a check names.

        Raises:
            KeepsakeError: VAULT_LOCKED; a vault that was locked meanwhile is not one with less in
                it.
        """
        for index, record in self.each(start):
            if not isinstance(record, KeepsakeError):
                yield index, record
            elif record.code is Code.VAULT_LOCKED:
                raise record

    def each(self, start: int = 0) -> Iterator[tuple[int, Entry | KeepsakeError]]:
        """Entries in order, and in place of one that does not open what is wrong with it."""
        leaves = self.vault.leaves()
        for index in range(start, len(leaves)):
            try:
                yield index, entry.decode(self._checked(index, leaves[index]))
            except KeepsakeError as error:
                yield index, error

    def captures(self) -> Iterator[Capture]:
        """Captures in order. Raises as `entries`."""
        for index, record in self.entries():
            if record.kind in added.HOLDERS:
                yield Capture(index, record, entry.body(record, entry.CaptureBody))

    def capture(self, index: int) -> Capture:
        """The capture that is entry `index`.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN (no entry, or of another kind), VAULT_DAMAGED.
        """
        record = self.entry(index)
        if record.kind not in added.HOLDERS:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {index} is of kind {record.kind}")
        return Capture(index, record, entry.body(record, entry.CaptureBody))

    def part_path(self, capture: str, part: int) -> Path:
        """Where a part is; in `incoming` when a commit has not moved it yet.

        Source: FORMAT.md §3.4.
        """
        settled = self.vault.path / "parts" / capture / part_name(part)
        waiting = self.vault.path / "incoming" / capture / part_name(part)
        return waiting if waiting.exists() and not settled.exists() else settled

    def part(self, capture: str, part: int) -> bytes:
        """Exact bytes of an artifact; *not* compared with its entry, which `entry.check_part` does.

        Raises:
            KeepsakeError: VAULT_DAMAGED.
        """
        return self._of_part(self.exact_file, capture, part)

    def gather_part(
        self, capture: str, part: int, into: memoryview = opening.NOWHERE
    ) -> memoryview:
        """The same as `part` in a third of the time, for those who write many.

        Args:
            capture: Its id.
            part: Its number.
            into: Memory for it; new memory is taken where that is not enough.
        """
        gathered = partial(self._opener.gathered, into=into)
        return self._of_part(lambda path: self._read_through(path, gathered), capture, part)

    def part_pieces(self, capture: str, part: int) -> Iterator[memoryview]:
        """The same piece by piece, whatever its size; each piece is overwritten by the next.

        Raises:
            KeepsakeError: VAULT_DAMAGED; also after pieces were given, which then do not count.
        """
        path = self.part_path(capture, part)
        try:
            with self._opened(path, capture, part) as file:
                size = os.fstat(file.fileno()).st_size
                yield from self._opener.chunks(file.readinto, size, opening.Buffer())
        except (OSError, opening.SealedError) as error:
            raise self._damage(path, error) from error

    def _opened(self, path: Path, capture: str, part: int) -> FileIO:
        try:
            return FileIO(path)
        except FileNotFoundError:
            # Moved by a commit between the two looks.
            return FileIO(self.part_path(capture, part))

    def part_file(self, capture: str, part: int) -> PartFile:
        """The same as a file that can be read from any place; close it after use.

        Raises:
            KeepsakeError: VAULT_DAMAGED; reading raises the same.
        """
        path = self.part_path(capture, part)
        return PartFile(path, self._opener, path.relative_to(self.vault.path).as_posix())

    def measure_part(self, capture: str, part: int) -> Measured:
        """Size and hash of an artifact, in little memory. Raises as `part`."""
        return self._of_part(self.measure_file, capture, part)

    def _of_part(self, work: Callable[[Path], Result], capture: str, part: int) -> Result:
        # A commit that ends meanwhile moves it from the second place to the first.
        for place in ("parts", "incoming"):
            with suppress(KeepsakeError):
                return work(self.vault.path.joinpath(place, capture, part_name(part)))
        return work(self.vault.path.joinpath("parts", capture, part_name(part)))

    def manifest(
        self, body: CaptureBody, read: Callable[[bytes], Manifest] = manifest.decode
    ) -> Manifest | None:
        """The manifest of a capture, read in some way: items as they were read in the page.

        Who shows them takes them from `as_read.manifest`.

        Where it was cut short before one came: what had been read of the page by then, marked as
        that, or None where nothing had.

        Raises:
            KeepsakeError: VAULT_DAMAGED, MANIFEST_MISMATCH, VAULT_NEWER.
        """
        if body.manifest < 0:
            return self.harvest(body)
        return read(self.part(body.capture, body.manifest))

    def harvest(self, body: CaptureBody) -> Harvest | None:
        """What a capture had read of the page before it had a manifest; None for nothing.

        A part that does not open, or is not the one that was kept, is left out and counted.
        """
        parts = harvest.parts_of(body)
        if not parts:
            return None
        found = [data for part in parts if (data := self._as_kept(body, part)) is not None]
        begun = next((part for part in body.parts if part.part == 0), None)
        first = self._as_kept(body, begun) if begun else None
        unread = len(parts) - len(found)
        return harvest.harvest(body, self.begun(body), first or b"", found, unread)

    def _as_kept(self, body: CaptureBody, part: Part) -> bytes | None:
        try:
            data = self.part(body.capture, part.part)
        except KeepsakeError:
            return None
        return None if entry.check_part(part, data) else data

    def begun(self, body: CaptureBody) -> Page:
        """What was known of the page at the click; an empty page where that does not open."""
        try:
            return msgspec.json.decode(self.part(body.capture, 0), type=manifest.Page)
        except (KeepsakeError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return manifest.Page(url="")

    def index_key(self) -> bytes:
        """32 bytes that encrypt the index, derived from the identity and nothing else."""
        return sha256(b"keepsake index v1\n" + str(self.identity).encode())

    def reading_key(self) -> bytes:
        """32 bytes with which an open vault proves that a reading is its own. FORMAT.md §3.8."""
        return sha256(b"keepsake reading v1\n" + str(self.identity).encode())

    def removal_key(self) -> bytes:
        """32 bytes with which an open vault proves that a removal is its own. FORMAT.md §10.4."""
        return sha256(b"keepsake removal v1\n" + str(self.identity).encode())

    def _checked(self, index: int, leaf: bytes) -> bytes:
        path = self.vault.log.entry_path(index)
        data = self.open_file(path)
        if leaf_hash(data) != leaf:
            name = f"entries/{entry_name(index)}"
            raise KeepsakeError(Code.VAULT_DAMAGED, "not the entry that was logged", file=name)
        return data
