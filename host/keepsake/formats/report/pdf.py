"""report.pdf: the exhibits on paper, for everyone (PDF/UA-1), set by typst from data in memory.

Nothing is written to disk. Captured text never becomes markup: the document reads it from JSON.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import to_builtins

from keepsake.catalogue import LANGUAGES, table
from keepsake.core.added.entry import KIND
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.formats.custody import form
from keepsake.formats.paper.sources import Sources
from keepsake.formats.paper.words import Words, platform
from keepsake.formats.report import model as report_model
from keepsake.formats.report.brief import brief_pages
from keepsake.formats.report.files import file_pages, most_files
from keepsake.formats.report.leads import lead_pages
from keepsake.formats.report.machine import machine, machine_lines
from keepsake.formats.report.model import Facts
from keepsake.formats.report.page_media import media_pages
from keepsake.formats.report.printed import printed
from keepsake.formats.report.source import BriefSource
from keepsake.formats.report.steps import is_driven

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.report.rows import Printed

__all__ = ["Facts", "report"]

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
    brief = _brief(exhibits, facts, words)
    leads = lead_pages(facts.leads, exhibits, words, facts.brief) if facts.leads else None
    named = {*_places(brief).values(), *facts.named}
    pictures, files = printed(exhibits, _named(named), words)
    most, items = most_files(exhibits), report_model.most_items(exhibits)
    pages = [
        report_model.exhibit_pages(exhibit, proof, facts, words, shown, items)
        for exhibit, proof, shown in zip(exhibits, facts.proofs, pictures, strict=True)
    ]
    data = {
        "language": language,
        "words": _table(language),
        "record": words("made", made=words.utc(facts.made.utc), program=facts.made.program),
        "verdict": _verdict(facts, words),
        "brief": brief,
        "place": _pattern(),
        "places": _spotted(_places([brief, leads]), exhibits, pictures, words),
        "leads": leads,
        "exhibits": [
            {
                **to_builtins(page),
                **to_builtins(file_pages(exhibit, most, words)),
                **to_builtins(media_pages(exhibit, facts.media, words)),
            }
            for page, exhibit in zip(pages, exhibits, strict=True)
        ],
        "ids": [to_builtins(row) for row in report_model.ids(exhibits, words)],
        "limits": _limits(exhibits, words),
        "check": [words(f"check.{number}") for number in range(1, 5)],
        "how": list(_how(exhibits, words)),
        "machine": list(machine_lines(machine(exhibits), words)),
        "steps": list(_steps(facts, words)),
        "custody": _custody(exhibits, facts, words),
        "spots": [f"spot-{exhibit}-{item}" for exhibit, item in sorted(facts.named)],
    }
    return Sources({**_templates(), **files}, data)


def _templates() -> dict[str, bytes]:
    here = Path(__file__)
    return {
        "main.typ": here.with_name("report.typ").read_bytes(),
        "custody.typ": form.template(),
        "brief.typ": here.with_name("brief.typ").read_bytes(),
        "leads.typ": here.with_name("leads.typ").read_bytes(),
    }


def _pattern() -> str:
    """How a message is named, its numbers left open: in each language, as a text keeps its own."""
    return "|".join(
        Words(language)("brief.place", exhibit="([0-9]+)", item="([0-9]+)")
        for language in LANGUAGES
    )


def _places(said: Any) -> dict[str, tuple[int, int]]:
    """The messages that some pages name: exhibit and number, by the words for it there."""
    places = {}
    for match in re.finditer(_pattern(), msgspec.json.encode(said).decode()):
        exhibit, item = filter(None, match.groups())
        places[match[0]] = (int(exhibit), int(item))
    return places


def _named(places: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    named: dict[int, set[int]] = {}
    for exhibit, item in places:
        named.setdefault(exhibit, set()).add(item)
    return named


def _spotted(
    places: Mapping[str, tuple[int, int]],
    exhibits: Sequence[Exhibit],
    pictures: Sequence[Printed],
    words: Words,
) -> dict[str, dict[str, str]]:
    """What follows on the name of a message: its picture, and where that stands on paper."""
    of = {one.number: shown for one, shown in zip(exhibits, pictures, strict=True)}
    found = {}
    for name, (exhibit, item) in places.items():
        spot = of[exhibit].spots.of(item) if exhibit in of else None
        if spot:
            told = words("place.picture", number=spot.picture)
            found[name] = {"picture": told, "spot": f"spot-{exhibit}-{item}"}
    return found


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
    shared = ("brief.", "machine.")
    briefly = {key: text for key, text in told if key.startswith(shared) or key == "colon"}
    return {**table("report", language), **briefly}


def _brief(exhibits: Sequence[Exhibit], facts: Facts, words: Words) -> dict[str, Any] | None:
    if facts.brief is None:
        return None
    made, known = facts.made.utc, facts.authorities
    of = BriefSource(facts.brief, exhibits, facts.proofs, known, made, words, facts.leads)
    return brief_pages(of)


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
