"""The queue of the desk, in its own database (procrastinate).

A job is no more than a hint: what has to be done stands in the tables, and what a killed worker
left is found there within a minute.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from keepsake.desk import cosigning, fixity, handed, receiving, sending_on, stamping, sweeping
from keepsake.desk import desk as desks
from keepsake.desk.database import every, one

if TYPE_CHECKING:
    from datetime import datetime

    from keepsake.desk.database import Database
    from keepsake.desk.desk import Desk

RECEIVE = "receive"
PROVE_LOCK = "prove_lock"
FIXITY = "fixity"
HAND_ON = "hand_on"
TAKE_UP = "take_up"
STAMP = "stamp"
COSIGN = "cosign"
LATE = timedelta(minutes=1)
"""After this what is to be checked gets a further job: the first may be lost."""


class QueueError(Exception):
    """The queue does not answer."""


class Queue:
    """Puts jobs into the queue; for web processes."""

    def __init__(self, address: str) -> None:
        """Args: address: of the database, as libpq takes it."""
        self._app = App(connector=SyncPsycopgConnector(conninfo=address))
        self._app.open()

    def close(self) -> None:
        """Ends its connections; else the end of the process waits for each."""
        self._app.close()

    def receive(self, upload: uuid.UUID) -> None:
        """Has an upload checked; nothing where that waits already.

        Raises:
            QueueError: The queue does not answer; what is to be checked is found later.
        """
        self._defer(RECEIVE, f"{RECEIVE}-{upload}", upload=str(upload))

    def hand_on(self, request: uuid.UUID) -> None:
        """Has a copy sent to another desk, where that does not wait yet. Raises as `receive`."""
        self._defer(HAND_ON, f"{HAND_ON}-{request}", request=str(request))

    def prove_lock(self) -> None:
        """Has it asked whether the store locks, as soon as it answers. Raises as `receive`."""
        self._defer(PROVE_LOCK, PROVE_LOCK, timestamp=0)

    def take_up(self) -> None:
        """Has begun anew what killed workers had begun. Raises as `receive`."""
        self._defer(TAKE_UP, TAKE_UP, timestamp=0)

    def _defer(self, task: str, name: str, **told: Any) -> None:
        try:
            self._app.configure_task(task, queueing_lock=name).defer(**told)
        except AlreadyEnqueued:
            return
        except ConnectorException as error:
            raise QueueError from error


def create(address: str, database: Database) -> None:
    """Makes the tables of the queue where there are none."""
    with database.connection() as transaction:
        found = one(transaction, "select to_regclass('procrastinate_jobs') is not null as there")
    if found and found["there"]:
        return
    app = App(connector=SyncPsycopgConnector(conninfo=address))
    with app.open():
        app.schema_manager.apply_schema()


def worker(desk: Desk) -> App:
    """What a worker process runs: `run_worker()` of it.

    Raises:
        SettingsError: The authorities that it asks for stamps cannot be read.
    """
    asked = stamping.schedule(desk.settings.stamps)
    app = App(connector=PsycopgConnector(conninfo=desk.settings.database))

    @app.task(name=RECEIVE, retry=RetryStrategy(max_attempts=20, wait=5))
    def receive(upload: str) -> None:
        days = desk.settings.store.days
        receiving.receive(desk.intake, uuid.UUID(upload), days, desks.now())

    @app.task(name=HAND_ON, retry=RetryStrategy(max_attempts=20, wait=5))
    def hand_on(request: str) -> None:
        sending_on.send(desk, uuid.UUID(request))

    @app.periodic(cron="17 * * * *")
    @app.task(name="sweep")
    def sweep(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        sweeping.sweep(desk.intake, desks.now())

    @app.periodic(cron="* * * * *")
    @app.task(name=FIXITY, lock=FIXITY, queueing_lock=FIXITY)
    def audit(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        fixity.check(desk.intake, desk.settings.fixity, desks.now())

    @app.periodic(cron="* * * * *")
    @app.task(name=STAMP, lock=STAMP, queueing_lock=STAMP)
    def stamp(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        stamping.stamp(desk.intake, asked, desks.now())

    @app.periodic(cron="* * * * *")
    @app.task(name=COSIGN, lock=COSIGN, queueing_lock=COSIGN)
    def cosign(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        cosigning.cosign(desk.intake, desk.settings.witnesses, desks.now())

    @app.periodic(cron="23 4 * * 1")
    @app.task(name=PROVE_LOCK, retry=RetryStrategy(max_attempts=1_000, wait=5))
    def prove_lock(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        desks.prove_lock(desk)

    _go_on(app, desk)
    return app


def _go_on(app: App, desk: Desk) -> None:
    """Has begun anew, each minute, what is to be done and nobody does."""

    @app.periodic(cron="* * * * *")
    @app.task(name="requeue")
    async def requeue(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        for upload in waiting(desk.intake.database, desks.now() - LATE):
            with suppress(AlreadyEnqueued):
                task = app.configure_task(RECEIVE, queueing_lock=f"{RECEIVE}-{upload}")
                await task.defer_async(upload=str(upload))

    @app.periodic(cron="* * * * *")
    @app.task(name="hand_on_again")
    async def hand_on_again(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        for request in handed.waiting(desk.intake.database, desks.now() - handed.LATE):
            with suppress(AlreadyEnqueued):
                task = app.configure_task(HAND_ON, queueing_lock=f"{HAND_ON}-{request}")
                await task.defer_async(request=str(request))

    @app.periodic(cron="* * * * *")
    @app.task(name=TAKE_UP, queueing_lock=TAKE_UP)
    async def take_up(timestamp: int) -> None:  # noqa: ARG001 - the queue gives it
        # Else a job that runs alone would keep all that follow waiting for good.
        for job in await app.job_manager.get_stalled_jobs():
            try:
                await app.job_manager.retry_job(job)
            except UniqueViolation:  # the next of its kind waits already
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def waiting(database: Database, before: datetime) -> list[uuid.UUID]:
    """Uploads that have waited since then to be checked."""
    query = "select id from upload where state = 'checking' and changed < %s"
    with database.connection() as transaction:
        return [row["id"] for row in every(transaction, query, before)]
