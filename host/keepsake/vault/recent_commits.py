"""Which captures were committed lately: what to answer a browser that lost the receipt of one.

A line is written before the commit point, with the leaf hash that the entry will have. Whether it
was committed is then read from the log itself, never from here. Nothing in it is evidence, and it
can be thrown away. Source: FORMAT.md §2.8, PROTOCOL.md §2.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import KeepsakeError

if TYPE_CHECKING:
    from keepsake.vault.handle import Vault

COMMITS = "log/commits.json"
MOST = 64


class Commit(msgspec.Struct, frozen=True):
    """A capture that was about to be committed.

    Attributes:
        capture: Its UUID.
        leaf: Leaf hash of its entry, hexadecimal.
        state: Of the capture, as in its entry.
        parts: How many it has, and `bytes` their size together.
    """

    capture: str
    leaf: str
    state: str
    parts: int
    bytes: int


def note(vault: Vault, commit: Commit) -> None:
    """Writes it down, durable; the last so many are kept. The caller holds the vault's lock.

    Where that fails the capture is committed all the same: only its receipt cannot be asked for.
    """
    rows = [*_read(vault), commit][-MOST:]
    try:
        vault.disk.replace(vault.path / COMMITS, msgspec.json.encode(rows))
    except KeepsakeError:
        return


def find(vault: Vault, capture: str) -> tuple[Commit, int] | None:
    """A capture that was committed, and the index of its entry; None where that is not known.

    Raises:
        KeepsakeError: VAULT_DAMAGED, the log cannot be read.
    """
    for row in reversed(_read(vault)):
        if row.capture == capture:
            try:
                index = vault.log.find(bytes.fromhex(row.leaf))
            except ValueError:
                return None
            return None if index is None else (row, index)
    return None


def _read(vault: Vault) -> list[Commit]:
    try:
        data = (vault.path / COMMITS).read_bytes()
        return msgspec.json.decode(data, type=list[Commit])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
