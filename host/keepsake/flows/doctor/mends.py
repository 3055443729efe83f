"""What mends by itself what a check found; what needs the person is only told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from keepsake.browsers import register
from keepsake.browsers.table import this_computer
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.repair import Repaired, repair
from keepsake.flows.stamp.ask import behind, stamp_now
from keepsake.flows.stamp.witness import ask_witnesses
from keepsake.stamp.asked import asked_ids
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.stamp.wire import converse
from keepsake.vault import transaction
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.browsers.table import Computer
    from keepsake.env import Environment


def by_itself(mend: str, path: Path, env: Environment) -> Iterator[Repaired]:
    """Does what a button does that asks nothing; nothing where it is another.

    Args:
        mend: One of `diagnosis.BY_ITSELF`.
        path: The vault's folder.
        env: Clock and zone.

    Raises:
        KeepsakeError: As `repair`, `stamp_now` and `transaction.save_config`.
    """
    if mend == "connect":
        yield from connect(this_computer())
    elif mend == "fix":
        yield from put_right(path, env, lambda: None)
    elif mend == "stamp":
        yield from stamp(path, env)
    elif mend == "stamps":
        switch_stamps(Vault.open(path, env), on=True)


def switch_stamps(vault: Vault, *, on: bool) -> None:
    """Has authorities asked from now on, or nobody; those of the program where none are known.

    Raises:
        KeepsakeError: DISK_FULL, VAULT_UNWRITABLE, VAULT_BUSY.
    """
    chosen = vault.config.authorities
    known = chosen if asked_ids(chosen) else ()
    transaction.save_config(vault, replace(vault.config, stamps_enabled=on, authorities=known))


def connect(computer: Computer) -> Iterator[Repaired]:
    """Tells every browser of this program that does not know it."""
    for done in register.connect(computer):
        good = done.state == register.REGISTERED
        yield Repaired("connected" if good else "not_connected", done.browser.name, done.files[0])


def put_right(path: Path, env: Environment, secret: Callable[[], str | None]) -> Iterator[Repaired]:
    """What can be put right in the vault; nothing where there is none yet. Raises as `repair`."""
    try:
        yield from repair(path, env, secret)
    except KeepsakeError as error:
        if error.code is not Code.VAULT_MISSING:
            raise


def stamp(path: Path, env: Environment) -> Iterator[Repaired]:
    """Asks the authorities that have not stamped the newest entry, and the vault's witnesses.

    Raises as `stamp_now`.
    """
    try:
        vault = Vault.open(path, env)
    except KeepsakeError as error:
        if error.code is not Code.VAULT_MISSING:
            raise
        return
    for seen in ask_witnesses(vault, env, converse, only_due=False):
        yield Repaired("seen" if seen.state == "cosigned" else "not_seen", seen.name)
    authorities = load_authorities()
    if not behind(vault, authorities):
        return
    for one in stamp_now(vault, authorities, env, fetch, only_due=False):
        yield Repaired("stamped" if one.state == "kept" else "not_stamped", one.name)
