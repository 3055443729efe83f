"""What is staged of a capture in progress, in its folder. Source: FORMAT.md §3.2, §3.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry, staged
from keepsake.core.entry import SALT_BYTES
from keepsake.core.errors import KeepsakeError
from keepsake.vault.config import Config

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from keepsake.core.entry import CaptureBody
    from keepsake.vault.clock import ClockWatch
    from keepsake.vault.handle import Vault

STAGING = "staging"
HELD = "held"
"""Says that a browser may hold the rest of a capture, which is then finished only later."""
CAPTURE, WAITED = "capture", "waited"
"""What it holds: whether the browser has only the rest, or all of it until the receipt."""
_ENDED = " ended"
"""What is behind that once its commit has begun: no rest is to come."""


class Staging:
    """The staged entry of one capture; it is there, durable, when the object is made.

    Attributes:
        key: What its records are encrypted under; whoever has it reads the list of parts.
        ends: Leaf hash of each end that was staged.
        bytes: Size of the parts together.
    """

    def __init__(
        self,
        vault: Vault,
        folder: Path,
        kind: str,
        body: CaptureBody,
        key: bytes = b"",
        parts: Sequence[entry.Part] = (),
    ) -> None:
        """Begins it, in the place of what was staged there.

        Args:
            vault: The vault.
            folder: Where the capture arrives.
            kind: Kind of the entry.
            body: Its body as it is right if the capture is cut short; without parts.
            key: That of an earlier staged entry which this one goes on from.
            parts: What that one lists.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        self._vault, self._path = vault, folder / STAGING
        self._salt = vault.env.random(SALT_BYTES)
        self._head = entry.before_parts(kind, body.capture, self._salt, vault.written())
        self._rows = [msgspec.json.encode(part) for part in parts]
        self.ends: list[bytes] = []
        self.bytes = sum(part.bytes for part in parts)
        self.key = key or vault.env.random(staged.KEY_BYTES)
        tail = entry.after_parts(body, vault.written()).decode()
        head = staged.Head(self.key.hex(), self._head.decode(), tail)
        self._staged = staged.Staged(head, vault.seal)
        begun = self._staged.begin + b"".join(map(self._staged.part, self._rows))
        self._size = len(begun)
        vault.disk.replace(self._path, begun)
        self._staged.confirm()

    @property
    def parts(self) -> int:
        """Number of parts that are staged."""
        return len(self._rows)

    def add(self, *parts: entry.Part) -> None:
        """Stages more parts, which belong together; durable when it returns.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; what was staged before stays.
        """
        rows = [msgspec.json.encode(part) for part in parts]
        self._append(b"".join(map(self._staged.part, rows)))
        self._rows += rows
        self.bytes += sum(part.bytes for part in parts)

    def end(self, body: CaptureBody) -> tuple[bytes, bytes]:
        """Stages how the entry ends, at this moment.

        Returns:
            The exact bytes of the entry, and its leaf hash.

        Raises:
            KeepsakeError: As `add`.
        """
        tail = entry.after_parts(body, self._vault.written())
        record, leaf = self._staged.end(tail)
        self._append(record)
        self.ends.append(leaf)
        return self._head + b",".join(self._rows) + tail, leaf

    def _append(self, record: bytes) -> None:
        try:
            self._vault.disk.put_tail(self._path, self._size, record)
        except KeepsakeError:
            self._staged.drop()
            raise
        self._staged.confirm()
        self._size += len(record)


def is_held(folder: Path, held: str) -> bool:
    """Whether a browser holds so much of the capture in a folder."""
    return _held(folder).removesuffix(_ENDED) == held


def has_open_end(folder: Path, *, end_staged: bool) -> bool:
    """Whether the rest of the capture in a folder may still come.

    Args:
        folder: Where the capture arrived.
        end_staged: Whether an end of it is staged: a commit that began and staged none ended
            nothing.
    """
    held = _held(folder)
    return held in (CAPTURE, WAITED) or (held.endswith(_ENDED) and not end_staged)


def mark_ended(vault: Vault, folder: Path) -> None:
    """Notes that the commit of a capture begins, for whoever finishes it.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE.
    """
    if _held(folder) in (CAPTURE, WAITED):
        vault.disk.replace(folder / HELD, f"{_held(folder)}{_ENDED}".encode())


def _held(folder: Path) -> str:
    try:
        return (folder / HELD).read_bytes().decode("ascii", "replace")
    except OSError:
        return ""


def options(vault: Vault) -> Config:
    """The options, for a capture: where they cannot be read it goes on, and a check tells them."""
    try:
        return vault.config
    except KeepsakeError:
        return Config()


def host_facts(config: Config, system: dict[str, str], clock: ClockWatch) -> dict[str, str]:
    """What an entry says of the computer: its system, its clock, and stamps where they are off."""
    off = {} if config.stamps_enabled else {"stamps": "off"}
    return {**system, **clock.facts(), **off}
