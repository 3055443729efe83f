"""The record of tests of this version, on paper, and what a test by hand needs.

The record is made of a run of the tests and of nothing else (`build/dev.py validate`), and belongs
to the sources that were tested. Where none belongs to this program, the paper says so.

Source: FORMAT.md §6.20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake import __version__
from keepsake.core.added.entry import KIND
from keepsake.core.hashing import sha256_hex
from keepsake.formats import known_page
from keepsake.formats.interchange import csv_cells
from keepsake.formats.paper.sheet import Row, Section, sheet
from keepsake.shared import product_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.paper.words import Words

FORMAT = 1
FOLDER = "validation"
_STEPS = 8
_LIMITS = 5
_RESULTS = ("date", "versions", "messages", "texts", "copy", "changed", "name")


class Group(msgspec.Struct, frozen=True):
    """Tests of one kind.

    Attributes:
        group: Its key; its title is a word of `validation.json`.
        files: The files of tests that were run.
        passed: How many passed.
        failed: How many did not, those that did not run among them.
        again: How many of those that passed did so at their second try only.
        failures: Names of those that failed.
    """

    group: str
    files: tuple[str, ...]
    passed: int
    failed: int
    again: int = 0
    failures: tuple[str, ...] = ()


class Tool(msgspec.Struct, frozen=True):
    """A program of others that took part, as it names itself."""

    name: str
    version: str


class Validation(msgspec.Struct, frozen=True):
    """One run of the tests.

    Attributes:
        keepsake_validation: The version of this form.
        program: The version that was tested.
        commit: Of the sources, "" where they have no history.
        committed: Whether they were just as that commit has them.
        sources: SHA-256 over what the program is made of.
        began: When the run began (UTC).
        ended: When it ended.
        system: On which system.
        tools: Browsers and other programs that took part.
        groups: What was tested.
    """

    keepsake_validation: int
    program: str
    commit: str
    committed: bool
    sources: str
    began: str
    ended: str
    system: str
    tools: tuple[Tool, ...]
    groups: tuple[Group, ...]

    @property
    def passed(self) -> int:
        """Of all groups."""
        return sum(group.passed for group in self.groups)

    @property
    def tests(self) -> int:
        """How many there are in all groups."""
        return self.passed + sum(group.failed for group in self.groups)


def this_version(path: Path | None = None) -> Validation | None:
    """The record of this program; None where none belongs to it, or none that can be read.

    Not checked: that the sources are those that were tested. The build does that, and carries no
    other record.
    """
    try:
        data = (path or product_path(FOLDER, "record.json")).read_bytes()
        found = msgspec.json.decode(data, type=Validation | None)
    except (OSError, msgspec.DecodeError):
        return None
    if found is None or found.keepsake_validation != FORMAT or found.program != __version__:
        return None
    return found


def in_short(
    record: Validation | None, exhibits: Sequence[Exhibit], program: str, words: Words
) -> str:
    """One or two sentences for a certificate: what was tested, and what of this is not covered.

    Args:
        record: Of this version.
        exhibits: What the certificate is about.
        program: Name and version of this program, as entries have it.
        words: Of the language.
    """
    if record is None:
        return words("validation.short.none", program=program)
    facts = {"day": record.began[:10], "passed": record.passed, "tests": record.tests}
    told = words("validation.short", program=program, system=record.system, **facts)
    captured = [one for one in exhibits if one.record.kind != KIND]
    others = [str(one.number) for one in captured if one.record.program != program]
    if others:
        told += f" {words('validation.short.others', numbers=', '.join(others))}"
    return told


def paper(record: Validation | None, program: str, words: Words, footer: str) -> Sources:
    """What the paper is made of, for the typesetter.

    Args:
        record: Of this version.
        program: Name and version of this program, as entries have it.
        words: Of the paper's language.
        footer: Which bundle it belongs to.
    """
    sections = [*_run(record, words)] if record else [_none(program, words)]
    sections += [
        Section(words("validation.by_hand"), (), tuple(_procedure(words))),
        Section(
            words("validation.result"),
            tuple(Row(words(f"validation.result.{name}"), "") for name in _RESULTS),
        ),
    ]
    title, note = words("validation.title"), words("validation.note")
    return sheet(title, note, sections, footer, words.language)


def files(record: Validation | None, language: str) -> Iterator[tuple[str, bytes]]:
    """What goes beside the paper: the known page, what it holds, and the record itself.

    Args:
        record: Of this version.
        language: Of the known page, `en` or `fr`.

    Yields:
        Path below `data/` and contents.
    """
    if record:
        told = msgspec.json.format(msgspec.json.encode(record), indent=1)
        yield f"{FOLDER}/record.json", told
    yield f"{FOLDER}/known-page.html", known_page.page(language).encode()
    yield f"{FOLDER}/expected.csv", _expected(language)


def _none(program: str, words: Words) -> Section:
    told = (words("validation.none", program=program), words("validation.none.next"))
    return Section(words("validation.run"), (), told)


def _run(record: Validation, words: Words) -> Iterator[Section]:
    commit = record.commit or words("validation.no_commit")
    if record.commit and not record.committed:
        commit += f" {words('validation.not_committed')}"
    yield Section(
        words("validation.run"),
        (
            Row(words("validation.program"), record.program),
            Row(words("validation.commit"), commit, mono=True),
            Row(words("validation.sources"), record.sources, mono=True),
            Row(words("validation.when"), f"{words.utc(record.began)} – {words.utc(record.ended)}"),
            Row(words("validation.system"), record.system),
            *(Row(tool.name, tool.version) for tool in record.tools),
        ),
    )
    told = (Row(words(f"validation.group.{g.group}"), _result(g, words)) for g in record.groups)
    total = words("validation.total", passed=record.passed, tests=record.tests)
    yield Section(words("validation.groups"), tuple(told), (total,))
    if failures := tuple(name for group in record.groups for name in group.failures):
        yield Section(words("validation.failures"), (), failures)
    limits = (words(f"validation.limit.{number}") for number in range(1, _LIMITS + 1))
    yield Section(words("validation.limits"), (), tuple(limits))


def _result(group: Group, words: Words) -> str:
    key = "validation.some" if group.failed else "validation.all"
    told = words(key, tests=group.passed + group.failed, passed=group.passed, failed=group.failed)
    return f"{told} {words.counted('validation.again', group.again)}" if group.again else told


def _procedure(words: Words) -> Iterator[str]:
    page, known = known_page.page(words.language), known_page.messages(words.language)
    for number in range(1, _STEPS + 1):
        told = words(f"validation.step.{number}", hash=sha256_hex(page.encode()), count=len(known))
        yield f"{number}. {told}"


def _expected(language: str) -> bytes:
    """What a capture of the known page holds, in its order."""
    table = [["author", "time", "text", "sha256"]]
    table += [[*each, sha256_hex(each.text.encode())] for each in known_page.messages(language)]
    return b"".join(csv_cells.rows(table))
