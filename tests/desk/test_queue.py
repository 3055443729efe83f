"""The queue after workers were killed, and after a long time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from desk.conftest import process, until
from desk.person import Person
from keepsake.desk import jobs
from keepsake.desk.database import every, one

if TYPE_CHECKING:
    from desk.conftest import Place
    from keepsake.desk.desk import Desk


def _work(place: Place) -> None:
    with process(place, "work", "--once") as running:
        assert running.wait(60) == 0


def _killed_while(desk: Desk, task: str, *, forgotten: bool) -> None:
    """Leaves what a worker leaves that was killed in the middle of a job of this kind, long ago."""
    with desk.intake.database.connection() as transaction:
        row = one(transaction, "select * from procrastinate_register_worker_v1()")
        assert row
        worker = row["worker_id"]
        transaction.execute(
            "insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args,"
            " status, worker_id, attempts)"
            " values ('default', %s, %s, %s, '{\"timestamp\": 0}', 'doing', %s, 0)",
            [task, task, task, worker],
        )
        late = "update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"
        transaction.execute(late)
        if forgotten:
            transaction.execute("select * from procrastinate_prune_stalled_workers_v1(30)")


@pytest.mark.parametrize("forgotten", [False, True])
def test_what_a_killed_worker_had_begun_keeps_nothing_waiting(
    desk: Desk, place: Place, forgotten: bool
) -> None:
    person = Person(desk)
    person.hand_over(person.sealed())
    _killed_while(desk, jobs.FIXITY, forgotten=forgotten)

    def found() -> str:
        with desk.intake.database.connection() as transaction:
            row = one(transaction, "select fixity from bundle")
        return str(row["fixity"]) if row else ""

    with process(place, "work"):
        until(found, 30)
    assert found() == "as_received"


@pytest.mark.usefixtures("desk")
def test_a_worker_that_is_told_to_end_ends_without_a_word(place: Place) -> None:
    with process(place, "work") as running:
        until(lambda: _registered(place), 30)
        running.terminate()
        assert running.wait(60) == 0
    assert (place.path.parent / "work.log").read_text() == ""


def _registered(place: Place) -> bool:
    with psycopg.connect(place.settings.database) as transaction:
        return bool(transaction.execute("select 1 from procrastinate_workers").fetchone())


def test_jobs_that_are_done_are_not_kept(desk: Desk, place: Place) -> None:
    person = Person(desk)
    upload = person.send(person.sealed())
    person.complete(upload)
    _work(place)
    assert person.state()["state"] == "received"
    with desk.intake.database.connection() as transaction:
        kept = [row["task_name"] for row in every(transaction, "select * from procrastinate_jobs")]
        told = one(transaction, "select count(*) as n from procrastinate_events")
    assert kept == []
    assert told == {"n": 0}
