"""Copies of a vault: to a folder elsewhere before the device is taken, and back.

Source: FORMAT.md §8.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core import custody, merkle
from keepsake.core.custody import UNATTRIBUTED
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256, sha256_hex
from keepsake.vault import last_backup, pending, transaction
from keepsake.vault.backup_files import (
    Source,
    State,
    committed_files,
    digest_of,
    in_memory,
    is_there,
    last_files,
    sealed_files,
)
from keepsake.vault.handle import COPY_MARK, Vault
from keepsake.vault.info import read_info_bytes, refuse_remains
from keepsake.vault.layout import INFO_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from keepsake.core.custody import Attribution
    from keepsake.env import Environment
    from keepsake.vault.durable import Disk

MARK_VERSION = 1


class BackupResult(NamedTuple):
    """What a copy took.

    Attributes:
        files: Files written now.
        unchanged: Files that were there already, compared byte for byte.
        bytes: Size of the files written now.
        size: Entries that the copy holds.
    """

    files: int
    unchanged: int
    bytes: int
    size: int


def backup(vault: Vault, folder: Path, attribution: Attribution = UNATTRIBUTED) -> BackupResult:
    """Copies what is committed to `folder`, which becomes a vault of its own that opens alike.

    A copy made there before is brought up to date: sealed files never change, so only new ones are
    written. Everything is read back and compared. Captures still being received are left out, and
    what was removed here since stays in the copy.

    Raises:
        KeepsakeError: PASSPHRASE_NEEDED (a copy of an unclaimed vault would open for anyone),
            VAULT_EXISTS (another vault is there), VAULT_INCOMPLETE (parts of one), COPY_AHEAD (it
            holds entries that this one does not), VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE. An
            earlier copy stays usable.
    """
    state = state_to_copy(vault)
    _refuse_other(vault, folder, state)
    vault.disk.make_folder(folder)
    vault.disk.replace(folder / COPY_MARK, copy_mark(vault))
    sealed = write_files(vault.disk, sealed_files(vault, state), folder, state.size)
    heads = list(last_files(vault, state))
    last = [one for one in heads if not is_there(one, folder / one.name)]
    copied = BackupResult(
        sealed.files + len(last),
        sealed.unchanged + len(heads) - len(last),
        sealed.bytes + sum(one.size for one in last),
        state.size,
    )
    body = backup_body(copied, attribution, "folder", sha256_hex(state.checkpoint))
    *others, final = last or heads
    write_files(vault.disk, others, folder, state.size)
    # All is on the medium, and with one name more the copy is of this state: what leaves is in the
    # log, and what there was no room for is not.
    _write_file(vault.disk, final, folder, lambda: transaction.append(vault, "backup", body))
    last_backup.remember(vault, copied.size)
    return copied


def backup_body(
    copied: BackupResult, attribution: Attribution, form: str, sha256: str
) -> custody.BackupBody:
    """What the log says of a copy that was made."""
    return custody.BackupBody(
        who=attribution.who,
        why=attribution.why,
        to=attribution.to,
        medium=attribution.medium,
        size=copied.size,
        files=copied.files,
        bytes=copied.bytes,
        form=form,
        sha256=sha256,
    )


def restore(
    source: Path,
    target: Path,
    env: Environment,
    attribution: Attribution = UNATTRIBUTED,
    disk: Disk | None = None,
) -> Vault:
    """Makes a vault at `target` from a copy, which is checked first and not changed.

    Not checked here: what is sealed, which needs the passphrase; an audit does that.

    Raises:
        KeepsakeError: VAULT_MISSING or VAULT_DAMAGED of the copy; VAULT_EXISTS or VAULT_INCOMPLETE
            at the target; DISK_FULL, VAULT_UNWRITABLE.
    """
    copy = Vault.open(source, env, disk)
    state = sound_state(copy)
    refuse_target(target, read_info_bytes(source))
    body = custody.RestoreBody(
        who=attribution.who,
        why=attribution.why,
        size=state.size,
        form="folder",
        sha256=sha256_hex(state.checkpoint),
    )
    return write_restored(copy, committed_files(copy, state), target, body)


def write_restored(
    copy: Vault, files: Iterable[Source], target: Path, body: custody.RestoreBody
) -> Vault:
    """Makes a vault of the files of a copy, with the entry that says so.

    Args:
        copy: The copy as a vault, for its seal, its clock and its disk.
        files: What it holds, `vault.json` last.
        target: Where the vault will be.
        body: What its log is to say.
    """
    write_files(copy.disk, _with_entry(copy, files, body), target, body.size)
    vault = Vault.open(target, copy.env, copy.disk)
    transaction.finish(vault)
    return vault


def _with_entry(
    copy: Vault, files: Iterable[Source], body: custody.RestoreBody
) -> Iterator[Source]:
    """With `vault.json`, the last of them, it is a vault: its entry waits from the first on."""
    *others, last = files
    data = b"".join(last.pieces())
    yield in_memory(pending.PENDING, transaction.staged(copy, last.name, data, "restore", body))
    yield from others
    yield last


def refuse_target(target: Path, data: bytes) -> None:
    """Makes sure that a vault can be made at `target` of a copy without anything being lost there.

    What a restore of the same copy left that was cut short is no hindrance.

    Args:
        target: Where the vault will be.
        data: `vault.json` of the copy.

    Raises:
        KeepsakeError: VAULT_EXISTS; VAULT_INCOMPLETE, something of another vault is there.
    """
    if (target / INFO_FILE).exists():
        raise KeepsakeError(Code.VAULT_EXISTS)
    begun = pending.read(target / pending.PENDING)
    if begun is None or (begun.name, begun.digest) != (INFO_FILE, sha256(data)):
        refuse_remains(target)


def copy_mark(vault: Vault) -> bytes:
    """What `copy.json` holds. Source: FORMAT.md §8.5."""
    return msgspec.json.encode(_Mark(MARK_VERSION, vault.info.vault))


class _Mark(msgspec.Struct, frozen=True):
    keepsake_copy: int
    vault: str


def _is_begun_copy(mark: Path, vault: Vault) -> bool:
    """Whether a copy of this vault was begun there and cut short."""
    try:
        return mark.read_bytes() == copy_mark(vault)
    except OSError:
        return False


def state_to_copy(vault: Vault) -> State:
    """The committed state of a vault that a copy may be made of.

    What a power cut left between an answer and its note is finished first: a copy takes no file
    that is still aside, and would hold a note of a stamp that it does not have.

    Raises:
        KeepsakeError: PASSPHRASE_NEEDED, VAULT_DAMAGED, VAULT_BUSY, DISK_FULL, VAULT_UNWRITABLE.
    """
    if not vault.claimed:
        vault.unclaimed().find()  # else its secret is lost, and no passphrase can be set
        raise KeepsakeError(Code.PASSPHRASE_NEEDED)
    with transaction.writing(vault):
        transaction.finish(vault)
        vault.stamps.finish()
    return sound_state(vault)


def sound_state(vault: Vault) -> State:
    """The committed state, its signature and root checked.

    Raises:
        KeepsakeError: VAULT_DAMAGED, with the file.
    """
    signed, checkpoint = vault.log.signed()
    leaves = vault.leaves(checkpoint.size)
    if merkle.root(leaves) != checkpoint.root:
        raise KeepsakeError(Code.VAULT_DAMAGED, "root and leaves differ", file="log/leaves")
    return State(signed, b"".join(leaves), checkpoint.size)


def _refuse_other(vault: Vault, folder: Path, state: State) -> None:
    if not (folder / INFO_FILE).exists():
        if not _is_begun_copy(folder / COPY_MARK, vault):
            refuse_remains(folder)
        return
    copy = Vault.open(folder, vault.env)
    if copy.info != vault.info:
        raise KeepsakeError(Code.VAULT_EXISTS)
    there = b"".join(copy.leaves())
    if not state.leaves.startswith(there):
        raise KeepsakeError(Code.COPY_AHEAD, f"{copy.size()} entries there, {state.size} here")


def write_files(disk: Disk, files: Iterable[Source], folder: Path, size: int) -> BackupResult:
    """Writes what is not there yet, reads it back and compares; no file is held whole."""
    written = unchanged = total = 0
    for source in files:
        target = folder / source.name
        if is_there(source, target):
            unchanged += 1
            continue
        _write_file(disk, source, folder)
        written, total = written + 1, total + source.size
    return BackupResult(written, unchanged, total, size)


def _write_file(
    disk: Disk, source: Source, folder: Path, before_name: Callable[[], object] = lambda: None
) -> None:
    target, digest = folder / source.name, hashlib.sha256()
    disk.make_folder(target.parent)
    with disk.stream(target, before_name) as file:
        for piece in source.pieces():
            file.write(piece)
            digest.update(piece)
    if digest_of(target) != digest.hexdigest():
        text = "the copy reads back otherwise"
        raise KeepsakeError(Code.VAULT_DAMAGED, text, file=source.name)
