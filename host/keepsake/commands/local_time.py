"""Writes moments for the terminal, in the computer's own zone."""

from __future__ import annotations

from datetime import datetime

from keepsake.env import UTC_NAMES, parse_utc


def local(moment: datetime | str) -> datetime | None:
    """A moment in the computer's zone; None for a text that is no time."""
    try:
        aware = moment if isinstance(moment, datetime) else parse_utc(moment)
    except ValueError:
        return None
    return aware.astimezone()


def moment_text(moment: datetime | str) -> str:
    """For instance `2026-11-24 14:03:22`; the text as it came where it is no time."""
    at = local(moment)
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else str(moment)


def clock_text(moment: datetime | str) -> str:
    """For instance `14:03:22`; the text as it came where it is no time."""
    at = local(moment)
    return at.strftime("%H:%M:%S") if at else str(moment)


def elapsed_text(seconds: float, days: str) -> str:
    """For instance `3 h 12 min`, never finer than a minute; `days` is the sign for days."""
    minutes = int(seconds // 60)
    parts = ((minutes // 1440, days), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    shown = [f"{count} {sign}" for count, sign in parts if count][:2]
    return " ".join(shown) or "0 min"


def zone_text(name: str, moment: datetime | str) -> str:
    """Names the computer's zone, for instance `America/Toronto (UTC-05:00)`."""
    at = local(moment)
    if at is None:
        return name or "UTC"
    offset = at.strftime("%z")
    if name in UTC_NAMES and not at.utcoffset():
        return "UTC"
    shift = f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{name} ({shift})" if name else shift
