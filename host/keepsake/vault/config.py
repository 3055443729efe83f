"""`config.toml`: options that may be seen by anyone with the computer. Source: FORMAT.md §1.6."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.durable import Disk


CONFIG_VERSION = 1


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
    """

    stamps_enabled: bool = True
    authorities: tuple[str, ...] = ()
    active_case: str = ""
    recovery_checked: str = ""


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
    return Config(enabled, tuple(map(str, stamps.get("authorities", ()))), case, checked)


def save_config(path: Path, config: Config, disk: Disk) -> None:
    """Replaces the options, durably.

    Raises:
        KeepsakeError: DISK_FULL or VAULT_UNWRITABLE.
    """
    # Imported here: captures only ever read the options.
    import tomli_w

    stamps = {"enabled": config.stamps_enabled, "authorities": list(config.authorities)}
    options = {
        "version": CONFIG_VERSION,
        "active_case": config.active_case,
        "recovery_checked": config.recovery_checked,
        "stamps": stamps,
    }
    disk.replace(path, tomli_w.dumps(options).encode())
