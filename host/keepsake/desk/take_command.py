"""`keepsake-desk take`: copies that were carried here, from files and folders, one after another.

What is on a stick was written by a stranger: of a folder only real files are looked at, nothing
there is followed or written over, and a name is shown with nothing in it that a terminal obeys.
"""

from __future__ import annotations

import os
import stat
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg_pool import PoolTimeout

from keepsake.core_dumps import forbid_core_dumps
from keepsake.desk import carried, opener, requests, staff
from keepsake.desk.carried import CarriedError, Taking
from keepsake.desk.opener import KeyFileError
from keepsake.desk.requests import RequestError
from keepsake.desk.roles import Permission
from keepsake.desk.store import StoreError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    import pyrage

    from keepsake.desk.carried import Outcome
    from keepsake.desk.desk import Desk

ENDING = ".age"
RECEIPT = ".receipt.txt"

_SAID = {
    carried.TAKEN: "taken",
    carried.HERE: "already here",
    carried.REFUSED: "refused",
}
_STOPPED = 130
_NO_SIGN = "\N{REPLACEMENT CHARACTER}"
_AGAIN = " Run it again to go on: what is here already is not taken twice."


class _WrongError(Exception):
    """What was asked cannot be; its text says why."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to those of the desk."""
    take = commands.add_parser("take", help="take copies that were carried here, on a stick")
    take.add_argument(
        "path", nargs="+", type=Path, help="a copy, or a folder in which all *.age are copies"
    )
    take.add_argument("--by", required=True, help="who takes them, as they are called here")
    take.add_argument("--reason", required=True, help="why; it is written down")
    take.add_argument("--invitation", help="its link, or what you call it; for one copy")
    take.add_argument("--key", type=Path, help="file with the key of the copies, if it came along")
    take.add_argument("--receipts", type=Path, help="folder for receipts; else beside each copy")
    take.set_defaults(run=run)


def run(desk: Desk, options: argparse.Namespace) -> int:
    """Takes them.

    Returns:
        0 where all of them are here now, 1 where one was refused or has no receipt written, 2 where
        it could not go on.
    """
    told: Counter[str] = Counter()
    try:
        taking = _taking(desk, options)
        for path in _found(options.path):
            told[_one(desk, taking, path, options.receipts)] += 1
    except _WrongError as problem:
        print(f"Nothing was taken: {problem}", file=sys.stderr)
        return 2
    except (psycopg.OperationalError, PoolTimeout):
        print(f"The database does not answer.{_AGAIN}", file=sys.stderr)
        return 2
    except StoreError as problem:
        print(f"The store does not take it ({problem.code}).{_AGAIN}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"Stopped.{_AGAIN}", file=sys.stderr)
        return _STOPPED
    finally:
        if told:
            print(", ".join(f"{number} {word}" for word, number in sorted(told.items())))
    if not told:
        print(f"There is no file that ends with {ENDING}.", file=sys.stderr)
        return 2
    return 0 if set(told) <= {_SAID[carried.TAKEN], _SAID[carried.HERE]} else 1


def _taking(desk: Desk, options: argparse.Namespace) -> Taking:
    try:
        why = requests.reason(options.reason)
    except RequestError as error:
        most = requests.REASON_CHARACTERS_MAX
        raise _WrongError(f"a reason has 1 to {most} characters, on one line.") from error
    invitation = None
    with desk.intake.database.connection() as transaction:
        if not staff.at_work(transaction, options.by, Permission.INVITE):
            raise _WrongError("nobody of this name works here who may invite.")
        if options.invitation:
            if len(options.path) > 1 or options.path[0].is_dir():
                raise _WrongError("an invitation is for one copy.")
            try:
                invitation = carried.invitation_named(transaction, options.invitation)
            except CarriedError as error:
                raise _WrongError(f"{carried.REASONS[error.word]}.") from error
    return Taking(options.by, why, _key(options.key), invitation)


def _key(path: Path | None) -> pyrage.x25519.Identity | None:
    if path is None:
        return None
    forbid_core_dumps()
    try:
        found = opener.keys_in(path)
    except (OSError, KeyFileError) as error:
        raise _WrongError("there is no key in that file.") from error
    if len(found) != 1:
        raise _WrongError("there is more than one key in that file.")
    return found[0]


def _found(paths: Sequence[Path]) -> Iterator[Path]:
    """Files that were named, and in folders those that end as copies do, by name."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        closed: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=closed.append):
            folders.sort()
            files = (Path(folder, name) for name in sorted(names) if name.endswith(ENDING))
            yield from (file for file in files if not file.is_symlink())
        # They are told as files are that cannot be read.
        yield from (Path(error.filename) for error in closed)


def _one(desk: Desk, taking: Taking, path: Path, receipts: Path | None) -> str:
    """Takes one and says what became of it; gives the word for that."""
    try:
        # Not waited for where it is no file.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError("it is no file")
            outcome = carried.take(desk, taking, file)
    except OSError as problem:
        print(f"not read      {_shown(path)}: {problem.strerror or problem}")
        return "not read"
    said = _SAID[outcome.word]
    why = f": {carried.REASONS[outcome.reason]}" if outcome.reason else ""
    print(f"{said:<13} {_shown(path)}{why}", flush=True)
    if not outcome.receipt:
        return said
    to = receipts / f"{outcome.sha256[:16]}{RECEIPT}" if receipts else Path(f"{path}{RECEIPT}")
    if _is_written(to, outcome):
        print(f"{'receipt':<13} {_shown(to)}", flush=True)
        return said
    print(f"{'no receipt':<13} {_shown(to)} cannot be written; the page of the copy has it.")
    return "without a receipt written"


def _is_written(to: Path, outcome: Outcome) -> bool:
    """Writes a receipt where there is nothing yet; gives whether it is there."""
    draft = to.with_name(f"{to.name}.part")
    with suppress(OSError):
        if to.is_symlink() or to.exists():
            return stat.S_ISREG(to.lstat().st_mode) and to.read_bytes() == outcome.receipt
        draft.unlink(missing_ok=True)
        # Whole or not at all; where a link lies there, it is not gone through.
        with draft.open("xb") as file:
            file.write(outcome.receipt)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(to)
        return True
    with suppress(OSError):
        draft.unlink(missing_ok=True)
    return False


def _shown(path: Path) -> str:
    return "".join(sign if sign.isprintable() else _NO_SIGN for sign in str(path))
