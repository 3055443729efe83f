"""What is on the table while the vault is open: read on demand, in memory, gone when locked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from keepsake.core import entry as entries
from keepsake.core.errors import KeepsakeError
from keepsake.core.manifest import Identifier, Manifest
from keepsake.core.verify import Outcome
from keepsake.stamp.authorities import load_authorities
from keepsake.vault.index import Index
from keepsake.viewer import pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from keepsake.core.entry import CaptureBody, Entry
    from keepsake.core.verify import Report
    from keepsake.env import Environment
    from keepsake.flows.export import ExportResult
    from keepsake.vault.index import Hit
    from keepsake.vault.reading import Capture, Unlocked

MANIFESTS = 12
SMALL_PICTURES = 400
MOST_HITS = 200

Value = TypeVar("Value")


class _Seen(msgspec.Struct, frozen=True):
    url: str = ""
    title: str = ""
    platform: str | None = None
    kind: str | None = None
    ids: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One capture as lists show it; from its entry and what was known at the click.

    Attributes:
        entry: Its place in the log.
        utc: When it was sealed.
        arrived: `complete`, `partial` or `incomplete`.
        tiles: Part numbers of its pictures in order.
        size: Bytes of all parts.
    """

    entry: int
    utc: str
    title: str
    address: str
    platform: str
    kind: str
    ids: tuple[Identifier, ...]
    arrived: str
    tiles: tuple[int, ...]
    size: int


class Recent(Generic[Value]):
    """A bounded memory of the values last used."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made when it is not remembered."""
        with self._guard:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._guard:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forgets everything."""
        with self._guard:
            self._values.clear()


class Desk:
    """An unlocked vault and what was read from it."""

    def __init__(self, unlocked: Unlocked, env: Environment) -> None:
        self.unlocked = unlocked
        self.env = env
        self.authorities = load_authorities()
        self.reports: dict[int, Report] = {}
        self.whole_report: Report | None = None
        self.handed: ExportResult | None = None
        self._summaries: list[Summary] = []
        self._exports = 0
        self._read = 0
        self._manifests: Recent[Manifest | None] = Recent(MANIFESTS)
        self._small: Recent[bytes | None] = Recent(SMALL_PICTURES)
        self._index: Index | None = None
        self._guard = threading.Lock()

    def clear(self) -> None:
        """Forgets everything that was read."""
        self._summaries.clear()
        self.reports.clear()
        self.whole_report = None
        self.handed = None
        self._manifests.clear()
        self._small.clear()
        if self._index is not None:
            self._index.close()
            self._index = None

    def search(self, wanted: str) -> list[Hit]:
        """Places in all captures where every word is found, best first.

        Raises:
            KeepsakeError: An entry is damaged, with its file named.
        """
        with self._guard:
            if self._index is None:
                self._index = Index(self.unlocked)
            self._index.refresh()
            return self._index.search(wanted, MOST_HITS)

    def summaries(self) -> list[Summary]:
        """Every capture, oldest first; only entries written since the last call are opened.

        Raises:
            KeepsakeError: An entry is damaged, with its file named.
        """
        with self._guard:
            for index, record in self.unlocked.entries(self._read):
                if record.kind == "capture":
                    self._summaries.append(self._summary(index, record))
                self._exports += record.kind == "export"
                self._read = index + 1
            return list(self._summaries)

    def exports(self) -> int:
        """How often something was handed over."""
        self.summaries()
        return self._exports

    def capture(self, index: int) -> Capture:
        """One capture.

        Raises:
            KeepsakeError: There is none at that place, or it is damaged.
        """
        return self.unlocked.capture(index)

    def manifest(self, body: CaptureBody) -> Manifest | None:
        """The manifest of a capture; None where it was cut short before one came.

        Raises:
            KeepsakeError: It is damaged.
        """
        return self._manifests.get(body.capture, lambda: self.unlocked.manifest(body))

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
        stamps = self.unlocked.vault.stamps
        return max((stamps.newest(authority.id) for authority in self.authorities), default=0)

    def mark(self, summary: Summary, stamped: int) -> str:
        """The state of a capture in one word: `kept`, `waiting`, `not_checked` or `problem`.

        What a check found since the vault was opened counts; else a stamp that covers the capture.
        """
        report = self.reports.get(summary.entry)
        if report is not None and report.outcome is Outcome.INVALID:
            return "problem"
        if summary.entry >= stamped:
            return "waiting"
        if report is not None and report.outcome is Outcome.NOT_CHECKED:
            return "not_checked"
        return "kept"

    def _summary(self, index: int, record: Entry) -> Summary:
        body = entries.body(record, entries.CaptureBody)
        seen = self._seen(body)
        return Summary(
            entry=index,
            utc=record.utc,
            title=seen.title,
            address=seen.url,
            platform=seen.platform or "",
            kind=seen.kind or "",
            ids=seen.ids,
            arrived=body.state,
            tiles=tuple(p.part for p in body.parts if p.kind == "tile"),
            size=sum(p.bytes for p in body.parts),
        )

    def _seen(self, body: CaptureBody) -> _Seen:
        # A damaged first part must not hide the capture, which the check then names as a problem.
        try:
            begin = self.unlocked.part(body.capture, 0)
            return msgspec.json.decode(begin, type=_Seen)
        except (KeepsakeError, msgspec.DecodeError, UnicodeDecodeError):
            return _Seen()
