"""Captures that waited in the browser, taken over part by part, and taken up where that ended.

A process has no secret: what an earlier one staged it can list only with the key that the browser
was given for it, and what came sealed to the vault it keeps as it came. Cut short, nothing of it is
committed: the browser has all of it until the receipt, and comes again. Source: FORMAT.md §3.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from keepsake.core import entry, staged
from keepsake.core.age.payload import SealedError
from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault.capture_writer import PATIENCE_SECONDS, Receiving
from keepsake.vault.commit import committed, empty, lock_path, release, settle
from keepsake.vault.locking import lock_file, take
from keepsake.vault.staging import CAPTURE, HELD, STAGING, WAITED, has_open_end, is_held
from keepsake.vault.transaction import writing

if TYPE_CHECKING:
    from pathlib import Path

    from filelock import BaseFileLock

    from keepsake.core.waited import Row, Waited
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt


class Announced(NamedTuple):
    """What is said of a capture that waited, before its first part.

    Attributes:
        since: When its first part that waited was durable in the browser.
        sealed_to: `vault` or `browser`.
        recipient: The vault that it was sealed to, "" for the browser's own key.
        part: The first part that waited.
        mode: That of the capture: nothing of a page may be in one that is `record_only`.
        through: `port` or `file`.
        resume: What opens the list of what an earlier process staged of it, "" for nothing.
        practice: Whether it is of the page to practise on, where part 0 does not come readable now.
        case: UUID of the case that it is to be in, "" for none; None for the one that is chosen.
    """

    since: str
    sealed_to: str
    recipient: str
    part: int
    mode: str = ""
    through: str = entry.PORT
    resume: str = ""
    practice: bool = False
    case: str | None = None


def announced(waited: Waited, through: str, case: str | None = None) -> Announced:
    """What the browser says of it, how it comes, and into which case."""
    return Announced(
        waited.since, waited.sealed_to, waited.recipient, waited.part, waited.mode, through,
        waited.resume, waited.practice, case,
    )  # fmt: skip


def part_of(row: Row) -> entry.Part:
    """One artifact, as it is to be entered."""
    return entry.Part(
        row.part, row.kind, row.name, row.media_type, row.bytes, row.sha256, "", row.at or "",
        row.sealed is not None,
    )  # fmt: skip


class _Found(NamedTuple):
    """What is here of a capture already."""

    key: bytes = b""
    parts: tuple[entry.Part, ...] = ()


class WaitedWriter(Receiving):
    """One capture being taken over. Not for use by two threads at once."""

    def __init__(
        self, vault: Vault, capture: str, lock: BaseFileLock, told: Announced, found: _Found
    ) -> None:
        """As `take_up`, which makes it."""
        super().__init__(vault, capture, lock)
        self._told = told
        self._practice, self._case = told.practice, told.case
        self._pictured = any(part.kind == "tile" for part in found.parts)
        # Of one that waited as a whole the browser has everything; else it has only the rest.
        self._begin(CAPTURE if told.part else WAITED, *found)

    @property
    def next(self) -> int:
        """The first part that is not durable here."""
        return len(self._parts)

    def keep(self, told: entry.Part, data: bytes) -> entry.Part:
        """Checks and stages one artifact; when it returns, the artifact is durable.

        Args:
            told: What the browser says of it. `claimed` where `data` is sealed to the vault.
            data: Its exact bytes, or the sealed ones, whose hash was compared.

        Raises:
            KeepsakeError: CAPTURE_STATE, PART_HASH, PART_SIZE (what is sealed is of another size,
                or to no single recipient), DISK_FULL, VAULT_UNWRITABLE.
        """
        if told.claimed:
            _expect_sealed(told, data)
        return self._take(told, data)

    def commit(
        self, manifest_part: int, manifest_sha256: str, ended: tuple[str, str] | None
    ) -> Receipt:
        """Commits it; calling it again gives the same receipt.

        Args:
            manifest_part: Its number; -1 where the browser was gone before there was one.
            manifest_sha256: Its hash, as the browser has it.
            ended: State and reason, where the manifest is sealed and nobody here can read it.

        Raises:
            KeepsakeError: CAPTURE_STATE, nothing of it is here; MANIFEST_MISMATCH, as for every
                capture; the capture then stays open.
        """
        if self._receipt:
            return self._receipt
        if not self._parts:
            raise KeepsakeError(Code.CAPTURE_STATE, "a commit of nothing")
        if manifest_part < 0:
            return self._publish(self._body(entry.INCOMPLETE), PATIENCE_SECONDS)
        self._expect_last(manifest_part, manifest_sha256)
        if self._parts[-1].claimed != (ended is not None):
            raise KeepsakeError(Code.MANIFEST_MISMATCH, "who judges how it ended")
        state, reason = self._as_told(*ended) if ended else self._judge()
        return self._publish(self._body(state, reason, manifest_part), PATIENCE_SECONDS)

    def _as_told(self, state: str, reason: str) -> tuple[str, str]:
        """How it ended as the browser says, but for what can be seen here."""
        kinds = {part.kind for part in self._parts}
        if entry.DAMAGED in kinds:
            return entry.PARTIAL, entry.WAITED_DAMAGED
        if state == entry.COMPLETE and self._told.mode != entry.RECORD_ONLY and "tile" not in kinds:
            return entry.PARTIAL, entry.NOT_PICTURED
        return state, reason

    def close(self) -> Receipt | None:
        """Leaves it, for the browser comes again; what is staged stays staged."""
        if not self._receipt:
            self._lock.release()
        return None

    def _body(
        self, state: str, reason: str = entry.CUT_SHORT, manifest_part: int = -1
    ) -> entry.CaptureBody:
        told = self._told
        waited = entry.Waited(
            told.since, self._vault.utc(), told.sealed_to, told.through, told.part
        )
        body = super()._body(state, reason, manifest_part)
        return msgspec.structs.replace(body, waited=waited)


def take_up(vault: Vault, capture: str, told: Announced) -> WaitedWriter | None:
    """Begins to take over a capture, or goes on where an earlier process was cut short.

    Returns:
        None where it is in the log as a whole.

    Raises:
        KeepsakeError: WAITED_ELSEWHERE, it is sealed to another vault. WAITED_CLOSED, its beginning
            is not here, or cannot be listed. VAULT_BUSY, another process receives it. DISK_FULL,
            VAULT_UNWRITABLE.
    """
    if told.sealed_to == entry.VAULT and told.recipient != vault.info.recipient:
        raise KeepsakeError(Code.WAITED_ELSEWHERE)
    vault.go_on_alone()
    folder = vault.path / "incoming" / capture
    vault.disk.make_folder(folder.parent)
    lock = lock_file(lock_path(folder))
    take(lock, 0)
    try:
        _finish(vault, folder)
        found = _find(vault, folder, told)
        if found is None:
            release(lock, folder)
            return None
        if len(found.parts) < told.part:
            raise KeepsakeError(Code.WAITED_CLOSED, f"{len(found.parts)} of {told.part} parts")
        return WaitedWriter(vault, capture, lock, told, found)
    except KeepsakeError:
        release(lock, folder)
        raise


def _find(vault: Vault, folder: Path, told: Announced) -> _Found | None:
    """What is here of it: under way, entered without its end (both can be taken up), or as a whole.

    Returns:
        None where nothing of it is to come.
    """
    if folder.is_dir():
        found = _listed(folder, told.resume)
        if found:
            return found
        if not _is_empty(folder) and (told.part or not is_held(folder, WAITED)):
            raise KeepsakeError(Code.WAITED_CLOSED, "what is staged is not to be listed")
        # The browser has all of it still, as it has not had a receipt.
        with writing(vault):
            empty(vault, folder)
    there = vault.path / "parts" / folder.name
    if not there.is_dir():
        return _Found()
    if not has_open_end(there, end_staged=bool(_staged(there).ends)):
        return None
    found = _listed(there, told.resume)
    if found is None:
        raise KeepsakeError(Code.WAITED_CLOSED, "what was entered is not to be listed")
    return found


def _listed(folder: Path, resume: str) -> _Found | None:
    """The parts that are staged in a folder; None where `resume` does not open their list.

    The manifest is asked for again: whoever commits must have read it.
    """
    try:
        key, data = bytes.fromhex(resume), (folder / STAGING).read_bytes()
        rows = staged.rows(data, key) if key else []
        parts = tuple(msgspec.json.decode(row, type=entry.Part) for row in rows)
    except (OSError, SealedError, ValueError, msgspec.DecodeError):
        return None
    if parts and parts[-1].kind == "manifest":
        parts = parts[:-1]
    return _Found(key, parts) if parts else None


def _is_empty(folder: Path) -> bool:
    """Whether nothing was staged before the process was gone that made the folder."""
    return all(path.name == HELD or path.name.startswith(".") for path in folder.iterdir())


def _finish(vault: Vault, folder: Path) -> None:
    """Moves what was committed already where it belongs, as recovery does."""
    found = _staged(folder)
    if not found.parts:
        return
    with writing(vault):
        if committed(vault, [*found.ends, found.leaf]) is not None:
            open_end = has_open_end(folder, end_staged=bool(found.ends))
            settle(vault, folder, found.parts, open_end=open_end)


def _staged(folder: Path) -> staged.Good:
    """What is staged in a folder, nothing where it cannot be read."""
    try:
        return staged.good((folder / STAGING).read_bytes())
    except OSError:
        return staged.good(b"")


def _expect_sealed(told: entry.Part, data: bytes) -> None:
    # Imported here: an ordinary capture opens nothing.
    from keepsake.core.age.opening import content_bytes

    try:
        size = content_bytes(data)
    except SealedError as error:
        raise KeepsakeError(Code.PART_SIZE, f"part {told.part}: {error}") from error
    if size != told.bytes:
        raise KeepsakeError(Code.PART_SIZE, f"part {told.part}: {size} bytes are sealed in it")
