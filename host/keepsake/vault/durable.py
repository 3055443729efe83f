"""The one place that writes the person's data: a power cut leaves the old or the new.

Every write goes: a temporary file beside the target, fsync, rename over the target, fsync of the
folder. On ext4, XFS, APFS and NTFS the rename is atomic; the fsync of the folder is what makes it
last. Windows has no fsync of a folder and needs none. `Disk` calls its `hook` before and after
each primitive, which is how tests fail or kill it at every one of them.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_SHRED_BYTES = 1024 * 1024
_WINDOWS = os.name == "nt"
_BUSY_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _no_hook(_step: str, _path: Path) -> None:
    """Does nothing; the ordinary case."""


def _nothing() -> None:
    """Does nothing; the ordinary case."""


def _patiently(act: Callable[[], object]) -> None:
    """Tries again what Windows refuses while somebody has the file open: a scanner, a reader."""
    for seconds in _BUSY_SECONDS if _WINDOWS else ():
        try:
            act()
        except PermissionError:
            time.sleep(seconds)
        else:
            return
    act()


def aside(path: Path) -> Path:
    """Where a file is while it is written, before it has its name."""
    return path.with_name(f".{path.name}.tmp")


def _private(path: Path, mode: str) -> BinaryIO:
    """Opens a file to be written that is the person's alone from its first moment on."""
    file: BinaryIO = open(path, mode, opener=_open_private)  # type: ignore[assignment]  # noqa: SIM115
    try:
        path.chmod(PRIVATE_FILE)
    except OSError:
        file.close()
        raise
    return file


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


class Disk:
    """Durable writes below one folder."""

    def __init__(self, hook: Callable[[str, Path], None] = _no_hook) -> None:
        self._hook = hook

    def make_folder(self, path: Path) -> None:
        """Makes a folder, private to the person, and its parents; durable.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        if path.is_dir():
            return
        self.make_folder(path.parent)
        with self._step("mkdir", path):
            path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            # Whatever the umask takes away: a folder that nobody can write to keeps nothing.
            path.chmod(PRIVATE_FOLDER)
        self._sync_folder(path.parent)

    def replace(self, path: Path, data: bytes) -> None:
        """Writes a whole file, private to the person; when it returns the file is durable.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; the old file is then still there as it
                was.
        """
        temporary = aside(path)
        try:
            self._put_aside(path, data)
            with self._step("rename", path):
                _patiently(lambda: temporary.replace(path))
        except KeepsakeError:
            with suppress(OSError):
                temporary.unlink()
            raise
        self._sync_folder(path.parent)

    def replace_both(self, note: tuple[Path, bytes], whole: tuple[Path, bytes]) -> None:
        """Writes a file and the note that holds its hash; when it returns both are durable.

        Two renames are not one: a fault between them leaves the new note, and `aside` of the whole
        file the bytes that the note speaks of. Who reads the pair looks there first.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; the old pair is there, or the new one as
                just said.
        """
        path, data = whole
        self._put_aside(path, data)
        self.replace(*note)
        self.rename_aside(path)

    def rename_aside(self, path: Path) -> None:
        """Gives what is `aside` of a file its name; durable.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        with self._step("rename", path):
            _patiently(lambda: aside(path).replace(path))
        self._sync_folder(path.parent)

    def _put_aside(self, path: Path, data: bytes) -> None:
        temporary = aside(path)
        with self._step("write", path), _private(temporary, "wb") as file:
            file.write(data)
            file.flush()
            self._sync(file.fileno(), path)

    @contextmanager
    def stream(
        self, path: Path, before_name: Callable[[], object] = _nothing
    ) -> Iterator[BinaryIO]:
        """A file to be written piece by piece; it has its name when the block ends well.

        Args:
            path: Where it will be.
            before_name: Called once it is durable `aside`; where that raises, it gets no name.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; an older file is then still as it was.
        """
        temporary = aside(path)
        try:
            with self._step("write", path), _private(temporary, "w+b") as file:
                yield file
                file.flush()
                self._sync(file.fileno(), path)
            before_name()
            with self._step("rename", path):
                _patiently(lambda: temporary.replace(path))
        except BaseException:
            # Any way out of the block, Ctrl-C too, must leave no half file. Where it cannot be
            # removed either, the first fault is the one to be told.
            with suppress(OSError):
                temporary.unlink()
            raise
        self._sync_folder(path.parent)

    def write_once(self, path: Path, data: bytes) -> None:
        """Writes a file that never changes: the same again is fine, another is an error.

        Raises:
            KeepsakeError: VAULT_DAMAGED when the file exists and differs; DISK_FULL or
                VAULT_UNWRITABLE.
        """
        if path.exists():
            if path.read_bytes() != data:
                raise KeepsakeError(Code.VAULT_DAMAGED, "a file that never changes", file=path.name)
            return
        self.replace(path, data)

    def put_tail(self, path: Path, offset: int, data: bytes) -> None:
        """Makes `data` the end of a file, from byte `offset` on, and cuts what was behind it.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; bytes before `offset` are never touched.
        """
        with self._step("write", path), path.open("r+b") as file:
            file.seek(offset)
            file.write(data)
            file.truncate()
            file.flush()
            self._sync(file.fileno(), path)

    def rename(self, source: Path, target: Path) -> None:
        """Renames a file or folder; durable.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        with self._step("rename", target):
            _patiently(lambda: source.rename(target))
        self._sync_folder(source.parent)
        self._sync_folder(target.parent)

    def remove(self, path: Path) -> None:
        """Removes a file that is no longer needed; it not being there is fine.

        Raises:
            KeepsakeError: VAULT_UNWRITABLE.
        """
        with self._step("remove", path):
            _patiently(lambda: path.unlink(missing_ok=True))
        self._sync_folder(path.parent)

    def remove_folder(self, path: Path) -> None:
        """Removes an empty folder; it not being there is fine.

        Raises:
            KeepsakeError: VAULT_UNWRITABLE.
        """
        with self._step("rmdir", path):
            if path.is_dir():
                _patiently(path.rmdir)
        self._sync_folder(path.parent)

    def shred(self, path: Path) -> None:
        """Writes over a file and removes it.

        Not promised: solid-state disks and copying file systems may keep the old blocks.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        with self._step("write", path), path.open("r+b") as file:
            left = os.fstat(file.fileno()).st_size
            while left > 0:
                left -= file.write(os.urandom(min(left, _SHRED_BYTES)))
            file.flush()
            self._sync(file.fileno(), path)
        self.remove(path)

    def _sync(self, descriptor: int, path: Path) -> None:
        with self._step("fsync", path):
            os.fsync(descriptor)

    def _sync_folder(self, path: Path) -> None:
        if _WINDOWS:
            return
        with self._step("fsync_folder", path):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    @contextmanager
    def _step(self, name: str, path: Path) -> Iterator[None]:
        try:
            self._hook(f"before {name}", path)
            yield
            self._hook(f"after {name}", path)
        except OSError as error:
            code = Code.DISK_FULL if error.errno in _FULL else Code.VAULT_UNWRITABLE
            detail = f"{name}: {errno.errorcode.get(error.errno or 0, 'error')}"
            raise KeepsakeError(code, detail, file=path.name) from error
