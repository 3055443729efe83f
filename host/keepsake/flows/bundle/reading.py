"""Reads a bundle of any size in little memory: sums of every file, contents of those that say more.

The pictures and videos of a bundle are opened, hashed and let go, piece by piece. What the steps of
a check read, which is the log, the lists and the manifests, is held.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import pyrage

from keepsake.core.age.opening import (
    Buffer,
    NotForThisError,
    Opener,
    PassphraseOpener,
    SealedError,
    parse_secret,
)
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.passphrase import spellings
from keepsake.formats.age import stream
from keepsake.formats.bundle import bag, container, container_reader
from keepsake.formats.bundle.contents import Stream, take_sums

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import BinaryIO

    from keepsake.formats.bundle.container_reader import Take
    from keepsake.formats.bundle.contents import Piece, Sums

SEALED = "evidence.age"
PAGE = "OPEN-ME.html"
_HEADER_BYTES = 65_536
_PIECE_BYTES = 1024 * 1024
# What is larger than this and asked for all the same is read once more; nothing real is.
_HELD_BYTES_MAX = 16 * 1024 * 1024
_HELD = re.compile(
    r"[^/]+|data/log/.*|data/(?:contents|summary)\.json"
    r"|data/exhibits/[^/]+/[0-9]+-manifest\.json",
    re.DOTALL,
)

Walk = Callable[["Take"], None]


class BundleFiles(Mapping[str, memoryview]):
    """The files of a bundle by their path in the bag.

    A content that is not held is read once more when it is asked for, from the first byte of the
    bundle on; whoever wants several asks for them together with `hold`.

    Attributes:
        sums: Of every file.
    """

    def __init__(self, walk: Walk) -> None:
        """Goes through the whole bundle once; `walk` does so each time that it is called.

        Raises:
            Whatever `walk` does.
        """
        self.sums: dict[str, Sums] = {}
        self._walk = walk
        self._held: dict[str, bytes] = {}
        walk(self._take)

    def __getitem__(self, name: str) -> memoryview:
        if name not in self._held and name in self.sums:
            self.hold([name])
        return memoryview(self._held[name])

    def __contains__(self, name: object) -> bool:
        return name in self.sums

    def __iter__(self) -> Iterator[str]:
        return iter(self.sums)

    def __len__(self) -> int:
        return len(self.sums)

    def hold(self, names: Iterable[str]) -> None:
        """Reads these files where they are not held; one that changed meanwhile is not there."""
        missing = {name for name in names if name in self.sums and name not in self._held}
        if missing:
            self._walk(lambda name, _size, pieces: self._again(name, pieces, missing))

    def _take(self, name: str, size: int, pieces: Iterator[Piece]) -> None:
        kept = bytearray() if size <= _HELD_BYTES_MAX and _HELD.fullmatch(name) else None
        self._held.pop(name, None)
        self.sums[name] = take_sums(Stream(size, lambda: _passing(pieces, kept)))
        if kept is not None:
            self._held[name] = bytes(kept)

    def _again(self, name: str, pieces: Iterator[Piece], wanted: set[str]) -> None:
        kept = bytearray()
        found = take_sums(Stream(0, lambda: _passing(pieces, kept if name in wanted else None)))
        if name in wanted and found == self.sums[name]:
            self._held[name] = bytes(kept)


def _passing(pieces: Iterator[Piece], kept: bytearray | None) -> Iterator[Piece]:
    for piece in pieces:
        if kept is not None:
            kept += piece
        yield piece


def is_bundle(path: Path) -> bool:
    """Whether there is a bundle: its folder, its sealed file, or the bag when it was unpacked."""
    if path.is_file():
        return path.name.endswith(".age")
    return any((path / name).is_file() for name in (SEALED, PAGE, "bagit.txt"))


def is_folder(path: Path) -> bool:
    """Whether it is the folder of one: the sealed file, the page and the note."""
    return not path.is_file() and ((path / SEALED).is_file() or is_emptied(path))


def is_emptied(path: Path) -> bool:
    """Whether it is the folder of one from which the sealed file is gone."""
    return (path / PAGE).is_file() and not any(
        (path / name).is_file() for name in (SEALED, "bagit.txt")
    )


def is_sealed(path: Path) -> bool:
    """Whether a passphrase is needed to look into it."""
    return path.is_file() or (path / SEALED).is_file()


def read_files(path: Path, passphrase: str | None) -> tuple[BundleFiles, list[bag.Problem]]:
    """The files of a bundle, and what is wrong with the bag.

    Raises:
        KeepsakeError: COPY_MISSING (nothing there), COPY_LOCKED (it needs a passphrase),
            COPY_PASSPHRASE_WRONG, WORK_FACTOR (over 20, looked at first).
    """
    if not is_bundle(path):
        raise KeepsakeError(Code.COPY_MISSING, "no bundle here")
    if is_emptied(path):
        return BundleFiles(lambda _: None), [bag.Problem("bag_missing", SEALED)]
    if not is_sealed(path):
        files = BundleFiles(lambda take: _walk_folder(path, take))
        return files, list(bag.check(files.sums, lambda name: bytes(files[name])))
    if passphrase is None:
        raise KeepsakeError(Code.COPY_LOCKED)
    strays: dict[str, None] = {}
    sealed = path if path.is_file() else path / SEALED
    try:
        files = BundleFiles(lambda take: _walk_sealed(sealed, passphrase, take, strays))
    except (container.ContainerError, stream.AgeFileError) as error:
        name = error.name if isinstance(error, container.ContainerError) else SEALED
        return BundleFiles(lambda _: None), [bag.Problem("bag_format", name or SEALED)]
    problems = bag.check(files.sums, lambda name: bytes(files[name]))
    return files, [*problems, *(bag.Problem("bag_unlisted", name) for name in strays)]


def open_sealed(file: BinaryIO, passphrase: str) -> Iterator[memoryview]:
    """Opens an age file with a passphrase as it was read out, or with a key.

    Yields:
        Its content in pieces, each authenticated, each overwritten by the next. That it was the
        whole content is known at the end.

    Raises:
        AgeFileError: It is no whole age file.
        KeepsakeError: WORK_FACTOR (looked at first), COPY_PASSPHRASE_WRONG.
    """
    header = stream.read_header(file.read(_HEADER_BYTES))
    if header.work_factor > stream.WORK_FACTOR_MAX:
        raise KeepsakeError(Code.WORK_FACTOR, f"2^{header.work_factor}", file=SEALED)
    size = file.seek(0, 2)
    for opener in _openers(passphrase, under_passphrase="scrypt" in header.kinds):
        file.seek(0)
        try:
            yield from opener.chunks(file.readinto, size, Buffer())  # type: ignore[attr-defined]
        except NotForThisError:
            continue
        except SealedError as error:
            raise stream.AgeFileError("damaged") from error
        return
    raise KeepsakeError(Code.COPY_PASSPHRASE_WRONG)


def _openers(typed: str, *, under_passphrase: bool) -> Iterator[Opener | PassphraseOpener]:
    for secret in spellings(typed):
        if under_passphrase:
            yield PassphraseOpener(secret)
        else:
            with suppress(pyrage.IdentityError):
                yield Opener(parse_secret(str(pyrage.x25519.Identity.from_str(secret))))


def _walk_sealed(path: Path, passphrase: str, take: Take, strays: dict[str, None]) -> None:
    def inside(name: str, size: int, pieces: Iterator[memoryview]) -> None:
        if not name.startswith(bag.ROOT):
            strays[name] = None
        take(name.removeprefix(bag.ROOT), size, pieces)

    with path.open("rb") as file:
        container_reader.walk(open_sealed(file, passphrase), inside)


def _walk_folder(path: Path, take: Take) -> None:
    for item in sorted(path.rglob("*")):
        if item.is_file() and not item.is_symlink():
            name = item.relative_to(path).as_posix()
            take(name, item.stat().st_size, _pieces(item))


def _pieces(path: Path) -> Iterator[memoryview]:
    room = memoryview(bytearray(_PIECE_BYTES))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(room):
            yield room[:count]
