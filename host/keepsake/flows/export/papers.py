"""The papers of a bundle, set in processes of their own while the exhibits are being sealed.

What typesets wants much memory and a processor, and so does what seals. One process is given the
key through a pipe, opens the vault itself, holds what it reads in memory and writes nothing; what
the papers are made of goes on to a second one, so that what reads pictures and what sets pages do
not take their memory at the same time.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keepsake.flows import hand_off
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.formats.bundle.payload import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from typing import IO

    from keepsake.core.statement.paper import Paper
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.report.pdf import Facts
    from keepsake.vault.unlocked import Unlocked

WORKERS_BYTES_MIN = 8_000_000  # of artifacts; to start a process takes as long as to seal a hundred

GATHER = f"from {__name__} import gather; gather()"
SET = "from keepsake.flows.export.typeset import answer; answer()"


@dataclass(frozen=True, slots=True)
class PapersContent:
    """What the papers are made of, beside the exhibits.

    Attributes:
        numbers: Exhibit number of each entry.
        facts: For the report; the briefing among them.
        statement: Ready for paper, None where none goes along.
        without: Parts, by entry, that are damaged and stay out.
        columns: In how many the threads are printed in full length, 0 where they are not.
    """

    numbers: Mapping[int, int]
    facts: Facts
    statement: Paper | None
    without: dict[int, frozenset[int]] = field(default_factory=dict)
    columns: int = 0


def papers(exhibits: Sequence[Exhibit], content: PapersContent) -> Iterator[tuple[str, bytes]]:
    """Sets the papers one after the other.

    Yields:
        Path below `data/` and contents; a statement that names messages after the report.
    """
    # Imported here and below: the process that seals needs none of it.
    from keepsake.formats.paper.typesetter import typeset_all

    yield from typeset_all(_archived(exhibits, content))


def _archived(exhibits: Sequence[Exhibit], content: PapersContent) -> Iterator[tuple[str, Sources]]:
    """What each is made of, for the typesetter, with the moment of the copy."""
    for path, sources in _sources(exhibits, content):
        yield path, sources._replace(made=content.facts.made.utc)


def _sources(exhibits: Sequence[Exhibit], content: PapersContent) -> Iterator[tuple[str, Sources]]:
    from keepsake.formats import statement_pdf
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report import pdf as report
    from keepsake.formats.report import validation
    from keepsake.formats.report.certificate import certificates
    from keepsake.formats.report.eyewitness import eyewitness_page
    from keepsake.formats.report.fact_sheet import fact_sheets

    made, brief = content.facts.made, content.facts.brief
    if content.statement:
        yield "statement.pdf", statement_pdf.sources(content.statement)
    words, footer = Words(made.language), f"{made.program} · {made.utc}"
    if brief:
        names: set[str] = set()
        for of, page in fact_sheets(brief, exhibits, words, footer):
            # Two hosts may be one in the signs that a name can have.
            name = safe_name(of) if safe_name(of) not in names else f"{safe_name(of)}-{len(names)}"
            names.add(name)
            yield f"fact-sheets/{name}.pdf", page
        said = content.statement.kept if content.statement else ""
        for key, page in certificates(brief.reporter, exhibits, content.facts, words, footer, said):
            yield f"drafts/{key}.pdf", page
        for number, witness in enumerate(brief.eyewitnesses, start=1):
            page = eyewitness_page(witness, exhibits, words, footer)
            yield f"drafts/eyewitness-{number}.pdf", page
    tested = validation.paper(content.facts.validation, made.program, words, footer)
    yield f"{validation.FOLDER}/record.pdf", tested
    if content.columns:
        yield from _annexes(exhibits, content.columns, made.language)
    # Last, because the others are set while its pictures are being read.
    yield "report.pdf", report.sources(exhibits, content.facts, made.language)


def _annexes(
    exhibits: Sequence[Exhibit], columns: int, language: str
) -> Iterator[tuple[str, Sources]]:
    """Each thread in full length."""
    from keepsake.flows.stitched import pieces_in
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.annex import annexes

    for exhibit in exhibits:
        pieces = pieces_in(exhibit.body, exhibit.manifest, exhibit.read)
        papers_of = annexes(exhibit, pieces, columns, Words(language))
        for part, page in enumerate(papers_of, start=1):
            yield f"annex/exhibit-{exhibit.number:03}-{part}.pdf", page


class PaperWorkers:
    """Sets the papers of one bundle in other processes.

    Where there is no process to be had, or one fails, they are set here when they are asked for. At
    the end of the block the processes are ended, done or not.
    """

    def __init__(
        self, unlocked: Unlocked, exhibits: Sequence[Exhibit], content: PapersContent
    ) -> None:
        self._task = hand_off.handed(unlocked), content
        self._exhibits = exhibits
        self._hand = ThreadPoolExecutor(1, "papers")
        self._processes: list[subprocess.Popen[bytes]] = []
        self._waits: Future[bytes] | None = None

    def __enter__(self) -> PaperWorkers:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
        self._hand.shutdown()
        for process in self._processes:
            process.wait()

    def begin(self) -> None:
        """Starts the processes, where there is enough to do that it saves time."""
        parts = (part.bytes for exhibit in self._exhibits for part in exhibit.body.parts)
        if sum(parts) < WORKERS_BYTES_MIN or not hand_off.can_start():
            return
        try:
            gathers = _started(GATHER, subprocess.PIPE)
            self._processes.append(gathers)
            sets = _started(SET, gathers.stdout)
            self._processes.append(sets)
        except OSError:
            return  # no memory or no right to start one: they are set in this process
        self._waits = self._hand.submit(_answered, gathers, sets, pickle.dumps(self._task))

    def finish(self) -> None:
        """Waits until they are set, where other processes set them."""
        if self._waits is not None:
            wait((self._waits,))

    def take(self) -> Iterator[tuple[str, bytes]]:
        """The papers: path below `data/` and contents."""
        found = self._received()
        yield from papers(self._exhibits, self._task[1]) if found is None else found

    def _received(self) -> list[tuple[str, bytes]] | None:
        if self._waits is None:
            return None
        try:
            # From the program that was started here, through a pipe that nobody else holds.
            found: list[tuple[str, bytes]] = pickle.loads(self._waits.result())  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError):
            # It ended without an answer. Whatever was wrong, setting them here tells it.
            return None
        return found


def _answered(
    gathers: subprocess.Popen[bytes], sets: subprocess.Popen[bytes], task: bytes
) -> bytes:
    """Hands the first its task and takes what the second says."""
    if gathers.stdout:
        gathers.stdout.close()  # only the second reads it: it must see its end
        gathers.stdout = None
    gathers.communicate(task)
    return sets.communicate()[0]


def _started(program: str, reads: int | IO[bytes] | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=reads,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # One place to take memory from, and what is large given back at once: the C library of
        # Linux else keeps a place for each thread, and after a while what is large too.
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_MMAP_THRESHOLD_": "131072",
        },
    )


def gather() -> None:
    """The first process: reads its task, and writes what the papers are made of."""
    handed, content = pickle.load(sys.stdin.buffer)  # noqa: S301 - from its parent
    unlocked = hand_off.opened(*handed)
    exhibits = exhibits_of(unlocked, content.numbers, content.numbers, content.without)
    for paper in _archived(exhibits, content):
        pickle.dump(paper, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    pickle.dump(None, sys.stdout.buffer)  # that was all of them
    sys.stdout.buffer.flush()
    os._exit(0)  # at once: the second waits for its memory
