"""What a check found, as data; and the same in words, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from keepsake.catalogue import error_message, filled, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.core.errors import Code

OK, PROBLEM, WAITING = "ok", "problem", "waiting"
MARKS = (PROBLEM, WAITING, OK)  # the worst first

# What puts something right as a command; whoever shows it has a button for each.
COMMANDS = {
    "connect": "keepsake install",
    "addon": "keepsake install",
    "begin": "keepsake view",
    "fix": "keepsake doctor --fix",
    "restore": "keepsake restore FOLDER",
    "stamp": "keepsake stamp",
    "stamps": "keepsake stamp --on",
    "passphrase": "keepsake init",
    "copy": "keepsake backup FOLDER",
}
# Those that ask the person nothing; the others have a page of the viewer that leads through them.
BY_ITSELF = ("connect", "fix", "stamp", "stamps")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What one check found.

    Attributes:
        name: Of the check.
        mark: `ok`, `problem` or `waiting`.
        what: What was found: with the words of that name in `doctor.json`, and `WHAT.next` for what
            to do.
        facts: What stands in those words; `reason` is a code word of `stamp.json`.
        mend: What mends it, a key of `COMMANDS`, or "".
        error: An error of the program that it is about: its words stand in for `{what}`, and say
            what to do.
    """

    name: str
    mark: str
    what: str
    facts: dict[str, str] = field(default_factory=dict)
    mend: str = ""
    error: Code | None = None


class Row(msgspec.Struct, frozen=True):
    """One check in words; what is to be done is "" where nothing needs doing.

    Attributes:
        name: Of the check.
        mark: `ok`, `problem` or `waiting`.
        text: What was found.
        next: What to do, in one sentence.
        command: What does it.
        mend: Its name, a key of `COMMANDS`.
        button: The words on a button that does it, or leads to where it is done.
    """

    name: str
    mark: str
    text: str
    next: str
    command: str
    mend: str
    button: str


def told(diagnosis: Diagnosis, language: str) -> Row:
    """A diagnosis in words."""
    words, facts = table("doctor", language), dict(diagnosis.facts)
    then = words.get(f"{diagnosis.what}.next", "") if diagnosis.mark != OK else ""
    if "reason" in facts:
        reasons = table("stamp", language)
        facts["reason"] = reasons.get(f"reason.{facts['reason']}", facts["reason"])
    if diagnosis.error is not None:
        said = error_message(diagnosis.error, language)
        file = facts.get("file", "")
        facts["what"] = f"{said.what} ({file})" if file else said.what
        then = said.next
    return Row(
        diagnosis.name,
        diagnosis.mark,
        filled(words[diagnosis.what], facts),
        filled(then, facts),
        COMMANDS.get(diagnosis.mend, ""),
        diagnosis.mend,
        words[f"mend.{diagnosis.mend}"] if diagnosis.mend else "",
    )


def worst(marks: Sequence[str]) -> str:
    """The mark of them all."""
    return min(marks, key=MARKS.index, default=OK)
