"""Prints a verification report: every step with its outcome, and why where it is not valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from keepsake.catalogue import filled, table
from keepsake.core.verify import Outcome

if TYPE_CHECKING:
    from keepsake.commands.console import Console
    from keepsake.core.verify import Report

EXIT_CODES = {Outcome.VALID: 0, Outcome.INVALID: 1, Outcome.NOT_CHECKED: 2}


class FindingRow(msgspec.Struct, frozen=True):
    """Something that is not simply right."""

    outcome: str
    reason: str
    file: str
    facts: dict[str, str]
    decides: bool


class StepRow(msgspec.Struct, frozen=True):
    """One step."""

    number: int
    name: str
    outcome: str
    looked_at: dict[str, int]
    findings: tuple[FindingRow, ...]


class ReportRow(msgspec.Struct, frozen=True):
    """What `verify --json` prints."""

    outcome: str
    steps: tuple[StepRow, ...]


def print_report(report: Report, console: Console) -> None:
    """Prints a report in words."""
    words = table("verify", console.language)
    for step in report.steps:
        name, outcome = words[f"step.{step.number}"], words[f"outcome.{step.outcome}"]
        console.say("verify.step", number=step.number, name=name, outcome=outcome)
        files: dict[str, list[str]] = {}
        for finding in step.findings:
            text = filled(words[f"reason.{finding.reason}"], finding.facts)
            files.setdefault(text, []).append(finding.file)
        for text, named in files.items():
            console.print(f"   {text}")
            for file in filter(None, named):
                console.say("verify.file", file=file)
    console.print(words[f"verdict.{report.outcome}"])


def report_row(report: Report) -> ReportRow:
    """A report as data."""
    return ReportRow(
        str(report.outcome),
        tuple(
            StepRow(
                step.number,
                step.name,
                str(step.outcome),
                dict(step.looked_at),
                tuple(
                    FindingRow(str(one.outcome), one.reason, one.file, dict(one.facts), one.decides)
                    for one in step.findings
                ),
            )
            for step in report.steps
        ),
    )
