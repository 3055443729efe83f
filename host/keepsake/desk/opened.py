"""Opens and checks one copy, and says what of it may be indexed: what runs in the sandbox.

`python -m keepsake.desk.opened FILE`, with the copy's key in one line on standard input. It has
no network, no other file and no time to spare, and writes nothing but one JSON (`Content`).
"""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from keepsake.core.briefing.rows import Reported
from keepsake.core.entry import RECORD_ONLY
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.leads.rows import Leads
from keepsake.core.verify import Outcome
from keepsake.desk import content
from keepsake.desk.content import Account, Beside, Content, Lead, Message, Step, Why
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.bundle.reading import read_files
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.verify import Report
    from keepsake.flows.bundle.reading import BundleFiles

MEMORY_BYTES = 3 << 30
CPU_SECONDS = 900
PROCESSES = 64

MESSAGES = "data/derived/messages.json"
BRIEFING = "data/briefing.json"
LEADS = "data/leads.json"
CONTENTS = "data/contents.json"
_MANIFEST = re.compile(r"data/exhibits/([0-9]{1,9})/[0-9]+-manifest\.json")
_HOLDS = (2, 3, 4, 6)
"""Steps that may not be invalid: what the index says is of pages that the vault's log has."""

_Form = TypeVar("_Form")


class _Mode(msgspec.Struct, frozen=True):
    mode: str = ""


class _Said(msgspec.Struct, frozen=True):
    """What is read of a row of messages.json."""

    exhibit: int
    number: int
    kind: str
    text: str
    platform: str = ""
    host: str = ""
    author: str = ""
    author_source: str = ""
    time: str = ""
    first_seen: str = ""


class _When(msgspec.Struct, frozen=True):
    utc: str


class _Contents(msgspec.Struct, frozen=True):
    made: _When
    page: str
    readme: str


class _Briefed(msgspec.Struct, frozen=True):
    accounts: tuple[Reported, ...] = ()


def main() -> int:
    """Opens the file that is named; gives the exit code."""
    _limit()
    secret = sys.stdin.readline().strip()
    # What a library prints does not get into what is said.
    said = os.dup(1)
    os.dup2(2, 1)
    try:
        found = opened(Path(sys.argv[1]), secret)
    except MemoryError:
        found = Content("too_much")
    with os.fdopen(said, "wb") as out:
        out.write(msgspec.json.encode(found))
    return 0


def opened(path: Path, secret: str) -> Content:
    """Opens, checks and reads one copy.

    Args:
        path: Of `evidence.age`.
        secret: The age identity that it is sealed to.

    Returns:
        What may be indexed; with a word in `why` nothing.
    """
    try:
        report = audit_bundle(path, secret, load_authorities())
        steps = tuple(
            Step(step.number, step.outcome.value, step.reason[:60]) for step in report.steps
        )
        why = _refused(report)
        if why:
            return Content(why, steps)
        files, _ = read_files(path, secret)
        files.hold([MESSAGES, BRIEFING, LEADS])
        return _read(files, steps)
    except KeepsakeError as error:
        return Content("key_other" if error.code is Code.COPY_PASSPHRASE_WRONG else "not_a_bundle")


def _refused(report: Report) -> Why:
    """Why nothing of it is indexed, "" where it may be."""
    by_number = {step.number: step for step in report.steps}
    if by_number[1].reason in {"bag_format", "bag_missing"}:
        return "not_a_bundle"
    if by_number[1].outcome is not Outcome.VALID:
        return "not_as_kept"
    wrong = any(by_number[number].outcome is Outcome.INVALID for number in _HOLDS)
    return "not_as_kept" if wrong else ""


def _read(files: BundleFiles, steps: tuple[Step, ...]) -> Content:
    without = frozenset(_record_only(files))
    try:
        messages = tuple(_messages(files, without))
        accounts, leads = tuple(_accounts(files, without)), tuple(_leads(files, without))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Content("not_as_kept", steps)
    if len(messages) > content.MESSAGES_MAX or max(len(accounts), len(leads)) > content.ROWS_MAX:
        return Content("too_much", steps)
    return Content("", steps, messages, accounts, leads, _beside(files))


def _beside(files: BundleFiles) -> Beside | None:
    """None where it is of no form that can be believed: the rest of it is read all the same."""
    try:
        told = msgspec.json.decode(files[CONTENTS], type=_Contents)
        return msgspec.convert(
            {"made": told.made.utc, "page": told.page, "readme": told.readme}, Beside
        )
    except (KeyError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _record_only(files: BundleFiles) -> Iterator[int]:
    """Exhibits of which nothing was to be kept but that they were seen."""
    for name in files:
        found = _MANIFEST.fullmatch(name)
        if found and msgspec.json.decode(files[name], type=_Mode).mode == RECORD_ONLY:
            yield int(found[1])


def _of(files: BundleFiles, name: str, form: type[_Form], empty: bytes) -> _Form:
    return msgspec.json.decode(files.get(name, empty), type=form)


def _messages(files: BundleFiles, without: frozenset[int]) -> Iterator[Message]:
    for one in _of(files, MESSAGES, tuple[_Said, ...], b"[]"):
        if one.exhibit in without or one.kind == "divider" or not one.text.strip():
            continue
        yield Message(
            exhibit=one.exhibit,
            item=one.number,
            platform=_short(one.platform),
            host=_short(one.host),
            author=_short(one.author),
            author_source=_short(one.author_source),
            time=_short(one.time),
            seen=_short(one.first_seen),
            text=one.text[: content.TEXT_MAX],
        )


def _accounts(files: BundleFiles, without: frozenset[int]) -> Iterator[Account]:
    for one in _of(files, BRIEFING, _Briefed, b"{}").accounts:
        exhibits = tuple(number for number in one.exhibits if number not in without)
        if not exhibits:
            continue
        yield from _names(one, exhibits)


def _names(one: Reported, exhibits: tuple[int, ...]) -> Iterator[Account]:
    """Each of what an account is known by."""
    host, own, name = _short(" ".join(one.hosts)), bool(one.own), _short(one.name)

    def row(kind: Literal["id", "handle", "name"], label: str, value: str, on: str) -> Account:
        told = (_short(on or one.platform), _short(label), _short(value), name, host)
        return Account(kind, *told, own, exhibits)

    for each in one.permanent:
        yield row("id", each.name, each.value, each.platform)
    for each in one.handles:
        # A name that only leads to an account is none of its own.
        kind: Literal["handle", "name"] = "name" if each.name == "name" else "handle"
        yield row(kind, each.name, each.value, each.platform)
    if one.name:
        yield row("name", "name", one.name, "")


def _leads(files: BundleFiles, without: frozenset[int]) -> Iterator[Lead]:
    for lead in _of(files, LEADS, Leads, b'{"keepsake_leads":1,"leads":[]}').leads:
        own = all(place.side == "own" for place in lead.places)
        for place in lead.places:
            if place.exhibit in without:
                continue
            yield Lead(
                kind=lead.kind,
                value=_short(lead.value),
                normal=_short(lead.normal or lead.value),
                belongs=_short(lead.of),
                assumed=lead.assumed,
                own=own,
                exhibit=place.exhibit,
                item=place.item,
            )


def _short(text: str) -> str:
    return text[: content.SHORT_MAX]


def _limit() -> None:
    """Takes from this process what reading needs none of."""
    # At the first of both it is told to end, and why; at the second it is killed like any other.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, PROCESSES),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
