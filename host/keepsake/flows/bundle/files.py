"""Writes the three files of a bundle: the sealed payload, the reader, the note beside them."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, BinaryIO

import pyrage

from keepsake.core.age import sealing
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.flows.bundle.place import PACKED, PACKED_NOTE
from keepsake.formats.age import stream
from keepsake.formats.bundle import container, readme
from keepsake.formats.bundle.contents import Stream, Summed, take_sums
from keepsake.formats.bundle.payload import verify_program
from keepsake.formats.bundle.pins import put_into_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from keepsake.core.age.sealing import Begun, Stanza
    from keepsake.env import Environment
    from keepsake.formats.bundle.contents import Piece
    from keepsake.formats.bundle.pins import Roots

EMBED_BYTES_MAX = 100 * 1024 * 1024  # of a sealed file that a page may hold, and that it always
EMBED_BYTES_SMALL = 4 * 1024 * 1024  # holds: written as text, it takes a third more once again
PACKED_FOLDER = "keepsake-copy"
PAYLOAD_MARK = b"@@PAYLOAD@@"
_PIECE_BYTES = 3 * 256 * 1024  # a multiple of three, so that pieces of Base64 join without padding
_DISK_BYTES = 16 * 1024 * 1024  # are brought onto the disk at a time
_AHEAD = 4  # pieces that wait to be hashed
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
        packed: Whether the three files are to be one ZIP.
        self_contained: Whether the page holds the sealed file, however large up to the limit.
    """

    secret: str
    to_key: bool
    language: str
    made: str
    pins: Sequence[Roots]
    packed: bool = False
    self_contained: bool = False

    def embeds(self, size: int) -> bool:
        """Whether the page holds a sealed file of that size. Source: FORMAT.md §6.13."""
        most = EMBED_BYTES_MAX if self.self_contained else EMBED_BYTES_SMALL
        return size <= most and not self.to_key


@dataclass(frozen=True, slots=True)
class Written:
    """The three files as they are on disk.

    Attributes:
        sha256: Of evidence.age.
        bytes: Its size.
        page_sha256: Of OPEN-ME.html.
        readme_sha256: Of README.txt.
    """

    sha256: str
    bytes: int
    page_sha256: str
    readme_sha256: str


def fresh_folder(destination: Path) -> Path:
    """The folder to make.

    Raises:
        KeepsakeError: EXPORT_EXISTS; there is a file, or a folder with something in it.
    """
    folder = destination.absolute()
    with disk_errors():
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise KeepsakeError(Code.EXPORT_EXISTS, file=folder.name)
        if folder.is_dir() and any(folder.iterdir()):
            raise KeepsakeError(Code.EXPORT_EXISTS, file=folder.name)
        folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def write_bundle(
    folder: Path,
    plaintext: Iterable[Piece],
    handover: Handover,
    reader_html: Path,
    begun: Begun,
) -> Written:
    """Makes the folder and its files; durable when it returns. `begun` is from `begin_sealing`.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, TOOL_MISSING (the reader was not built), or what
            the plaintext raises as it is read.
    """
    template = _template(reader_html, handover.pins)
    with disk_errors():
        folder.mkdir()
        sealed = folder / "evidence.age"
        with sealed.open("xb") as file:
            digest = _seal(plaintext, file, begun)
            _sync(file)
        size = sealed.stat().st_size
        held = sealed if handover.embeds(size) else None
        page = _put(folder / "OPEN-ME.html", _page(template, held))
        text = _note(template, handover, digest)
        note = _put(folder / "README.txt", [text])
        if handover.packed:
            _pack(folder, handover)
    return Written(digest, size, page, note)


def _pack(folder: Path, handover: Handover) -> None:
    """Puts the three files into one ZIP with a note beside it. Source: FORMAT.md §6.17."""
    held = [folder / name for name in ("OPEN-ME.html", "README.txt", "evidence.age")]
    files = (_summed(path) for path in held)
    sha256 = _put(folder / PACKED, map(bytes, container.write_summed(files)))
    note = readme.portal(PACKED, sha256, handover.made, to_key=handover.to_key)
    _put(folder / PACKED_NOTE, [note])
    for path in held:
        path.unlink()


def _summed(path: Path) -> Summed:
    contents = Stream(path.stat().st_size, lambda: _pieces_of(path))
    return Summed(f"{PACKED_FOLDER}/{path.name}", contents, take_sums(contents))


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(_PIECE_BYTES):
            yield piece


def beside(reader_html: Path, handover: Handover) -> tuple[str, str]:
    """SHA-256 of the two open files, as `contents.json` names them. Source: FORMAT.md §6.12.

    Raises:
        KeepsakeError: TOOL_MISSING, the reader was not built.
    """
    template = _template(reader_html, handover.pins)
    note = _note(template, handover, readme.UNKNOWN_SHA256)
    return sha256_hex(b"".join(template)), sha256_hex(note)


def verifiers(reader_html: Path, pinned: Sequence[Roots]) -> tuple[bytes, bytes]:
    """The page with nothing in it yet, and verify.py: what a release publishes of itself.

    Args:
        reader_html: The built reader.
        pinned: The roots that both trust.

    Raises:
        KeepsakeError: TOOL_MISSING, the reader was not built.
    """
    return b"".join(_template(reader_html, pinned)), verify_program(pinned)


def _note(template: tuple[bytes, bytes], handover: Handover, sha256: str) -> bytes:
    release = readme.Release(
        sha256_hex(b"".join(template)), sha256_hex(verify_program(handover.pins))
    )
    return readme.readme(sha256, handover.made, release, to_key=handover.to_key)


def _put(path: Path, pieces: Iterable[bytes]) -> str:
    """Writes a file, durable when it returns, and gives its SHA-256."""
    digest = hashlib.sha256()
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
        _sync(file)
    return digest.hexdigest()


def _page(template: tuple[bytes, bytes], sealed: Path | None) -> Iterator[bytes]:
    yield template[0]
    if sealed is not None:
        with sealed.open("rb") as source:
            while piece := source.read(_PIECE_BYTES):
                yield base64.b64encode(piece)
    yield template[1]


def _seal(plaintext: Iterable[Piece], file: BinaryIO, begun: Begun) -> str:
    """Writes the sealed file and gives its SHA-256."""
    digest = hashlib.sha256()
    hashed: deque[Future[None]] = deque()
    # One is being filled, one written, and the others wait to be hashed.
    room = cycle([stream.new_block() for _ in range(_AHEAD + 2)]).__next__
    with ThreadPoolExecutor(1, "sealed") as pool, _onto_disk(file) as put:
        for data in stream.encrypt_begun(begun, plaintext, room):
            hashed.append(pool.submit(digest.update, data))
            file.write(data)
            put(len(data))
            if len(hashed) >= _AHEAD:
                hashed.popleft().result()
    return digest.hexdigest()


@contextmanager
def _onto_disk(file: BinaryIO) -> Iterator[Callable[[int], None]]:
    """Has what is written brought onto the disk while more is being written.

    Else it would all wait in memory until the end, and a slow stick be waited for after all the
    rest. The last fsync is still to follow.

    Yields:
        To be told how many bytes were written.

    Raises:
        OSError: Of the disk. It is told once: the fsync that follows need not tell it again.
    """
    running: Future[None] = Future()
    running.set_result(None)
    waiting = 0
    with ThreadPoolExecutor(1, "disk") as hand:

        def put(count: int) -> None:
            nonlocal running, waiting
            waiting += count
            if waiting >= _DISK_BYTES and running.done():
                running.result()
                running, waiting = hand.submit(os.fsync, file.fileno()), 0

        yield put
        running.result()


def begin_sealing(handover: Handover, env: Environment) -> Begun:
    """Begins one sealed file. For a moment it takes 128 MiB where the secret is a passphrase.

    Raises:
        KeepsakeError: EXPORT_INVALID, what should be a recipient is none.
    """
    return sealing.begin(_stanza(handover, env), env.random)


def _stanza(handover: Handover, env: Environment) -> Stanza:
    if not handover.to_key:
        return sealing.to_passphrase(handover.secret, env.random, stream.WORK_FACTOR)
    try:
        pyrage.x25519.Recipient.from_str(handover.secret)
    except pyrage.RecipientError as error:
        raise KeepsakeError(Code.EXPORT_INVALID, "not an age recipient") from error
    return sealing.to_recipient(handover.secret, env.random)


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


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def disk_errors() -> Iterator[None]:
    """Tells errors of the place that a copy is written to by their numbers.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE.
    """
    try:
        yield
    except OSError as error:
        code = Code.DISK_FULL if error.errno in _FULL else Code.VAULT_UNWRITABLE
        raise KeepsakeError(code, "the place for the copy", reason=str(error.strerror)) from error
