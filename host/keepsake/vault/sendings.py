"""Copies on their way to a desk: what was begun and is not ended. Source: FORMAT.md §10.9.

A folder each, with what was asked for, sealed, and the copy, which only the desk can open. A folder
without the former is what one leaves that was cut short while it was removed or begun.
"""

from __future__ import annotations

import re
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.vault.locking import lock_file, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Unlocked

VERSION = 1
COPY = "copy"
_FOLDER = "sending"
_FACTS = "sending.age"
_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Sending(msgspec.Struct, frozen=True, rename={"version": "keepsake_sending"}):
    """What a person has asked to send.

    Attributes:
        begun: UTC.
        invitation: The invitation's note.
        who: Who sends it, as they name themselves.
        why: Their reason.
        version: Of this form.
    """

    begun: str
    invitation: str
    who: str = ""
    why: str = ""
    version: int = VERSION


@contextmanager
def held(vault: Vault, name: str) -> Iterator[None]:
    """Holds one sending: no other process sends it or gives it up meanwhile.

    Raises:
        KeepsakeError: VAULT_BUSY, another does; VAULT_UNWRITABLE.
    """
    vault.disk.make_folder(vault.path / _FOLDER)
    path = folder(vault, name).with_suffix(".lock")
    lock = lock_file(path)
    take(lock, 0)
    try:
        yield
    finally:
        try:
            if not folder(vault, name).exists():
                # Removed while it is held where the system allows it: nobody holds it between.
                with suppress(KeepsakeError):
                    vault.disk.remove(path)
        finally:
            lock.release()


def new_name(vault: Vault) -> str:
    """A name that no other sending has."""
    return str(uuid.UUID(bytes=vault.env.random(16), version=4))


def begin(vault: Vault, name: str, sending: Sending) -> None:
    """Writes down, sealed, what is to be sent; the copy can then be made in `copy_folder`.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE.
    """
    place = folder(vault, name)
    vault.disk.make_folder(place)
    vault.disk.replace(place / _FACTS, vault.seal(msgspec.json.encode(sending)))


def load(unlocked: Unlocked, name: str) -> Sending:
    """What was asked for.

    Raises:
        KeepsakeError: VAULT_DAMAGED, it cannot be read; VAULT_NEWER; VAULT_LOCKED.
    """
    file = f"{_FOLDER}/{name}/{_FACTS}"
    try:
        found = msgspec.json.decode(
            unlocked.open_file(folder(unlocked.vault, name) / _FACTS), type=Sending
        )
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "a sending", file=file) from error
    if found.version > VERSION:
        raise KeepsakeError(Code.VAULT_NEWER, f"sending version {found.version}", file=file)
    return found


def names(vault: Vault) -> list[str]:
    """Those that were begun and are not ended, whether one is on its way or was cut short."""
    return [name for name in _found(vault) if (folder(vault, name) / _FACTS).exists()]


def clear_left(vault: Vault) -> None:
    """Removes what was left where one was cut short while it was begun or removed.

    Raises:
        KeepsakeError: VAULT_UNWRITABLE.
    """
    for name in _found(vault):
        if not (folder(vault, name) / _FACTS).exists():
            # What another program is just beginning is held by it, and left.
            with suppress(KeepsakeError), held(vault, name):
                if not (folder(vault, name) / _FACTS).exists():
                    remove(vault, name)


def remove(vault: Vault, name: str) -> None:
    """Removes one with its copy, for it has ended or was given up; hold it.

    Raises:
        KeepsakeError: VAULT_UNWRITABLE; the next start removes the rest.
    """
    place = folder(vault, name)
    # First what makes it one: cut short behind this, nothing takes the rest for a sending.
    vault.disk.remove(place / _FACTS)
    for path in sorted(place.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            vault.disk.remove_folder(path)
        else:
            vault.disk.remove(path)
    vault.disk.remove_folder(place)


def folder(vault: Vault, name: str) -> Path:
    """Where one is."""
    return vault.path / _FOLDER / str(uuid.UUID(name))


def copy_folder(vault: Vault, name: str) -> Path:
    """Where its copy is once it is whole."""
    return folder(vault, name) / COPY


def _found(vault: Vault) -> list[str]:
    """Names of which there is anything, be it the lock alone."""
    try:
        found = {path.name.removesuffix(".lock") for path in (vault.path / _FOLDER).iterdir()}
    except OSError:
        return []
    return sorted(name for name in found if _NAME.fullmatch(name))
