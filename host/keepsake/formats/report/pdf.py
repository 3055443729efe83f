"""report.pdf: the exhibits on paper, for everyone (PDF/UA-1), set by typst from data in memory.

Nothing is written to disk. Captured text never becomes markup: the document reads it from JSON.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keepsake.catalogue import table
from keepsake.core.added.entry import KIND, is_picture
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.formats.custody import form
from keepsake.formats.paper.sources import Sources
from keepsake.formats.paper.words import Words, platform
from keepsake.formats.prefetch import prefetch
from keepsake.formats.report import model as report_model
from keepsake.formats.report.answers import BriefSource
from keepsake.formats.report.brief import brief_pages
from keepsake.formats.report.cuts import Cutting
from keepsake.formats.report.files import file_pages, most_files
from keepsake.formats.report.model import Facts
from keepsake.formats.report.pictures import for_paper
from keepsake.formats.report.steps import is_driven

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.core.entry import Part
    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.report.pictures import PaperPicture
    from keepsake.formats.report.rows import PictureRow

__all__ = ["Facts", "report"]

_MANY = 60
_LIKELY_BYTES = 300_000  # of a picture, until one is known
_MARKS = {Outcome.VALID: "✓", Outcome.INVALID: "✗", Outcome.NOT_CHECKED: "–"}


def report(exhibits: Sequence[Exhibit], facts: Facts, language: str) -> bytes:
    """Sets the report, a tagged PDF, PDF/UA-1. Arguments as for `sources`."""
    # Imported here: what gathers its sources in a process of its own needs none of it.
    from keepsake.formats.paper.typesetter import typeset

    return typeset(sources(exhibits, facts, language))


def sources(exhibits: Sequence[Exhibit], facts: Facts, language: str) -> Sources:
    """What the report is made of, for the typesetter.

    Args:
        exhibits: What is handed over.
        facts: When, by what, and what the check found.
        language: `en` or `fr`.
    """
    words = Words(language)
    files: dict[str, bytes] = {}
    pages = []
    most, items = most_files(exhibits), report_model.most_items(exhibits)
    left = report_model.PICTURE_BYTES_MAX
    for after, (exhibit, proof) in enumerate(zip(exhibits, facts.proofs, strict=True), start=1):
        # Each exhibit gets its share, and what those before it did not need.
        rows = tuple(_pictures(exhibit, words, files, left // (len(exhibits) - after + 1)))
        left -= sum(len(files[row.file]) for row in rows)
        pages.append(report_model.exhibit_pages(exhibit, proof, facts, words, rows, items))
    data = {
        "language": language,
        "words": _table(language),
        "record": words("made", made=facts.made.utc, program=facts.made.program),
        "verdict": _verdict(facts, words),
        "brief": _brief(exhibits, facts, words),
        "exhibits": [
            {**asdict(page), **asdict(file_pages(exhibit, most, words))}
            for page, exhibit in zip(pages, exhibits, strict=True)
        ],
        "ids": [asdict(row) for row in report_model.ids(exhibits, words)],
        "limits": _limits(exhibits, words),
        "check": [words(f"check.{number}") for number in range(1, 4)],
        "how": list(_how(exhibits, words)),
        "steps": list(_steps(facts, words)),
        "custody": _custody(exhibits, facts, words),
    }
    source = Path(__file__).with_name("report.typ").read_bytes()
    brief = Path(__file__).with_name("brief.typ").read_bytes()
    templates = {"main.typ": source, "custody.typ": form.template(), "brief.typ": brief}
    return Sources({**templates, **files}, data)


def _limits(exhibits: Sequence[Exhibit], words: Words) -> list[str]:
    """What the report does not say; of files that were added it says less."""
    added = any(exhibit.record.kind == KIND for exhibit in exhibits)
    first = [words("limits.1"), *([words("limits.added")] if added else [])]
    return [*first, *(words(f"limits.{number}") for number in range(2, 5))]


def _how(exhibits: Sequence[Exhibit], words: Words) -> Iterator[str]:
    """How pages are captured; of those that no person captured it is said first."""
    driven = [exhibit for exhibit in exhibits if is_driven(exhibit)]
    if len(driven) < len(exhibits) or not driven:
        yield words("how.1")
    if driven:
        yield words("how.driven", numbers=", ".join(str(each.number) for each in driven))
    for number in range(2, 7):
        yield words(f"how.{number}")


def _custody(exhibits: Sequence[Exhibit], facts: Facts, words: Words) -> dict[str, Any] | None:
    if not facts.custody:
        return None
    items = [
        form.Item(
            one.number,
            one.entry,
            one.record,
            sha256_hex(one.data),
            one.page.title,
            one.page.url,
            platform(one, words),
        )
        for one in exhibits
    ]
    case, by = (facts.brief.case, facts.brief.reporter) if facts.brief else ("", "")
    note = words("custody_note")
    return form.pages(items, facts.custody, facts.withheld, (case, by, note), words)


def _table(language: str) -> dict[str, str]:
    told = table("reader", language).items()
    briefly = {key: text for key, text in told if key[:6] == "brief." or key == "colon"}
    return {**table("report", language), **briefly}


def _brief(exhibits: Sequence[Exhibit], facts: Facts, words: Words) -> dict[str, Any] | None:
    if facts.brief is None:
        return None
    made, known = facts.made.utc, facts.authorities
    return brief_pages(BriefSource(facts.brief, exhibits, facts.proofs, known, made, words))


def _pictures(
    exhibit: Exhibit, words: Words, files: dict[str, bytes], bytes_max: int
) -> Iterator[PictureRow]:
    tiles = [part for part in exhibit.body.parts if is_picture(part)]
    # Where there is no room for two in full size, a smaller one is better than none.
    small = len(tiles) > _MANY or bytes_max < 2 * _LIKELY_BYTES
    left, likely = bytes_max, min(bytes_max, _LIKELY_BYTES // 2 if small else _LIKELY_BYTES)
    cutting = Cutting.of(exhibit)

    def copies(part: Part) -> list[PaperPicture]:
        cut_from, boxes = cutting.of_part(part)
        return for_paper(exhibit.read(part.part), small=small, cut_from=cut_from, boxes=boxes)

    # The next one is opened meanwhile, and none that will hardly find room.
    with closing(prefetch(copies, tiles, lambda others: left > likely * (others + 0.5))) as made:
        for number, (part, pictures) in enumerate(zip(tiles, made, strict=False), start=1):
            likely = sum(len(picture.svg) for picture in pictures)
            for picture in pictures:
                left -= len(picture.svg)
                if left < 0:
                    return
                row = report_model.picture_row(exhibit, part, number, words, picture)
                files[row.file] = picture.svg
                yield row


def _verdict(facts: Facts, words: Words) -> dict[str, Any]:
    outcome = facts.checked.outcome
    open_steps = [step for step in facts.checked.steps if step.outcome is Outcome.NOT_CHECKED]
    problems = [*facts.insisted, *(_reason(step, words) for step in open_steps)]
    return {
        "mark": f"{_MARKS[outcome]} {words(f'outcome.{outcome}')}",
        "text": words(f"verdict.{outcome}"),
        "problems": problems,
    }


def _steps(facts: Facts, words: Words) -> Iterator[dict[str, Any]]:
    for step in facts.checked.steps:
        yield {
            "number": step.number,
            "title": words(f"step.{step.number}"),
            "mark": _MARKS[step.outcome],
            "outcome": words(f"outcome.{step.outcome}"),
            "reason": _reason(step, words),
        }


def _reason(step: Any, words: Words) -> str:
    return words(f"reason.{step.reason}", **step.facts) if step.reason else ""
