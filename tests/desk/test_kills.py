"""Everything of a desk is killed at random moments while copies come in.

What must hold: every receipt given is true, nothing received is lost, nothing is received twice.
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from desk import over_http
from desk.conftest import serving, started
from desk.person import Person
from keepsake.core import merkle, note
from keepsake.core.desk import receipt as form
from keepsake.desk import log
from keepsake.desk.database import every, one

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from desk.conftest import Place
    from desk_engines import Engines
    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk

KILLS = 100 if os.environ.get("SLOW") else 16
SEED = 20261202
_GIVE_UP = 400.0


class Supervisor:
    """Starts again what ended, as a machine's own does (systemd: `Restart=always`)."""

    def __init__(self, place: Place, *commands: tuple[str, ...]) -> None:
        self._place, self._commands = place, commands
        self._lock = threading.Lock()
        self._running = [self._started(command) for command in commands]
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def kill(self, number: int) -> None:
        """Kills one of them."""
        with self._lock:
            self._running[number].kill()

    def end(self) -> None:
        """Ends all of them."""
        self._ends.set()
        self._thread.join()
        for process in self._running:
            process.kill()
            process.wait()

    def _started(self, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        return started(self._place, *command)

    def _watch(self) -> None:
        while not self._ends.wait(0.1):
            with self._lock:
                for number, process in enumerate(self._running):
                    if process.poll() is not None:
                        self._running[number] = self._started(self._commands[number])


def test_every_receipt_is_true_whatever_is_killed(
    engines: Engines, desk: Desk, place: Place
) -> None:
    chance = random.Random(SEED)
    people = [Person(desk) for _ in range(max(6, KILLS // 2))]
    copies = [person.sealed(chance.choice([500, 9 << 20])) for person in people]
    supervisor = Supervisor(place, serving(place), ("work",), ("work",))
    ways: list[Callable[[], None]] = [
        lambda: supervisor.kill(0),
        lambda: supervisor.kill(1),
        lambda: supervisor.kill(2),
        engines.postgres.kill,
        engines.ceph.kill_gateway,
    ]
    try:
        with ThreadPoolExecutor(len(people)) as pool:
            sent = [
                pool.submit(over_http.send, person.invitation, data, _GIVE_UP)
                for person, data in zip(people, copies, strict=True)
            ]
            kills = 0
            while kills < KILLS and not all(future.done() for future in sent):
                time.sleep(chance.uniform(0.0, 1.5))
                chance.choice(ways)()
                kills += 1
            receipts = [future.result() for future in sent]
    finally:
        supervisor.end()
    print(f"{kills} kills while {len(people)} copies came in")
    assert kills >= 5
    _hold(desk, people, copies, receipts)


def _hold(desk: Desk, people: list[Person], copies: list[bytes], receipts: list[str]) -> None:
    store, key = desk.intake.store, people[0].invitation.key
    with desk.intake.database.connection() as transaction:
        for person, data, text in zip(people, copies, receipts, strict=True):
            found = form.opened(text.encode(), key)
            sha256 = hashlib.sha256(data).hexdigest()
            form.require_of(found, hashlib.sha256(person.note).hexdigest(), sha256, len(data))
            kept = f"b/{sha256}"
            assert store.fetch(kept, store.stored(kept).version) == data
            assert found.received.locked_until
            _require_prefix(transaction, found, key)
        entries = list(every(transaction, "select data from entry order by index"))
        assert one(transaction, "select count(*) as n from bundle") == {"n": len(people)}
        size, checkpoint = log.head(transaction)
    leaves = [merkle.leaf_hash(bytes(entry["data"])) for entry in entries]
    assert note.open_checkpoint(checkpoint, key) == note.Checkpoint(
        key.name, size, merkle.root(leaves)
    )


def _require_prefix(transaction: Transaction, found: form.Receipt, key: note.VerifierKey) -> None:
    """The log that a receipt speaks of is the beginning of the log as it is now."""
    older, (size, checkpoint) = found.checkpoint, log.head(transaction)
    proof = log.consistency_proof(transaction, older.size, size)
    newest = note.open_checkpoint(checkpoint, key)
    merkle.verify_consistency(older.size, size, proof, older.root, newest.root)
