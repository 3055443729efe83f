"""Captures on their way in: sealed as they arrive, staged after each part, committed at once.

After each part, and before it is acknowledged, `incoming/CAPTURE/entry` is replaced by the entry
that would be right if everything stopped now. Recovery therefore needs no secret and no guess: it
commits what is staged. Source: FORMAT.md §3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from filelock import FileLock, Timeout

from keepsake.core import entry, manifest
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES, sha256_hex
from keepsake.core.merkle import leaf_hash
from keepsake.vault.clock import ClockWatch
from keepsake.vault.locking import take

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.store import Vault

CUT_SHORT = "cut_short"
_ENTRY = "entry"
# What a manifest may say stopped a capture that did not end by itself, by the person or by a limit.
_CUT = {"closed", "navigated", "hidden", "error"}


class Receipt(NamedTuple):
    """What was committed, where in the log, and over how much.

    Attributes:
        entry: Index in the log.
        leaf: Leaf hash, hexadecimal.
        size: Size of the log with it.
        root: Root of the log with it, hexadecimal.
        utc: When the entry was written.
        state: For a capture its state, else "".
        parts: For a capture the number of its parts, else 0.
        bytes: For a capture the size of its parts together, else 0.
    """

    entry: int
    leaf: str
    size: int
    root: str
    utc: str
    state: str = ""
    parts: int = 0
    bytes: int = 0


class CaptureWriter:
    """One capture being received. Not for use by two threads at once."""

    def __init__(self, vault: Vault, capture: str, begin: bytes) -> None:
        """Opens the capture and keeps part 0.

        Raises:
            KeepsakeError: CAPTURE_STATE when that capture is already there; DISK_FULL or
                VAULT_UNWRITABLE.
        """
        self.capture = capture
        self._vault = vault
        self._folder = vault.path / "incoming" / capture
        self._parts: list[entry.Part] = []
        self._receipt: Receipt | None = None
        self._manifest = b""
        self._host = vault.env.facts()
        self._clock = ClockWatch(vault.env, vault.path / "log" / "checkpoint")
        if self._folder.exists() or (vault.path / "parts" / capture).exists():
            raise KeepsakeError(Code.CAPTURE_STATE, "a capture with this id is already there")
        vault.disk.make_folder(self._folder.parent)
        self._lock = FileLock(lock_path(self._folder))
        take(self._lock, 0)
        vault.disk.make_folder(self._folder)
        self.begun = self.keep(
            0, "begin", "begin.json", "application/json", begin, sha256_hex(begin)
        )

    def keep(
        self, part: int, kind: str, name: str, media_type: str, data: bytes, sha256: str
    ) -> entry.Part:
        """Checks, seals and stages one artifact; when it returns, the artifact is durable.

        Args:
            part: Number; must be the next one.
            kind: Kind of artifact, FORMAT.md §3.1.
            name: File name for export.
            media_type: For instance `image/png`.
            data: The exact bytes.
            sha256: Its hash as its sender computed it.

        Raises:
            KeepsakeError: CAPTURE_STATE (wrong number, or committed already), PART_HASH, DISK_FULL
                or VAULT_UNWRITABLE. What was kept before stays kept.
        """
        if self._receipt or part != len(self._parts):
            raise KeepsakeError(Code.CAPTURE_STATE, f"part {part} after {len(self._parts)}")
        if sha256_hex(data) != sha256:
            raise KeepsakeError(Code.PART_HASH, f"part {part}")
        sealed = self._vault.seal(data)
        self._vault.disk.replace(self._folder / part_name(part), sealed)
        kept = entry.Part(part, kind, name, media_type, len(data), sha256, self._vault.utc())
        self._stage([*self._parts, kept], entry.INCOMPLETE, CUT_SHORT, -1)
        self._parts.append(kept)
        self._manifest = data if kind == "manifest" else b""
        return kept

    def commit(self, manifest_part: int, manifest_sha256: str) -> Receipt:
        """Commits the capture; calling it again gives the same receipt.

        Raises:
            KeepsakeError: MANIFEST_MISMATCH when the last part is not that manifest, or it lists
                other artifacts than were kept; the capture then stays open.
        """
        if self._receipt:
            return self._receipt
        last = self._parts[-1]
        if (last.part, last.kind, last.sha256) != (manifest_part, "manifest", manifest_sha256):
            raise KeepsakeError(Code.MANIFEST_MISMATCH, "the last part is not that manifest")
        state, reason = self._judge()
        self._stage(self._parts, state, reason, manifest_part)
        return self._publish(state)

    def close(self) -> Receipt | None:
        """Ends a capture that was cut short, keeping every part; None when it was committed before.

        Raises:
            KeepsakeError: The log could not be written; the capture waits in `incoming` for the
                next start.
        """
        if self._receipt:
            return None
        return self._publish(entry.INCOMPLETE)

    def _judge(self) -> tuple[str, str]:
        listed = manifest.decode(self._manifest)
        kept = [(p.part, p.kind, p.bytes, p.sha256) for p in self._parts[:-1]]
        if listed.capture != self.capture or kept != [
            (a.part, a.kind, a.bytes, a.sha256) for a in listed.artifacts
        ]:
            raise KeepsakeError(Code.MANIFEST_MISMATCH, "it lists other artifacts than were kept")
        stopped = listed.completeness.stopped_by
        if stopped in _CUT:
            return entry.PARTIAL, stopped
        instead = listed.page.instead
        return (entry.PARTIAL, instead.kind) if instead else (entry.COMPLETE, "")

    def _stage(self, parts: list[entry.Part], state: str, reason: str, manifest_part: int) -> None:
        config = self._vault.config
        off = {} if config.stamps_enabled else {"stamps": "off"}
        host = {**self._host, **self._clock.facts(), **off}
        body = entry.CaptureBody(
            self.capture, state, reason, config.active_case, manifest_part, tuple(parts), host
        )
        data = self._vault.encode("capture", body)
        staged = leaf_hash(data) + self._vault.seal(data)
        self._vault.disk.replace(self._folder / _ENTRY, staged)

    def _publish(self, state: str) -> Receipt:
        with self._vault.writing():
            receipt = publish(self._vault, self._folder)
        self._lock.release()
        lock_path(self._folder).unlink(missing_ok=True)
        size = sum(part.bytes for part in self._parts)
        self._receipt = receipt._replace(state=state, parts=len(self._parts), bytes=size)
        return self._receipt


def publish(vault: Vault, folder: Path) -> Receipt:
    """Commits what is staged in `folder`, or does the rest where that was committed already.

    The happy path and recovery are this one function. The caller holds the vault's lock.
    """
    staged = (folder / _ENTRY).read_bytes()
    leaf, sealed = staged[:DIGEST_BYTES], staged[DIGEST_BYTES:]
    index = vault.log.find(leaf)
    if index is None:
        vault.log.append(sealed, leaf, vault.signer())
    checkpoint = vault.log.checkpoint()
    target = vault.path / "parts" / folder.name
    vault.disk.make_folder(target.parent)
    vault.disk.rename(folder, target)
    vault.disk.remove(target / _ENTRY)
    at = checkpoint.size - 1 if index is None else index
    return Receipt(at, leaf.hex(), checkpoint.size, checkpoint.root.hex(), vault.utc())


def recover(vault: Vault) -> list[Receipt]:
    """Finishes captures whose process is gone; one that is still being received is left alone.

    Returns:
        A receipt for each capture that was committed or moved into place.

    Raises:
        KeepsakeError: The log cannot be written; whatever is staged stays staged.

    Source: FORMAT.md §3.4.
    """
    incoming = vault.path / "incoming"
    if not incoming.is_dir():
        return []
    folders = sorted(path for path in incoming.iterdir() if (path / _ENTRY).is_file())
    return [receipt for folder in folders if (receipt := _recover_one(vault, folder))]


def _recover_one(vault: Vault, folder: Path) -> Receipt | None:
    lock = FileLock(lock_path(folder))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return None
    try:
        with vault.writing():
            if not (folder / _ENTRY).is_file():
                return None
            parts = sum(1 for path in folder.iterdir() if path.suffix == ".age")
            before = vault.size()
            receipt = publish(vault, folder)
        if receipt.size > before:
            body = entry.RecoveryBody(folder.name, parts, "staged")
            vault.append("recovery", body)
        return receipt
    finally:
        lock.release()
        lock_path(folder).unlink(missing_ok=True)


def part_name(part: int) -> str:
    """File name of a part, for instance `0007.age`. Source: FORMAT.md §3.1."""
    return f"{part:04d}.age"


def lock_path(folder: Path) -> Path:
    """The lock stands beside the folder, for Windows renames no folder with an open file in it."""
    return folder.with_name(f"{folder.name}.lock")
