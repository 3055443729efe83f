"""Times as a person reads them: in their own zone, with the zone named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from keepsake.env import UTC_NAMES, parse_utc

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from keepsake.core.case.entries import Day


@dataclass(frozen=True, slots=True)
class LocalTime:
    """One moment, written out.

    Attributes:
        day: For instance `24 November 2026`.
        clock: For instance `14:03:22`.
        zone: For instance `Toronto, UTC+9`.
        utc: The same in UTC as the files hold it, for the fold.
    """

    day: str
    clock: str
    zone: str
    utc: str


class LocalTimes:
    """Writes moments in one zone and one language."""

    def __init__(self, zone: str, text: Callable[..., str]) -> None:
        """Chooses the zone.

        Args:
            zone: IANA name, "" or unknown for UTC.
            text: The words of the language, for the names of months.
        """
        self._zone, self._name = _zone(zone)
        self._text = text

    @property
    def zone(self) -> str:
        """The name of the zone, for instance `Toronto`."""
        return self._name or "UTC"

    def write(self, utc: str) -> LocalTime | None:
        """Writes a time out, or gives nothing where the text is not a time."""
        try:
            moment = parse_utc(utc)
        except ValueError:
            return None
        local = moment.astimezone(self._zone)
        return LocalTime(
            self._day(local),
            local.strftime("%H:%M:%S"),
            self._zone_words(local),
            utc,
        )

    def plain(self, utc: str) -> str:
        """A moment as papers have it, `2026-11-24 14:03:22 (UTC)`; what is none as it is."""
        moment = self.write(utc)
        return f"{self.day_of(utc)} {moment.clock} ({moment.zone})" if moment else utc

    def local(self, moment: datetime) -> datetime:
        """A moment in this zone."""
        return moment.astimezone(self._zone)

    def day_of(self, utc: str) -> str:
        """The day of a moment in this zone, such as `2026-11-20`; "" where the text is no time."""
        try:
            return parse_utc(utc).astimezone(self._zone).date().isoformat()
        except ValueError:
            return ""

    def date(self, text: str) -> str:
        """A day such as `2026-11-20` written out; what is none stays as it is."""
        try:
            day = datetime.fromisoformat(text)
        except ValueError:
            return text
        return self._day(day)

    def day_text(self, day: Day) -> str:
        """A day, and a time where there is one, as the person said it."""
        written = self.date(day.date)
        return f"{written}, {day.clock}" if day.clock else written

    def _day(self, day: datetime) -> str:
        month = self._text(f"month.{day.month}")
        number = self._text("moment.first") if day.day == 1 else day.day
        return self._text("moment.day", day=number, month=month, year=day.year)

    def _zone_words(self, local: datetime) -> str:
        offset = local.utcoffset() or timedelta()
        minutes = round(offset.total_seconds() / 60)
        sign = "+" if minutes >= 0 else "−"  # noqa: RUF001 - the true minus sign is meant
        hours, rest = divmod(abs(minutes), 60)
        shift = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"
        return f"{self._name}, {shift}" if self._name else shift


class Clock:
    """Moments of one capture as the person's clock showed them, for programs."""

    def __init__(self, zone: str, offset_minutes: int) -> None:
        """Chooses the zone.

        Args:
            zone: IANA name.
            offset_minutes: That it had at the capture: the zone where the name is not known here.
        """
        found, _ = _zone(zone)
        self._known = zone if found is not UTC or zone in UTC_NAMES else ""
        self._zone = found if self._known else timezone(timedelta(minutes=offset_minutes))

    def iso(self, utc: str) -> tuple[str, str]:
        """The moment with its offset and the name of the zone, both "" where the text is no time.

        The offset is that of the moment: a summer's message has another one than a winter's.
        """
        try:
            local = parse_utc(utc).astimezone(self._zone)
        except (ValueError, OverflowError):
            return "", ""
        parts = "milliseconds" if local.microsecond else "seconds"
        return local.isoformat(timespec=parts), self._known or str(self._zone)


def _zone(name: str) -> tuple[tzinfo, str]:
    if not name or name in UTC_NAMES:
        return UTC, ""
    try:
        return ZoneInfo(name), name.rpartition("/")[2].replace("_", " ")
    except (KeyError, ValueError, OSError):
        return UTC, ""
