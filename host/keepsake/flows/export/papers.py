"""The papers of a bundle, set by threads while the exhibits are being sealed.

What reads pictures and what sets pages do not hold the interpreter's lock, and further processes
would take a third of the time only to start. Nothing is written to disk.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keepsake.flows.stitched import pieces_in
from keepsake.formats.bundle.payload import safe_name
from keepsake.heap import give_back_at_once, give_back_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from keepsake.core.statement.paper import Paper
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.report.pdf import Facts

    Set = tuple[str, bytes]  # path below `data/` and contents

REPORT = "report.pdf"
STATEMENT = "statement.pdf"
_TELL_SECONDS = 0.25
_MUCH_BYTES = 100_000_000  # take as long to seal as the papers take
_PROCESSORS = 4  # two make pictures, one sets papers, one seals


@dataclass(frozen=True, slots=True)
class PapersContent:
    """What the papers are made of, beside the exhibits.

    Attributes:
        facts: For the report; the briefing among them.
        statement: Ready for paper, None where none goes along.
        columns: In how many the threads are printed in full length, 0 where they are not.
    """

    facts: Facts
    statement: Paper | None
    columns: int = 0


def report(exhibits: Sequence[Exhibit], content: PapersContent) -> Sources:
    """What the report is made of; its pictures are read, and copied smaller, now."""
    # Imported here and below: what seals may begin before it is loaded.
    from keepsake.formats.report import pdf

    facts = content.facts
    return _dated(pdf.sources(exhibits, facts, facts.made.language), content)


def _dated(sources: Sources, content: PapersContent) -> Sources:
    return sources._replace(made=content.facts.made.utc)


def statement(paper: Paper, content: PapersContent, pages: dict[str, int]) -> Sources:
    """What the statement is made of, which names messages with their pages of the report."""
    from keepsake.formats import statement_pdf

    return _dated(statement_pdf.sources(paper, pages), content)


def small_papers(
    exhibits: Sequence[Exhibit], content: PapersContent
) -> Iterator[tuple[str, Sources]]:
    """All but report and statement: path below `data/`, and what the typesetter takes."""
    for path, sources in _undated(exhibits, content):
        yield path, _dated(sources, content)


def _undated(exhibits: Sequence[Exhibit], content: PapersContent) -> Iterator[tuple[str, Sources]]:
    from keepsake.formats.checklist import paper as checklist
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report import validation
    from keepsake.formats.report.certificate import certificates
    from keepsake.formats.report.eyewitness import eyewitness_page
    from keepsake.formats.report.fact_sheet import fact_sheets

    made, brief = content.facts.made, content.facts.brief
    words = Words(made.language)
    footer = f"{made.program} · {words.utc(made.utc)}"
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
    if content.facts.checklist:
        found = content.facts.checklist
        yield checklist.PATH, checklist.paper(found, made.program, words, footer)
    if content.columns:
        yield from _annexes(exhibits, content.columns, made.language)


def _annexes(
    exhibits: Sequence[Exhibit], columns: int, language: str
) -> Iterator[tuple[str, Sources]]:
    """Each thread in full length."""
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.annex import annexes

    for exhibit in exhibits:
        pieces = pieces_in(exhibit.body, exhibit.manifest, exhibit.read)
        papers_of = annexes(exhibit, pieces, columns, Words(language))
        for part, page in enumerate(papers_of, start=1):
            yield f"annex/exhibit-{exhibit.number:03}-{part}.pdf", page


class TypesettingJob:
    """Sets the papers of one bundle in threads; at the end of the block none is begun any more.

    One that is being set then is still waited for, which takes a second at most.
    """

    def __init__(
        self, exhibits: Sequence[Exhibit], content: PapersContent, *, alone: bool = False
    ) -> None:
        """Sets nothing yet; `alone`: one after the other, where memory counts more than time."""
        self._exhibits, self._content = exhibits, content
        self._hands = ThreadPoolExecutor(1, "papers")
        # Whole threads on paper take much memory while they are set.
        alone = alone or bool(content.columns)
        self._others = self._hands if alone else ThreadPoolExecutor(1, "papers")
        self._stopped = threading.Event()
        self._running: list[Future[list[Set]]] = []

    def __enter__(self) -> TypesettingJob:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for hands in (self._hands, self._others):
            hands.shutdown(cancel_futures=True)

    def begin(self, meanwhile: Callable[[], None]) -> None:
        """Starts them: the pictures of the report and then the report, beside them all others.

        The end of all waits for the report, and that for its pictures, unless much is to be sealed.
        So where processors are few this waits for those, as sealing would take from them. Calls
        `meanwhile` now and then; what it raises ends it.
        """
        give_back_at_once()
        pictures = self._hands.submit(report, self._exhibits, self._content)
        longest = self._hands.submit(self._set_report, pictures)
        self._running = [self._others.submit(self._set_small), longest]
        size = sum(part.bytes for exhibit in self._exhibits for part in exhibit.body.parts)
        if (os.cpu_count() or 1) < _PROCESSORS and size < _MUCH_BYTES:
            self._await([pictures], meanwhile)

    def finish(self, meanwhile: Callable[[], None]) -> None:
        """Waits until they are set, and gives back the memory that setting them took.

        Calls `meanwhile` now and then; what it raises ends it.
        """
        from keepsake.formats.paper import compiler

        self._await(self._running, meanwhile)
        compiler.forget()
        give_back_now()

    def take(self, meanwhile: Callable[[], None]) -> Iterator[Set]:
        """The papers, in order, waited for as `finish` does. Raises what setting them raises."""
        for ended in self._running:
            self._await([ended], meanwhile)
            give_back_now()
            yield from ended.result()

    def _await(self, running: Sequence[Future[Any]], meanwhile: Callable[[], None]) -> None:
        while wait(running, _TELL_SECONDS).not_done:
            meanwhile()

    def _set_small(self) -> list[Set]:
        from keepsake.formats.paper.typesetter import typeset

        done = []
        for path, sources in small_papers(self._exhibits, self._content):
            if self._stopped.is_set():
                break
            done.append((path, typeset(sources)))
        return done

    def _set_report(self, gathered: Future[Sources]) -> list[Set]:
        from keepsake.formats.paper.typesetter import typeset, typeset_with_pages

        content = self._content
        sources, pages = gathered.result(), dict[str, int]()
        if content.facts.named:
            paper, pages = typeset_with_pages(sources)
        else:
            paper = typeset(sources)
        done = [(REPORT, paper)]
        if content.statement and not self._stopped.is_set():
            done.append((STATEMENT, typeset(statement(content.statement, content, pages))))
        return done
