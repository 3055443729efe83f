"""Files added by hand on their way in: sealed while they arrive, staged once they are whole.

The way in is that of captures: what is staged is committed by the same functions, also after a
kill. Source: FORMAT.md §11.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn

from cryptography.exceptions import InvalidTag

from keepsake.core import entry
from keepsake.core.added import entry as added
from keepsake.core.age.payload import CHUNK_BYTES, TAG_BYTES
from keepsake.core.age.sealing import Sealer
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.vault.clock import ClockWatch
from keepsake.vault.commit import empty, lock_path, publish, release
from keepsake.vault.layout import part_name
from keepsake.vault.locking import lock_file, take
from keepsake.vault.staging import Staging, host_facts, options
from keepsake.vault.transaction import writing

if TYPE_CHECKING:
    from typing import BinaryIO

    from keepsake.core.added.entry import Offer
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt

MANIFEST_NAME = "manifest.json"


class _DroppedError(Exception):
    """The file that was arriving is not wanted."""


class Original(io.RawIOBase):
    """What was sealed of a file, to be read while it is still in hand; read and seek only."""

    def __init__(self, file: BinaryIO, sealer: Sealer, size: int) -> None:
        super().__init__()
        self._file, self._sealer, self._size = file, sealer, size
        self._start = len(sealer.head)
        self._at = 0
        self._chunk: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As every file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """As every file."""
        return self._at

    def readinto(self, into: object) -> int:
        """As every file.

        Raises:
            OSError: What is on disk is not what was written there.
        """
        view = memoryview(into).cast("B")  # type: ignore[arg-type] # any buffer, as io has it
        number, skip = divmod(self._at, CHUNK_BYTES)
        if not view or self._at >= self._size:
            return 0
        piece = self._open(number)[skip : skip + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _open(self, number: int) -> bytes:
        if self._chunk[0] != number:
            step = CHUNK_BYTES + TAG_BYTES
            self._file.seek(self._start + number * step)
            try:
                opened = self._sealer.open_chunk(number, self._file.read(step))
            except InvalidTag as error:
                raise OSError("not what was written") from error
            self._chunk = (number, opened)
        return self._chunk[1]


class _Arriving:
    """One file that is arriving."""

    def __init__(self, vault: Vault, file: BinaryIO, stack: ExitStack, name: str) -> None:
        self.name = name
        self.file, self.stack = file, stack
        self.sealer = Sealer(vault.info.recipient, vault.env.random)
        self.digest = hashlib.sha256()
        self.size = 0
        self.file.write(self.sealer.head)

    def feed(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        self.file.write(self.sealer.feed(data))


class AdditionWriter:
    """One addition being received. Not for use by two threads at once."""

    def __init__(self, vault: Vault, offer: Offer, case: str) -> None:
        """Makes the place where it arrives; nothing is acknowledged yet.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        self.capture = str(uuid.UUID(bytes=vault.env.random(16), version=4))
        self.offer = offer
        self.started = vault.written()
        self._vault, self._case = vault, case
        self._folder = vault.path / "incoming" / self.capture
        self._parts: list[entry.Part] = []
        self._arriving: _Arriving | None = None
        self._host = vault.env.facts()
        self._clock = ClockWatch(vault.env, vault.path / "log" / "checkpoint")
        vault.go_on_alone()
        vault.disk.make_folder(self._folder.parent)
        self._lock = lock_file(lock_path(self._folder))
        take(self._lock, 0)
        vault.disk.make_folder(self._folder)
        self._staging = Staging(vault, self._folder, added.KIND, self._body(entry.INCOMPLETE))

    @property
    def parts(self) -> tuple[entry.Part, ...]:
        """What is durable, `begin.json` first; nothing before the first file is whole."""
        return tuple(self._parts)

    def start(self, name: str) -> None:
        """Begins the next file.

        Raises:
            KeepsakeError: CAPTURE_STATE when another is not ended; DISK_FULL, VAULT_UNWRITABLE.
        """
        if self._arriving:
            raise KeepsakeError(Code.CAPTURE_STATE, "a file has not ended")
        path = self._folder / part_name(max(1, len(self._parts)))
        stack = ExitStack()
        file = stack.enter_context(self._vault.disk.stream(path))
        self._arriving = _Arriving(self._vault, file, stack, name)

    def feed(self, data: bytes) -> None:
        """Takes the next bytes of the file.

        Raises:
            KeepsakeError: CAPTURE_STATE, DISK_FULL, VAULT_UNWRITABLE; the file is then dropped.
        """
        arriving = self._now()
        try:
            arriving.feed(data)
        except OSError as error:
            self._fail(arriving, error)

    def whole(self) -> io.BufferedReader:
        """Ends the file, which can be read from now on; it is kept only by `keep`."""
        arriving = self._now()
        try:
            arriving.file.write(arriving.sealer.end())
            arriving.file.flush()
        except OSError as error:
            self._fail(arriving, error)
        original = Original(arriving.file, arriving.sealer, arriving.size)
        return io.BufferedReader(original, CHUNK_BYTES)

    def keep(self, media_type: str) -> entry.Part:
        """Makes the file that has ended durable and stages it.

        Raises:
            KeepsakeError: DISK_FULL, VAULT_UNWRITABLE; what was kept before stays kept.
        """
        arriving, self._arriving = self._now(), None
        arriving.stack.close()
        parts = self._parts or [self._begun()]
        digest = arriving.digest.hexdigest()
        part = entry.Part(
            len(parts), added.KIND, arriving.name, media_type, arriving.size, digest,
            self._vault.utc(),
        )  # fmt: skip
        self._staging.add(*([] if self._parts else parts), part)
        self._parts = [*parts, part]
        return part

    def drop(self) -> None:
        """Leaves out the file that is arriving; nothing of it stays."""
        arriving, self._arriving = self._arriving, None
        if arriving:
            # The disk removes what was written so far when the block ends by an exception.
            arriving.stack.__exit__(_DroppedError, _DroppedError(), None)

    def commit(self, manifest: bytes) -> Receipt:
        """Commits with the reading of the files as the last part.

        Raises:
            KeepsakeError: CAPTURE_STATE when no file was kept; DISK_FULL, VAULT_UNWRITABLE,
                VAULT_BUSY: the next start commits what is staged.
        """
        if not self._parts or self._arriving:
            raise KeepsakeError(Code.CAPTURE_STATE, "no file was kept")
        part = self._small(len(self._parts), "manifest", MANIFEST_NAME, manifest)
        self._staging.add(part)
        self._parts.append(part)
        return self._publish(self._body(entry.COMPLETE, "", part.part))

    def close(self) -> Receipt | None:
        """Ends an addition that was cut short: files that are whole are committed, the rest goes.

        Raises:
            KeepsakeError: As `commit`.
        """
        self.drop()
        if self._parts and self._folder.is_dir():
            return self._publish(self._body(entry.INCOMPLETE))
        if not self._parts:
            empty(self._vault, self._folder)
        # Else it is committed already, and the next start does what is left to do.
        release(self._lock, self._folder)
        return None

    def _now(self) -> _Arriving:
        if self._arriving is None:
            raise KeepsakeError(Code.CAPTURE_STATE, "no file was begun")
        return self._arriving

    def _fail(self, arriving: _Arriving, error: OSError) -> NoReturn:
        """Ends the file by way of the disk, which knows what such an error means."""
        self._arriving = None
        arriving.stack.__exit__(type(error), error, error.__traceback__)
        raise error

    def _begun(self) -> entry.Part:
        return self._small(0, "begin", "begin.json", added.begin(self.offer, self.started))

    def _small(self, number: int, kind: str, name: str, data: bytes) -> entry.Part:
        path = self._folder / part_name(number)
        self._vault.disk.replace(path, self._vault.seal(data))
        digest = sha256_hex(data)
        kept = self._vault.utc()
        return entry.Part(number, kind, name, "application/json", len(data), digest, kept)

    def _body(
        self, state: str, reason: str = entry.CUT_SHORT, manifest: int = -1
    ) -> added.FileBody:
        host = host_facts(options(self._vault), self._host, self._clock)
        told = self.offer
        return added.FileBody(
            self.capture,
            state,
            reason,
            self._case,
            manifest,
            (),
            host,
            who=told.who,
            about=told.about,
        )

    def _publish(self, body: added.FileBody) -> Receipt:
        with writing(self._vault):
            receipt = publish(self._vault, self._folder, self._staging, body)
        release(self._lock, self._folder)
        return receipt
