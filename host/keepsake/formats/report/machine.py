"""What a machine made of the exhibits, and what none did: said from what is in them alone.

Nothing here is a promise. What is of a kind that this program does not know, or was recorded by
another program, is named as that, and nothing is said of how it came about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.core.added.entry import KIND as ADDED
from keepsake.formats.report.steps import is_driven

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keepsake.formats.bundle.payload import Exhibit
    from keepsake.formats.paper.words import Words

# What a browser drew or held, and what the person wrote. No kind is made by a model, and none
# holds words that were recognized in a picture or in sound.
AS_SHOWN = frozenset(
    {"begin", "tile", "items", "views", "snapshot", "mhtml", "note", "manifest", "file"}
)
_OWN = "keepsake-host "


class Read(msgspec.Struct, frozen=True):
    """Exhibits of which it was read by rules who said what and when: by which, of which program."""

    by: str
    program: str
    exhibits: tuple[int, ...]


class Machine(msgspec.Struct, frozen=True):
    """What was made how; exhibits by their numbers.

    Attributes:
        shown: What the browser showed and held, recorded by this program.
        programs: Which versions of it recorded these.
        read: Of which a reading goes along.
        listed: Whose messages were only told apart in the page, when it was captured.
        imported: Files from which messages were read.
        added: Files of which it is not known how they were made.
        driven: Captured by a program that drove the browser.
        other: With a part of a kind, or by a program, that is not known here.
    """

    shown: tuple[int, ...] = ()
    programs: tuple[str, ...] = ()
    read: tuple[Read, ...] = ()
    listed: tuple[int, ...] = ()
    imported: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    driven: tuple[int, ...] = ()
    other: tuple[int, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether of each exhibit it is known how it came about, but for files that were added."""
        return not self.other


class _Reading(msgspec.Struct, frozen=True):
    read_by: str = ""
    program: str = ""


def machine(exhibits: Sequence[Exhibit]) -> Machine:
    """Gathers it from the exhibits."""
    other = {one.number for one in exhibits if not _is_known(one)}
    captured = [one for one in exhibits if one.record.kind != ADDED]
    shown = [one for one in captured if one.number not in other]
    with_items = [one for one in exhibits if one.manifest and one.manifest.items]
    return Machine(
        shown=_numbers(shown),
        programs=tuple(dict.fromkeys(one.record.program for one in shown)),
        read=tuple(_read(captured)),
        listed=_numbers(
            [one for one in with_items if not one.reading and one.record.kind != ADDED]
        ),
        imported=_numbers([one for one in with_items if one.record.kind == ADDED]),
        added=_numbers([one for one in exhibits if one.record.kind == ADDED]),
        driven=_numbers([one for one in captured if is_driven(one)]),
        other=tuple(sorted(other)),
    )


def _is_known(exhibit: Exhibit) -> bool:
    kinds = {part.kind for part in exhibit.body.parts}
    return kinds <= AS_SHOWN and exhibit.record.program.startswith(_OWN)


def _numbers(exhibits: Sequence[Exhibit]) -> tuple[int, ...]:
    return tuple(one.number for one in exhibits)


def _read(captured: Sequence[Exhibit]) -> Iterator[Read]:
    found: dict[tuple[str, str], list[int]] = {}
    for one in captured:
        if one.reading:
            read = msgspec.json.decode(one.reading, type=_Reading)
            found.setdefault((read.read_by, read.program), []).append(one.number)
    for (by, program), numbers in found.items():
        yield Read(by, program, tuple(numbers))


def machine_lines(found: Machine, words: Words) -> Iterator[str]:
    """The same in sentences; the page of the copy has them too (`view/checklist.js`)."""
    if found.shown:
        programs = ", ".join(found.programs)
        yield _line("shown", found.shown, words, programs=programs)
    for one in found.read:
        yield _line("read", one.exhibits, words, by=one.by, program=one.program)
    for kind in ("listed", "imported", "added", "driven", "other"):
        if numbers := getattr(found, kind):
            yield _line(kind, numbers, words)
    yield words("machine.none" if found.is_known else "machine.unknown")


def _line(kind: str, exhibits: Sequence[int], words: Words, **facts: str) -> str:
    within = words.counted("brief.in", len(exhibits), list=", ".join(map(str, exhibits)))
    return words(f"machine.{kind}", **facts, **{"in": within})
