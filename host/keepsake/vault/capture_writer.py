"""Captures on their way in: sealed as they arrive, staged after each part, committed at once.

After each part, and before it is acknowledged, a record is added to what is staged: with it, it is
the entry that would be right if everything stopped now. Recovery therefore needs no secret and no
guess: it commits what is staged, as far as that is as it was written. Source: FORMAT.md §3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core import entry, practice
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.png import size_of
from keepsake.vault import keys
from keepsake.vault.clock import ClockWatch
from keepsake.vault.commit import lock_path, publish, release
from keepsake.vault.layout import part_name
from keepsake.vault.locking import LOCK_SECONDS, lock_file, take
from keepsake.vault.staging import CUT_SHORT, Staging, host_facts, options
from keepsake.vault.transaction import writing

if TYPE_CHECKING:
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt

# Another process may hold the log for as long as it checks or copies a large vault's; a capture
# that is whole waits for it.
_PATIENCE_SECONDS = 600.0
# What a manifest may say stopped a capture that did not end by itself, by the person or by a limit.
_CUT = {"closed", "navigated", "moved", "hidden", "error"}


class CaptureWriter:
    """One capture being received. Not for use by two threads at once."""

    def __init__(self, vault: Vault, capture: str, begin: bytes) -> None:
        """Begins to receive a capture; part 0 is durable when it returns.

        Args:
            vault: The vault.
            capture: UUID chosen by the extension.
            begin: Exact bytes of what was known at the click.

        Raises:
            KeepsakeError: CAPTURE_STATE when that capture is already there; DISK_FULL or
                VAULT_UNWRITABLE.
        """
        vault.go_on_alone()
        self.capture = capture
        self._vault = vault
        self._folder = vault.path / "incoming" / capture
        self._parts: list[entry.Part] = []
        self._receipt: Receipt | None = None
        self._manifest = b""
        self._pictured = False
        self._host = vault.env.facts()
        self._practice = practice.is_begun_there(begin)
        self._clock = ClockWatch(vault.env, vault.path / "log" / "checkpoint")
        if self._folder.exists() or (vault.path / "parts" / capture).exists():
            raise KeepsakeError(Code.CAPTURE_STATE, "a capture with this id is already there")
        vault.disk.make_folder(self._folder.parent)
        self._lock = lock_file(lock_path(self._folder))
        take(self._lock, 0)
        vault.disk.make_folder(self._folder)
        self._staging = Staging(vault, self._folder, "capture", self._body(entry.INCOMPLETE))
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
        sealed = keys.seal_part(data, self._vault.info.recipient, self._vault.env.random)
        self._vault.disk.replace(self._folder / part_name(part), sealed)
        kept = entry.Part(part, kind, name, media_type, len(data), sha256, self._vault.utc())
        self._staging.add(kept)
        self._parts.append(kept)
        self._manifest = data if kind == "manifest" else b""
        self._pictured = self._pictured or (kind == "tile" and size_of(data) is not None)
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
        return self._publish(self._body(state, reason, manifest_part), _PATIENCE_SECONDS)

    def close(self) -> Receipt | None:
        """Ends a capture that was cut short, keeping every part; None when it was committed before.

        Raises:
            KeepsakeError: The log could not be written; the capture waits in `incoming` for the
                next start.
        """
        if self._receipt:
            return None
        return self._publish(self._body(entry.INCOMPLETE))

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
        if not self._pictured and listed.mode != entry.RECORD_ONLY:
            return entry.PARTIAL, entry.NOT_PICTURED
        instead = listed.page.instead
        return (entry.PARTIAL, instead.kind) if instead else (entry.COMPLETE, "")

    def _body(
        self, state: str, reason: str = CUT_SHORT, manifest_part: int = -1
    ) -> entry.CaptureBody:
        """How the entry ends as things are now; its parts are staged one by one."""
        config = options(self._vault)
        host = host_facts(config, self._host, self._clock)
        case = practice.CASE if self._practice else config.active_case
        return entry.CaptureBody(self.capture, state, reason, case, manifest_part, (), host)

    def _publish(self, body: entry.CaptureBody, patience: float = LOCK_SECONDS) -> Receipt:
        with writing(self._vault, patience):
            self._receipt = publish(self._vault, self._folder, self._staging, body)
        release(self._lock, self._folder)
        return self._receipt
