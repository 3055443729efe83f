"""What is staged of a capture in progress, in its folder. Source: FORMAT.md §3.2, §3.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry, staged
from keepsake.core.entry import SALT_BYTES
from keepsake.core.errors import KeepsakeError
from keepsake.vault.config import Config

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.entry import CaptureBody
    from keepsake.vault.clock import ClockWatch
    from keepsake.vault.handle import Vault

STAGING = "staging"
CUT_SHORT = "cut_short"


class Staging:
    """The staged entry of one capture; it is there, durable, when the object is made.

    Attributes:
        ends: Leaf hash of each end that was staged.
        bytes: Size of the parts together.
    """

    def __init__(self, vault: Vault, folder: Path, kind: str, body: CaptureBody) -> None:
        """Begins it.

        Args:
            vault: The vault.
            folder: Where the capture arrives.
            kind: Kind of the entry.
            body: Its body as it is right if the capture is cut short; without parts.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        self._vault, self._path = vault, folder / STAGING
        self._salt = vault.env.random(SALT_BYTES)
        self._head = entry.before_parts(kind, body.capture, self._salt, vault.written())
        self._rows: list[bytes] = []
        self.ends: list[bytes] = []
        self.bytes = 0
        self._staged = staged.Staged(
            staged.Head(
                vault.env.random(staged.KEY_BYTES).hex(),
                self._head.decode(),
                entry.after_parts(body, vault.written()).decode(),
            ),
            vault.seal,
        )
        self._size = len(self._staged.begin)
        vault.disk.replace(self._path, self._staged.begin)

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
