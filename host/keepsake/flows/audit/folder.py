"""Step 1 for the folder of a bundle: the page, the note and nothing else beside the sealed file.

What is sealed says how `OPEN-ME.html` and `README.txt` were written (`page` and `readme` of
`contents.json`), so that a page that shows other words than those that were kept, or a note that
names another file, is found by whoever opens the sealed file with a program of their own.
Source: FORMAT.md §6.13.
"""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core import verify
from keepsake.flows.bundle.files import EMBED_BYTES_MAX, EMBED_BYTES_SMALL
from keepsake.flows.bundle.place import FILES
from keepsake.flows.bundle.reading import PAGE, SEALED
from keepsake.formats.age.stream import AgeFileError, read_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from keepsake.core.verify import Finding

NOTE = "README.txt"
_PLACE = b'<script type="text/plain" id="payload">'
_PIECE_BYTES = 3 * 256 * 1024  # a multiple of three: pieces of Base64 join without padding
_HEADER_BYTES = 65_536
# The page without what it carries, and the note; nothing that the program makes is larger.
_OPEN_BYTES_MAX = 16 * 1024 * 1024
_UNKNOWN_SHA256 = b"0" * 64
# Written by a system when somebody looks into the folder; none of them can be opened as a paper.
_OF_SYSTEMS = {".DS_Store", "Thumbs.db", *(f"._{name}" for name in FILES)}


class _Beside(msgspec.Struct, frozen=True):
    """What `contents.json` says of the two open files."""

    page: str
    readme: str


class _Sealed(NamedTuple):
    """`evidence.age` as far as anybody sees it.

    Attributes:
        sha256: Its own.
        carried: SHA-256 of its Base64.
        may_be_carried: What the page may hold: that, and "" for nothing.
    """

    sha256: str
    carried: str
    may_be_carried: frozenset[str]


class _Page(NamedTuple):
    """The page: SHA-256 of all but what it carries, and of that, "" where it carries nothing."""

    sha256: str
    carried: str


def check_folder(folder: Path, files: Mapping[str, memoryview]) -> list[Finding]:
    """What is not as it was put into the folder.

    Args:
        folder: In which `evidence.age` is.
        files: Those in it, by their path in the bag; empty where they could not be read.

    Returns:
        Findings for step 1. Whether what is sealed is right is not checked here.
    """
    sealed = _sealed(folder)
    beside = _beside(files)
    found = [*_strays(folder)]
    if isinstance(beside, verify.Finding):
        found.append(beside)
    expected = beside if isinstance(beside, _Beside) else None
    found += _check_page(folder, sealed, expected)
    found += _check_note(folder, sealed, expected)
    return found


def is_of_another(folder: Path) -> bool:
    """Whether the open files speak of another sealed file than the one that lies beside them."""
    sealed, page, note = _sealed(folder), _read_page(folder), _read_note(folder)
    if sealed is None or note is None or sealed.sha256.encode() in note:
        return False
    return page is None or page.carried != sealed.carried


def _strays(folder: Path) -> Iterator[Finding]:
    """What the program did not put there, and what is not there any more."""
    there = {path.name: path for path in folder.iterdir()}
    for name in sorted(FILES | there.keys()):
        path = there.get(name)
        is_file = path is not None and stat.S_ISREG(path.lstat().st_mode)
        if name in FILES:
            if path is None or not is_file:
                yield verify.invalid("file_missing", name)
        elif name in _OF_SYSTEMS and is_file:
            yield verify.further("folder_system", name)
        else:
            yield verify.invalid("folder_unexpected", name)


def _beside(files: Mapping[str, memoryview]) -> _Beside | Finding | None:
    """What must be there; None where nothing could be read, which other findings tell."""
    if not files:
        return None
    if "data/contents.json" not in files:
        return verify.not_checked("folder_unsigned", PAGE)
    try:
        return msgspec.json.decode(bytes(files["data/contents.json"]), type=_Beside)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None  # the list itself is told as wrong


def _check_page(
    folder: Path, sealed: _Sealed | None, expected: _Beside | None
) -> Iterator[Finding]:
    page = _read_page(folder)
    if page is None:
        return  # told as missing
    if expected is not None and page.sha256 != expected.page:
        yield verify.invalid("folder_page", PAGE)
    if sealed is not None and page.carried not in sealed.may_be_carried:
        yield verify.invalid("folder_payload", PAGE)


def _check_note(
    folder: Path, sealed: _Sealed | None, expected: _Beside | None
) -> Iterator[Finding]:
    note = _read_note(folder)
    if note is None or sealed is None:
        return
    digest = sealed.sha256.encode()
    if digest not in note:
        yield verify.invalid("folder_readme_other", NOTE)
    elif expected is not None:
        plain = note.replace(digest, _UNKNOWN_SHA256)
        if note.count(digest) != 1 or hashlib.sha256(plain).hexdigest() != expected.readme:
            yield verify.invalid("folder_readme", NOTE)


def _sealed(folder: Path) -> _Sealed | None:
    file = _opened(folder / SEALED)
    if file is None:
        return None
    plain, carried, size, to_words = hashlib.sha256(), hashlib.sha256(), 0, False
    with file:
        with suppress(AgeFileError):
            to_words = "scrypt" in read_header(file.read(_HEADER_BYTES)).kinds
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            plain.update(piece)
            carried.update(base64.b64encode(piece))
            size += len(piece)
    text = carried.hexdigest()
    may_be = {text} if to_words and size <= EMBED_BYTES_MAX else set()
    if not may_be or size > EMBED_BYTES_SMALL:
        may_be.add("")
    return _Sealed(plain.hexdigest(), text, frozenset(may_be))


def _read_note(folder: Path) -> bytes | None:
    file = _opened(folder / NOTE)
    if file is None:
        return None
    with file:
        return file.read(_OPEN_BYTES_MAX)


def _read_page(folder: Path) -> _Page | None:
    file = _opened(folder / PAGE)
    if file is None:
        return None
    with file:
        head = file.read(_OPEN_BYTES_MAX)
        at = head.find(_PLACE)
        start = len(head) if at < 0 else at + len(_PLACE)
        around, carried = hashlib.sha256(head[:start]), hashlib.sha256()
        file.seek(start)
        count = sum(map(len, _until_tag(file, carried)))
        while piece := file.read(_PIECE_BYTES):
            around.update(piece)
    return _Page(around.hexdigest(), carried.hexdigest() if count else "")


def _until_tag(file: BinaryIO, digest: hashlib._Hash) -> Iterator[bytes]:
    """What an element holds, which goes into the digest; the file stands at its end tag then."""
    while piece := file.read(_PIECE_BYTES):
        text, tag, _ = piece.partition(b"<")
        digest.update(text)
        yield text
        if tag:
            file.seek(len(text) - len(piece), os.SEEK_CUR)
            return


def _opened(path: Path) -> BinaryIO | None:
    """A file of the folder; None where there is none, or a link or a pipe in its place."""
    try:
        return path.open("rb") if stat.S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None
