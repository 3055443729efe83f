"""Adds files by hand: takes them in piece by piece, reads them, commits.

1. Refuse what is a program by its name, before the first byte.
2. Seal the bytes as they come; nothing of them is ever readable on disk.
3. When a file is whole: refuse what is hostile, read the rest, keep the exact bytes.
4. Commit with what was read. Source: FORMAT.md §11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn

from keepsake.core.added import entry as added
from keepsake.core.added.file import AddedFile
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.importing.sandboxed import Sandbox
from keepsake.formats.importers import read
from keepsake.formats.importers.zones import zone_of
from keepsake.vault.additions import AdditionWriter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from keepsake.core.added.entry import Offer
    from keepsake.core.manifest import Identifier, Item
    from keepsake.formats.importers.result import Imported
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt

FILES_MAX = 500
_NAME_CHARACTERS_MAX = 255
_WORDS_MAX = 2_000


class Added(NamedTuple):
    """One file that was kept."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    format: str
    items: int


class Adding:
    """One exhibit being added, of one file or several. Not for use by two threads at once."""

    def __init__(self, vault: Vault, offer: Offer, case: str) -> None:
        """Makes ready.

        Args:
            vault: Needs not be open.
            offer: What is to be added; see `offered`.
            case: UUID of the case that it belongs to, "" for none.

        Raises:
            KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, VAULT_DAMAGED.
        """
        self._writer = AdditionWriter(vault, offer, case)
        self._vault, self._offer = vault, offer
        self._zone = zone_of(vault.env)
        self._reading = Sandbox()
        self._at = -1
        self._size = 0
        self._files: list[AddedFile] = []
        self._items: list[Item] = []
        self._ids: list[Identifier] = []
        self._platforms: set[str] = set()

    @property
    def id(self) -> str:
        """The UUID under which it is kept."""
        return self._writer.capture

    @property
    def kept(self) -> bool:
        """Whether a file was kept, so that there is something to commit."""
        return bool(self._writer.parts)

    def start(self, at: int) -> None:
        """Begins the next file.

        Args:
            at: Its place in the offer, from 0.

        Raises:
            KeepsakeError: FILE_PROGRAM, by its name; CAPTURE_STATE; DISK_FULL, VAULT_UNWRITABLE.
        """
        if not self._at < at < len(self._offer.given):
            raise KeepsakeError(Code.CAPTURE_STATE, f"file {at}")
        self._at, self._size = at, 0
        name = self._offer.given[at].name
        try:
            read.require_no_program(name)
        except KeepsakeError as error:
            self.leave_out(error)
        self._writer.start(name)

    def feed(self, data: bytes) -> None:
        """Takes the next bytes. Raises as the vault does; the file is then left out."""
        self._writer.feed(data)
        self._size += len(data)

    @property
    def arrived(self) -> int:
        """How many bytes of the file have arrived."""
        return self._size

    def finish(self) -> Added:
        """Ends the file: reads and keeps it.

        Raises:
            KeepsakeError: FILE_CUT, FILE_PROGRAM, ARCHIVE_BOMB, ARCHIVE_NAMES: nothing of it is
                kept, and the next may follow. DISK_FULL, VAULT_UNWRITABLE.
        """
        given = self._offer.given[self._at]
        if self._size != given.bytes:
            self.leave_out(KeepsakeError(Code.FILE_CUT, file=given.name))
        try:
            with self._writer.whole() as file:
                kind, found = self._reading.read(given.name, file, self._size, self._zone)
        except KeepsakeError as error:
            self.leave_out(error)
        part = self._writer.keep(kind)
        self._take(part.part, given.name, found)
        items = len(found.items)
        return Added(given.name, kind, part.bytes, part.sha256, found.format, items)

    def commit(self) -> Receipt:
        """Commits what was kept.

        Raises:
            KeepsakeError: CAPTURE_STATE when nothing was; DISK_FULL, VAULT_UNWRITABLE, VAULT_BUSY.
        """
        platforms = sorted(self._platforms)
        told = added.Read(
            tuple(self._files),
            added.keyed(self._items),
            tuple(self._ids),
            platforms[0] if len(platforms) == 1 else "",
        )
        self._reading.close()
        times = (self._writer.started, self._vault.written())
        parts = self._writer.parts
        return self._writer.commit(
            added.manifest(self._writer.capture, self._offer, parts, told, times)
        )

    def close(self) -> Receipt | None:
        """Ends what was cut short; files that are whole are kept. Raises as `commit`."""
        self._reading.close()
        return self._writer.close()

    def stop_reading(self) -> None:
        """Ends what reads a file, from any thread: the file is kept, and noted as not read."""
        self._reading.stop()

    def _take(self, part: int, name: str, found: Imported) -> None:
        self._files.append(read.added_file(part, name, found, len(self._items) + 1))
        self._items += found.items
        self._ids += [one for one in found.ids if one not in self._ids]
        if found.platform:
            self._platforms.add(found.platform)

    def leave_out(self, error: KeepsakeError) -> NoReturn:
        """Drops the file that is arriving; nothing of it is kept, and `error` says why."""
        self._writer.drop()
        name = self._offer.given[self._at].name
        self._files.append(AddedFile(-1, name, notes=(error.code.word,)))
        raise error


def offered(files: Iterable[tuple[str, int, str]], who: str = "", about: str = "") -> Offer:
    """What is to be added, from names, sizes and times that nobody has looked at.

    Raises:
        KeepsakeError: CAPTURE_STATE: no file, or too many.
    """
    given = tuple(
        added.Given(plain_name(name), max(0, size), modified[:30]) for name, size, modified in files
    )
    if not 0 < len(given) <= FILES_MAX:
        raise KeepsakeError(Code.CAPTURE_STATE, f"{len(given)} files")
    return added.Offer(given, _utf8(who)[:200], _utf8(about)[:_WORDS_MAX])


def plain_name(name: str) -> str:
    """A file's own name, without folders; what it is beyond that is left as it is."""
    last = _utf8(name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    return last[-_NAME_CHARACTERS_MAX:] or "file"


def _utf8(text: str) -> str:
    """Without what no UTF-8 can hold: names of files may be any bytes."""
    return text.encode("utf-8", "replace").decode("utf-8")
