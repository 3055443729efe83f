"""Finishes what was cut short, without any secret.

What was staged of a capture is entered as far as it is as it was written; a damaged rest is set
aside and told, and never signed. Source: FORMAT.md §1.10, §3.4, §10.4.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from keepsake.core import entry, staged
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES
from keepsake.core.merkle import leaf_hash
from keepsake.vault import creating, quarantine, removal, transaction
from keepsake.vault.commit import committed, empty, lock_path, release, settle
from keepsake.vault.layout import part_name
from keepsake.vault.locking import lock_file, take
from keepsake.vault.receipt import Receipt
from keepsake.vault.staging import HELD, STAGING, WAITED, has_open_end, is_held
from keepsake.vault.transaction import writing

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from keepsake.core.staged import Good
    from keepsake.vault.handle import Vault

# What versions before 0.2 staged: 32 bytes of leaf hash and the sealed entry, as a whole.
STAGED_WHOLE = "entry"
_SEALED = b"age-encryption.org/v1\n"
STAGED, DAMAGED = "staged", "damaged"
# For so long a browser is waited for that has all of a capture, of which a part is here.
PATIENCE = timedelta(days=30)
_SLACK = timedelta(seconds=2)


def recover(vault: Vault, rest: Collection[str] = (), *, impatient: bool = False) -> list[Receipt]:
    """Finishes a file whose entry is missing, the making of the vault, removals and captures.

    A capture that is still being received is left alone, and one whose browser is waited for.

    Args:
        vault: The vault.
        rest: Captures of which a browser says that it holds the rest, whatever their age.
        impatient: Whether no other browser is waited for, also where it has all of a capture.

    Returns:
        A receipt for each capture that was committed or moved into place.

    Raises:
        KeepsakeError: The log cannot be written; whatever is staged stays staged.
    """
    transaction.finish(vault)
    creating.finish(vault)
    removal.recover(vault)
    incoming = vault.path / "incoming"
    if not incoming.is_dir():
        return []
    folders = sorted(path for path in incoming.iterdir() if path.is_dir())
    due = [
        folder
        for folder in folders
        if folder.name not in rest and (impatient or not _is_waited_for(vault, folder))
    ]
    return [receipt for folder in due if (receipt := _recover_one(vault, folder))]


def _is_waited_for(vault: Vault, folder: Path) -> bool:
    """Whether a browser has all of it; a clock that was set back waits for nobody.

    One of which it has only the rest is entered at once: no other start knows when that will come.
    """
    try:
        written = datetime.fromtimestamp((folder / STAGING).stat().st_mtime, UTC)
    except OSError:
        return False
    return is_held(folder, WAITED) and -_SLACK <= vault.env.now() - written < PATIENCE


def _recover_one(vault: Vault, folder: Path) -> Receipt | None:
    lock = lock_file(lock_path(folder))
    try:
        take(lock, 0)
    except KeepsakeError as error:
        if error.code is not Code.VAULT_BUSY:
            raise
        return None
    try:
        with writing(vault):
            if not folder.is_dir():  # another process was first
                return None
            if (folder / STAGED_WHOLE).is_file():
                return _finish_whole(vault, folder)
            return _finish(vault, folder)
    finally:
        release(lock, folder)


def _finish(vault: Vault, folder: Path) -> Receipt | None:
    data = _read(folder / STAGING)
    found = staged.good(data)
    if not found.parts:
        _put_away(vault, folder, found)
        return None
    # The last one also where no end was staged: an earlier recovery may have come as far as that.
    index = committed(vault, [*found.ends, found.leaf])
    if index is None:
        beyond = found.parts if found.whole else _set_rest_aside(vault, folder, found)
        told = STAGED if beyond == found.parts else DAMAGED
        index = _enter(vault, folder, data[: found.end], found, told)
    settle(vault, folder, found.parts, open_end=has_open_end(folder, end_staged=bool(found.ends)))
    return _receipt(vault, index)


def _enter(vault: Vault, folder: Path, data: bytes, found: Good, told: str) -> int:
    """The capture and the entry that says how it was finished: both are in the log or none."""
    body = entry.RecoveryBody(folder.name, found.parts, told)
    record = vault.encode("recovery", body)
    entries = [(data, found.leaf), (vault.seal_entry(record), leaf_hash(record))]
    return vault.log.append_all(entries, vault.signer()).size - len(entries)


def _put_away(vault: Vault, folder: Path, found: Good) -> None:
    """What nothing is staged of: nothing of it was acknowledged, or what says so is damaged."""
    there = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {HELD}
    # Of a capture it is part 0, of files added by hand also part 1, that came before its record.
    if there <= ({STAGING, part_name(0), part_name(1)} if found.whole else {STAGING}):
        empty(vault, folder)
    else:
        quarantine.set_aside(vault, folder)


def _set_rest_aside(vault: Vault, folder: Path, found: Good) -> int:
    """Keeps parts that may have been acknowledged, with what was staged of them.

    Returns:
        How many parts there were with these.
    """
    known = {STAGING, HELD, *map(part_name, range(found.parts))}
    rest = [
        path
        for path in sorted(folder.iterdir())
        if path.name not in known and not path.name.startswith(".")
    ]
    if not rest:
        return found.parts
    place = vault.path / quarantine.SET_ASIDE / folder.name
    vault.disk.make_folder(place)
    vault.disk.replace(place / STAGING, _read(folder / STAGING))
    for path in rest:
        vault.disk.rename(path, place / path.name)
    return found.parts + len(rest)


def _finish_whole(vault: Vault, folder: Path) -> Receipt | None:
    """As versions before 0.2 staged it: no record says whether it is as it was written."""
    data = _read(folder / STAGED_WHOLE)
    leaf, sealed = data[:DIGEST_BYTES], data[DIGEST_BYTES:]
    if len(leaf) < DIGEST_BYTES or not sealed.startswith(_SEALED):
        quarantine.set_aside(vault, folder)
        return None
    index = vault.log.find(leaf)
    if index is None:
        parts = sum(1 for path in folder.iterdir() if path.suffix == ".age")
        record = vault.encode("recovery", entry.RecoveryBody(folder.name, parts, STAGED))
        entries = [(sealed, leaf), (vault.seal_entry(record), leaf_hash(record))]
        index = vault.log.append_all(entries, vault.signer()).size - len(entries)
    target = vault.path / "parts" / folder.name
    vault.disk.make_folder(target.parent)
    vault.disk.rename(folder, target)
    vault.disk.remove(target / STAGED_WHOLE)
    return _receipt(vault, index)


def _receipt(vault: Vault, index: int) -> Receipt:
    checkpoint, leaf = vault.log.checkpoint(), vault.log.leaf(index)
    return Receipt(index, leaf.hex(), checkpoint.size, checkpoint.root.hex(), vault.utc())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        name = f"incoming/{path.parent.name}/{path.name}"
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error
