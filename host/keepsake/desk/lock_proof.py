"""Whether the store locks: asked by trying to get rid of what it says is locked.

Some stores take the words of Object Lock and do not do what they say. So an object is locked, and
then everything is tried that must not succeed, with the desk's own rights. A second object without
a lock is deleted in the same way: who cannot do even that would be refused for another reason, and
nothing would be proved.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from psycopg.types.json import Jsonb

from keepsake.desk import events
from keepsake.desk.database import one
from keepsake.desk.events import Event, Kind
from keepsake.desk.store import MODE, StoreError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from keepsake.desk.database import Transaction
    from keepsake.desk.log import Log
    from keepsake.desk.store import Store

LOCKED_FOR = timedelta(days=1)
HOLDS_FOR = timedelta(days=8)
"""How long it counts: it is asked again each week."""

ATTEMPTS = (
    "asking", "delete_unlocked", "delete", "delete_by_force", "shorten", "shorten_by_force",
    "weaken", "overwrite", "delete_after_overwrite", "read_back",
)  # fmt: skip
"""What a proof may have tried, in its order; `asking` where the store refused before that."""

_FOLDER = "canary/"
_REFUSALS = frozenset({"403", "AccessDenied", "InvalidRequest", "ObjectLocked"})


class Proof(NamedTuple):
    """What came of it.

    Attributes:
        holds: Whether everything was refused, and the object is still there.
        attempts: What was tried, and what the store answered: `refused`, `done`, or what else.
    """

    holds: bool
    attempts: dict[str, str]


def prove(store: Store, now: datetime) -> Proof:
    """Tries it; takes a few requests.

    Raises:
        UnreachableError: The store does not answer, so that nothing was found out. The last proof
            counts as long as it does.
    """
    attempts: dict[str, str] = {}
    try:
        holds = _tried(store, now, attempts)
    except UnreachableError:
        raise
    except StoreError as error:
        attempts["asking"] = error.code
        holds = False
    return Proof(holds, attempts)


def record(transaction: Transaction, log: Log, store: Store, proof: Proof, now: datetime) -> None:
    """Writes down what came of it."""
    transaction.execute(
        "insert into lock_proof (at, bucket, holds, attempts) values (%s, %s, %s, %s)",
        [now, store.vault, proof.holds, Jsonb(proof.attempts)],
    )
    kind = Kind.LOCK_PROVED if proof.holds else Kind.LOCK_FAILED
    about = {"bucket": store.vault, "attempts": proof.attempts}
    events.record(transaction, log, Event(kind, "desk", now, about))


def holds(transaction: Transaction, bucket: str, now: datetime) -> bool:
    """Whether the newest proof of this bucket is one, and not older than it counts."""
    found = one(
        transaction, "select at, holds from lock_proof where bucket = %s order by id desc limit 1",
        bucket,
    )  # fmt: skip
    return found is not None and found["holds"] and found["at"] > now - HOLDS_FOR


def _tried(store: Store, now: datetime, attempts: dict[str, str]) -> bool:
    key, data = _FOLDER + secrets.token_hex(16), secrets.token_bytes(64)
    free = store.put(key + "-free", data, None)
    attempts["delete_unlocked"] = _outcome(lambda: store.delete(key + "-free", free))
    until = now + LOCKED_FOR
    version = store.put(key, data, until)
    soon = now + timedelta(seconds=30)
    wrong: dict[str, Callable[[], object]] = {
        "delete": lambda: store.delete(key, version),
        "delete_by_force": lambda: store.delete(key, version, force=True),
        "shorten": lambda: store.lock(key, version, soon, MODE),
        "shorten_by_force": lambda: store.lock(key, version, soon, MODE, force=True),
        "weaken": lambda: store.lock(key, version, until, "GOVERNANCE", force=True),
    }
    for name, attempt in wrong.items():
        attempts[name] = _outcome(attempt)
    # Another version over it is allowed; it must not take the first one away.
    attempts["overwrite"] = _outcome(lambda: store.put(key, b"", None))
    attempts["delete_after_overwrite"] = _outcome(lambda: store.delete(key, version))
    attempts["read_back"] = "same" if store.fetch(key, version) == data else "other"
    refused = all(attempts[name] == "refused" for name in [*wrong, "delete_after_overwrite"])
    able = attempts["delete_unlocked"] == "done" and bool(version)
    return refused and able and attempts["read_back"] == "same"


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except UnreachableError:
        raise
    except StoreError as error:
        return "refused" if error.code in _REFUSALS else error.code
    return "done"
