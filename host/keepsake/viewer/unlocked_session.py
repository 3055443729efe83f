"""What is on the table while the vault is open: read on demand, in memory, gone when locked."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core import accounts
from keepsake.core import entry as entries
from keepsake.core.case.fold import Casework
from keepsake.core.custody import UNATTRIBUTED, Attribution, ExportBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.custody.acts import Views
from keepsake.stamp.authorities import load_authorities
from keepsake.vault import as_read, queries, timeline
from keepsake.vault.index import Index
from keepsake.vault.index_rows import Summary
from keepsake.viewer import pictures
from keepsake.viewer.jobs import Jobs
from keepsake.viewer.reading_job import ReadingJob
from keepsake.viewer.recent import Recent
from keepsake.viewer.stitched import Stitched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.core.accounts import Account
    from keepsake.core.case.fold import Case
    from keepsake.core.entry import CaptureBody, Entry
    from keepsake.core.manifest import Manifest
    from keepsake.env import Environment
    from keepsake.vault.index import Hit
    from keepsake.vault.seen import ReadAgain
    from keepsake.vault.unlocked import Capture, Unlocked

MANIFESTS = 12
STITCHED = 2
READ_AGAIN = 2
SMALL_PICTURES = 400
MOST_HITS = 200


@dataclass(frozen=True, slots=True)
class Handed:
    """Something that was handed over: its entry, when, to whom, and the hash of what it was."""

    entry: int
    utc: str
    body: ExportBody


def log_mark(vault: Path) -> tuple[int, int]:
    """Another value each time the log of a vault has grown; nothing of it is read."""
    # The checkpoint is replaced by renaming, so a new one is another file.
    try:
        found = (vault / "log" / "checkpoint").stat()
    except OSError:
        return (0, 0)
    return found.st_ino, found.st_mtime_ns


class UnlockedSession:
    """An unlocked vault and what was read from it."""

    def __init__(self, unlocked: Unlocked, env: Environment) -> None:
        self.unlocked = unlocked
        self.env = env
        self.authorities = load_authorities()
        # Whether the code of the recovery sheet opened it.
        self.by_code = False
        # Who works here, as the person names themselves, for the entries of custody.
        self.attribution = UNATTRIBUTED
        self.jobs = Jobs(unlocked)
        self._summaries: dict[int, Summary] = {}
        self._casework = Casework()
        self._exports: list[Handed] = []
        self._accounts: tuple[int, list[Account]] = (-1, [])
        self._read = 0
        self._seen_mark: tuple[int, int] | None = None
        self._views = Views(unlocked)
        self._stitched: Recent[Stitched] = Recent(STITCHED)
        self._manifests: Recent[Manifest | None] = Recent(MANIFESTS)
        self._small: Recent[bytes | None] = Recent(SMALL_PICTURES)
        self._again: Recent[ReadAgain | None] = Recent(READ_AGAIN)
        self._index: Index | None = None
        self._guard = threading.Lock()
        self._taken_in = False
        self._taking_in = threading.Lock()

    def take_in(self, put: Callable[[], None]) -> None:
        """Has what was left behind at the door put where forms look for it, once.

        Args:
            put: Does it; whoever asks meanwhile waits.
        """
        with self._taking_in:
            if not self._taken_in:
                try:
                    put()
                finally:
                    self._taken_in = True

    def clear(self) -> None:
        """Forgets the keys, then all that was read; last what may wait for another thread."""
        self.unlocked.forget()
        self.jobs.stop()
        self._summaries.clear()
        self._casework = Casework()
        self._exports.clear()
        self._accounts = (-1, [])
        self._read, self._seen_mark = 0, None
        self.by_code, self.attribution = False, UNATTRIBUTED
        self.forget_read()
        self.jobs.clear()
        if self._index is not None:
            self._index.close()
            self._index = None

    def search(self, wanted: str) -> list[Hit]:
        """Places in all captures and cases where every word is found, best first.

        Raises:
            KeepsakeError: An entry is damaged, with its file named.
        """
        return self.index().search(wanted, MOST_HITS)

    def index(self) -> Index:
        """The read model, up to date.

        Raises:
            KeepsakeError: An entry is damaged, with its file named.
        """
        self._refresh()
        with self._guard:
            if self._index is None:
                raise KeepsakeError(Code.VAULT_LOCKED)
            return self._index

    def summaries(self) -> list[Summary]:
        """Every capture, oldest first, from the index.

        Raises:
            KeepsakeError: An entry is damaged, with its file named.
        """
        self._refresh()
        return list(self._summaries.values())

    def true_summaries(self) -> list[Summary]:
        """Those that were not made to practise. Raises as `summaries`."""
        return [one for one in self.summaries() if not one.practice]

    def summary(self, entry: int) -> Summary:
        """One capture as lists show it.

        Raises:
            KeepsakeError: CAPTURE_UNKNOWN, there is none at that place.
        """
        self._refresh()
        if entry not in self._summaries:
            raise KeepsakeError(Code.CAPTURE_UNKNOWN, f"entry {entry}")
        return self._summaries[entry]

    def casework(self) -> Casework:
        """All cases and what belongs to them."""
        self._refresh()
        return self._casework

    def case(self) -> Case | None:
        """The case that is being worked on, which new captures belong to."""
        return self.casework().cases.get(self.unlocked.vault.config.active_case)

    def exhibit(self, entry: int) -> int | None:
        """The number of a capture in the case that it belongs to; None where it is in none."""
        work = self.casework()
        case = work.cases.get(work.place.get(entry, ""))
        return case.exhibits.get(entry) if case else None

    def exports(self) -> list[Handed]:
        """What was handed over, oldest first."""
        self._refresh()
        return list(self._exports)

    def accounts(self) -> list[Account]:
        """Accounts that captures show, with what the person decided about them."""
        decided = self.casework().accounts
        if self._accounts[0] != self._read:
            self._accounts = (self._read, accounts.fold(timeline.seen(self.index()), decided))
        return self._accounts[1]

    def written(self, entry: int) -> str:
        """When an entry was written, UTC; "" where there is none."""
        try:
            return self.unlocked.entry(entry).utc
        except KeepsakeError:
            return ""

    def _refresh(self) -> None:
        """Takes in what was written since; costs one look at a file where nothing was."""
        mark = log_mark(self.unlocked.vault.path)
        with self._guard:
            if mark == self._seen_mark:
                return
            if self._index is None:
                self._index = Index(self.unlocked)
            self._index.refresh()
            self._take_in(self._index)
            self._seen_mark = mark
            self._read_rest(self._index)

    def _read_rest(self, index: Index) -> None:
        """Has captures read that are not yet, while the person goes on."""
        running = self.jobs.reading
        if running is not None and not running.ended:
            return
        if waiting := index.unread():
            self.jobs.reading = ReadingJob(waiting)
            self.jobs.reading.start(self.unlocked, index, self._was_read)

    def _was_read(self, entry: int) -> None:
        index = self._index
        if index is not None:
            self._summaries[entry] = index.summary(entry)
            self._accounts = (-1, [])

    def _take_in(self, index: Index) -> None:
        records = index.records(self._read)
        # A removal takes words away from a capture that is on the list already.
        start = 0 if any(record.kind == "removal" for _, record in records) else self._read
        found = queries.captures_from(index, start)
        known = {one.capture for one in self._summaries.values()}
        if start and any(one.capture in known for one in found):
            # The whole of a capture came, and its beginning says from now on where that is.
            found = queries.captures_from(index, 0)
        fresh = {summary.entry: summary for summary in found}
        self._summaries |= fresh
        steps: list[tuple[int, Entry | Summary]] = [*records]
        steps += [(entry, one) for entry, one in fresh.items() if entry >= self._read]
        for place, step in sorted(steps, key=lambda pair: pair[0]):
            if isinstance(step, Summary):
                self._casework.capture(place, step.case)
                continue
            if step.kind == "export":
                self._exports.append(Handed(place, step.utc, entries.body(step, ExportBody)))
            self._casework.add(place, step)
        self._read = max([self._read, *(place + 1 for place, _ in steps)])

    def capture(self, index: int) -> Capture:
        """One capture.

        Raises:
            KeepsakeError: There is none at that place, or it is damaged.
        """
        return self.unlocked.capture(index)

    def saw(self, entry: int) -> None:
        """Enters in the log that a capture is being looked at, once while the vault is open."""
        self._views.saw(entry, self.attribution)

    def forget_read(self) -> None:
        """Forgets pictures and texts that were read, for one of them is being destroyed."""
        for kept in (self._stitched, self._manifests, self._small, self._again, self.jobs.players):
            kept.clear()

    def name(self, who: str) -> None:
        """Notes who works here from now on, until the vault is locked."""
        self.attribution = Attribution(who=who)

    def stitched(self, entry: int) -> Stitched:
        """The stitched picture of a capture, as far as it was made.

        Raises:
            KeepsakeError: There is none at that place, or it is damaged.
        """
        self.summary(entry)
        return self._stitched.get(entry, lambda: Stitched(self.unlocked, entry))

    def manifest(self, body: CaptureBody) -> Manifest | None:
        """The manifest of a capture, its items as they are read; None where it was cut short.

        Raises:
            KeepsakeError: It is damaged.
        """
        key = (body.capture, len(body.parts))
        return self._manifests.get(key, lambda: as_read.manifest(self.unlocked, body))

    def read_again(self, body: CaptureBody) -> ReadAgain | None:
        """What was seen of the page of a capture, read by this version; None where nothing was.

        Raises:
            KeepsakeError: It is damaged.
        """

        def make() -> ReadAgain | None:
            # Imported here: it takes long to load, and few pages show it.
            from keepsake.vault.seen import read_again

            return read_again(self.unlocked, body, self.unlocked.manifest(body))

        return self._again.get((body.capture, len(body.parts)), make)

    def small_picture(self, body: CaptureBody, part: int, *, blurred: bool) -> bytes | None:
        """A small picture of a tile, or nothing when it cannot be drawn.

        Raises:
            KeepsakeError: The artifact is damaged.
        """

        def make() -> bytes | None:
            return pictures.small(self.unlocked.part(body.capture, part), blurred=blurred)

        return self._small.get((body.capture, part, blurred), make)

    def stamped_size(self) -> int:
        """Size of the newest tree that an authority has stamped, 0 for none.

        The token was verified when it came and is verified again by a check, not here.
        """
        newest = self.unlocked.vault.stamps.newest_of_each()
        return max((newest.get(authority.id, 0) for authority in self.authorities), default=0)
