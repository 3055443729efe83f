"""A vault: made, opened, locked, claimed, written. Reading what is sealed is in `reading`.

Source: FORMAT.md.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from keepsake import __version__
from keepsake.core import entry, note
from keepsake.core.compression import entries
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.merkle import leaf_hash
from keepsake.env import utc_text
from keepsake.vault import keys, known, mismatch, pending, recovery, removal
from keepsake.vault.capture_writer import CaptureWriter, Receipt
from keepsake.vault.config import Config, load_config, save_config
from keepsake.vault.durable import Disk
from keepsake.vault.info import VaultInfo, default_path, read_info
from keepsake.vault.locking import LOCK_SECONDS, lock_file, take
from keepsake.vault.log import Log
from keepsake.vault.pending import INFO_FILE
from keepsake.vault.stamps import StampStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import msgspec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from filelock import AcquireReturnProxy, BaseFileLock

    from keepsake.env import Environment
    from keepsake.vault.unlocked import Unlocked

_PROGRAM = f"keepsake-host {__version__}"
COPY_MARK = "copy.json"

__all__ = ["Vault", "VaultInfo", "default_path"]


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
            raise KeepsakeError(Code.VAULT_DAMAGED, str(error), file="vault.json") from error

    @classmethod
    def create(cls, path: Path, env: Environment, disk: Disk | None = None) -> Vault:
        """Makes an unclaimed vault: captures work at once, a passphrase can come later.

        Its first entry waits in `pending` from the beginning, and `vault.json` is written last: a
        vault cut short in the making is no vault and is made anew, and none is ever without its
        first entry.

        Raises:
            KeepsakeError: VAULT_EXISTS; VAULT_INCOMPLETE, something of another vault is there;
                DISK_FULL, VAULT_UNWRITABLE.
        """
        from keepsake.vault import creating

        return creating.create(cls, path, env, disk or Disk())

    @classmethod
    def open_or_create(cls, path: Path, env: Environment, disk: Disk | None = None) -> Vault:
        """Opens the vault, or makes it where there is none.

        Raises:
            KeepsakeError: As `open` and `create`.
        """
        if not (path / INFO_FILE).exists():
            try:
                return cls.create(path, env, disk)
            except KeepsakeError as error:
                # Another browser's host was first.
                if error.code is not Code.VAULT_EXISTS:
                    raise
        return cls.open(path, env, disk)

    @property
    def claimed(self) -> bool:
        """Whether a passphrase is set."""
        return (self.path / "identity.age").exists()

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

    def save_config(self, config: Config) -> None:
        """Replaces the options.

        Raises:
            KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, VAULT_BUSY.
        """
        with self.writing():
            save_config(self.path / "config.toml", config, self.disk)

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
        return self.seal(entries.pack(data))

    def signer(self) -> Ed25519PrivateKey:
        """The key that signs checkpoints.

        Raises:
            KeepsakeError: VAULT_DAMAGED; it is missing or not this log's: what it signed, nobody
                could check, also what is signed already.
        """
        signer = keys.load_signer(self.path / mismatch.SIGNER_FILE)
        if signer.public_key().public_bytes_raw() != self.key.public:
            file = mismatch.mismatched_file(self.path, mismatch.SIGNER_FILE)
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

    def append(self, kind: str, body: msgspec.Struct) -> Receipt:
        """Writes one entry; when it returns, the entry is in the log for good.

        Raises:
            KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE; then nothing has
                happened.
        """
        self.go_on_alone()
        with self.writing():
            # Here and not before: else two that write at once could be in the log the wrong way
            # round by their times.
            data = self.encode(kind, body)
            leaf = leaf_hash(data)
            new = self.log.append(self.seal_entry(data), leaf, self.signer())
        return Receipt(new.size - 1, leaf.hex(), new.size, new.root.hex(), self.utc())

    def start_capture(self, capture: str, begin: bytes) -> CaptureWriter:
        """Begins to receive a capture; part 0 is durable when it returns.

        Args:
            capture: UUID chosen by the extension.
            begin: Exact bytes of what was known at the click.

        Raises:
            KeepsakeError: CAPTURE_STATE, DISK_FULL, VAULT_UNWRITABLE.
        """
        self.go_on_alone()
        return CaptureWriter(self, capture, begin)

    def remember(self) -> None:
        """Has this computer know the vault as it is now. Source: FORMAT.md §1.12."""
        known.remember(self)

    def go_on_alone(self) -> None:
        """Before something new: a copy that is added to goes on as a vault of its own."""
        if self.is_copy:
            self.disk.remove(self.path / COPY_MARK)

    def recover(self) -> list[Receipt]:
        """Finishes what was cut short: a file whose entry is missing, removals, captures.

        Source: FORMAT.md §1.10, §3.4, §10.4.
        """
        from keepsake.vault import creating

        pending.finish(self)
        creating.finish(self)
        removal.recover(self)
        return recovery.recover(self)

    def unlock(self, passphrase: str | None) -> Unlocked:
        """Opens the vault for reading.

        Args:
            passphrase: The person's; None works only while the vault is unclaimed.

        Raises:
            KeepsakeError: PASSPHRASE_WRONG, VAULT_LOCKED, VAULT_DAMAGED, WORK_FACTOR.
        """
        # Imported here, as below: the host seals, and opens nothing, so it needs none of this.
        from keepsake.vault import access

        return access.unlock(self, passphrase)

    def claim(self, passphrase: str, *, mine: bool = False) -> None:
        """Sets the first passphrase; the unclaimed copy goes once the new one is proven to open.

        Args:
            passphrase: The person's.
            mine: The person says that a vault which this computer does not know is their own.

        Raises:
            KeepsakeError: VAULT_CLAIMED, VAULT_CHANGED, PASSPHRASE_WEAK, DISK_FULL,
                VAULT_UNWRITABLE.
        """
        from keepsake.vault import access

        access.claim(self, passphrase, mine=mine)

    @cached_property
    def _lock(self) -> BaseFileLock:
        """One object for as long as the vault is open: entering twice is counted in it."""
        return lock_file(self.path / "vault.lock")

    @contextmanager
    def writing(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Holds the vault's lock; one process writes at a time, and may enter twice.

        Raises:
            KeepsakeError: VAULT_BUSY after so many seconds; VAULT_UNWRITABLE.
        """
        with self.locked(seconds):
            if self._lock.lock_counter == 1:
                # First things first, so that the log's times stay in order; a keyring that does
                # not answer hinders no capture.
                with suppress(KeepsakeError):
                    pending.finish(self)
            yield

    def locked(self, seconds: float = LOCK_SECONDS) -> AcquireReturnProxy[BaseFileLock]:
        """The lock alone, for who finishes what was cut short. Raises as `writing`."""
        return take(self._lock, seconds)
