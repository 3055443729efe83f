"""What a desk's database takes for a copy and for a message, and its opener for one copy.

build/desk/SCALE.md reckons with the figures that stand here as the peer's; they are held to them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyrage

from bench import desk as whole
from bench import desk_search
from bench.measure import Figure
from desk.copies import Copies, bagged
from desk.person import Person
from desk_engines import engines
from fixtures.bundles import rebagged
from keepsake.desk import desk as desks
from keepsake.desk.change import Change
from keepsake.desk.content import Content
from keepsake.desk.database import every
from keepsake.desk.events import Kind
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from keepsake.desk.database import Database
    from keepsake.desk.desk import Desk

COPY_BYTES = 8_000
"""Of rows and indexes for one copy, from invitation to receipt: four events, five entries."""
EVENT_BYTES = 900
"""Of rows and indexes for one further event, and its entry."""
MESSAGE_BYTES = 1_100
"""Of rows and indexes for one message that is indexed, ten words long."""

OPENING_SECONDS = 2.0
"""Of a processor, for a copy of 60 MB that is checked and read apart."""

APPEND_MS = 20.0
"""Of the clock, for one event written with its entry in the log; all others wait for it."""

COPIES = 300
MESSAGES = 200_000
_BEFORE = 100
_OPENINGS = 5
_EVENTS = 2_000


def figures(say: Callable[[str], None]) -> list[Figure]:
    """All of them, with the parts of each in what they mean."""
    say("rows of a desk")
    rows = [*_of_copies(), _of_messages()]
    say("opening of a copy")
    return [*rows, _of_opening()]


def _of_copies() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="kb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with engines(folder / "engines") as found:
            made = whole.made(folder, found)
            for _ in range(_BEFORE):
                _received(made)
            before = _sizes(made.intake.database)
            for _ in range(COPIES):
                _received(made)
            after = _sizes(made.intake.database)
            log = _of_log(made)
            made.intake.database.close()
    each = {table: (after[table] - before[table]) / COPIES for table in after}
    return [_figure("copy", each, COPIES, COPY_BYTES), *log]


def _of_log(desk: Desk) -> list[Figure]:
    """One event after another, each in a transaction of its own; and the bytes of each."""
    before, taken = _sizes(desk.intake.database), []
    for _ in range(_EVENTS):
        start = time.perf_counter()
        with desk.intake.database.connection() as transaction:
            change = Change(transaction, desk.intake.log, "Ada", desks.now())
            change.record(Kind.COPY_VIEWED, upload=str(uuid.uuid4()))
        taken.append((time.perf_counter() - start) * 1000)
    after = _sizes(desk.intake.database)
    each = {table: (after[table] - before[table]) / _EVENTS for table in after}
    meaning = (
        "one event written with its entry in the log, in a transaction of its own, on the clock; "
        "against what SCALE.md reckons with."
    )
    slow = Figure(
        "desk event", statistics.median(taken), APPEND_MS, "ms", _EVENTS, False, meaning
    )  # fmt: skip
    return [slow, _figure("event", each, _EVENTS, EVENT_BYTES)]


def _received(desk: Desk) -> None:
    person = Person(desk)
    if person.hand_over(person.sealed(os.urandom(1)[0] + 500)) != "received":
        raise AssertionError


def _of_messages() -> Figure:
    with desk_search.database_for() as pool:
        empty = _sizes(pool)
        desk_search.fill(pool, MESSAGES, desk_search.vocabulary())
        full = _sizes(pool)
    each = {table: (full[table] - empty[table]) / MESSAGES for table in full}
    return _figure("message", each, MESSAGES, MESSAGE_BYTES)


def _of_opening() -> Figure:
    identity = pyrage.x25519.Identity.generate()
    with tempfile.TemporaryDirectory(prefix="kb-") as name:
        copies = Copies(Path(name), [sample.thread(12)])
        padded = copies.files() | {"data/padding.bin": os.urandom(whole.COPY_BYTES)}
        signed = rebagged(padded, copies.unlocked.vault.signer())
        sealed = Path(name) / "evidence.age"
        sealed.write_bytes(bagged(signed, str(identity.to_public())))
        taken = []
        for _ in range(_OPENINGS):
            taken.append(_read(sealed, str(identity)))
    meaning = (
        f"a copy of {whole.COPY_BYTES // 1_000_000} MB checked and read by what the "
        "sandbox runs, in seconds of a processor; against what SCALE.md reckons with."
    )
    return Figure(
        "desk opening of a copy", statistics.median(taken), OPENING_SECONDS, "s", _OPENINGS, False,
        meaning,
    )  # fmt: skip


def _read(sealed: Path, secret: str) -> float:
    """Seconds of a processor; without the sandbox, whose own is not told of those within it."""
    reader = subprocess.Popen(
        [sys.executable, "-m", "keepsake.desk.opened", sealed],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert reader.stdin
    assert reader.stdout
    with reader.stdin as told, reader.stdout as said:
        told.write(f"{secret}\n".encode())
        told.close()
        if msgspec.json.decode(said.read(), type=Content).why:
            raise AssertionError
        _, reader.returncode, used = os.wait4(reader.pid, 0)
    return used.ru_utime + used.ru_stime


def _figure(what: str, each: dict[str, float], count: int, planned: float) -> Figure:
    parts = ", ".join(
        f"{table} {size:.0f}" for table, size in sorted(each.items(), key=lambda p: -p[1]) if size
    )
    meaning = (
        f"bytes of rows and indexes in PostgreSQL for one {what}, of {count:,}; against what "
        f"SCALE.md reckons with. By table: {parts}."
    )
    return Figure(
        f"desk rows for one {what}", sum(each.values()), planned, "B", count, False, meaning
    )  # fmt: skip


def _sizes(pool: Database) -> dict[str, int]:
    """Of each table with its indexes, in bytes."""
    query = (
        "select relname, pg_total_relation_size(oid)::bigint as size from pg_class"
        " where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    with pool.connection() as transaction:
        return {row["relname"]: row["size"] for row in every(transaction, query)}
