"""What is kept of the time-stamp authorities' answers, and when to ask again.

Source: FORMAT.md §5.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.env import parse_utc
from keepsake.vault import sidecar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from keepsake.vault.durable import Disk

# Source: FORMAT.md §5.3.
LATE = ("bad_answer", "http", "not_authority", "slow", "status", "too_large", "unreachable")
_NAME = re.compile(r"\A([0-9]+)-([a-z0-9][a-z0-9-]*)\.tsr\Z")
_PROOF = re.compile(rf"\A([0-9]+)-{sidecar.PROOF}\.{sidecar.PROOF}\Z")


# Nothing signs the side file, so it has one form only, in which each changed byte shows.
_TIME = rb'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"'
_RECORD = re.compile(
    rb'\{"asked":%b,"answered":%b,"token_time":%b,'
    rb'"clock_difference_ms":-?(?:0|[1-9][0-9]{0,14})\.(?:0|[0-9]{0,16}[1-9]),'
    rb'"nonce":"[0-9a-f]{16}","sha256":"[0-9a-f]{64}"(?:,"late":"(?:%b)")?\}'
    % (_TIME, _TIME, _TIME, "|".join(LATE).encode())
)


class StampRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """Times around one exchange, UTC; the difference is this clock minus the authority's.

    `sha256` is of the answer, parts of which no signature covers; `late` is why the try before this
    one failed, one of `LATE`, `""` where it was the first.
    """

    asked: str
    answered: str
    token_time: str
    clock_difference_ms: float
    nonce: str
    sha256: str
    late: str = ""


def read_record(data: bytes) -> StampRecord | None:
    """Reads a side file; None for another form than the one of FORMAT.md §5.3."""
    return msgspec.json.decode(data, type=StampRecord) if _RECORD.fullmatch(data) else None


def clock_difference_ms(asked: str, answered: str, token_time: datetime) -> float:
    """The computer's clock, midway between asking and answer, less the authority's.

    Args:
        asked: As it is noted.
        answered: As it is noted.
        token_time: The authority's.

    Raises:
        ValueError: What is noted is no time.
    """
    twice = (parse_utc(asked) - token_time) + (parse_utc(answered) - token_time)
    return twice / timedelta(milliseconds=2)


class Stamp(msgspec.Struct, frozen=True):
    """One kept stamp. Its token was verified when it was kept and is verified again by every audit.

    Attributes:
        size: Size of the tree that it covers.
        authority: Id from `authorities.json`.
        checkpoint: The exact bytes that were stamped.
        tsr: DER `TimeStampResp`.
        record: Times around the exchange; None where the side file is missing or damaged.
        file: Name below the vault, for reports.
    """

    size: int
    authority: str
    checkpoint: bytes
    tsr: bytes
    record: StampRecord | None
    file: str


class CalendarProof(msgspec.Struct, frozen=True):
    """One kept OpenTimestamps proof.

    Attributes:
        size: Size of the tree that it covers.
        checkpoint: The exact bytes that it is for.
        ots: The proof; it is replaced when the calendar can say more.
        note: What is noted beside it, `b""` for nothing.
        file: Name below the vault, for reports.
    """

    size: int
    checkpoint: bytes
    ots: bytes
    note: bytes
    file: str


def proof_note(ots: bytes) -> bytes:
    """What is noted beside a calendar's proof, and nothing else is. Source: FORMAT.md §5.6."""
    return b'{"sha256":"%b"}' % sha256_hex(ots).encode()


class Attempt(msgspec.Struct, frozen=True):
    """When an authority may be asked next, UTC, how often it failed in a row, and why last.

    `asked` is when it was asked last, "" where that is not known. `seen` is how many entries a
    witness saw: by its cosignature, or, where there is a reason, as it said.
    """

    next: str
    failures: int
    reason: str = ""
    asked: str = ""
    seen: int = 0


class Renewals(msgspec.Struct, frozen=True):
    """When to look next for stamps that run out, and which were renewed; only saves work."""

    next: str = ""
    stamps: tuple[str, ...] = ()


class StampStore:
    """The folder `log/stamps`. Callers that write hold the vault's lock."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder / "log" / "stamps"
        self._disk = disk

    def add(
        self, checkpoint: bytes, size: int, authority: str, tsr: bytes, record: StampRecord
    ) -> None:
        """Keeps a verified stamp; the checkpoint comes first, so that a token never lacks it.

        Raises:
            KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, or VAULT_DAMAGED where another checkpoint
                of that size was stamped before: a log that forked.
        """
        self._disk.make_folder(self._folder)
        self._disk.write_once(self._folder / f"{size}.checkpoint", checkpoint)
        path = self._folder / f"{size}-{authority}.tsr"
        note = path.with_suffix(".json"), msgspec.json.encode(record)
        self._disk.replace_both(note, (path, tsr))

    def finish(self) -> None:
        """Does what a power cut left undone between an answer and its note.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        sidecar.finish(self._folder, self._disk)

    def all(self) -> list[Stamp]:
        """Every kept stamp by size and authority; *not* verified here.

        Raises:
            KeepsakeError: VAULT_DAMAGED; a token stands without its checkpoint.
        """
        found = [(int(name[1]), name[2]) for name in self._names()]
        return [self._read(size, authority) for size, authority in sorted(found)]

    def newest(self, authority: str) -> int:
        """Size of the newest tree that this authority stamped, 0 for none."""
        return self.newest_of_each().get(authority, 0)

    def newest_of_each(self) -> dict[str, int]:
        """Size of the newest tree that each authority stamped which stamped any."""
        found: dict[str, int] = {}
        for name in self._names():
            found[name[2]] = max(int(name[1]), found.get(name[2], 0))
        return found

    def newest_records(self) -> list[StampRecord]:
        """What was noted beside the newest stamp of each authority, where it can be read."""
        stems = (f"{size}-{authority}" for authority, size in self.newest_of_each().items())
        return [record for stem in stems if (record := self._record(stem))]

    def lost(self) -> list[str]:
        """Tokens and proofs that are gone although what was noted beside them is there."""
        if not self._folder.is_dir():
            return []
        return [f"log/stamps/{name}" for name in sidecar.lost(self._folder)]

    def proofs(self, sizes: Iterable[int] | None = None) -> list[CalendarProof]:
        """The kept proofs of calendars of these trees, or all by size; *not* checked here.

        Raises:
            KeepsakeError: VAULT_DAMAGED; a proof stands without its checkpoint.
        """
        return [self._proof(size) for size in (self.proof_sizes() if sizes is None else sizes)]

    def proof_sizes(self) -> list[int]:
        """Sizes of the trees of which a calendar's proof is kept, the smallest first."""
        if not self._folder.is_dir():
            return []
        names = [_PROOF.match(path.name) for path in self._folder.iterdir()]
        return sorted(int(name[1]) for name in names if name)

    def keep_proof(self, checkpoint: bytes, size: int, ots: bytes) -> None:
        """Keeps a proof of calendars, or one that has grown in the place of what it grew from.

        Raises:
            KeepsakeError: As `add`.
        """
        self._disk.make_folder(self._folder)
        self._disk.write_once(self._folder / f"{size}.checkpoint", checkpoint)
        path = self._folder / f"{size}-{sidecar.PROOF}.{sidecar.PROOF}"
        note = path.with_suffix(".json"), proof_note(ots)
        self._disk.replace_both(note, (path, ots))

    def attempts(self) -> dict[str, Attempt]:
        """When to ask whom next; an unreadable file counts as none, for it is only a courtesy."""
        try:
            data = (self._folder / "attempts.json").read_bytes()
            return msgspec.json.decode(data, type=dict[str, Attempt])
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}

    def set_attempts(self, attempts: dict[str, Attempt]) -> None:
        """Replaces the list of next attempts.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        self._disk.make_folder(self._folder)
        self._disk.replace(self._folder / "attempts.json", msgspec.json.encode(attempts))

    def renewals(self) -> Renewals:
        """What was renewed; an unreadable file counts as none, and stamps are renewed once more."""
        try:
            data = (self._folder / "renewed.json").read_bytes()
            return msgspec.json.decode(data, type=Renewals)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Renewals()

    def set_renewals(self, renewals: Renewals) -> None:
        """Replaces that.

        Raises:
            KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
        """
        self._disk.make_folder(self._folder)
        self._disk.replace(self._folder / "renewed.json", msgspec.json.encode(renewals))

    def _names(self) -> list[re.Match[str]]:
        if not self._folder.is_dir():
            return []
        return [found for path in self._folder.iterdir() if (found := _NAME.match(path.name))]

    def _read(self, size: int, authority: str) -> Stamp:
        stem = f"{size}-{authority}"
        file = f"log/stamps/{stem}.tsr"
        checkpoint = self._checkpoint(size)
        try:
            tsr = sidecar.read(self._folder / f"{stem}.tsr")
        except OSError as error:
            raise KeepsakeError(Code.VAULT_DAMAGED, "a stamp is not whole", file=file) from error
        return Stamp(size, authority, checkpoint, tsr, self._record(stem), file)

    def _checkpoint(self, size: int) -> bytes:
        name = f"{size}.checkpoint"
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            file = f"log/stamps/{name}"
            raise KeepsakeError(Code.VAULT_DAMAGED, "what was stamped", file=file) from error

    def _proof(self, size: int) -> CalendarProof:
        path = self._folder / f"{size}-{sidecar.PROOF}.{sidecar.PROOF}"
        note, name = path.with_suffix(".json"), path.name
        checkpoint = self._checkpoint(size)
        try:
            ots, name = sidecar.read(path), note.name
            noted = note.read_bytes() if note.exists() else b""
        except OSError as error:
            file = f"log/stamps/{name}"
            raise KeepsakeError(Code.VAULT_DAMAGED, "a proof is not whole", file=file) from error
        return CalendarProof(size, checkpoint, ots, noted, f"log/stamps/{path.name}")

    def _record(self, stem: str) -> StampRecord | None:
        try:
            return read_record((self._folder / f"{stem}.json").read_bytes())
        except OSError:
            return None
