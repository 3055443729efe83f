"""What is in a bundle and where: the bag's payload as a stream of files. Source: FORMAT.md §6."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.core.added.entry import is_picture
from keepsake.core.entry import COMPLETE, CaptureBody
from keepsake.core.entry import body as body_of
from keepsake.core.merkle import audit_path, consistency_proof, levels
from keepsake.core.note import ConsistencyProof, TlogProof, open_checkpoint
from keepsake.formats import verify_py
from keepsake.formats.bundle.calendar_proofs import by_hand, calendar_proof_files, covering
from keepsake.formats.bundle.check_by_hand import check_by_hand
from keepsake.formats.bundle.check_in_ten import ten_lines
from keepsake.formats.bundle.contents import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from keepsake.core.entry import Entry, Part
    from keepsake.core.manifest import Manifest, Page
    from keepsake.core.note import VerifierKey
    from keepsake.formats.bundle.calendar_proofs import CalendarProof
    from keepsake.formats.bundle.contents import Later, Stream
    from keepsake.formats.bundle.pins import Roots

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_CHARACTERS_MAX = 80


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One capture on its way out.

    Attributes:
        number: Its number in the case, from 1, the same in each bundle. Source: FORMAT.md §6.3.
        entry: Its place in the log.
        data: The entry's exact bytes.
        record: The same, read.
        body: Its body, read.
        manifest: None where the capture was cut short before one came.
        page: What is known of the page: from the manifest, else from the moment of the click.
        read: Gives the exact bytes of a part, checked.
        stream: Gives them as they are written, which is where they are checked; None where `read`
            is good enough.
        reading: Who said what and when, as it is read now; `b""` where nothing was seen.
        whole_in: The exhibit that holds all of it, where this is only its beginning; else 0.
    """

    number: int
    entry: int
    data: bytes
    record: Entry
    body: CaptureBody
    manifest: Manifest | None
    page: Page
    read: Callable[[int], bytes]
    stream: Callable[[Part], Later | Stream] | None = None
    reading: bytes = b""
    whole_in: int = 0

    @property
    def zone(self) -> tuple[str, int]:
        """Name and offset in minutes of the person's zone, as the browser told it if it did."""
        if self.manifest and self.manifest.started.zone:
            return self.manifest.started.zone, self.manifest.started.offset_minutes
        return self.record.zone, self.record.offset_minutes

    @property
    def whole(self) -> bool:
        """Whether all of the page is there, on pictures, as far as is known."""
        return bool(self.manifest and self.manifest.whole) and self.body.state == COMPLETE

    @property
    def absent(self) -> tuple[Part, ...]:
        """Parts that the record lists and that were damaged, so that they stay out."""
        here = {part.part for part in self.body.parts}
        listed = body_of(self.record, CaptureBody).parts
        return tuple(part for part in listed if part.part not in here)

    @property
    def pictures(self) -> dict[int, int]:
        """Number of each picture, from 1, by its part: the one that report and reader give it."""
        record = body_of(self.record, CaptureBody).parts
        listed = {part.part for part in (*record, *self.body.parts) if is_picture(part)}
        return {part: number for number, part in enumerate(sorted(listed), start=1)}

    @property
    def folder(self) -> str:
        """Where its artifacts are in the bag, below `data/`."""
        return exhibit_folder(self.number)

    def path(self, part: Part) -> str:
        """Where one artifact is in the bag, below `data/`."""
        return part_prefix(f"{self.folder}/", part.part) + safe_name(part.name)


@dataclass(frozen=True, slots=True)
class StampFiles:
    """One stamp, byte for byte."""

    size: int
    authority: str
    checkpoint: bytes
    tsr: bytes
    record: bytes


@dataclass(frozen=True, slots=True)
class CosignedFile:
    """A checkpoint that a witness cosigned, byte for byte; `path` is below `data/`."""

    size: int
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What the bundle needs of the log.

    Attributes:
        key: The log's verifier key.
        checkpoint: The newest signed checkpoint, byte for byte.
        leaves: Every leaf hash up to that size; only hashes of chosen entries and proofs leave.
        stamps: All stamps that are kept.
        handed: Sizes of the log in earlier bundles with a capture of this one.
        renewals: Exact bytes, by entry, of renewals of stamps, and which they renew.
        calendar_proofs: All proofs of calendars that are kept.
        cosigned: What witnesses cosigned of it, checked, none larger than the newest.
    """

    key: VerifierKey
    checkpoint: bytes
    leaves: Sequence[bytes]
    stamps: Sequence[StampFiles]
    handed: Sequence[int] = ()
    renewals: Mapping[int, tuple[bytes, frozenset[tuple[int, str]]]] = field(default_factory=dict)
    calendar_proofs: Sequence[CalendarProof] = ()
    cosigned: Sequence[CosignedFile] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A log proof, the stamps that cover it, and a proof of calendars over the same entry."""

    entry: int
    data: bytes
    size: int
    stamps: tuple[StampFiles, ...]
    calendar_proof: CalendarProof | None = None


def exhibit_folder(number: int) -> str:
    """Where the artifacts of an exhibit are in the bag, below `data/`. Source: FORMAT.md §6.3."""
    return f"exhibits/{number:03d}"


def reading_path(number: int) -> str:
    """Where the reading of an exhibit is in the bag, below `data/`. Source: FORMAT.md §6.14."""
    return f"readings/{number:03d}.json"


def part_prefix(folder: str, part: int) -> str:
    """How the path of an artifact begins; the rest is only its name. Source: FORMAT.md §6.1."""
    return f"{folder}{part:04d}-"


def safe_name(name: str) -> str:
    """A file name that every system takes; what a browser sends is not trusted to be one."""
    return _UNSAFE.sub("_", name).strip("._")[-_NAME_CHARACTERS_MAX:] or "file"


def prove(log: LogFacts, entries: Iterable[int]) -> list[Proof]:
    """Proves that entries are in the log.

    Uses for each the smallest stamped checkpoint that covers it, and the newest where none is
    stamped. A checkpoint is checked once for all entries that it covers.

    Raises:
        NoteError: A stamped checkpoint is not signed by the log's key.
        MerkleError: The log has no such entry.

    Source: FORMAT.md §6.2.
    """
    trees: dict[bytes, list[list[bytes]]] = {}
    found = []
    for entry in entries:
        size = min((stamp.size for stamp in log.stamps if stamp.size > entry), default=0)
        stamps = tuple(stamp for stamp in log.stamps if stamp.size == size)
        checkpoint = stamps[0].checkpoint if stamps else log.checkpoint
        tree = trees.get(checkpoint)
        if tree is None:
            leaves = log.leaves[: open_checkpoint(checkpoint, log.key).size]
            tree = trees[checkpoint] = levels(leaves)
        data = TlogProof(entry, tuple(audit_path(tree, entry)), checkpoint).encode()
        calendar_proof = covering(log.calendar_proofs, entry)
        found.append(Proof(entry, data, len(tree[0]), stamps, calendar_proof))
    return found


def renewing(log: LogFacts, proofs: Sequence[Proof]) -> dict[int, bytes]:
    """The records, by entry, that renew a stamp of these proofs, or in turn of such a record."""
    found: dict[int, bytes] = {}
    needed = {(stamp.size, stamp.authority) for stamp in used_stamps(proofs)}
    for entry, (data, renewed) in sorted(log.renewals.items()):
        if renewed & needed:
            found[entry] = data
            needed |= {
                (stamp.size, stamp.authority) for one in prove(log, [entry]) for stamp in one.stamps
            }
    return found


def prove_growth(log: LogFacts, proofs: Sequence[Proof]) -> list[tuple[int, bytes]]:
    """Consistency proofs to the newest checkpoint, from every older one that the receiver may have.

    Those are the heads of the proofs in this bundle, and of earlier bundles of the same captures.

    Returns:
        Size of the older tree, and the proof; by size.

    Source: FORMAT.md §6.6.
    """
    newest = open_checkpoint(log.checkpoint, log.key).size
    sizes = {proof.size for proof in proofs} | set(log.handed)
    sizes |= {one.size for one in used_calendar_proofs(proofs)}
    sizes |= {one.size for one in used_cosigned(log, proofs)}
    found = []
    for size in sorted(size for size in sizes if 0 < size < newest):
        hashes = consistency_proof(log.leaves[:newest], size)
        found.append((size, ConsistencyProof(size, tuple(hashes), log.checkpoint).encode()))
    return found


def payload(
    exhibits: Sequence[Exhibit],
    log: LogFacts,
    pins: Sequence[Roots],
    proofs: Sequence[Proof],
    documents: Iterable[tuple[str, bytes | Stream]],
    records: Mapping[int, bytes],
) -> Iterator[File]:
    """The files below `data/`, in a fixed order, one at a time.

    Args:
        exhibits: By their numbers.
        log: Of the vault.
        pins: Roots of every authority that the program knows.
        proofs: One for each exhibit and each record.
        documents: What is not evidence itself: summary, report, files made for other tools. They
            come last, so that they can be made meanwhile.
        records: Exact bytes, by entry, of what a case says beside its captures.

    Yields:
        Paths below `data/` and contents.
    """
    for exhibit in exhibits:
        for part in exhibit.body.parts:
            contents = exhibit.stream(part) if exhibit.stream else exhibit.read(part.part)
            yield File(exhibit.path(part), contents, part.sha256)
    for path, data in _log_files(exhibits, log, pins, proofs, records):
        yield File(path, data)
    for path, contents in documents:
        yield File(path, contents)


def _log_files(
    exhibits: Sequence[Exhibit],
    log: LogFacts,
    pins: Sequence[Roots],
    proofs: Sequence[Proof],
    records: Mapping[int, bytes],
) -> Iterator[tuple[str, bytes]]:
    yield "log/verifier.key", f"{log.key.text()}\n".encode()
    yield "log/checkpoint", log.checkpoint
    for exhibit in exhibits:
        yield f"log/entries/{exhibit.entry}.json", exhibit.data
    for entry, data in records.items():
        yield f"log/records/{entry}.json", data
    for proof in proofs:
        yield f"log/proofs/{proof.entry}.tlog-proof", proof.data
    growth = prove_growth(log, proofs)
    for size, data in growth:
        yield f"log/consistency/{size}.proof", data
    yield from _stamp_files(proofs)
    calendar_proofs = used_calendar_proofs(proofs)
    yield from calendar_proof_files(calendar_proofs, {stamp.size for stamp in used_stamps(proofs)})
    for one in used_cosigned(log, proofs):
        yield one.path, one.data
    used = {stamp.authority for stamp in used_stamps(proofs)}
    beside = [pinned for pinned in pins if pinned.authority in used]
    for pinned in beside:
        yield f"log/roots/{pinned.authority}.pem", pinned.pem
    yield "verify.py", verify_program(pins)
    shown = [proof.data for proof in proofs]
    grown = [proof for _, proof in growth]
    parts = sum(len(exhibit.body.parts) for exhibit in exhibits)
    stems = _stems(proofs)
    yield "CHECK-BY-HAND.txt", ten_lines(log.key, parts, stems, beside)
    yield (
        "CHECK-BY-HAND-FULL.txt",
        check_by_hand(shown, records, stems, grown, by_hand(calendar_proofs), beside),
    )


def verify_program(pins: Sequence[Roots]) -> bytes:
    """The verify.py that trusts these roots."""
    names = {row.authority: row.name for row in pins}
    return verify_py.program({row.authority: row.certificates for row in pins}, names)


def used_stamps(proofs: Sequence[Proof]) -> tuple[StampFiles, ...]:
    """The stamps of all proofs, each once, by size and authority."""
    found = {(stamp.size, stamp.authority): stamp for proof in proofs for stamp in proof.stamps}
    return tuple(found[key] for key in sorted(found))


def used_calendar_proofs(proofs: Sequence[Proof]) -> tuple[CalendarProof, ...]:
    """The proofs of calendars of all proofs, each once, by size."""
    found = {
        proof.calendar_proof.size: proof.calendar_proof for proof in proofs if proof.calendar_proof
    }
    return tuple(found[size] for size in sorted(found))


def used_cosigned(log: LogFacts, proofs: Sequence[Proof]) -> list[CosignedFile]:
    """What witnesses cosigned with any of these entries in it."""
    first = min((proof.entry for proof in proofs), default=0)
    return [one for one in log.cosigned if one.size > first]


def _stems(proofs: Sequence[Proof]) -> list[tuple[int, str]]:
    return [(stamp.size, stamp.authority) for stamp in used_stamps(proofs)]


def _stamp_files(proofs: Sequence[Proof]) -> Iterator[tuple[str, bytes]]:
    before = -1
    for stamp in used_stamps(proofs):
        if stamp.size != before:
            yield f"log/stamps/{stamp.size}.checkpoint", stamp.checkpoint
        before = stamp.size
        yield f"log/stamps/{stamp.size}-{stamp.authority}.tsr", stamp.tsr
        yield f"log/stamps/{stamp.size}-{stamp.authority}.json", stamp.record
