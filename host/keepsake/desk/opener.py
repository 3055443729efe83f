"""Opens copies, one after another, where the organisation's key is (FORMAT.md 13.7).

The key of one copy alone goes into the sandbox, and only what it says in the form of `content`
comes out. What is written to disk here is the copy as it was received, sealed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyrage

from keepsake.desk import copy_key, fetching, index, openings, sandbox
from keepsake.desk import desk as desks
from keepsake.desk.content import Content
from keepsake.desk.copy_key import CopyKeyError
from keepsake.desk.fetching import CopyError, Kept
from keepsake.desk.requests import APPROVED_FOR
from keepsake.desk.sandbox import SandboxError
from keepsake.desk.store import UnreachableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.desk.openings import Taken
    from keepsake.desk.store import Store


class KeyFileError(Exception):
    """There is no age identity in the file."""


def keys_in(path: Path) -> list[pyrage.x25519.Identity]:
    """The organisation's keys, as `age-keygen` writes them: one a line, `#` before what is none.

    Raises:
        KeyFileError: There is none, or something else.
        OSError: It cannot be read.
    """
    lines = [line.strip() for line in path.read_text("ascii", "replace").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except pyrage.IdentityError as error:
        raise KeyFileError from error
    if not found:
        raise KeyFileError
    return found


def open_next(
    desk: Desk, keys: Sequence[pyrage.x25519.Identity], limits: sandbox.Limits = sandbox.USUAL
) -> bool:
    """Takes the opening that was approved first to its end; gives whether there was one.

    Args:
        desk: Whose it is.
        keys: The organisation's.
        limits: Of the sandbox.

    Raises:
        UnreachableError: The store does not answer; it is taken again later.
        OSError: There is no sandbox on this computer, or no room for the sealed copy.
    """
    with desk.intake.database.connection() as transaction:
        taken = openings.take(transaction, desks.now())
    if taken is None:
        return False
    try:
        found = _found(desk.intake.store, taken, keys, limits)
    except (UnreachableError, OSError):
        with desk.intake.database.connection() as transaction:
            openings.put_back(transaction, taken, desks.now())
        raise
    with desk.intake.database.connection() as transaction:
        _end(transaction, desk, taken, found)
    return True


def _end(transaction: Transaction, desk: Desk, taken: Taken, found: Content) -> None:
    there = openings.hold(transaction, taken)
    if there is None:
        return
    if not there:
        found = Content("key_gone")
    if not found.why:
        index.write(transaction, taken.upload, found, taken.received)
    openings.end(transaction, desk.intake.log, taken, _result(found), desks.now())


def _found(
    store: Store, taken: Taken, keys: Sequence[pyrage.x25519.Identity], limits: sandbox.Limits
) -> Content:
    """What came out of it; whatever is wrong with the copy is a word in that."""
    if taken.approved <= desks.now() - APPROVED_FOR:
        return Content("late")
    if taken.tries > openings.TRIES:
        return Content("gave_up")
    try:
        secret = copy_key.opened(taken.sealed_identity, taken.came_key, keys)
    except CopyKeyError as error:
        return Content(error.word)
    copy = Kept(taken.store_key, taken.store_version, taken.size, taken.sha256)
    with tempfile.TemporaryDirectory(prefix="keepsake-desk-") as folder:
        sealed = Path(folder) / "evidence.age"
        try:
            fetching.fetch(store, copy, sealed)
        except CopyError as error:
            return Content(error.word)
        return read(sealed, secret, limits)


def read(sealed: Path, secret: str, limits: sandbox.Limits = sandbox.USUAL) -> Content:
    """What a copy says, read apart; whatever is wrong with it is a word in that.

    Args:
        sealed: The file, which anybody may read who may enter its folder.
        secret: The age identity that it is sealed to.
        limits: Of the sandbox.

    Raises:
        OSError: There is no sandbox on this computer.
    """
    try:
        return msgspec.json.decode(sandbox.run(sealed, secret, limits=limits), type=Content)
    except SandboxError as error:
        return Content(error.word)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Content("broke")


def _result(found: Content) -> dict[str, Any]:
    return {
        "why": found.why,
        "steps": msgspec.to_builtins(found.steps),
        "messages": len(found.messages),
        "accounts": len(found.accounts),
        "leads": len(found.leads),
    }
