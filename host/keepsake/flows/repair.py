"""What can be put right in a vault without anything of it being lost: `keepsake doctor --fix`.

Nothing is made up, and nothing that is sealed is written, replaced or removed: what a step needs
and does not find, it leaves as it is and tells. Source: FORMAT.md §1.13.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry
from keepsake.core.added import entry as added
from keepsake.core.hashing import sha256_hex
from keepsake.core.merkle import leaf_hash
from keepsake.vault import access, quarantine, recovery, renamed_files
from keepsake.vault.access import RECOVERY, RECOVERY_FILE
from keepsake.vault.handle import Vault
from keepsake.vault.index import Index
from keepsake.vault.renamed_files import Renamed, give_back, renamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.env import Environment
    from keepsake.vault.unlocked import Unlocked

_SALT_BYTES = 16


class Repaired(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was put right, or that could not be told to be right.

    Attributes:
        what: Code word.
        name: The file or the capture, as it is below the vault.
        was: The name that the file had before, or has still where it was left.
    """

    what: str
    name: str
    was: str = ""


def repair(path: Path, env: Environment, secret: Callable[[], str | None]) -> Iterator[Repaired]:
    """Puts right what can be, and gives each act when it is done.

    Args:
        path: The vault's folder.
        env: Clock and randomness.
        secret: Gives the passphrase, None where there is none to be had: then what is sealed is
            neither compared nor indexed. Asked only where a passphrase is set.

    Raises:
        KeepsakeError: VAULT_MISSING and the like, PASSPHRASE_WRONG, or what keeps the vault from
            being written; acts before that stay done, and calling it again goes on.
    """
    for one in renamed(path):
        if not one.sealed and give_back(path, one, lambda it: renamed_files.fits(path, env, it)):
            yield Repaired("renamed", one.name, one.was)
    vault, aside = Vault.open(path, env), set(quarantine.files(path))
    opened = _opened(vault, secret)
    if opened is not None:
        yield from _sealed(opened)
    for one in renamed(path):
        yield Repaired("left", one.name, one.was)
    yield from _finish(vault, aside)
    if vault.log.mend_frontier():
        yield Repaired("frontier", "log/frontier")
    if opened is not None and _index_made(opened):
        yield Repaired("index", "index.db")


def _opened(vault: Vault, secret: Callable[[], str | None]) -> Unlocked | None:
    given = secret() if vault.claimed else None
    return None if vault.claimed and given is None else access.unlock(vault, given)


def _finish(vault: Vault, before: set[str]) -> Iterator[Repaired]:
    """What was cut short; what of it is not as it was written is set aside, beside what was."""
    receipts = recovery.recover(vault)
    for name in quarantine.files(vault.path):
        if name not in before:
            yield Repaired("set_aside", name)
    for receipt in receipts:
        yield Repaired("captures", f"entry {receipt.entry}")


def _sealed(opened: Unlocked) -> Iterator[Repaired]:
    """Sealed files under other names, the entries first: they say what the others are."""
    path = opened.vault.path
    waiting = [one for one in renamed(path) if one.sealed]
    for chosen in (True, False):
        for one in waiting:
            is_entry = renamed_files.entry_index(one.name) is not None
            if is_entry is chosen and give_back(path, one, lambda it: _fits_sealed(opened, it)):
                yield Repaired("renamed", one.name, one.was)


def _fits_sealed(opened: Unlocked, one: Renamed) -> bool:
    file = opened.vault.path / one.was
    index = renamed_files.entry_index(one.name)
    if index is not None:
        data = opened.open_file(file)
        return index < opened.vault.size() and leaf_hash(data) == opened.vault.log.leaf(index)
    if one.name == RECOVERY_FILE:
        return sha256_hex(file.read_bytes()) == _recovery_hash(opened)
    folder, capture, name = one.name.split("/")
    body = _staged(opened, capture) if folder == "incoming" else _logged(opened, capture)
    part = next((it for it in body.parts if f"{it.part:04d}.age" == name), None) if body else None
    return part is not None and not entry.check_measured(part, opened.measure_file(file))


def _staged(opened: Unlocked, capture: str) -> entry.CaptureBody:
    staging = opened.vault.path / "incoming" / capture / "staging"
    return entry.body(entry.decode(opened.open_file(staging)), entry.CaptureBody)


def _logged(opened: Unlocked, capture: str) -> entry.CaptureBody | None:
    """The last entry of a capture, which has all that earlier ones have. FORMAT.md §3.9."""
    found = None
    for _, record in opened.readable():
        if record.kind in added.HOLDERS:
            body = entry.body(record, entry.CaptureBody)
            found = body if body.capture == capture else found
    return found


def _recovery_hash(opened: Unlocked) -> str:
    """SHA-256 of the recovery code's file that was written last, "" where none is known."""
    found = ""
    for _, record in opened.readable():
        if record.kind == "passphrase":
            body = entry.body(record, entry.PassphraseBody)
            found = body.sha256 if body.action == RECOVERY else found
    return found


def _index_made(opened: Unlocked) -> bool:
    """Opens the index that is there, which makes it anew if it does not open; whether it did."""
    file = opened.vault.path / "index.db"
    if not file.exists():  # none was made yet
        return False
    before = _salt(file)
    Index(opened).close()
    return _salt(file) != before


def _salt(file: Path) -> bytes:
    """What each making of an encrypted database draws anew. Source: SQLCipher's file format."""
    try:
        with file.open("rb") as begun:
            return begun.read(_SALT_BYTES)
    except OSError:
        return b""
