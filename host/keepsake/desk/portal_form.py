"""Makes of a received copy what a portal of the police takes: three files with plain names.

A ZIP with the copy, sealed anew to words or to a key of whoever receives it, a note, and the
receipt that was given for it. The copy is opened and sealed in one go, in memory and by pieces:
what is in it, the vault's signature too, stays byte by byte as it is. Its page and its note go
along where they are the very ones that the copy names, else it says so. Source: FORMAT.md 13.11.
"""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.hashing import sha256_hex
from keepsake.desk import copy_key, fetching, opener, requests
from keepsake.desk import desk as desks
from keepsake.desk.change import Change
from keepsake.desk.copy_key import CopyKeyError
from keepsake.desk.events import Kind
from keepsake.desk.fetching import CopyError, Kept
from keepsake.desk.web.words import LANGUAGES
from keepsake.env import real_environment
from keepsake.flows.bundle.files import (
    PACKED_FOLDER,
    Handover,
    begin_sealing,
    beside,
    disk_errors,
    fresh_folder,
    write_bundle,
)
from keepsake.flows.bundle.log import pins
from keepsake.flows.bundle.place import FILES, PACKED, PACKED_NOTE, unfinished
from keepsake.flows.bundle.reading import PAGE, SEALED, open_sealed
from keepsake.flows.passphrase import copy_words
from keepsake.formats.bundle import container
from keepsake.formats.bundle.contents import Stream, Summed, take_sums
from keepsake.formats.bundle.payload import verify_program
from keepsake.formats.bundle.readme import Release, readme
from keepsake.shared import product_path
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator, Mapping, Sequence

    import pyrage
    from psycopg.rows import DictRow

    from keepsake.desk.content import Beside
    from keepsake.desk.desk import Desk

RECEIPT = "keepsake-receipt.txt"

_NOTE = "README.txt"
_PIECE_BYTES = 1024 * 1024


class FormError(Exception):
    """It is not made.

    Attributes:
        word: Of FORMAT.md 13.7, `request_over` or `key_gone`.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class To(NamedTuple):
    """Who is to open it.

    Attributes:
        key: Their age recipient, "" for words that are made.
        language: Of these words.
    """

    key: str = ""
    language: str = "en"


TO_WORDS = To()
"""To words in English."""


class Made(NamedTuple):
    """What was made.

    Attributes:
        words: That open it, "" where a key does. To be shown once, never stored.
        files: Name and size of each file.
        whole: Whether page and note are those that the copy names, and in it.
    """

    words: str
    files: tuple[tuple[str, int], ...]
    whole: bool


def make(
    desk: Desk,
    request: uuid.UUID,
    keys: Sequence[pyrage.x25519.Identity],
    folder: Path,
    to: To = TO_WORDS,
) -> Made:
    """Makes it in a new folder; that it was made is written down before it is there.

    Args:
        desk: That received the copy.
        request: An export that was approved, no longer than a day ago.
        keys: The organisation's.
        folder: That is not there yet, or is empty.
        to: Who is to open it.

    Raises:
        FormError: There is no such request, or the copy cannot be opened or does not hold.
        KeepsakeError: EXPORT_EXISTS, EXPORT_INVALID (no recipient), DISK_FULL, VAULT_UNWRITABLE,
            TOOL_MISSING (the reader was not built).
        UnreachableError: The store does not answer.
    """
    target = fresh_folder(folder)
    found = _approved(desk, request)
    try:
        secret = copy_key.opened(found["sealed_identity"], found["came_key"], keys)
    except CopyKeyError as error:
        raise FormError(error.word) from error
    copy = Kept(found["store_key"], found["store_version"], found["size"], found["sha256"])
    with tempfile.TemporaryDirectory(prefix="keepsake-desk-") as place:
        received = Path(place) / SEALED
        try:
            fetching.fetch(desk.intake.store, copy, received)
        except CopyError as error:
            raise FormError(error.word) from error
        read = opener.read(received, secret)
        if read.why:
            raise FormError(read.why)
        with disk_errors(), unfinished(target, real_environment().random) as partial:
            sealing = _Sealing(desk, found, to, read.beside)
            sealed = sealing.write(partial, received, secret)
            _record(desk, found, sealed, to)
            if target.exists():
                target.rmdir()
            files = tuple(sorted((path.name, path.stat().st_size) for path in partial.iterdir()))
            partial.rename(target)
    return Made(sealing.words, files, sealing.whole)


def _approved(desk: Desk, request: uuid.UUID) -> DictRow:
    with desk.intake.database.connection() as transaction:
        try:
            return requests.approved(transaction, request, desks.now())
        except requests.RequestError as error:
            raise FormError(error.word) from error


def _record(desk: Desk, found: DictRow, sealed: str, to: To) -> None:
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "opener", desks.now())
        change.record(
            Kind.PORTAL_FORM_MADE, request=str(found["id"]), upload=str(found["upload"]),
            sha256=found["sha256"], sealed=sealed, to="key" if to.key else "words",
        )  # fmt: skip


class _Sealing:
    """One copy that is sealed anew.

    Attributes:
        words: That open it, "" where a key does.
        whole: Whether page and note are the ones that the copy names.
    """

    def __init__(self, desk: Desk, found: DictRow, to: To, named: Beside | None) -> None:
        """Args: found: with the receipt; named: what the copy says of its page and note."""
        self._name, self._found = desk.settings.name, found
        self._env = real_environment()
        self.words = "" if to.key else copy_words(to.language, self._env.random)
        self._reader = product_path("reader", "OPEN-ME.html")
        made = named.made if named else ""
        known = pins(load_authorities())
        self._handover = Handover(to.key or self.words, bool(to.key), to.language, made, known)
        # As it was sent here: to a key.
        as_sent = Handover("", True, to.language, made, known)
        page, note = beside(self._reader, as_sent)
        self.whole = named is not None and (page, note) == (named.page, named.readme)
        self._release = Release(page, sha256_hex(verify_program(known)))

    def write(self, folder: Path, received: Path, secret: str) -> str:
        """Writes the files into a new folder; gives the SHA-256 of what was sealed."""
        begun = begin_sealing(self._handover, self._env)
        with received.open("rb") as file:
            plain = open_sealed(file, secret)
            written = write_bundle(folder, plain, self._handover, self._reader, begun)
        # The note as the copy names it; how this one opens stands in the note beside the ZIP.
        note = readme(written.sha256, self._handover.made, self._release, to_key=True)
        (folder / _NOTE).write_bytes(note)
        inside = sorted(FILES) if self.whole else [SEALED]
        summed = (_summed(folder / name) for name in inside)
        packed = folder / PACKED
        with packed.open("xb") as out:
            out.writelines(container.write_summed(summed))
        for name in FILES:
            (folder / name).unlink()
        (folder / RECEIPT).write_bytes(bytes(self._found["receipt"]))
        (folder / PACKED_NOTE).write_bytes(self._note(packed, written.sha256))
        return written.sha256

    def _note(self, packed: Path, sealed: str) -> bytes:
        facts = {
            "zip": PACKED, "name": self._name, "sealed": SEALED, "page": PAGE, "readme": _NOTE,
            "receipt": RECEIPT, "received": f"{self._found['received']:%Y-%m-%d %H:%M:%S UTC}",
        }  # fmt: skip
        texts, to_key, whole = [], self._handover.to_key, self.whole
        for language in LANGUAGES:
            t = _words(language).__getitem__
            how = t("portal.key" if to_key else "portal.words")
            text = t("portal.whole" if whole else "portal.alone")
            texts.append(text.format(how=how, **facts) + "\n\n" + t("portal.why").format(**facts))
        sums = (
            f"{PACKED}\n  SHA-256  {_digest(packed)}\n{SEALED}\n  SHA-256  {sealed}\n"
            f"{SEALED} ({RECEIPT})\n  SHA-256  {self._found['sha256']}\n"
        )
        return "\n\n".join([*texts, sums]).replace("\n", "\r\n").encode()


def _words(language: str) -> Mapping[str, str]:
    folder = resources.files("keepsake.desk").joinpath("words")
    words: Mapping[str, str] = json.loads(folder.joinpath(f"{language}.json").read_bytes())
    return words


def _digest(path: Path) -> str:
    return take_sums(Stream(path.stat().st_size, lambda: _pieces(path))).sha256


def _summed(path: Path) -> Summed:
    contents = Stream(path.stat().st_size, lambda: _pieces(path))
    return Summed(f"{PACKED_FOLDER}/{path.name}", contents, take_sums(contents))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
