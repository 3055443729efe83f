"""Captures on their way in: sealed as they arrive, staged after each part, committed at once.

After each part, and before it is acknowledged, `incoming/CAPTURE/entry` is replaced by the entry
that would be right if everything stopped now. Recovery therefore needs no secret and no guess: it
commits what is staged. Source: FORMAT.md §3.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core import entry
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import DIGEST_BYTES, sha256_hex
from keepsake.core.merkle import leaf_hash
from keepsake.vault.clock import ClockWatch
from keepsake.vault.locking import lock_file, take

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock

    from keepsake.vault.config import Config
    from keepsake.vault.store import Vault

CUT_SHORT = "cut_short"
STAGED = "entry"
# What a manifest may say stopped a capture that did not end by itself, by the person or by a limit.
_CUT = {"closed", "navigated", "moved", "hidden", "error"}


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
        self._lock = lock_file(lock_path(self._folder))
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
        # Imported here: it is wanted at the end of a capture, not before its first picture.
        from keepsake.core import manifest

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
        host = host_facts(config, self._host, self._clock)
        body = entry.CaptureBody(
            self.capture, state, reason, config.active_case, manifest_part, tuple(parts), host
        )
        stage(self._vault, self._folder, "capture", body)

    def _publish(self, state: str) -> Receipt:
        with self._vault.writing():
            receipt = publish(self._vault, self._folder)
        release(self._lock, self._folder)
        size = sum(part.bytes for part in self._parts)
        self._receipt = receipt._replace(state=state, parts=len(self._parts), bytes=size)
        return self._receipt


def host_facts(config: Config, system: dict[str, str], clock: ClockWatch) -> dict[str, str]:
    """What an entry says of the computer: its system, its clock, and stamps where they are off."""
    off = {} if config.stamps_enabled else {"stamps": "off"}
    return {**system, **clock.facts(), **off}


def stage(vault: Vault, folder: Path, kind: str, body: entry.CaptureBody) -> None:
    """Makes this the entry that is committed if everything stops now.

    Raises:
        KeepsakeError: DISK_FULL or VAULT_UNWRITABLE; what was staged before stays.
    """
    data = vault.encode(kind, body)
    vault.disk.replace(folder / STAGED, leaf_hash(data) + vault.seal(data))


def publish(vault: Vault, folder: Path) -> Receipt:
    """Commits what is staged in `folder`, or does the rest where that was committed already.

    The happy path and recovery are this one function. The caller holds the vault's lock.
    """
    staged = (folder / STAGED).read_bytes()
    leaf, sealed = staged[:DIGEST_BYTES], staged[DIGEST_BYTES:]
    index = vault.log.find(leaf)
    if index is None:
        vault.log.append(sealed, leaf, vault.signer())
    checkpoint = vault.log.checkpoint()
    target = vault.path / "parts" / folder.name
    vault.disk.make_folder(target.parent)
    vault.disk.rename(folder, target)
    vault.disk.remove(target / STAGED)
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
    folders = sorted(path for path in incoming.iterdir() if path.is_dir())
    return [receipt for folder in folders if (receipt := _recover_one(vault, folder))]


def _recover_one(vault: Vault, folder: Path) -> Receipt | None:
    lock = lock_file(lock_path(folder))
    try:
        take(lock, 0)
    except KeepsakeError as error:
        if error.code is not Code.VAULT_BUSY:
            raise
        return None
    try:
        with vault.writing():
            if not (folder / STAGED).is_file():
                _clear(vault, folder)
                return None
            parts = sum(1 for path in folder.iterdir() if path.suffix == ".age")
            before = vault.size()
            receipt = publish(vault, folder)
        if receipt.size > before:
            body = entry.RecoveryBody(folder.name, parts, "staged")
            vault.append("recovery", body)
        return receipt
    finally:
        release(lock, folder)


def _clear(vault: Vault, folder: Path) -> None:
    """Removes what came of files added by hand before the first was whole. FORMAT.md §11.3."""
    if (folder / part_name(0)).exists() and not (folder / part_name(1)).exists():
        return  # the beginning of a capture
    empty(vault, folder)


def empty(vault: Vault, folder: Path) -> None:
    """Removes a folder of which nothing was acknowledged, what is staged first.

    Raises:
        KeepsakeError: VAULT_UNWRITABLE; the next start goes on.
    """
    if folder.is_dir():
        vault.disk.remove(folder / STAGED)
        for path in sorted(folder.iterdir()):
            vault.disk.remove(path)
        vault.disk.remove_folder(folder)


def release(lock: BaseFileLock, folder: Path) -> None:
    """Lets go of a folder that nothing arrives in any more."""
    lock.release()
    # Windows removes no file that another process just tries; an empty one that stays says nothing.
    with suppress(PermissionError):
        lock_path(folder).unlink(missing_ok=True)


def part_name(part: int) -> str:
    """File name of a part, for instance `0007.age`. Source: FORMAT.md §3.1."""
    return f"{part:04d}.age"


def lock_path(folder: Path) -> Path:
    """The lock stands beside the folder, for Windows renames no folder with an open file in it."""
    return folder.with_name(f"{folder.name}.lock")
