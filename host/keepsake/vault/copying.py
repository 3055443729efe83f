"""Copies of a vault: to a folder elsewhere before the device is taken, and back.

Source: FORMAT.md §8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core import custody, merkle, note
from keepsake.core.custody import NOTHING_TOLD
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.vault.log import entry_name
from keepsake.vault.store import COPY_MARK, Vault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from keepsake.core.custody import Told
    from keepsake.env import Environment
    from keepsake.vault.durable import Disk

_KEYS = ("identity.age", "recovery.age", "device.key", "config.toml")
MARK_VERSION = 1


class Copied(NamedTuple):
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


def backup(vault: Vault, folder: Path, told: Told = NOTHING_TOLD) -> Copied:
    """Copies what is committed to `folder`, which becomes a vault of its own that opens alike.

    A copy made there before is brought up to date: sealed files never change, so only new ones are
    written. Everything is read back and compared. Captures still being received are left out, and
    what was removed here since stays in the copy.

    Raises:
        KeepsakeError: PASSPHRASE_NEEDED (a copy of an unclaimed vault would open for anyone),
            VAULT_EXISTS (another vault is there), COPY_AHEAD (it holds entries that this one does
            not), VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE. An earlier copy stays usable.
    """
    if not vault.claimed:
        raise KeepsakeError(Code.PASSPHRASE_NEEDED)
    state = sound_state(vault)
    _refuse_other(vault, folder, state)
    vault.disk.make_folder(folder)
    vault.disk.replace(folder / COPY_MARK, copy_mark(vault))
    copied = write_files(vault.disk, committed_files(vault, state), folder, state.size)
    vault.append("backup", backup_body(copied, told, "folder", sha256_hex(state.checkpoint)))
    return copied


def backup_body(copied: Copied, told: Told, form: str, sha256: str) -> custody.BackupBody:
    """What the log says of a copy that was made."""
    return custody.BackupBody(
        who=told.who,
        why=told.why,
        to=told.to,
        medium=told.medium,
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
    told: Told = NOTHING_TOLD,
    disk: Disk | None = None,
) -> Vault:
    """Makes a vault at `target` from a copy, which is checked first and not changed.

    Not checked here: what is sealed, which needs the passphrase; an audit does that.

    Raises:
        KeepsakeError: VAULT_MISSING or VAULT_DAMAGED of the copy; VAULT_EXISTS at the target;
            DISK_FULL, VAULT_UNWRITABLE.
    """
    copy = Vault.open(source, env, disk)
    state = sound_state(copy)
    if (target / "vault.json").exists():
        raise KeepsakeError(Code.VAULT_EXISTS)
    write_files(copy.disk, committed_files(copy, state), target, state.size)
    return enter_restore(target, env, told, state.size, "folder", sha256_hex(state.checkpoint))


def enter_restore(
    target: Path, env: Environment, told: Told, size: int, form: str, sha256: str
) -> Vault:
    """Opens a vault that was just made from a copy, and enters that in its log."""
    vault = Vault.open(target, env)
    body = custody.RestoreBody(who=told.who, why=told.why, size=size, form=form, sha256=sha256)
    vault.append("restore", body)
    return vault


def copy_mark(vault: Vault) -> bytes:
    """What `copy.json` holds. Source: FORMAT.md §8.5."""
    return msgspec.json.encode(_Mark(MARK_VERSION, vault.info.vault))


class _Mark(msgspec.Struct, frozen=True):
    keepsake_copy: int
    vault: str


class State(NamedTuple):
    """One committed state of a log; what is appended meanwhile is for the next copy."""

    checkpoint: bytes
    leaves: bytes
    size: int


def sound_state(vault: Vault) -> State:
    """The committed state, its signature and root checked.

    Raises:
        KeepsakeError: VAULT_DAMAGED, with the file.
    """
    signed = vault.checkpoint()
    try:
        checkpoint = note.open_checkpoint(signed, vault.key)
    except note.NoteError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, str(error), file="log/checkpoint") from error
    leaves = vault.leaves(checkpoint.size)
    if merkle.root(leaves) != checkpoint.root:
        raise KeepsakeError(Code.VAULT_DAMAGED, "root and leaves differ", file="log/leaves")
    return State(signed, b"".join(leaves), checkpoint.size)


def _refuse_other(vault: Vault, folder: Path, state: State) -> None:
    if not (folder / "vault.json").exists():
        return
    copy = Vault.open(folder, vault.env)
    if copy.info != vault.info:
        raise KeepsakeError(Code.VAULT_EXISTS)
    there = b"".join(copy.leaves())
    if not state.leaves.startswith(there):
        raise KeepsakeError(Code.COPY_AHEAD, f"{copy.size()} entries there, {state.size} here")


def write_files(disk: Disk, files: Iterable[tuple[str, bytes]], folder: Path, size: int) -> Copied:
    """Writes what is not there yet, reads it back and compares."""
    written = unchanged = total = 0
    for name, data in files:
        target = folder / name
        if target.exists() and target.read_bytes() == data:
            unchanged += 1
            continue
        disk.make_folder(target.parent)
        disk.replace(target, data)
        if target.read_bytes() != data:
            raise KeepsakeError(Code.VAULT_DAMAGED, "the copy reads back otherwise", file=name)
        written, total = written + 1, total + len(data)
    return Copied(written, unchanged, total, size)


def committed_files(vault: Vault, state: State) -> Iterator[tuple[str, bytes]]:
    """Names and bytes in the order that leaves a copy cut short usable: `vault.json` last."""
    for pattern in ("parts/*/*.age", "drafts/*.age"):
        for path in sorted(vault.path.glob(pattern)):
            yield path.relative_to(vault.path).as_posix(), _read(vault, path)
    for index in range(state.size):
        yield f"entries/{entry_name(index)}", _read(vault, vault.log.entry_path(index))
    for path in sorted((vault.path / "log" / "stamps").glob("*")):
        if not path.name.startswith("."):
            yield path.relative_to(vault.path).as_posix(), _read(vault, path)
    for name in _KEYS:
        if (vault.path / name).exists():
            yield name, _read(vault, vault.path / name)
    yield "log/leaves", state.leaves
    yield "log/checkpoint", state.checkpoint
    yield "vault.json", _read(vault, vault.path / "vault.json")


def _read(vault: Vault, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        name = path.relative_to(vault.path).as_posix()
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error
