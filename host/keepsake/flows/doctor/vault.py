"""Checks of the vault: is it there, can it be read and written, is it the one, is there room."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import parse_utc
from keepsake.flows.doctor.diagnosis import OK, PROBLEM, WAITING, Diagnosis
from keepsake.flows.doctor.times import day_text
from keepsake.vault import fallback, last_backup, quarantine, transaction
from keepsake.vault.handle import Vault
from keepsake.vault.layout import sync_service, synced_files
from keepsake.vault.renamed_files import renamed
from keepsake.vault.space import LEAST_BYTES, free_bytes, is_short
from keepsake.vault.uncommitted import uncommitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.env import Environment

_NAMED_MAX = 5
_BACKUP_OLD = timedelta(days=30)
_BYTES_IN_MB = 1_000_000
_BYTES_IN_GB = 1_000_000_000
_PLENTY_BYTES = 10 * _BYTES_IN_GB


def usable(path: Path, env: Environment) -> Iterator[Diagnosis]:
    """Whether captures can go into the vault, and whether its secret is protected."""
    if not path.is_dir():
        yield _none_yet(path)
        return
    try:
        place = fallback.find(path, env)
        if place.trouble is not None:
            told = _trouble(path, place.trouble)
            yield told
            facts = {"path": str(place.path)}
            yield Diagnosis("beside", PROBLEM, "beside.problem", facts, told.mend)
            return
        for other in fallback.others(path):
            yield Diagnosis("beside", OK, "beside.ok", {"path": str(other)})
        vault = Vault.open(path, env)
        shut = _shut(path)
        if shut is not None:
            facts = {"file": "" if shut == path else shut.relative_to(path).as_posix()}
            yield Diagnosis("vault", PROBLEM, "vault.error", facts, error=Code.VAULT_UNWRITABLE)
            return
        with transaction.writing(vault):
            yield Diagnosis("vault", OK, "vault.ok", {"path": str(path)})
    except KeepsakeError as error:
        yield _none_yet(path) if error.code is Code.VAULT_MISSING else _trouble(path, error)
        return
    if vault.claimed:
        yield Diagnosis("passphrase", OK, "passphrase.ok")
    else:
        yield Diagnosis("passphrase", WAITING, "passphrase.waiting", mend="passphrase")


def _shut(path: Path) -> Path | None:
    """A folder that each capture writes into, or the file that grows, where this may not be."""
    named = (path / name for name in ("log", "log/leaves", "entries", "parts", "incoming"))
    written = (path, *(one for one in named if one.exists()))
    return next((one for one in written if not os.access(one, os.R_OK | os.W_OK)), None)


def _trouble(path: Path, error: KeepsakeError) -> Diagnosis:
    facts = {"file": error.facts.get("file", "")}
    mend = ""
    if error.shown_code in (Code.VAULT_DAMAGED, Code.VAULT_INCOMPLETE):
        # A file that another program only renamed can be given its name back.
        mend = "fix" if any(renamed(path)) else "restore"
    return Diagnosis("vault", PROBLEM, "vault.error", facts, mend, error.shown_code)


def _none_yet(path: Path) -> Diagnosis:
    """There is no vault yet; whether the first capture can make one."""
    there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        facts = {"path": str(path), "there": str(there)}
        return Diagnosis("vault", PROBLEM, "vault.nowhere", facts)
    return Diagnosis("vault", WAITING, "vault.none", mend="begin")


def waiting_captures(path: Path) -> Iterator[Diagnosis]:
    """Captures that are sealed and not in the log yet."""
    left = uncommitted(path)
    if left:
        short = is_short(path)
        what = "captures.room" if short else "captures.waiting"
        facts = {"count": str(len(left))}
        yield Diagnosis("captures", WAITING, what, facts, "" if short else "fix")


def set_aside(path: Path) -> Iterator[Diagnosis]:
    """What was damaged when it was found, and lies where it is in nobody's way."""
    files = quarantine.files(path)
    if files:
        facts = {"count": str(len(files)), "files": ", ".join(files[:_NAMED_MAX])}
        yield Diagnosis("set_aside", PROBLEM, "set_aside.problem", facts)


def synced(path: Path) -> Iterator[Diagnosis]:
    """A folder that a cloud program copies elsewhere, and what it has renamed already."""
    service = sync_service(path)
    renamed = [stray.name for stray in synced_files(path)] if path.is_dir() else []
    if renamed:
        facts = {"count": str(len(renamed)), "files": ", ".join(renamed[:_NAMED_MAX])}
        yield Diagnosis("synced", PROBLEM, "synced.files", facts, "fix")
    elif service:
        yield Diagnosis("synced", PROBLEM, "synced.folder", {"service": service}, "copy")


def space(path: Path) -> Iterator[Diagnosis]:
    """Whether there is room for captures."""
    free = free_bytes(path)
    if free < 0:
        yield Diagnosis("space", WAITING, "space.unknown")
        return
    if free >= _PLENTY_BYTES:
        yield Diagnosis("space", OK, "space.ok", {"free": str(free // _BYTES_IN_GB)})
        return
    facts = {"free": str(free // _BYTES_IN_MB)}
    low = free < LEAST_BYTES
    yield Diagnosis("space", PROBLEM if low else OK, "space.low" if low else "space.some", facts)


def backup(path: Path, env: Environment) -> Iterator[Diagnosis]:
    """How old the newest copy is that was made from here."""
    try:
        vault = Vault.open(path, env)
    except KeepsakeError:
        return  # told already
    size, last = vault.size(), last_backup.recall(path, env)
    if last is None:
        kept = any((path / "parts").glob("*-*"))
        if kept:
            yield Diagnosis("copy", WAITING, "copy.none", mend="copy")
        else:
            yield Diagnosis("copy", OK, "copy.empty")
        return
    old = env.now() - parse_utc(last.utc) > _BACKUP_OLD and size > last.size + 1
    facts = {"day": day_text(last.utc)}
    if old:
        yield Diagnosis("copy", WAITING, "copy.old", facts, "copy")
    else:
        yield Diagnosis("copy", OK, "copy.ok", facts)
