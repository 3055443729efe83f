"""`keepsake add`: files that were not captured (screenshots of a phone, exports, e-mails)."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.cases import find_case
from keepsake.commands.console import unlock, vault_path
from keepsake.commands.local_time import clock_text
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment, utc_text
from keepsake.flows.importing.add import Adding, offered
from keepsake.flows.seal import open_to_write

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from keepsake.commands.console import Console
    from keepsake.flows.importing.add import Added
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt

_PIECE_BYTES = 1024 * 1024


class Kept(msgspec.Struct, frozen=True):
    """A file that was added; `format` is what it was read as, `items` how many messages."""

    entry: int
    name: str
    media_type: str
    bytes: int
    sha256: str
    format: str
    items: int


class Left(msgspec.Struct, frozen=True):
    """A file that was not added, and the number and name of the error that says why."""

    name: str
    code: int
    error: str
    within: str


class Done(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    added: tuple[Kept, ...]
    refused: tuple[Left, ...]


def run(options: Namespace, console: Console) -> int:
    """Adds each file as an exhibit, or all as one.

    Returns:
        0 when every file was added, else 1.

    Raises:
        KeepsakeError: The vault cannot be opened or written.
        UsageError: A case that there is not.
    """
    case = _case(options, console)
    vault = open_to_write(vault_path(options), real_environment())
    groups = [options.files] if options.together else [[path] for path in options.files]
    kept: list[Kept] = []
    left: list[Left] = []
    for group in groups:
        into = case if case is not None else vault.config.active_case
        done = _add(vault, group, into, options, console)
        kept += done.added
        left += done.refused
    if options.json:
        console.data(Done(tuple(kept), tuple(left)))
    return 1 if left else 0


def _case(options: Namespace, console: Console) -> str | None:
    """UUID of the case that was named; None where none was."""
    if not options.case:
        return None
    return find_case(unlock(options, console), options.case, console, "keepsake add").case


def _add(
    vault: Vault, paths: Sequence[Path], case: str, options: Namespace, console: Console
) -> Done:
    """Adds some files as one exhibit; those that cannot be added are told and left out."""
    offer = offered([_given(path) for path in paths], options.who, options.about)
    adding = Adding(vault, offer, case)
    done: list[Added] = []
    left: list[Left] = []
    try:
        for at, path in enumerate(paths):
            try:
                done.append(_take(adding, at, path))
            except KeepsakeError as error:
                if not _is_about_the_file(error):
                    raise
                within = error.facts.get("file", "")
                left.append(Left(path.name, int(error.code), error.code.word, within))
                if not options.json:
                    console.tell(error)
        receipt = adding.commit() if adding.kept else None
    finally:
        adding.close()
    if receipt is None:
        return Done((), tuple(left))
    if not options.json:
        _say(receipt, done, console)
    return Done(tuple(Kept(receipt.entry, *one) for one in done), tuple(left))


def _is_about_the_file(error: KeepsakeError) -> bool:
    return Code.FILE_PROGRAM <= error.code <= Code.FILE_CUT


def _given(path: Path) -> tuple[str, int, str]:
    try:
        found = path.stat()
        return path.name, found.st_size, utc_text(datetime.fromtimestamp(found.st_mtime, UTC))
    except (OSError, ValueError, OverflowError):
        return path.name, 0, ""


def _take(adding: Adding, at: int, path: Path) -> Added:
    adding.start(at)
    try:
        for piece in _pieces(path):
            adding.feed(piece)
    except OSError:
        adding.leave_out(KeepsakeError(Code.FILE_UNREADABLE, file=path.name))
    return adding.finish()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        # What is no plain file has no end, or none that can be known.
        if not path.is_file():
            raise OSError(os.fspath(path))
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _say(receipt: Receipt, done: Sequence[Added], console: Console) -> None:
    console.say("add.done", entry=receipt.entry, time=clock_text(receipt.utc))
    for one in done:
        console.say("add.file", name=one.name, size=one.bytes, items=one.items)
    console.say("added.label")
