"""A desk: what it costs to take a copy in, and whether that grows with what is there already."""

from __future__ import annotations

import hashlib
import resource
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import desk_example
from bench.measure import Figure, in_turns
from desk.person import Person, put
from desk_engines import engines
from keepsake.core import merkle
from keepsake.desk import desk as desks
from keepsake.desk import jobs, receiving, tree
from keepsake.desk.database import one
from keepsake.desk.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desk_engines import Engines
    from keepsake.desk.desk import Desk

COPY_BYTES = 60_000_000
SLOWEST = 2.0
"""How many times what the peer takes: half its rate."""
SIZES = (1_000, 100_000)
GROWTH = 1.1
WEB_MEMORY = 200.0

_SMALL = 2_000
_SMALL_COPIES = 40
_ENTRIES_EACH = 4


class _Cost(NamedTuple):
    """Of one copy: seconds of the clock, and of the processor."""

    clock: float
    processor: float


def figures(runs: int) -> list[Figure]:
    """All of them, over engines that are started for them."""
    with tempfile.TemporaryDirectory(prefix="kb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with engines(folder / "engines") as found:
            desk = made(folder, found)
            return [*_intake(desk, folder, runs), _growth(desk), _memory(desk, folder)]


def made(folder: Path, found: Engines) -> Desk:
    """A desk over these engines, that has proved its lock."""
    path, store = folder / "desk.toml", found.ceph.store
    there = (store.endpoint, store.access_key, store.secret_key)
    address = f"http://127.0.0.1:{_free_port()}"
    desk_example.write(path, address, found.postgres.address, there)
    desk = desks.opened(load(path))
    desks.create(desk)
    jobs.create(desk.settings.database, desk.intake.database)
    desks.prove_lock(desk)
    return desk


def _intake(desk: Desk, folder: Path, runs: int) -> list[Figure]:
    """One large copy, without what its sender does, against the same bytes summed and put."""
    path = folder / "copy"
    ours: list[_Cost] = []
    peers: list[_Cost] = []

    def mine() -> float:
        person = Person(desk)
        data = person.sealed(COPY_BYTES)
        path.write_bytes(data)
        begun: list[dict[str, object]] = []
        cost = _taken(lambda: begun.append(person.begin(data)))
        put(data, begun[0])
        upload = uuid.UUID(str(begun[0]["upload"]))
        rest = _taken(lambda: _checked(person, desk, upload))
        ours.append(_Cost(cost.clock + rest.clock, cost.processor + rest.processor))
        return ours[-1].clock

    def peer() -> float:
        peers.append(_taken(lambda: _summed_and_put(desk, path)))
        return peers[-1].clock

    clock = in_turns(runs, mine, peer)
    processor = (_median(ours[1:]), _median(peers[1:]))
    meaning = (
        f"a sealed copy of {COPY_BYTES // 1_000_000} MB from begin to receipt, without what its "
        "sender does; against twice what sha256sum and one put of the same bytes take"
    )
    return [
        Figure(
            f"desk intake, {what}", times[0], times[1] * SLOWEST, "s", runs, False,
            f"{meaning}, in seconds of the {what}.",
        )
        for what, times in (("processor", processor), ("clock", clock))
    ]  # fmt: skip


def _checked(person: Person, desk: Desk, upload: uuid.UUID) -> None:
    person.complete(str(upload))
    state = receiving.receive(desk.intake, upload, 1, desks.now())
    if state != "received":
        raise AssertionError(state)


def _summed_and_put(desk: Desk, path: Path) -> None:
    subprocess.run(["sha256sum", path], check=True, capture_output=True)
    desk.intake.store.put(f"peer/{uuid.uuid4()}", path.read_bytes(), None)


def _growth(desk: Desk) -> Figure:
    """Small copies, after a few and after many."""
    taken = []
    for size in SIZES:
        _fill(desk, size)
        taken.append(_small(desk))
    meaning = (
        f"one small copy from begin to receipt where {SIZES[1]:,} were received before, medians of "
        f"{_SMALL_COPIES}; against {GROWTH} times the same where {SIZES[0]:,} were."
    )
    return Figure(
        "desk cost of a copy", taken[1] * 1e3, taken[0] * GROWTH * 1e3, "ms", _SMALL_COPIES, False,
        meaning,
    )  # fmt: skip


def _small(desk: Desk) -> float:
    costs = []
    for _ in range(_SMALL_COPIES):
        person = Person(desk)
        data = person.sealed(_SMALL)
        start = time.perf_counter()
        begun = person.begin(data)
        seconds = time.perf_counter() - start
        put(data, begun)
        rest = _taken(lambda: _checked(person, desk, uuid.UUID(str(begun["upload"]))))  # noqa: B023
        costs.append(seconds + rest.clock)
    return statistics.median(costs)


def _fill(desk: Desk, wanted: int) -> None:
    """Invented rows as of that many copies, each with its entries in the log."""
    with desk.intake.database.connection() as transaction:
        found = one(transaction, "select count(*) as n from bundle")
        missing = wanted - (found["n"] if found else 0)
        head = one(transaction, "select size from log_head")
        first = head["size"] if head else 0
        with transaction.cursor() as cursor:
            with cursor.copy("copy entry from stdin") as rows:
                for index in range(first, first + missing * _ENTRIES_EACH):
                    rows.write_row((index, b"%d" % index))
            with cursor.copy("copy node from stdin") as rows:
                for row in _nodes(desk, first, missing * _ENTRIES_EACH):
                    rows.write_row(row)
        _invented(transaction, first, missing)
        transaction.execute("update log_head set size = %s", [first + missing * _ENTRIES_EACH])
    with desk.intake.database.connection() as transaction:
        desk.intake.log.append(transaction, b"{}")
    with desk.intake.database.connection() as transaction:
        transaction.execute("analyze")


def _nodes(desk: Desk, first: int, count: int) -> Iterator[tuple[int, int, bytes]]:
    made: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        if (level, index) in made:
            return made[level, index]
        with desk.intake.database.connection() as transaction:
            query = "select hash from node where level = %s and index = %s"
            found = one(transaction, query, level, index)
        return bytes(found["hash"]) if found else b""

    for index in range(first, first + count):
        for row in tree.added(index, merkle.leaf_hash(b"%d" % index), read):
            made[row[:2]] = row[2]
            yield row


def _invented(transaction: object, first: int, count: int) -> None:
    execute = transaction.execute  # type: ignore[attr-defined]
    execute(
        "insert into invitation (id, token_sha256, note, note_sha256, recipient, sealed_identity,"
        " reference, limit_bytes, made, made_by, until) select gen_random_uuid(),"
        " sha256(('t' || n)::bytea), 'n', encode(sha256(('n' || n)::bytea), 'hex'), 'age1', 'i',"
        " 'invented ' || n, 1000, now(), 'bench', now()"
        " from generate_series(%s::bigint, %s::bigint) n",
        [first, first + count - 1],
    )
    execute(
        "insert into upload (id, invitation, size, sha256, store_key, store_upload, state, began,"
        " changed) select gen_random_uuid(), id, 1000, note_sha256, 'u', 'u', 'received', now(),"
        " now() from invitation i where made_by = 'bench' and not exists (select from upload u"
        " where u.invitation = i.id)"
    )
    execute(
        "insert into bundle (upload, invitation, sha256, size, store_key, store_version, received,"
        " index, receipt) select id, invitation, sha256, size, 'b', 'v', now(), %s::bigint + 4 *"
        " (row_number() over () - 1), 'r' from upload u where not exists"
        " (select from bundle b where b.upload = u.id) and state = 'received'",
        [first],
    )
    execute(
        "insert into event (at, kind, who, about, salt, index) select now(), 'copy_received',"
        " 'desk', '{}', 's', index + 1 from bundle where index >= %s",
        [first],
    )


def _memory(desk: Desk, folder: Path) -> Figure:
    """The web process, while a copy as large as may be is begun."""
    from desk.conftest import Place, process, serving, until
    from desk.over_http import ask

    place = Place(desk.settings, folder / "desk.toml")
    with process(place, *serving(place)) as web:
        person = Person(desk)
        until(lambda: _answers(desk))
        wanted = {"size": desk.settings.limit, "sha256": hashlib.sha256(b"").hexdigest()}
        for _ in range(5):
            ask(person.invitation, "begin", wanted)
        used = _resident(web.pid)
    meaning = (
        f"highest memory of a web process while uploads of {desk.settings.limit // 1_000_000:,} MB "
        "are begun; against its limit."
    )
    return Figure("desk memory of a web process", used, WEB_MEMORY, "MB", 5, False, meaning)


def _answers(desk: Desk) -> bool:
    try:
        urllib.request.urlopen(f"{desk.settings.address}/api/intake/state", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if "VmHWM" in line)) / 1024


def _taken(run: Callable[[], object]) -> _Cost:
    clock, processor = time.perf_counter(), _processor()
    run()
    return _Cost(time.perf_counter() - clock, _processor() - processor)


def _processor() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, both))


def _median(costs: list[_Cost]) -> float:
    return statistics.median(cost.processor for cost in costs)


def _free_port() -> int:
    from desk.conftest import free_port

    return free_port()
