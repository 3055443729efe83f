"""The list of checks. Each looks at one thing and changes nothing; none stops another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.core.errors import KeepsakeError
from keepsake.flows.doctor import browsers, host, times, vault
from keepsake.flows.doctor.diagnosis import PROBLEM, Diagnosis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from keepsake.browsers.table import Computer
    from keepsake.env import Environment

_Look = tuple[str, "Callable[[], Iterable[Diagnosis]]"]


def run_all(path: Path, computer: Computer, env: Environment) -> list[Diagnosis]:
    """Runs every check.

    Args:
        path: The vault's folder.
        computer: Where browsers are looked for.
        env: Clock, zone, and what the program remembers.
    """
    looks: tuple[_Look, ...] = (
        ("vault", lambda: vault.usable(path, env)),
        ("captures", lambda: vault.waiting_captures(path)),
        ("set_aside", lambda: vault.set_aside(path)),
        ("synced", lambda: vault.synced(path)),
        ("space", lambda: vault.space(path)),
        ("browsers", lambda: browsers.connected(computer, env)),
        ("extension.chromium", lambda: browsers.built("chromium")),
        ("extension.firefox", lambda: browsers.built("firefox")),
        ("host", lambda: host.answers(path)),
        ("stamps", lambda: times.stamps(path, env)),
        ("witnesses", lambda: times.witnesses(path, env)),
        ("clock", lambda: times.clock(path, env)),
        ("zone", lambda: times.zone(env)),
        ("copy", lambda: vault.backup(path, env)),
    )
    return [one for name, look in looks for one in _looked(name, look)]


def _looked(name: str, look: Callable[[], Iterable[Diagnosis]]) -> Iterator[Diagnosis]:
    """What one look finds; one that fails, whatever it meets, is told and stops no other."""
    try:
        yield from look()
    except KeepsakeError as error:
        facts = {"file": error.facts.get("file", "")}
        yield Diagnosis(name, PROBLEM, "vault.error", facts, error=error.shown_code)
    except PermissionError as error:
        facts = {"path": str(error.filename or "?")}
        yield Diagnosis(name, PROBLEM, "look.not_allowed", facts)
    except Exception as error:  # noqa: BLE001 - told by its name, never silent
        facts = {"look": f"{name}: {type(error).__name__}"}
        yield Diagnosis(name, PROBLEM, "look.problem", facts)
