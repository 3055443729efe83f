"""`keepsake add`: files that were not captured (screenshots of a phone, exports, e-mails)."""

from __future__ import annotations

import getpass
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from keepsake.commands.cases import find_case
from keepsake.commands.console import first_line, unlock, vault_path
from keepsake.commands.local_time import clock_text
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment, utc_text
from keepsake.flows.importing.add import Adding, offered
from keepsake.flows.importing.waiting import is_waiting_file, take_in
from keepsake.flows.seal import open_to_write

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from keepsake.commands.console import Console
    from keepsake.flows.importing.add import Added
    from keepsake.flows.importing.waiting import Taken
    from keepsake.vault.handle import Vault
    from keepsake.vault.receipt import Receipt

_PIECE_BYTES = 1024 * 1024
# What is wrong with one such file hinders none of the others.
_ABOUT_WAITING = {Code.WAITING_LOCKED, Code.WORK_FACTOR, Code.FILE_CUT, Code.VAULT_NEWER}


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


class Waited(msgspec.Struct, frozen=True):
    """A capture of a file that a browser saved; `entry` is -1 where it is in the vault already."""

    capture: str
    entry: int
    parts: int


class Done(msgspec.Struct, frozen=True):
    """What `--json` prints."""

    added: tuple[Kept, ...]
    refused: tuple[Left, ...]
    waited: tuple[Waited, ...] = ()


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
    waiting, files = _parted(options.files)
    groups = [files] if options.together and files else [[path] for path in files]
    kept: list[Kept] = []
    left: list[Left] = []
    waited: list[Waited] = []
    for path in waiting:
        taken = _take_waiting(vault, path, case, options, console)
        waited += taken.waited
        left += taken.refused
    for group in groups:
        into = case if case is not None else vault.config.active_case
        done = _add(vault, group, into, options, console)
        kept += done.added
        left += done.refused
    if options.json:
        console.data(Done(tuple(kept), tuple(left), tuple(waited)))
    return 1 if left else 0


def _parted(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Files of captures that waited in a browser, and all others."""
    waiting = [path for path in paths if is_waiting_file(path.name, _head(path))]
    return waiting, [path for path in paths if path not in waiting]


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(64)
    except OSError:
        return b""


def _take_waiting(
    vault: Vault, path: Path, case: str | None, options: Namespace, console: Console
) -> Done:
    """Takes over what waited in a browser; what cannot be is told, and the rest follows."""
    waited: list[Waited] = []
    left: list[Left] = []
    try:
        words = _words(path, options, console)
        with path.open("rb") as file:
            for one in take_in(file, words, vault, case):
                _say_waited(one, options, console)
                if one.error:
                    left.append(
                        Left(path.name, int(one.error.code), one.error.code.word, one.capture)
                    )
                else:
                    entry = one.receipt.entry if one.receipt else -1
                    waited.append(Waited(one.capture, entry, one.parts))
    except KeepsakeError as error:
        if error.code not in _ABOUT_WAITING:
            raise
        left.append(Left(path.name, int(error.code), error.code.word, ""))
        if not options.json:
            console.tell(error)
    return Done((), tuple(left), tuple(waited))


def _words(path: Path, options: Namespace, console: Console) -> str:
    if options.words_file:
        return first_line(options.words_file, console)
    if not sys.stdin.isatty():
        raise KeepsakeError(Code.WAITING_LOCKED)
    return getpass.getpass(console.text("ask.words", name=path.name))


def _say_waited(one: Taken, options: Namespace, console: Console) -> None:
    if options.json:
        return
    if one.receipt:
        time = clock_text(one.receipt.utc)
        console.say("add.waited", entry=one.receipt.entry, parts=one.parts, time=time)
    elif one.error is None:
        console.say("add.waited.known", capture=one.capture)
    else:
        if one.capture:
            console.say("add.waited.refused", capture=one.capture)
        console.tell(one.error)


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
