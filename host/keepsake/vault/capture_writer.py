"""Captures on their way in: sealed as they arrive, staged after each part, committed at once.

After each part, and before it is acknowledged, a record is added to what is staged: with it, it is
the entry that would be right if everything stopped now. Recovery therefore needs no secret and no
guess: it commits what is staged, as far as that is as it was written. Source: FORMAT.md §3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core import entry, practice
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.png import size_of
from keepsake.vault import keys
from keepsake.vault.clock import ClockWatch
from keepsake.vault.commit import lock_path, publish, release
from keepsake.vault.layout import part_name
from keepsake.vault.locking import LOCK_SECONDS, lock_file, take
from keepsake.vault.staging import CAPTURE, HELD, Staging, host_facts, options
from keepsake.vault.transaction import writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filelock import BaseFileLock

    from keepsake.core.manifest import Manifest
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt

# Another process may hold the log for as long as it checks or copies a large vault's; a capture
# that is whole waits for it.
PATIENCE_SECONDS = 600.0
# What a manifest may say stopped a capture that did not end by itself, by the person or by a limit.
_CUT = {"closed", "navigated", "moved", "hidden", "error"}


class Receiving:
    """One capture being received into its folder, whatever way it comes.

    Attributes:
        capture: Its UUID.
    """

    def __init__(self, vault: Vault, capture: str, lock: BaseFileLock) -> None:
        """Makes ready; nothing is written yet, and the lock is held."""
        self.capture = capture
        self._vault, self._lock = vault, lock
        self._folder = vault.path / "incoming" / capture
        self._parts: list[entry.Part] = []
        self._receipt: Receipt | None = None
        self._manifest = b""
        self._pictured = False
        self._host = vault.env.facts()
        self._practice = False
        self._case: str | None = None
        self._clock = ClockWatch(vault.env, vault.path / "log" / "checkpoint")
        self._staging: Staging

    @property
    def resume(self) -> str:
        """With it another process can take up the capture where this one was cut short."""
        return self._staging.key.hex()

    def _begin(self, held: str, key: bytes = b"", parts: Sequence[entry.Part] = ()) -> None:
        """Makes the folder, and stages what is there already.

        Args:
            held: Why a browser may hold the rest of it, "" where none does.
            key: As in `Staging`.
            parts: As in `Staging`.
        """
        self._vault.disk.make_folder(self._folder)
        if held:
            self._vault.disk.replace(self._folder / HELD, held.encode())
        body = self._body(entry.INCOMPLETE)
        self._staging = Staging(self._vault, self._folder, "capture", body, key, parts)
        self._parts = list(parts)

    def _take(self, told: entry.Part, data: bytes) -> entry.Part:
        """Seals and stages one artifact, or what was sealed already; then it is durable."""
        if self._receipt or told.part != len(self._parts):
            raise KeepsakeError(Code.CAPTURE_STATE, f"part {told.part} after {len(self._parts)}")
        if not told.claimed and sha256_hex(data) != told.sha256:
            raise KeepsakeError(Code.PART_HASH, f"part {told.part}")
        sealed = data
        if not told.claimed:
            sealed = keys.seal_part(data, self._vault.info.recipient, self._vault.env.random)
        self._vault.disk.replace(self._folder / part_name(told.part), sealed)
        kept = msgspec.structs.replace(told, kept=self._vault.utc())
        self._staging.add(kept)
        self._parts.append(kept)
        if kept.kind == "begin" and not kept.claimed:
            self._practice = practice.is_begun_there(data)
        self._manifest = data if kept.kind == "manifest" and not kept.claimed else b""
        self._pictured = self._pictured or (kept.kind == "tile" and size_of(data) is not None)
        return kept

    def _body(
        self, state: str, reason: str = entry.CUT_SHORT, manifest_part: int = -1
    ) -> entry.CaptureBody:
        """How the entry ends as things are now; its parts are staged one by one."""
        config = options(self._vault)
        host = host_facts(config, self._host, self._clock)
        chosen = config.active_case if self._case is None else self._case
        case = practice.CASE if self._practice else chosen
        return entry.CaptureBody(self.capture, state, reason, case, manifest_part, (), host)

    def _expect_last(self, manifest_part: int, manifest_sha256: str) -> None:
        last = self._parts[-1]
        if (last.part, last.kind, last.sha256) != (manifest_part, "manifest", manifest_sha256):
            raise KeepsakeError(Code.MANIFEST_MISMATCH, "the last part is not that manifest")

    def _judge(self) -> tuple[str, str]:
        # Imported here: it is wanted at the end of a capture, not before its first picture.
        from keepsake.core import manifest

        listed = manifest.decode(self._manifest)
        changed = self._changed(listed)
        stopped = listed.completeness.stopped_by
        if changed:
            return entry.PARTIAL, entry.WAITED_DAMAGED
        if stopped in _CUT:
            return entry.PARTIAL, stopped
        if not self._pictured and listed.mode != entry.RECORD_ONLY:
            return entry.PARTIAL, entry.NOT_PICTURED
        instead = listed.page.instead
        return (entry.PARTIAL, instead.kind) if instead else (entry.COMPLETE, "")

    def _changed(self, listed: Manifest) -> bool:
        """Whether parts are no longer what the manifest lists, because they were damaged.

        Raises:
            KeepsakeError: MANIFEST_MISMATCH, where they are others for no such reason.
        """
        theirs = [(a.part, a.kind, a.bytes, a.sha256) for a in listed.artifacts]
        ours = self._parts[:-1]
        other = [
            own
            for own, told in zip(ours, theirs, strict=False)
            if (own.part, own.kind, own.bytes, own.sha256) != told
        ]
        damaged = all(own.waited and own.kind == entry.DAMAGED for own in other)
        if listed.capture != self.capture or len(ours) != len(theirs) or not damaged:
            raise KeepsakeError(Code.MANIFEST_MISMATCH, "it lists other artifacts than were kept")
        return bool(other)

    def _publish(
        self,
        body: entry.CaptureBody,
        patience: float = LOCK_SECONDS,
        *,
        open_end: bool = False,
    ) -> Receipt:
        with writing(self._vault, patience):
            self._receipt = publish(
                self._vault, self._folder, self._staging, body, open_end=open_end
            )
        release(self._lock, self._folder)
        return self._receipt


class CaptureWriter(Receiving):
    """One capture being received as it is made. Not for use by two threads at once."""

    def __init__(self, vault: Vault, capture: str, begin: bytes, *, held: bool = False) -> None:
        """Begins to receive a capture; part 0 is durable when it returns.

        Args:
            vault: The vault.
            capture: UUID chosen by the extension.
            begin: Exact bytes of what was known at the click.
            held: Whether its browser keeps the rest where this process is gone before its end.

        Raises:
            KeepsakeError: CAPTURE_STATE when that capture is already there; DISK_FULL or
                VAULT_UNWRITABLE.
        """
        vault.go_on_alone()
        folder = vault.path / "incoming" / capture
        super().__init__(vault, capture, lock_file(lock_path(folder)))
        self.held = held
        if folder.exists() or (vault.path / "parts" / capture).exists():
            raise KeepsakeError(Code.CAPTURE_STATE, "a capture with this id is already there")
        vault.disk.make_folder(folder.parent)
        take(self._lock, 0)
        self._begin(CAPTURE if held else "")
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
        return self._take(entry.Part(part, kind, name, media_type, len(data), sha256, ""), data)

    def commit(self, manifest_part: int, manifest_sha256: str) -> Receipt:
        """Commits the capture; calling it again gives the same receipt.

        Raises:
            KeepsakeError: MANIFEST_MISMATCH when the last part is not that manifest, or it lists
                other artifacts than were kept; the capture then stays open.
        """
        if self._receipt:
            return self._receipt
        self._expect_last(manifest_part, manifest_sha256)
        state, reason = self._judge()
        return self._publish(self._body(state, reason, manifest_part), PATIENCE_SECONDS)

    def leave(self) -> None:
        """Lets go of it as it is, for its browser to go on with."""
        self._lock.release()

    def close(self) -> Receipt | None:
        """Ends a capture that was cut short, keeping every part; None when it was committed before.

        Raises:
            KeepsakeError: The log could not be written; the capture waits in `incoming` for the
                next start.
        """
        if self._receipt:
            return None
        return self._publish(self._body(entry.INCOMPLETE), open_end=self.held)
