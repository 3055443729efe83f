"""The one place that writes the person's data: a power cut leaves the old or the new.

Every write goes: a temporary file beside the target, fsync, rename over the target, fsync of the
folder. On ext4, XFS, APFS and NTFS the rename is atomic; the fsync of the folder is what makes it
last. Windows has no fsync of a folder and needs none. `Disk` calls its `hook` before and after
each primitive, which is how tests fail or kill it at every one of them.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def _no_hook(_step: str, _path: Path) -> None:
    """Does nothing; the ordinary case."""


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
        self._sync_folder(path.parent)

    def replace(self, path: Path, data: bytes) -> None:
        """Writes a whole file, private to the person; when it returns the file is durable.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; the old file is then still there as it
                was.
        """
        temporary = path.with_name(f".{path.name}.tmp")
        try:
            with self._step("write", path), temporary.open("wb") as file:
                temporary.chmod(PRIVATE_FILE)
                file.write(data)
                file.flush()
                self._sync(file.fileno(), path)
            with self._step("rename", path):
                temporary.replace(path)
        except KeepsakeError:
            with suppress(OSError):
                temporary.unlink()
            raise
        self._sync_folder(path.parent)

    @contextmanager
    def stream(self, path: Path) -> Iterator[BinaryIO]:
        """A file to be written piece by piece; it has its name when the block ends well.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; an older file is then still as it was.
        """
        temporary = path.with_name(f".{path.name}.tmp")
        try:
            with self._step("write", path), temporary.open("w+b") as file:
                temporary.chmod(PRIVATE_FILE)
                yield file
                file.flush()
                self._sync(file.fileno(), path)
            with self._step("rename", path):
                temporary.replace(path)
        except BaseException:
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
            source.rename(target)
        self._sync_folder(source.parent)
        self._sync_folder(target.parent)

    def remove(self, path: Path) -> None:
        """Removes a file that is no longer needed; it not being there is fine.

        Raises:
            KeepsakeError: VAULT_UNWRITABLE.
        """
        with self._step("remove", path):
            path.unlink(missing_ok=True)
        self._sync_folder(path.parent)

    def remove_folder(self, path: Path) -> None:
        """Removes an empty folder; it not being there is fine.

        Raises:
            KeepsakeError: VAULT_UNWRITABLE.
        """
        with self._step("rmdir", path):
            if path.is_dir():
                path.rmdir()
        self._sync_folder(path.parent)

    def shred(self, path: Path) -> None:
        """Writes over a file and removes it.

        Not promised: solid-state disks and copying file systems may keep the old blocks.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        with self._step("write", path), path.open("r+b") as file:
            size = os.fstat(file.fileno()).st_size
            file.write(os.urandom(size))
            file.flush()
            self._sync(file.fileno(), path)
        self.remove(path)

    def _sync(self, descriptor: int, path: Path) -> None:
        with self._step("fsync", path):
            os.fsync(descriptor)

    def _sync_folder(self, path: Path) -> None:
        if os.name == "nt":
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
