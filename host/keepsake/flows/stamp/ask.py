"""Gets the log's newest checkpoint time-stamped by every authority that is behind.

1. Find who is behind and due, and note that they are being asked.   (lock)
2. Ask all of them at once; check every answer.                       (no lock)
3. Keep the good ones and set when to ask next, each as it comes.     (lock)
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256, sha256_hex
from keepsake.core.note import open_checkpoint
from keepsake.env import parse_utc, utc_text
from keepsake.stamp import queue
from keepsake.stamp.authorities import choose
from keepsake.stamp.client import ask
from keepsake.stamp.wire import StampError
from keepsake.vault import transaction
from keepsake.vault.stamps import LATE, Attempt, StampRecord, clock_difference_ms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from keepsake.core.errors import Code
    from keepsake.core.timestamp.exchange import TokenFacts
    from keepsake.env import Environment
    from keepsake.stamp.authorities import Authority
    from keepsake.stamp.client import Fetch
    from keepsake.vault.handle import Vault

_AT_ONCE_MAX = 8


@dataclass(frozen=True, slots=True)
class StampOutcome:
    """What came of one authority.

    Attributes:
        authority: Its id.
        name: Its name for people.
        state: `kept`, `failed` or `later`; words are in `shared/data/words/stamp.json`.
        size: Size of the tree that was to be stamped; the stamp covers every entry below it.
        reason: Code word of a failure, `""` otherwise.
        code: Number of a failure, None otherwise.
        token_time: The authority's time, None unless kept.
        next_try: When it may be asked again, UTC as in FORMAT.md.
        waited_seconds: From the last write of the log until the stamp, where one was kept.
        late: Why the try before failed, one of `LATE`, `""` where this was the first.
    """

    authority: str
    name: str
    state: str
    size: int
    reason: str = ""
    code: Code | None = None
    token_time: datetime | None = None
    next_try: str = ""
    waited_seconds: float = 0.0
    late: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    authority: Authority
    checkpoint: bytes
    size: int
    nonce: int
    last: Attempt
    written: float


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    code: Code


@dataclass(frozen=True, slots=True)
class _Answer:
    tsr: bytes
    facts: TokenFacts
    asked: datetime
    answered: datetime


def waiting(vault: Vault, authorities: Sequence[Authority]) -> int:
    """How many authorities have not yet stamped the newest entry; 0 where stamps are switched off.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    return len(behind(vault, authorities))


def behind(vault: Vault, authorities: Sequence[Authority]) -> tuple[Authority, ...]:
    """The authorities that have not yet stamped the newest entry; none with stamps switched off.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    config = vault.config
    if not config.stamps_enabled:
        return ()
    return _behind(vault, choose(authorities, config.authorities), vault.size())


def stamp_now(
    vault: Vault,
    authorities: Sequence[Authority],
    env: Environment,
    fetch: Fetch,
    *,
    only_due: bool = True,
) -> tuple[StampOutcome, ...]:
    """Stamps the newest checkpoint with every authority that is behind and may be asked.

    With stamps switched off nothing is sent to anybody. The vault's lock is held for writing only,
    never while waiting for an answer, so a capture is not kept waiting.

    Args:
        vault: Locked or not, claimed or not; nothing sealed is read.
        authorities: All that are known; the vault's options choose among them.
        env: Clock and randomness.
        fetch: `keepsake.stamp.client.fetch`.
        only_due: Wait out the pause after a failure. False where a person asked for it; the spacing
            that an authority asks for holds all the same.

    Returns:
        One outcome for each authority that was behind, in the order of the list.

    Raises:
        KeepsakeError: Of the vault only; what goes wrong with an authority is in its outcome.
    """
    config = vault.config
    if not config.stamps_enabled:
        return ()
    chosen = choose(authorities, config.authorities)
    jobs, outcomes = _claim(vault, chosen, env, only_due=only_due)
    with ThreadPoolExecutor(max_workers=_AT_ONCE_MAX) as pool:
        running = {pool.submit(_exchange, job, env, fetch): job for job in jobs}
        for done in as_completed(running):
            outcomes.append(_settle(vault, running[done], done.result(), env))
    order = [authority.id for authority in chosen]
    return tuple(sorted(outcomes, key=lambda outcome: order.index(outcome.authority)))


def _behind(vault: Vault, authorities: Sequence[Authority], size: int) -> tuple[Authority, ...]:
    newest = vault.stamps.newest_of_each()
    return tuple(one for one in authorities if newest.get(one.id, 0) < size)


def _claim(
    vault: Vault, chosen: Sequence[Authority], env: Environment, *, only_due: bool
) -> tuple[list[_Job], list[StampOutcome]]:
    """Takes the authorities that may be asked, so that no other process asks them meanwhile."""
    jobs: list[_Job] = []
    later: list[StampOutcome] = []
    if not _behind(vault, chosen, vault.size()):
        return jobs, later
    with transaction.writing(vault):
        vault.stamps.finish()
        checkpoint = vault.checkpoint()
        size = open_checkpoint(checkpoint, vault.key).size
        attempts = vault.stamps.attempts()
        now, written = env.now(), vault.log.written_at()
        for one in _behind(vault, chosen, size):
            last = attempts.get(one.id, Attempt(utc_text(now), 0))
            if not _may_ask(last, one.spacing_seconds, now, impatient=not only_due):
                later.append(StampOutcome(one.id, one.name, "later", size, next_try=last.next))
                continue
            nonce = int.from_bytes(env.random(queue.NONCE_BYTES), "big")
            jobs.append(_Job(one, checkpoint, size, nonce, last, written))
            next_try = queue.after_success(now, one.spacing_seconds)
            asked = utc_text(now)
            attempts[one.id] = Attempt(utc_text(next_try), last.failures, last.reason, asked)
        if jobs:
            vault.stamps.set_attempts(attempts)
    return jobs, later


def _may_ask(last: Attempt, spacing: float, now: datetime, *, impatient: bool) -> bool:
    try:
        next_try = parse_utc(last.next)
        free = queue.after_success(parse_utc(last.asked), spacing) if last.asked else next_try
    except ValueError:
        return True
    return queue.is_due(next_try, free, now, impatient=impatient)


def _exchange(job: _Job, env: Environment, fetch: Fetch) -> _Answer | _Failure:
    asked = env.now()
    try:
        tsr, facts = ask(job.authority, sha256(job.checkpoint), job.nonce, fetch)
    except StampError as error:
        return _Failure(error.reason, error.code)
    return _Answer(tsr, facts, asked, env.now())


def _settle(vault: Vault, job: _Job, answer: _Answer | _Failure, env: Environment) -> StampOutcome:
    one = job.authority
    with transaction.writing(vault):
        attempts = vault.stamps.attempts()
        if isinstance(answer, _Failure):
            failures = job.last.failures + 1
            jitter = env.random(queue.JITTER_BYTES)
            next_try = queue.after_failure(env.now(), failures, one.spacing_seconds, jitter)
            asked = attempts[one.id].asked if one.id in attempts else ""
            attempts[one.id] = Attempt(utc_text(next_try), failures, answer.reason, asked)
            vault.stamps.set_attempts(attempts)
            return StampOutcome(
                authority=one.id,
                name=one.name,
                state="failed",
                size=job.size,
                reason=answer.reason,
                code=answer.code,
                next_try=attempts[one.id].next,
            )
        # Another process may have kept one of this tree or a later one meanwhile: then that stays.
        if vault.stamps.newest(one.id) < job.size:
            vault.stamps.add(job.checkpoint, job.size, one.id, answer.tsr, _record(job, answer))
        next_try = queue.after_success(answer.asked, one.spacing_seconds)
        attempts[one.id] = Attempt(utc_text(next_try), 0, asked=utc_text(answer.asked))
        vault.stamps.set_attempts(attempts)
    time = answer.facts.time
    return StampOutcome(
        authority=one.id,
        name=one.name,
        state="kept",
        size=job.size,
        token_time=time,
        next_try=attempts[one.id].next,
        waited_seconds=max(time.timestamp() - job.written, 0),
        late=_late(job.last.reason),
    )


def _late(reason: str) -> str:
    """Why the try before failed, in the words that a side file has for it."""
    return reason if reason in (*LATE, "") else "bad_answer"


def _record(job: _Job, answer: _Answer) -> StampRecord:
    asked, answered = utc_text(answer.asked), utc_text(answer.answered)
    return StampRecord(
        asked=asked,
        answered=answered,
        token_time=utc_text(answer.facts.time),
        clock_difference_ms=clock_difference_ms(asked, answered, answer.facts.time),
        nonce=f"{job.nonce:016x}",
        sha256=sha256_hex(answer.tsr),
        late=_late(job.last.reason),
    )
