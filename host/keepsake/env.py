"""The clock, the zone and randomness as values, so that nothing below asks for them itself."""

from __future__ import annotations

import os
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

# What a system may call the zone that needs no other name beside it.
UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu"})


def _steady_seconds() -> float:
    """Linux has a clock that goes on while the computer sleeps; the others' usual one does."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _no_folder() -> None:
    """Nothing is remembered."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What a flow may know of the world around it.

    Attributes:
        now: The present moment, aware, in UTC.
        random: That many bytes from the system's secure generator.
        zone: IANA name of the computer's time zone, "" where it is not known.
        facts: What a court may ask about the computer: system, program, free space.
        steady: Seconds of a clock that nobody can set, sleep included where the system tells.
        written: When a file was last written, in seconds since 1970; 0 where there is none.
        state: The folder in which the program may remember something of its own, outside of every
            vault; None where it may not.
    """

    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    zone: Callable[[], str]
    facts: Callable[[], dict[str, str]]
    steady: Callable[[], float] = _steady_seconds
    written: Callable[[Path], float] = _written
    state: Callable[[], Path | None] = _no_folder

    def offset_minutes(self, moment: datetime) -> int:
        """Local time minus UTC at that moment, in whole minutes."""
        offset = moment.astimezone().utcoffset()
        return 0 if offset is None else round(offset.total_seconds() / 60)


# How a capture was started where no person did it, and by whom; set for the browser that is driven,
# and so for the host that it starts.
STARTED_BY, OPERATOR = "KEEPSAKE_STARTED_BY", "KEEPSAKE_OPERATOR"


def real_environment() -> Environment:
    """The computer's own clock, generator and zone."""
    return Environment(
        lambda: datetime.now(UTC),
        secrets.token_bytes,
        _zone_name,
        _system_facts,
        state=lambda: own_folder("state"),
    )


def own_folder(kind: str) -> Path:
    """The folder that the system gives each person's programs, for `data` or `state`.

    A relative path in `XDG_DATA_HOME` or `XDG_STATE_HOME` is ignored, as the XDG Base Directory
    Specification asks: it would be another folder for each place the program is started from.
    """
    # Imported here: not needed where the folder is named.
    import platformdirs

    named = f"XDG_{kind.upper()}_HOME"
    given = os.environ.get(named, "")
    ask = platformdirs.user_data_dir if kind == "data" else platformdirs.user_state_dir
    if given and not Path(given).is_absolute():
        home = Path.home() / ".local" / ("share" if kind == "data" else "state")
        return home / "Keepsake" if sys.platform.startswith("linux") else Path(ask("Keepsake"))
    return Path(ask("Keepsake", appauthor=False))


def utc_text(moment: datetime) -> str:
    """Writes a moment as FORMAT.md does, for instance `2026-11-24T19:03:22.123Z`.

    Raises:
        ValueError: The moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be written down")
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def parse_utc(text: str) -> datetime:
    """Reads what `utc_text` wrote.

    Raises:
        ValueError: The text is not a time in UTC.
    """
    if not text.endswith("Z"):
        raise ValueError(f"not a time in UTC: {text!r}")
    return datetime.fromisoformat(text)


def _system_facts() -> dict[str, str]:
    version = sys.version_info
    facts = {
        "program": __version__,
        "python": f"{version.major}.{version.minor}.{version.micro}",
        "system": sys.platform,
    }
    if hasattr(os, "uname"):
        name = os.uname()
        facts["system"] = f"{name.sysname} {name.release} {name.machine}"
    named = {"started_by": STARTED_BY, "operator": OPERATOR}
    facts |= {key: os.environ[name] for key, name in named.items() if os.environ.get(name)}
    return facts


def _zone_name() -> str:
    named = os.environ.get("TZ", "")
    if "/" in named or named == "UTC":
        return named.lstrip(":")
    for candidate in (_zone_from_link(), _zone_from_file(), _zone_from_windows()):
        if candidate:
            return candidate
    return ""


def _zone_from_link() -> str:
    try:
        target = str(Path("/etc/localtime").readlink())
    except OSError:
        return ""
    return target.partition("zoneinfo/")[2]


def _zone_from_windows() -> str:
    """What the rest of the world calls the zone that Windows has a name of its own for."""
    if sys.platform == "win32":
        import tzlocal

        with suppress(LookupError, ValueError, OSError):
            return str(tzlocal.get_localzone_name() or "")
    return ""


def _zone_from_file() -> str:
    try:
        return Path("/etc/timezone").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
