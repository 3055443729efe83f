"""A copy of a vault in one file: a ZIP, stored, with the layout of a copy in a folder.

Everything in it is sealed already, so it is neither compressed nor encrypted once more. Unpacked by
any program it is a copy in a folder. Source: FORMAT.md §8.6.
"""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING

from keepsake.core import custody, merkle, note
from keepsake.core.custody import UNATTRIBUTED
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES
from keepsake.vault import backup_files, backups, last_backup, transaction
from keepsake.vault.durable import Disk, aside
from keepsake.vault.handle import COPY_MARK, Vault
from keepsake.vault.info import parse_info
from keepsake.vault.layout import INFO_FILE, belongs
from keepsake.vault.log import entry_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from keepsake.core.custody import Attribution
    from keepsake.env import Environment

SUFFIXES = (".keepsake", ".zip")
# ZIP knows no time before this one; the times of files are not copied.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_NAMES_MAX = 5_000_000


def backup_to_file(
    vault: Vault, path: Path, attribution: Attribution = UNATTRIBUTED
) -> backups.BackupResult:
    """Copies what is committed into one file, reads it back and compares.

    Raises:
        KeepsakeError: As `backups.backup`; an earlier file at that place is then as it was.
    """
    state = backups.state_to_copy(vault)
    if path.exists():
        _refuse_other(vault, path, state)
    vault.disk.make_folder(path.parent)

    def enter() -> None:
        digest = backup_files.digest_of(aside(path))
        transaction.append(
            vault, "backup", backups.backup_body(copied, attribution, "file", digest)
        )

    with vault.disk.stream(path, enter) as file:
        files, size = _write(vault, state, file)
        copied = backups.BackupResult(files, 0, size, state.size)
    last_backup.remember(vault, copied.size)
    return copied


def restore_from_file(
    path: Path,
    target: Path,
    env: Environment,
    attribution: Attribution = UNATTRIBUTED,
    disk: Disk | None = None,
) -> Vault:
    """Makes a vault at `target` from a copy in one file, which is checked first.

    Not checked here: what is sealed, which needs the passphrase; an audit does that.

    Raises:
        KeepsakeError: VAULT_DAMAGED (with the file in it), VAULT_NEWER, VAULT_EXISTS,
            VAULT_INCOMPLETE, DISK_FULL, VAULT_UNWRITABLE.
    """
    with _opened(path) as copy:
        state = _sound(copy)
        backups.refuse_target(target, _read(copy, INFO_FILE))
        digest = backup_files.digest_of(path)
        names = [name for name in copy.namelist() if name not in (COPY_MARK, INFO_FILE)]
        files = (_source(copy, name) for name in [*names, INFO_FILE])
        body = custody.RestoreBody(
            who=attribution.who, why=attribution.why, size=state.size, form="file", sha256=digest
        )
        info = parse_info(_read(copy, INFO_FILE))
        return backups.write_restored(Vault(target, info, env, disk or Disk()), files, target, body)


def _write(vault: Vault, state: backup_files.State, file: BinaryIO) -> tuple[int, int]:
    sums: dict[str, bytes] = {}
    size = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as copy:
        copy.writestr(zipfile.ZipInfo(COPY_MARK, _NO_TIME), backups.copy_mark(vault))
        for source in backup_files.committed_files(vault, state):
            sums[source.name], size = _put(copy, source), size + source.size
    with zipfile.ZipFile(file) as copy:
        for name, expected in sums.items():
            if _digest(_pieces(copy, name)) != expected:
                raise KeepsakeError(Code.VAULT_DAMAGED, "the copy reads back otherwise", file=name)
    return len(sums), size


def _put(copy: zipfile.ZipFile, source: backup_files.Source) -> bytes:
    """Writes a member and gives its digest; its size, known beforehand, decides for ZIP64."""
    info = zipfile.ZipInfo(source.name, _NO_TIME)
    info.file_size = source.size
    digest = hashlib.sha256()
    with copy.open(info, "w") as member:
        for piece in source.pieces():
            member.write(piece)
            digest.update(piece)
    return digest.digest()


def _digest(pieces: Iterator[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _refuse_other(vault: Vault, path: Path, state: backup_files.State) -> None:
    with _opened(path) as copy:
        there = _sound(copy)
        if parse_info(_read(copy, INFO_FILE)) != vault.info:
            raise KeepsakeError(Code.VAULT_EXISTS)
    if not state.leaves.startswith(there.leaves):
        raise KeepsakeError(Code.COPY_AHEAD, f"{there.size} entries there, {state.size} here")


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "not a copy", file=path.name) from error


def _sound(copy: zipfile.ZipFile) -> backup_files.State:
    """The state that the copy holds: its names, signature, root, and that no entry is missing."""
    names = copy.namelist()
    if len(names) > _NAMES_MAX or len(set(names)) != len(names):
        raise KeepsakeError(Code.VAULT_DAMAGED, "names stand twice")
    key = note.VerifierKey.parse(parse_info(_read(copy, INFO_FILE)).verifier_key)
    signed, leaves = _read(copy, "log/checkpoint"), _read(copy, "log/leaves")
    try:
        checkpoint = note.open_checkpoint(signed, key)
    except note.NoteError as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, str(error), file="log/checkpoint") from error
    hashes = [leaves[at : at + DIGEST_BYTES] for at in range(0, len(leaves), DIGEST_BYTES)]
    if len(leaves) != checkpoint.size * DIGEST_BYTES or merkle.root(hashes) != checkpoint.root:
        raise KeepsakeError(Code.VAULT_DAMAGED, "root and leaves differ", file="log/leaves")
    there = set(names)
    for name in [f"entries/{entry_name(index)}" for index in range(checkpoint.size)]:
        if name not in there:
            raise KeepsakeError(Code.VAULT_DAMAGED, "an entry is missing", file=name)
    for name in names:
        if not belongs(name, checkpoint.size, None):
            raise KeepsakeError(Code.VAULT_DAMAGED, "a file that is not of a vault", file=name)
    return backup_files.State(signed, leaves, checkpoint.size)


def _read(copy: zipfile.ZipFile, name: str) -> bytes:
    return b"".join(_pieces(copy, name))


def _source(copy: zipfile.ZipFile, name: str) -> backup_files.Source:
    return backup_files.Source(name, copy.getinfo(name).file_size, lambda: _pieces(copy, name))


def _pieces(copy: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member piece by piece; that its CRC is right is known at its end."""
    try:
        info = copy.getinfo(name)
        if info.compress_type != zipfile.ZIP_STORED:
            raise zipfile.BadZipFile("compressed")
        with copy.open(info) as member:
            while piece := member.read(backup_files.PIECE_BYTES):
                yield piece
    except (KeyError, OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "cannot be read", file=name) from error
