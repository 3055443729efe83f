"""An unlocked vault: what is sealed, opened on demand and checked against the log as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core import entry, manifest, sealed
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256
from keepsake.core.merkle import leaf_hash
from keepsake.vault.incoming import part_name
from keepsake.vault.log import entry_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyrage

    from keepsake.core.entry import CaptureBody, Entry
    from keepsake.core.manifest import Manifest, Page
    from keepsake.vault.store import Vault


class Capture(NamedTuple):
    """A capture and its place in the log."""

    entry: int
    record: Entry
    body: CaptureBody


class Unlocked:
    """A vault with its identity in memory. Drop the object to lock it.

    Attributes:
        vault: The vault.
        identity: What opens it; stays within `keepsake.vault`.
    """

    def __init__(self, vault: Vault, identity: pyrage.x25519.Identity) -> None:
        self.vault = vault
        self.identity = identity
        self._opener = sealed.Opener(sealed.parse_secret(str(identity)))

    def open_file(self, path: Path) -> bytes:
        """Opens a sealed file of this vault.

        Raises:
            KeepsakeError: VAULT_DAMAGED; missing, unreadable or altered, with the file named.
        """
        try:
            return self._opener.open(path.read_bytes())
        except (OSError, sealed.SealedError) as error:
            missing = isinstance(error, OSError)
            detail = "a file is missing" if missing else f"a sealed file does not open: {error}"
            name = path.relative_to(self.vault.path).as_posix()
            raise KeepsakeError(Code.VAULT_DAMAGED, detail, file=name) from error

    def entry_bytes(self, index: int) -> bytes:
        """Exact bytes of an entry, checked against its leaf hash.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN (no such entry), VAULT_DAMAGED.
        """
        leaves = self.vault.leaves()
        if not 0 <= index < len(leaves):
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {index}")
        return self._checked(index, leaves[index])

    def entry(self, index: int) -> Entry:
        """An entry, read. Raises as `entry_bytes`."""
        return entry.decode(self.entry_bytes(index))

    def entries(self, start: int = 0) -> Iterator[tuple[int, Entry]]:
        """Entries in order from `start`.

        Raises:
            KeepsakeError: VAULT_DAMAGED at the first that does not open or is not the one that was
                logged.
        """
        for index, data in self.exact(start):
            yield index, entry.decode(data)

    def exact(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """The exact bytes of entries in order from `start`. Raises as `entries`."""
        leaves = self.vault.leaves()
        for index in range(start, len(leaves)):
            yield index, self._checked(index, leaves[index])

    def readable(self, start: int = 0) -> Iterator[tuple[int, Entry]]:
        """As `entries`, without those that do not open, which a check names."""
        for index, record in self.each(start):
            if not isinstance(record, KeepsakeError):
                yield index, record

    def each(self, start: int = 0) -> Iterator[tuple[int, Entry | KeepsakeError]]:
        """Entries in order, and in place of one that does not open what is wrong with it."""
        leaves = self.vault.leaves()
        for index in range(start, len(leaves)):
            try:
                yield index, entry.decode(self._checked(index, leaves[index]))
            except KeepsakeError as error:
                yield index, error

    def captures(self) -> Iterator[Capture]:
        """Captures in order. Raises as `entries`."""
        for index, record in self.entries():
            if record.kind == "capture":
                yield Capture(index, record, entry.body(record, entry.CaptureBody))

    def capture(self, index: int) -> Capture:
        """The capture that is entry `index`.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN (no entry, or of another kind), VAULT_DAMAGED.
        """
        record = self.entry(index)
        if record.kind != "capture":
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {index} is of kind {record.kind}")
        return Capture(index, record, entry.body(record, entry.CaptureBody))

    def part_path(self, capture: str, part: int) -> Path:
        """Where a part is; in `incoming` when a commit has not moved it yet.

        Source: FORMAT.md §3.3.
        """
        settled = self.vault.path / "parts" / capture / part_name(part)
        waiting = self.vault.path / "incoming" / capture / part_name(part)
        return waiting if waiting.exists() and not settled.exists() else settled

    def part(self, capture: str, part: int) -> bytes:
        """Exact bytes of an artifact; *not* compared with its entry, which `entry.check_part` does.

        Raises:
            KeepsakeError: VAULT_DAMAGED.
        """
        settled = self.vault.path.joinpath("parts", capture, part_name(part))
        try:
            return self.open_file(settled)
        except KeepsakeError:
            path = self.part_path(capture, part)
            if path == settled:
                raise
            return self.open_file(path)

    def manifest(self, body: CaptureBody) -> Manifest | None:
        """The manifest of a capture; None where it was cut short before one came.

        Raises:
            KeepsakeError: VAULT_DAMAGED, MANIFEST_MISMATCH, VAULT_NEWER.
        """
        if body.manifest < 0:
            return None
        return manifest.decode(self.part(body.capture, body.manifest))

    def begun(self, body: CaptureBody) -> Page:
        """What was known of the page at the click; an empty page where that does not open."""
        try:
            return msgspec.json.decode(self.part(body.capture, 0), type=manifest.Page)
        except (KeepsakeError, msgspec.DecodeError, UnicodeDecodeError):
            return manifest.Page(url="")

    def index_key(self) -> bytes:
        """32 bytes that encrypt the index, derived from the identity and nothing else."""
        return sha256(b"keepsake index v1\n" + str(self.identity).encode())

    def removal_key(self) -> bytes:
        """32 bytes with which an open vault proves that a removal is its own. FORMAT.md §10.4."""
        return sha256(b"keepsake removal v1\n" + str(self.identity).encode())

    def _checked(self, index: int, leaf: bytes) -> bytes:
        path = self.vault.log.entry_path(index)
        data = self.open_file(path)
        if leaf_hash(data) != leaf:
            name = f"entries/{entry_name(index)}"
            raise KeepsakeError(Code.VAULT_DAMAGED, "not the entry that was logged", file=name)
        return data
