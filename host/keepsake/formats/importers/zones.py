"""The zone in which times without one are read."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from keepsake.env import utc_text
from keepsake.formats.importers.result import Zone

if TYPE_CHECKING:
    from datetime import datetime

    from keepsake.env import Environment


def zone_of(env: Environment) -> Zone:
    """The computer's zone, for times that come without one."""
    name = env.zone()
    try:
        zone = ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None

    def utc(local: datetime) -> str:
        try:
            if zone is not None:
                return utc_text(local.replace(tzinfo=zone))
            offset = timedelta(minutes=env.offset_minutes(local.replace(tzinfo=UTC)))
            return utc_text(local.replace(tzinfo=UTC) - offset)
        except (ValueError, OverflowError):
            return ""

    return Zone(name, utc)
