"""One change at the desk: in which transaction, by whom, when. Its event is part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from keepsake.desk import events
from keepsake.desk.events import Event, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from keepsake.desk.database import Transaction
    from keepsake.desk.log import Log


class Change(NamedTuple):
    """What everything that is changed here needs.

    Attributes:
        transaction: In which all of it is written, its event too.
        log: Of the desk.
        who: Name of whoever changes it.
        at: By the desk's clock.
    """

    transaction: Transaction
    log: Log
    who: str
    at: datetime

    def record(self, kind: Kind, /, **about: Any) -> None:
        """Writes down that it happened."""
        events.record(self.transaction, self.log, Event(kind, self.who, self.at, about))
