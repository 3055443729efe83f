"""A vault on disk: where it is, its keys, log and options, and how to hold its lock.

What is done with it is in modules of their own above this one: `transaction` writes, `access`
unlocks, `creating` makes one.

Source: FORMAT.md.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from keepsake import __version__
from keepsake.core import entry, note
from keepsake.core.compression import entries
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import utc_text
from keepsake.vault import keys, mismatch
from keepsake.vault.config import Config, load_config
from keepsake.vault.durable import Disk
from keepsake.vault.info import VaultInfo, read_info
from keepsake.vault.layout import IDENTITY_FILE, INFO_FILE, SIGNER_FILE
from keepsake.vault.locking import LOCK_SECONDS, lock_file, take
from keepsake.vault.log import Log
from keepsake.vault.stamps import StampStore

if TYPE_CHECKING:
    from pathlib import Path

    import msgspec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from filelock import AcquireReturnProxy, BaseFileLock

    from keepsake.env import Environment

_PROGRAM = f"keepsake-host {__version__}"
COPY_MARK = "copy.json"


class Vault:
    """One vault on disk. Everything here works while it is locked."""

    def __init__(self, path: Path, info: VaultInfo, env: Environment, disk: Disk) -> None:
        self.path = path
        self.info = info
        self.env = env
        self.disk = disk
        self.key = note.VerifierKey.parse(info.verifier_key)
        self.log = Log(path, self.key, disk)
        self.stamps = StampStore(path, disk)

    @classmethod
    def open(cls, path: Path, env: Environment, disk: Disk | None = None) -> Vault:
        """Opens a vault that exists; checks its version, nothing else.

        Raises:
            KeepsakeError: VAULT_MISSING, VAULT_INCOMPLETE, VAULT_NEWER, VAULT_DAMAGED.
        """
        info = read_info(path)
        keys.require_recipient(info.recipient)
        try:
            return cls(path, info, env, disk or Disk())
        except note.NoteError as error:
            raise KeepsakeError(Code.VAULT_DAMAGED, str(error), file=INFO_FILE) from error

    @property
    def claimed(self) -> bool:
        """Whether a passphrase is set."""
        return (self.path / IDENTITY_FILE).exists()

    @property
    def is_copy(self) -> bool:
        """Whether this is a copy that a backup keeps up to date. Source: FORMAT.md §8.5."""
        return (self.path / COPY_MARK).exists()

    @property
    def config(self) -> Config:
        """The options as they stand.

        Raises:
            KeepsakeError: VAULT_DAMAGED.
        """
        return load_config(self.path / "config.toml")

    def size(self) -> int:
        """Number of entries in the log."""
        return self.log.checkpoint().size

    def checkpoint(self) -> bytes:
        """The signed checkpoint's exact bytes."""
        return self.log.checkpoint_bytes()

    def leaves(self, size: int | None = None) -> list[bytes]:
        """Leaf hashes, all or the first `size`; *not* checked against a root."""
        return self.log.leaves(self.size() if size is None else size)

    def unclaimed(self) -> keys.Unclaimed:
        """Where the secret waits for a first passphrase."""
        return keys.Unclaimed(self.path, self.info.vault, self.disk)

    def seal(self, data: bytes) -> bytes:
        """Encrypts to this vault; needs no secret."""
        return keys.seal(data, self.info.recipient)

    def seal_entry(self, data: bytes) -> bytes:
        """Encrypts an entry as it stands in the log."""
        return self.seal(entries.compress(data))

    def signer(self) -> Ed25519PrivateKey:
        """The key that signs checkpoints.

        Raises:
            KeepsakeError: VAULT_DAMAGED; it is missing or not this log's: what it signed, nobody
                could check, also what is signed already.
        """
        signer = keys.load_signer(self.path / SIGNER_FILE)
        if signer.public_key().public_bytes_raw() != self.key.public:
            file = mismatch.mismatched_file(self.path, SIGNER_FILE)
            raise KeepsakeError(Code.VAULT_DAMAGED, "another key", file=file)
        return signer

    def utc(self) -> str:
        """The present moment as it is written down."""
        return utc_text(self.env.now())

    def written(self) -> entry.Written:
        """This moment, with what says where and by what."""
        now = self.env.now()
        return entry.Written(utc_text(now), self.env.zone(), self.env.offset_minutes(now), _PROGRAM)

    def encode(self, kind: str, body: msgspec.Struct) -> bytes:
        """Makes an entry of this moment; it is not in the log yet."""
        return entry.encode(kind, body, self.written(), self.env.random(entry.SALT_BYTES))

    def go_on_alone(self) -> None:
        """Before something new: a copy that is added to goes on as a vault of its own."""
        if self.is_copy:
            self.disk.remove(self.path / COPY_MARK)

    @cached_property
    def _lock(self) -> BaseFileLock:
        """One object for as long as the vault is open: entering twice is counted in it."""
        return lock_file(self.path / "vault.lock")

    def locked(self, seconds: float = LOCK_SECONDS) -> AcquireReturnProxy[BaseFileLock]:
        """The lock alone, for who finishes what was cut short. As `transaction.writing` raises."""
        return take(self._lock, seconds)
