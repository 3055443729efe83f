"""Gives files their names back that a program which synchronises folders has changed.

Nothing is written, replaced or removed: a file is renamed to a name of the vault that nothing has,
and only where what is known of that name shows that it is the right one. Such programs also leave
older states under other names, so that a name alone shows nothing. Source: FORMAT.md §1.13.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import cosignature, merkle, note, staged
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES, sha256_hex
from keepsake.vault import keys, known, layout
from keepsake.vault.access import RECOVERY_FILE
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault
from keepsake.vault.info import parse_info
from keepsake.vault.keys import UNCLAIMED_FILE
from keepsake.vault.layout import IDENTITY_FILE, INFO_FILE
from keepsake.vault.locking import LOCK_SECONDS, lock_file, take
from keepsake.vault.stamps import proof_note, read_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.env import Environment

# What others are compared with comes first.
_ORDER = (INFO_FILE, UNCLAIMED_FILE, IDENTITY_FILE, "device.key", "log/checkpoint", "log/leaves")
_STAMPED = re.compile(r"log/stamps/(\d+)\.checkpoint\Z")
_ANSWER = re.compile(r"log/stamps/\d+-[a-z0-9-]+\.(tsr|ots|json)\Z")
_COSIGNED = re.compile(r"log/stamps/witness-[0-9a-f]{8}\.cosigned\Z")
_ENTRY = re.compile(r"entries/(\d{3,})/(\d{3})\.age\Z")
_STAGING = re.compile(r"incoming/[^/]+/staging\Z")
_SEALED = re.compile(r"(?:entries|parts|incoming)/.+\.age\Z")


class Renamed(NamedTuple):
    """A file under a name that is not the vault's.

    Attributes:
        was: Its path below the vault as it is.
        name: The path that it may have had; nothing is there.
    """

    was: str
    name: str

    @property
    def sealed(self) -> bool:
        """Whether only an open vault can tell if it is the right one."""
        return self.name == RECOVERY_FILE or bool(_SEALED.match(self.name))


def renamed(path: Path) -> list[Renamed]:
    """Files of the vault in folder `path` that may have lost their names, in the order to try."""
    if not path.is_dir():
        return []
    found = [Renamed(one.name, layout.named_before(one.name)) for one in layout.synced_files(path)]
    free = [one for one in found if one.name and not (path / one.name).exists()]
    return sorted(free, key=lambda one: (_place_of(one.name), one))


def give_back(path: Path, one: Renamed, fits: Callable[[Renamed], bool]) -> bool:
    """Gives one file its name back where it fits.

    Args:
        path: The vault's folder.
        one: The file.
        fits: Says whether it is the right one; where it cannot compare it, it raises as `fits`.

    Returns:
        Whether it has its name again.

    Raises:
        KeepsakeError: VAULT_BUSY, DISK_FULL, VAULT_UNWRITABLE; it is where it was.
    """
    with take(lock_file(path / "vault.lock"), LOCK_SECONDS):
        if (path / one.name).exists() or not (path / one.was).is_file():
            return False
        try:
            if not fits(one):
                return False
        except (KeepsakeError, note.NoteError, OSError, ValueError):
            return False
        Disk().rename(path / one.was, path / one.name)
    return True


def fits(path: Path, env: Environment, one: Renamed) -> bool:
    """Whether it is the right one, as far as that can be seen without opening what is sealed.

    Raises:
        KeepsakeError, NoteError, OSError, ValueError: It cannot be compared.
    """
    data = (path / one.was).read_bytes()
    if one.name == INFO_FILE:
        return _is_info(path, env, data)
    if one.name == IDENTITY_FILE:
        remembered = known.recall(path, env)
        return remembered is not None and remembered.identity == sha256_hex(data)
    vault = Vault.open(path, env)
    if one.name == UNCLAIMED_FILE:
        return _recipient(data) == vault.info.recipient
    if one.name == "device.key":
        signer = keys.load_signer(path / one.was)
        return signer.public_key().public_bytes_raw() == vault.key.public
    if _STAGING.match(one.name):
        found = staged.good(data)
        return found.whole and found.parts > 0
    return _fits_log(vault, one, data)


def _is_info(path: Path, env: Environment, data: bytes) -> bool:
    """The one that this computer knows; else that whose secret lies beside it for anybody."""
    remembered = known.recall(path, env)
    if remembered is not None:
        return remembered.info == sha256_hex(data)
    info, secret = parse_info(data), path / UNCLAIMED_FILE
    return secret.is_file() and _recipient(secret.read_bytes()) == info.recipient


def _recipient(secret: bytes) -> str:
    return str(keys.parse_identity(secret.decode("ascii", "replace"), UNCLAIMED_FILE).to_public())


def _fits_log(vault: Vault, one: Renamed, data: bytes) -> bool:
    if one.name == "log/checkpoint":
        # Never one of an earlier state: what was entered since would be written over.
        size = _signed(vault, data).size
        there = size == 0 or vault.log.entry_path(size - 1).exists()
        return there and not vault.log.entry_path(size).exists()
    if one.name == "log/leaves":
        head = vault.log.checkpoint()
        return _root(data, head.size) == head.root
    if found := _STAMPED.match(one.name):
        head, leaves = _signed(vault, data), b"".join(vault.leaves())
        return head.size == int(found[1]) and _root(leaves, head.size) == head.root
    if _COSIGNED.match(one.name):
        head = cosignature.opened(data, vault.key).checkpoint
        return _root(b"".join(vault.leaves()), head.size) == head.root
    if found := _ANSWER.match(one.name):
        return _fits_answer(vault.path / one.name, found[1], data)
    return False


def _fits_answer(path: Path, kind: str, data: bytes) -> bool:
    """An answer and what is noted of it: either shows whether the other is the right one."""
    if kind != "json":
        return _is_noted(path.with_suffix(".json").read_bytes(), kind, data)
    answers = [path.with_suffix(f".{other}") for other in ("tsr", "ots")]
    return any(
        _is_noted(data, answer.suffix[1:], answer.read_bytes())
        for answer in answers
        if answer.is_file()
    )


def _is_noted(noted: bytes, kind: str, answer: bytes) -> bool:
    if kind == "ots":
        return noted == proof_note(answer)
    record = read_record(noted)
    return record is not None and record.sha256 == sha256_hex(answer)


def _signed(vault: Vault, data: bytes) -> note.Checkpoint:
    return note.open_checkpoint(data, vault.key)


def _root(leaves: bytes, size: int) -> bytes:
    """The root over the first so many leaves; empty where there are not as many."""
    if len(leaves) < size * DIGEST_BYTES:
        return b""
    starts = range(0, size * DIGEST_BYTES, DIGEST_BYTES)
    return merkle.root([leaves[at : at + DIGEST_BYTES] for at in starts])


def _place_of(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def entry_index(name: str) -> int | None:
    """The index of the entry that has this path, None for another file."""
    found = _ENTRY.match(name)
    return int(found[1]) * 1000 + int(found[2]) if found else None
