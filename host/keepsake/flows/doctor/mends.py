"""What mends by itself what a check found; what needs the person is only told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.browsers import register
from keepsake.browsers.table import find_browsers
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.repair import Repaired, repair
from keepsake.flows.stamp.ask import behind, stamp_now
from keepsake.program import executable_path
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.browsers.table import Computer
    from keepsake.env import Environment


def connect(computer: Computer, *, others: bool = True) -> Iterator[Repaired]:
    """Tells every browser of this program that does not know it.

    Args:
        computer: Where.
        others: Also those that know another copy, which is still there.
    """
    try:
        program = executable_path()
    except KeepsakeError:
        return  # the checks tell
    found = find_browsers(computer)
    states = register.check(found, computer, program)
    stays = {register.REGISTERED} if others else {register.REGISTERED, register.OTHER}
    left = [one for one, now in zip(found, states, strict=True) if now.state not in stays]
    for done in register.install(left, computer, program):
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
    """Asks the authorities that have not stamped the newest entry. Raises as `stamp_now`."""
    try:
        vault = Vault.open(path, env)
    except KeepsakeError as error:
        if error.code is not Code.VAULT_MISSING:
            raise
        return
    authorities = load_authorities()
    if not behind(vault, authorities):
        return
    for one in stamp_now(vault, authorities, env, fetch, only_due=False):
        yield Repaired("stamped" if one.state == "kept" else "not_stamped", one.name)
