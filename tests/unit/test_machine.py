"""What a machine made and what none did follows from what is in the exhibits, and is no promise."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import msgspec

from fixtures import rich_case
from keepsake.core.entry import Part
from keepsake.flows.bundle.exhibits import exhibits_of
from keepsake.formats.paper.words import Words
from keepsake.formats.report.machine import machine, machine_lines
from unit.reports import exhibit, made, text_of

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_told_of_each_exhibit_how_it_came(tmp_path: Path) -> None:
    unlocked, _case, captures = rich_case.make(tmp_path)
    numbers = {entry: number for number, entry in enumerate(captures, start=1)}
    exhibits = exhibits_of(unlocked, numbers, captures)
    found = machine(exhibits)
    last = len(captures)
    assert found.added == found.imported == (last,)
    assert last not in found.shown
    assert found.shown == tuple(range(1, last))
    assert found.programs == (unlocked.entry(1).program,)
    assert found.is_known
    said = " ".join(machine_lines(found, Words("en")))
    assert "is not known to the program" in said
    assert "Nothing in these exhibits was recognized" in said


def test_what_is_not_known_here_takes_the_sentence_away() -> None:
    """A part that holds what a machine recognized, and a capture by another program."""
    one = exhibit(["Hello"])
    part = Part(3, "recognized", "words.json", "application/json", 2, "00", one.record.utc)
    parts = (*one.body.parts, part)
    other = dataclasses.replace(one, body=msgspec.structs.replace(one.body, parts=parts))
    record = msgspec.structs.replace(one.record, program="another-tool 3.0")
    foreign = dataclasses.replace(one, number=2, record=record)
    for found in (machine([other]), machine([foreign])):
        assert found.other
        assert found.shown == ()
        said = " ".join(machine_lines(found, Words("en")))
        assert "nothing is said of how it came about" in said
        assert "Nothing in these exhibits was recognized" not in said
    assert machine([one]).shown == (1,)


def test_the_report_says_it(tmp_path: Path) -> None:
    told = " ".join(text_of(made([exhibit(["Hello"])]), tmp_path).split())
    assert "What a machine made, and what none did" in told
    assert "recorded by keepsake-host 0.1.0" in told
