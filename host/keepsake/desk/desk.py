"""A desk, put together from its settings: what its web processes and workers share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from keepsake.desk import database, events, lock_proof
from keepsake.desk.events import Event, Kind
from keepsake.desk.intake import Intake
from keepsake.desk.log import Log
from keepsake.desk.store import Store

if TYPE_CHECKING:
    from keepsake.desk.lock_proof import Proof
    from keepsake.desk.settings import Settings


class Desk(NamedTuple):
    """A desk that is open.

    Attributes:
        settings: What it was told.
        intake: Database, log and store.
    """

    settings: Settings
    intake: Intake


def now() -> datetime:
    """By this computer's clock, UTC."""
    return datetime.now(UTC)


def opened(settings: Settings) -> Desk:
    """Opens a desk; its database answers, its store is not asked yet.

    Raises:
        SettingsError: Its log has no key.
        psycopg_pool.PoolTimeout: Its database does not answer.
    """
    pool = database.connect(settings.database)
    log = Log(settings.origin, settings.signer())
    return Desk(settings, Intake(pool, log, Store(settings.store)))


def create(desk: Desk) -> None:
    """Makes what a new desk needs: tables, log, buckets. Leaves alone what is there."""
    database.migrate(desk.intake.database)
    with desk.intake.database.connection() as transaction:
        desk.intake.log.create(transaction)
    desk.intake.store.create()


def started(desk: Desk, what: str) -> None:
    """Writes down that a process of it started."""
    with desk.intake.database.connection() as transaction:
        event = Event(Kind.DESK_STARTED, "desk", now(), {"process": what})
        events.record(transaction, desk.intake.log, event)


def prove_lock(desk: Desk) -> Proof:
    """Asks whether the store locks, and writes down what came of it.

    Raises:
        UnreachableError: It does not answer.
    """
    proof = lock_proof.prove(desk.intake.store, now())
    with desk.intake.database.connection() as transaction:
        lock_proof.record(transaction, desk.intake.log, desk.intake.store, proof, now())
    return proof
