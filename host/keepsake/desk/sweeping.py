"""Removes from quarantine what nobody waits for any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.desk.database import every

if TYPE_CHECKING:
    from datetime import datetime

    from keepsake.desk.intake import Intake

KEPT_FOR = timedelta(days=7)
"""How long an upload may be broken off and gone on with."""

YOUNG = timedelta(hours=1)
"""What is younger may be of an upload that is being written down."""


def sweep(intake: Intake, now: datetime) -> int:
    """Removes it; gives how many there were.

    An upload that nobody went on with for a week is dropped first.
    """
    with intake.database.connection() as transaction:
        transaction.execute(
            "update upload set state = 'dropped', changed = %s"
            " where state = 'uploading' and changed < %s",
            [now, now - KEPT_FOR],
        )
        query = "select store_key from upload where state in ('uploading', 'checking')"
        wanted = {row["store_key"] for row in every(transaction, query)}
    gone = [(key, upload) for key, upload in intake.store.waiting(now - YOUNG) if key not in wanted]
    for key, upload in gone:
        intake.store.drop(key, upload)
    return len(gone)
