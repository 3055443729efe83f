"""`config.toml`: options that may be seen by anyone with the computer. Source: FORMAT.md §1.6."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.durable import Disk


CONFIG_VERSION = 1


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who is asked to cosign the log (c2sp.org/tlog-witness).

    Attributes:
        address: Where `add-checkpoint` is.
        key: The line of its verifier key; not read here.
    """

    address: str
    key: str


@dataclass(frozen=True, slots=True)
class Config:
    """Options of one vault.

    Attributes:
        stamps_enabled: Whether time-stamp authorities are asked at all; off means no traffic
            whatever.
        authorities: Ids from `authorities.json`; none means those enabled by default there.
        active_case: UUID of the case that new captures belong to, or "".
        recovery_checked: SHA-256 of the sealed file that the recovery sheet opens, once the person
            has shown that they have the sheet on paper; "" until then.
        witnesses: Who is asked to cosign the log; none unless the person enrolled with them.
    """

    stamps_enabled: bool = True
    authorities: tuple[str, ...] = ()
    active_case: str = ""
    recovery_checked: str = ""
    witnesses: tuple[Witness, ...] = ()


def load_config(path: Path) -> Config:
    """Reads the options; a missing file means the defaults.

    Raises:
        KeepsakeError: VAULT_NEWER; VAULT_DAMAGED, it is no TOML or holds values of the wrong kind.
            Defaults would be wrong then: they could send traffic that the person had switched off.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (OSError, ValueError) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "options cannot be read", file=path.name) from error
    version = data.get("version", CONFIG_VERSION)
    if not isinstance(version, int) or version > CONFIG_VERSION:
        raise KeepsakeError(Code.VAULT_NEWER, f"options version {version}", file=path.name)
    stamps = data.get("stamps", {})
    enabled, case = stamps.get("enabled", True), data.get("active_case", "")
    checked = data.get("recovery_checked", "")
    if not (isinstance(enabled, bool) and isinstance(case, str) and isinstance(checked, str)):
        raise KeepsakeError(Code.VAULT_DAMAGED, "options of the wrong kind", file=path.name)
    chosen = tuple(map(str, stamps.get("authorities", ())))
    return Config(enabled, chosen, case, checked, _witnesses(data, path))


def _witnesses(data: dict[str, Any], path: Path) -> tuple[Witness, ...]:
    try:
        rows = [Witness(row["address"], row["key"]) for row in data.get("witnesses", ())]
    except (TypeError, KeyError) as error:
        raise KeepsakeError(Code.VAULT_DAMAGED, "no witnesses", file=path.name) from error
    if not all(isinstance(text, str) for row in rows for text in (row.address, row.key)):
        raise KeepsakeError(Code.VAULT_DAMAGED, "options of the wrong kind", file=path.name)
    return tuple(rows)


def save_config(path: Path, config: Config, disk: Disk) -> None:
    """Replaces the options, durably.

    Raises:
        KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
    """
    # Imported here: captures only ever read the options.
    import tomli_w

    stamps = {"enabled": config.stamps_enabled, "authorities": list(config.authorities)}
    options: dict[str, Any] = {
        "version": CONFIG_VERSION,
        "active_case": config.active_case,
        "recovery_checked": config.recovery_checked,
        "stamps": stamps,
    }
    if config.witnesses:
        options["witnesses"] = [
            {"address": one.address, "key": one.key} for one in config.witnesses
        ]
    disk.replace(path, tomli_w.dumps(options).encode())
