"""Takes captures out of a file in which a browser saved what waited: `waiting.keepsake`.

1. Open it with its words, in little memory; nothing of it is readable on disk.
2. Read its list, which is its first line.
3. Each capture as over the port: by the same functions, part by part. What is refused or damaged is
   told with its capture, and the next ones follow.
Source: FORMAT.md §3.10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from keepsake.core.entry import FILE
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.waited import (
    PARTS_LIMIT,
    CaptureId,
    Ended,
    ManifestHash,
    ManifestPart,
    Row,
    Waited,
    expect,
    expect_content,
)
from keepsake.flows.bundle.reading import open_sealed
from keepsake.formats.age.stream import AgeFileError
from keepsake.vault import reserve
from keepsake.vault.waited_writer import announced, part_of, take_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt
    from keepsake.vault.waited_writer import WaitedWriter

ENDING = ".keepsake"
_HEAD = b"age-encryption.org/v1\n-> scrypt "
_LIST_LIMIT_BYTES = 16 * 1024 * 1024
_VERSION = 1


class _Capture(msgspec.Struct, frozen=True):
    """One capture of the list."""

    capture: CaptureId
    waited: Waited
    manifest: ManifestPart
    parts: Annotated[tuple[Row, ...], msgspec.Meta(max_length=PARTS_LIMIT)]
    sha256: ManifestHash = ""
    ended: Ended | None = None

    @property
    def manifest_sha256(self) -> str:
        """The hash of its manifest, as the row of that has it."""
        found = (row.sha256 for row in self.parts if row.part == self.manifest)
        return next(found, "")


class _List(msgspec.Struct, frozen=True):
    """The first line."""

    keepsake_waiting: int
    captures: tuple[_Capture, ...]


class Taken(NamedTuple):
    """What came of one capture.

    Attributes:
        capture: Its UUID, "" where the list itself cannot be read.
        parts: How many of its files are in the vault.
        receipt: Where it was entered; None where it was not.
        error: Why it was not; None where it was, or is there already.
    """

    capture: str
    parts: int = 0
    receipt: Receipt | None = None
    error: KeepsakeError | None = None


def is_waiting_file(name: str, head: bytes) -> bool:
    """Whether a file is one of these, by its name and its first bytes."""
    return name.lower().endswith(ENDING) and head.startswith(_HEAD)


def take_in(file: BinaryIO, words: str, vault: Vault, case: str | None = None) -> Iterator[Taken]:
    """Takes every capture of a file into a vault, which need not be open.

    Args:
        file: From its beginning; it can be read again.
        words: What opens it.
        vault: Where they go.
        case: UUID of the case that they are to be in; None for the one that is chosen.

    Yields:
        What came of each.

    Raises:
        KeepsakeError: WAITING_LOCKED (other words), WORK_FACTOR (over 20, looked at first),
            FILE_CUT (it is no such file, or not whole); DISK_FULL, VAULT_UNWRITABLE: what was
            entered stays.
    """
    content = _Content(_opened(file, words))
    try:
        for one in _read_list(content):
            yield _take(vault, one, content, case)
        if content.take(1):
            yield Taken("", error=KeepsakeError(Code.FILE_CUT, "more than it lists"))
    except AgeFileError as error:
        raise KeepsakeError(Code.FILE_CUT, "not a whole file") from error


def _opened(file: BinaryIO, words: str) -> Iterator[memoryview]:
    try:
        yield from open_sealed(file, words)
    except KeepsakeError as error:
        if error.code is not Code.COPY_PASSPHRASE_WRONG:
            raise
        raise KeepsakeError(Code.WAITING_LOCKED) from error


class _Content:
    """What is in the file, from its beginning to its end."""

    def __init__(self, pieces: Iterator[memoryview]) -> None:
        self._pieces = pieces
        self._held = bytearray()

    def line(self) -> bytes:
        """The first line; more than it may have, where there is none."""
        end = -1
        while end < 0 and len(self._held) <= _LIST_LIMIT_BYTES:
            before = len(self._held)
            if not self._more():
                break
            end = self._held.find(b"\n", before)
        return self.take(end + 1 or len(self._held))

    def take(self, count: int) -> bytes:
        """So many bytes, or as many as there are."""
        while len(self._held) < count and self._more():
            pass
        found = bytes(memoryview(self._held)[:count])
        del self._held[:count]
        return found

    def skip(self, count: int) -> None:
        """Lets so many bytes go by."""
        while count > len(self._held):
            count -= len(self._held)
            self._held.clear()
            if not self._more():
                return
        del self._held[:count]

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._held += piece
        return True


def _read_list(content: _Content) -> tuple[_Capture, ...]:
    try:
        found = msgspec.json.decode(content.line(), type=_List)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KeepsakeError(Code.FILE_CUT, "no list of captures") from error
    if found.keepsake_waiting > _VERSION:
        raise KeepsakeError(Code.VAULT_NEWER, f"version {found.keepsake_waiting}")
    return found.captures


def _take(vault: Vault, one: _Capture, content: _Content, case: str | None) -> Taken:
    """One capture; its bytes are gone by afterwards, whatever came of it."""
    left = sum(row.sent for row in one.parts)
    writer = None
    try:
        writer = take_up(vault, one.capture, announced(one.waited, FILE, case))
        if writer is None:
            return Taken(one.capture, len(one.parts))
        for row in one.parts:
            _expect_next(row, writer, one.waited)
            data = content.take(row.sent)
            left -= row.sent
            _keep(writer, row, one.waited, data)
        ended = (one.ended.state, one.ended.reason) if one.ended else None
        whole = writer
        receipt = reserve.spending(
            vault, lambda: whole.commit(one.manifest, one.manifest_sha256, ended)
        )
        return Taken(one.capture, len(one.parts), receipt)
    except KeepsakeError as error:
        if error.code in (Code.DISK_FULL, Code.VAULT_UNWRITABLE):
            raise
        return Taken(one.capture, writer.next if writer else 0, error=error)
    finally:
        if writer:
            writer.close()
        content.skip(max(left, 0))


def _expect_next(row: Row, writer: WaitedWriter, waited: Waited) -> None:
    if row.is_too_large:
        raise KeepsakeError(Code.PART_TOO_LARGE, f"{row.bytes} bytes")
    if row.part > writer.next:
        raise KeepsakeError(Code.CAPTURE_STATE, f"part {row.part}, not {writer.next}")
    expect(row, waited)


def _keep(writer: WaitedWriter, row: Row, waited: Waited, data: bytes) -> None:
    if len(data) != row.sent:
        raise KeepsakeError(Code.FILE_CUT, f"part {row.part}: {len(data)} of {row.sent} bytes")
    if row.part < writer.next:  # it came over the port, before that was cut short
        return
    expect_content(row, waited, data)
    writer.keep(part_of(row), data)
