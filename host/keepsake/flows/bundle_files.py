"""Writes the three files of a bundle: the sealed payload, the reader, the note beside them."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pyrage

from keepsake.core.errors import Code, KeepsakeError
from keepsake.formats import age_file, readme
from keepsake.formats.pins import put_into_reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.formats.pins import Roots

EMBED_BYTES_MAX = 100 * 1024 * 1024
PAYLOAD_MARK = b"@@PAYLOAD@@"
_PIECE_BYTES = 3 * 256 * 1024  # a multiple of three, so that pieces of Base64 join without padding
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Handover:
    """To whom and how.

    Attributes:
        secret: A passphrase, or an age recipient.
        to_key: Whether it is a recipient.
        language: Which language comes first.
        made: UTC.
        pins: The roots that the page is to trust.
    """

    secret: str
    to_key: bool
    language: str
    made: str
    pins: Sequence[Roots]


@dataclass(frozen=True, slots=True)
class Written:
    """evidence.age as it is on disk."""

    sha256: str
    bytes: int


def fresh_folder(destination: Path) -> Path:
    """The folder to make.

    Raises:
        KeepsakeError: EXPORT_EXISTS; there is a file, or a folder with something in it.
    """
    folder = destination.absolute()
    with _disk_errors():
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise KeepsakeError(Code.EXPORT_EXISTS, file=folder.name)
        if folder.is_dir() and any(folder.iterdir()):
            raise KeepsakeError(Code.EXPORT_EXISTS, file=folder.name)
        folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def write_bundle(
    folder: Path,
    plaintext: Iterable[bytes],
    handover: Handover,
    reader_html: Path,
    env: Environment,
) -> Written:
    """Makes the folder and its files; durable when it returns.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, TOOL_MISSING (the reader was not built), or what
            the plaintext raises as it is read.
    """
    template = _template(reader_html, handover.pins)
    with _disk_errors():
        folder.mkdir()
        sealed = folder / "evidence.age"
        with sealed.open("xb") as file:
            _seal(plaintext, file, handover, env)
            _sync(file)
        written = _measure(sealed)
        with (folder / "OPEN-ME.html").open("xb") as file:
            file.write(template[0])
            if written.bytes <= EMBED_BYTES_MAX and not handover.to_key:
                _embed(sealed, file)
            file.write(template[1])
            _sync(file)
        text = readme.readme(written.sha256, written.bytes, handover.made, to_key=handover.to_key)
        with (folder / "README.txt").open("xb") as file:
            file.write(text)
            _sync(file)
    return written


class _Pull:
    """Pieces of bytes as a file that can be read once; keeps what went wrong while reading."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = memoryview(b"")
        self.problem: BaseException | None = None

    def read(self, size: int) -> bytes:
        """At most that many bytes, none at the end."""
        try:
            while not self._held:
                self._held = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            # What pulls is not Python and would put its own error in this one's place.
            self.problem = error
            raise
        taken, self._held = self._held[:size], self._held[size:]
        return bytes(taken)


def _seal(plaintext: Iterable[bytes], file: BinaryIO, handover: Handover, env: Environment) -> None:
    if not handover.to_key:
        for piece in age_file.encrypt(plaintext, handover.secret, env.random):
            file.write(piece)
        return
    try:
        recipient = pyrage.x25519.Recipient.from_str(handover.secret)
    except pyrage.RecipientError as error:
        raise KeepsakeError(Code.EXPORT_INVALID, "not an age recipient") from error
    source = _Pull(plaintext)
    try:
        pyrage.encrypt_io(source, file, [recipient])
    except (pyrage.EncryptError, OSError) as error:
        raise source.problem or error from error


def _template(reader_html: Path, pins: Sequence[Roots]) -> tuple[bytes, bytes]:
    try:
        text = put_into_reader(reader_html.read_bytes(), pins)
    except OSError as error:
        raise KeepsakeError(Code.TOOL_MISSING, "the reader is not built") from error
    except ValueError as error:
        raise KeepsakeError(Code.TOOL_MISSING, str(error)) from error
    before, mark, after = text.partition(PAYLOAD_MARK)
    if not mark or PAYLOAD_MARK in after:
        raise KeepsakeError(Code.TOOL_MISSING, "the reader has no single place for a payload")
    return before, after


def _embed(sealed: Path, file: BinaryIO) -> None:
    with sealed.open("rb") as source:
        while piece := source.read(_PIECE_BYTES):
            file.write(base64.b64encode(piece))


def _measure(path: Path) -> Written:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(digest, path.stat().st_size)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = Code.DISK_FULL if error.errno in _FULL else Code.VAULT_UNWRITABLE
        raise KeepsakeError(code, "the place for the copy", reason=str(error.strerror)) from error
