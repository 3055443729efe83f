"""report.pdf: the exhibits on paper, for everyone (PDF/UA-1), set by typst from data in memory.

Nothing is written to disk. Captured text never becomes markup: the document reads it from JSON.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from keepsake.core.verify import Outcome
from keepsake.formats import report_model
from keepsake.formats.printable import made_printable
from keepsake.formats.report_brief import brief_pages
from keepsake.formats.report_model import Facts, PictureRow
from keepsake.formats.report_pictures import for_paper
from keepsake.formats.report_words import Words
from keepsake.formats.typesetter import typeset
from keepsake.words import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.bundle import Exhibit

__all__ = ["Facts", "report"]

_MANY = 60
_MARKS = {Outcome.VALID: "✓", Outcome.INVALID: "✗", Outcome.NOT_CHECKED: "–"}


def report(exhibits: Sequence[Exhibit], facts: Facts, language: str) -> bytes:
    """Sets the report.

    Args:
        exhibits: What is handed over.
        facts: When, by what, and what the check found.
        language: `en` or `fr`.

    Returns:
        A PDF, tagged, PDF/UA-1.
    """
    words = Words(language)
    files: dict[str, bytes] = {}
    pages = []
    left = report_model.PICTURE_BYTES_MAX
    for after, (exhibit, proof) in enumerate(zip(exhibits, facts.proofs, strict=True), start=1):
        # Each exhibit gets its share, and what those before it did not need.
        rows = tuple(_pictures(exhibit, words, files, left // (len(exhibits) - after + 1)))
        left -= sum(len(files[row.file]) for row in rows)
        pages.append(report_model.exhibit_pages(exhibit, proof, facts, words, rows))
    data = {
        "language": language,
        "words": _table(language),
        "record": words("made", made=facts.made.utc, program=facts.made.program),
        "verdict": _verdict(facts, words),
        "brief": _brief(exhibits, facts, words),
        "exhibits": [asdict(page) for page in pages],
        "ids": [asdict(row) for row in report_model.ids(exhibits, words)],
        "limits": [words(f"limits.{number}") for number in range(1, 5)],
        "check": [words(f"check.{number}") for number in range(1, 4)],
        "how": [words(f"how.{number}") for number in range(1, 7)],
        "steps": list(_steps(facts, words)),
    }
    source = Path(__file__).with_name("report.typ").read_bytes()
    printable = made_printable(data)
    inputs = {"main.typ": source, "data.json": msgspec.json.encode(printable), **files}
    inputs["report_brief.typ"] = Path(__file__).with_name("report_brief.typ").read_bytes()
    return typeset(inputs)


def _table(language: str) -> dict[str, str]:
    briefly = {key: text for key, text in table("reader", language).items() if key[:6] == "brief."}
    return {**table("report", language), **briefly}


def _brief(exhibits: Sequence[Exhibit], facts: Facts, words: Words) -> dict[str, Any] | None:
    if facts.brief is None:
        return None
    return brief_pages(facts.brief, exhibits, facts.proofs, facts.authorities, words)


def _pictures(
    exhibit: Exhibit, words: Words, files: dict[str, bytes], bytes_max: int
) -> Iterator[PictureRow]:
    tiles = [part for part in exhibit.body.parts if part.kind == "tile"]
    for number, part in enumerate(tiles, start=1):
        picture = for_paper(exhibit.read(part.part), small=len(tiles) > _MANY)
        if picture is None:
            continue
        bytes_max -= len(picture.svg)
        if bytes_max < 0:
            return
        row = report_model.picture_row(exhibit, part, number, words, picture.width)
        files[row.file] = picture.svg
        yield row


def _verdict(facts: Facts, words: Words) -> dict[str, Any]:
    outcome = facts.checked.outcome
    open_steps = [step for step in facts.checked.steps if step.outcome is Outcome.NOT_CHECKED]
    problems = [_reason(step, words) for step in open_steps]
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
