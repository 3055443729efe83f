"""Drafts of certificates and statements about the captures, for the person to complete.

Drafts only: each says so at its top, with its sources and that they are not confirmed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from keepsake.catalogue import filled
from keepsake.core.added.entry import KIND
from keepsake.core.hashing import sha256_hex
from keepsake.formats import waited
from keepsake.formats.paper.sheet import Row, Section, sheet
from keepsake.formats.report import validation
from keepsake.formats.report.corroboration import login_lines
from keepsake.formats.report.machine import machine, machine_lines
from keepsake.formats.report.steps import is_driven, run_by, system
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.bundle.payload import Exhibit, Proof
    from keepsake.formats.paper.sources import Sources
    from keepsake.formats.paper.words import Words
    from keepsake.formats.report.model import Facts

_BLANK = "______________________"


class Draft(msgspec.Struct, frozen=True):
    """One draft; texts by language."""

    key: str
    title: dict[str, str]
    note: dict[str, str]
    paragraphs: dict[str, tuple[str, ...]]
    sign: dict[str, tuple[str, ...]]
    source: dict[str, str]
    checked: str


@lru_cache
def drafts() -> tuple[Draft, ...]:
    """All drafts, from `certificates.json`."""
    data = shared_path("data", "certificates.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[Draft, ...])


def certificates(
    reporter: str,
    exhibits: Sequence[Exhibit],
    facts: Facts,
    words: Words,
    footer: str,
    statement: str = "",
) -> Iterator[tuple[str, Sources]]:
    """Each draft, filled in with what is known.

    Args:
        reporter: Who signs, "" for a blank line.
        exhibits: What it is about.
        facts: By which program the copy was made, the stamps of each exhibit, and the record of
            tests.
        words: Of the report's language.
        footer: Which bundle it belongs to.
        statement: Which version of a statement is in the copy, "" where none is. What it says of
            the person stays out: it tells how to reach them, and the other party may get a draft.

    Yields:
        Key of the draft, and what the sheet is made of.
    """
    program = facts.made.program
    custody = words("certificate.custody" if facts.custody else "certificate.custody.none")
    given = _given(reporter, exhibits, program, words)
    given |= {"login": _login(facts, words), "custody": custody}
    foot = f"{words('certificate.draft')} · {footer}"
    middle = tuple(_middle(reporter, exhibits, facts, words, statement))
    for draft in drafts():
        language = words.language
        told = tuple(_filled(text, given) for text in draft.paragraphs[language])
        source = words("brief.ask.source", source=draft.source[language], checked=draft.checked)
        checked = f"{source}{words('semicolon')}{words('brief.not_confirmed')}"
        sections = [
            Section(words("certificate.text"), (), told),
            *middle,
            Section(words("sheet.source"), (), (checked,)),
            Section(words("certificate.sign"), tuple(Row(n, "") for n in draft.sign[language])),
        ]
        yield (
            draft.key,
            sheet(draft.title[language], draft.note[language], sections, foot, language),
        )


def _middle(
    reporter: str, exhibits: Sequence[Exhibit], facts: Facts, words: Words, statement: str
) -> Iterator[Section]:
    """What is the same in each draft."""
    used = dict.fromkeys(row for exhibit in exhibits for row in system(exhibit, words))
    pairs = zip(exhibits, facts.proofs, strict=True)
    operator = tuple(_operator(reporter, exhibits, statement, words))
    tests = validation.in_short(facts.validation, exhibits, facts.made.program, words)
    yield Section(words("certificate.operator"), operator)
    yield Section(
        words("certificate.captures"),
        tuple(
            msgspec.structs.replace(row, first=at > 0 and of == 0)
            for at, (exhibit, proof) in enumerate(pairs)
            for of, row in enumerate(_rows(exhibit, proof, facts, words))
        ),
    )
    yield Section(words("certificate.system"), tuple(Row(row.name, row.value) for row in used))
    yield Section(words("certificate.validation"), (), (tests,))
    yield Section(words("machine.title"), (), tuple(machine_lines(machine(exhibits), words)))


def _given(
    reporter: str, exhibits: Sequence[Exhibit], program: str, words: Words
) -> dict[str, str]:
    """What is filled into the texts of a draft."""
    seen = "certificate.seen.driven" if all_driven(exhibits) else "certificate.seen"
    how = _how(exhibits, program, words)
    return {"reporter": reporter or _BLANK, "program": program, "how": how, "seen": words(seen)}


def _filled(text: str, given: dict[str, str]) -> str:
    """A text with what is known; of a name that ends in a full stop there is one."""
    if given["reporter"].endswith("."):
        text = text.replace("{reporter}.", "{reporter}")
    return filled(text, given)


def all_driven(exhibits: Sequence[Exhibit]) -> bool:
    """Whether no person clicked for any of them."""
    captured = [each for each in exhibits if each.record.kind != KIND]
    return bool(captured) and all(is_driven(each) for each in captured)


def _how(exhibits: Sequence[Exhibit], program: str, words: Words) -> str:
    """What the person did for the captures: pressed a button, ran a command, or both."""
    driven = [each for each in exhibits if is_driven(each)]
    said = [] if all_driven(exhibits) else [words("certificate.pressed", program=program)]
    if driven:
        numbers = ", ".join(str(each.number) for each in driven)
        who = ", ".join(dict.fromkeys(run_by(each, words) for each in driven))
        said.append(words("certificate.ran", program=program, numbers=numbers, who=who))
    return words("semicolon").join(said)


def _login(facts: Facts, words: Words) -> str:
    """With which account pages were viewed, a blank where the person did not say it of any."""
    rows = facts.brief.logins if facts.brief else ()
    said = any(row.how in ("account", "none") for row in rows)
    return words("semicolon").join(login_lines(rows, words)) if said else _BLANK


def _by(exhibit: Exhibit, words: Words) -> str:
    """Whether somebody clicked for it, and who ran what did it alone."""
    return words(f"certificate.by.{_way(exhibit)}", who=run_by(exhibit, words))


def _operator(
    reporter: str, exhibits: Sequence[Exhibit], statement: str, words: Words
) -> Iterator[Row]:
    """Who used it, as they named themselves, and which exhibits were made by hand or without."""
    yield Row(words("certificate.operator.name"), reporter)
    yield Row(words("certificate.operator.role"), "")
    yield Row(words("certificate.operator.learned"), "")
    made: dict[str, list[str]] = {"hand": [], "command": [], "added": []}
    for one in exhibits:
        made[_way(one)].append(str(one.number))
    for way, numbers in made.items():
        if numbers:
            told = words("certificate.operator.exhibits", numbers=", ".join(numbers))
            yield Row(words(f"certificate.operator.{way}"), told)
    if statement:
        yield Row(words("certificate.operator.statement"), statement)


def _way(exhibit: Exhibit) -> str:
    if exhibit.record.kind == KIND:
        return "added"
    return "command" if is_driven(exhibit) else "hand"


def _rows(exhibit: Exhibit, proof: Proof, facts: Facts, words: Words) -> Iterator[Row]:
    manifest = exhibit.manifest
    started = manifest.started.utc if manifest else exhibit.record.utc
    where = words("added.label") if exhibit.record.kind == KIND else exhibit.page.url
    begun = f"{words.utc(started)} · {where}"
    yield Row(f"{words('exhibit')} {exhibit.number}", begun, mono=True)
    yield Row(words("entry_hash"), sha256_hex(exhibit.data), mono=True)
    if told := waited.short(exhibit.body, words.utc, words.language):
        yield Row(*told)
    yield Row(words("certificate.by"), _by(exhibit, words))
    names = [facts.authorities.get(stamp.authority, stamp.authority) for stamp in proof.stamps]
    stamped = words("stamped_by", names=", ".join(names)) if names else words("not_stamped")
    yield Row(words("stamped"), stamped)
