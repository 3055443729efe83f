"""A further proof of time: through public calendars into a Bitcoin block.

1. Send each calendar the hidden hash of the newest checkpoint; keep what they answer.
2. Hours later ask for the rest of each proof that is pending, and put it into the proof.

Nothing here says that a proof is good: that takes a look at the block. Source: FORMAT.md §5.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from keepsake.core.hashing import sha256
from keepsake.core.note import open_checkpoint
from keepsake.core.ots import encoding
from keepsake.core.ots.proof import NONCE_BYTES, OtsError, claims, commitment, graft, hidden
from keepsake.env import parse_utc, utc_text
from keepsake.stamp import queue
from keepsake.stamp.authorities import CALENDARS
from keepsake.stamp.calendar_client import ask_rest, submit
from keepsake.stamp.wire import StampError
from keepsake.vault import transaction
from keepsake.vault.stamps import Attempt, proof_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from keepsake.core.ots.proof import Claim, Node
    from keepsake.env import Environment
    from keepsake.stamp.calendar_client import Consult
    from keepsake.stamp.calendars import Calendar
    from keepsake.vault.handle import Vault
    from keepsake.vault.stamps import CalendarProof

# A calendar needs hours; asking more often helps nobody.
FIRST_ASK = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=24)
ASKED_AT_ONCE_MAX = 16
_DOUBLINGS_MAX = 5


@dataclass(frozen=True, slots=True)
class CalendarOutcome:
    """What came of one calendar, or of one proof.

    Attributes:
        state: `sent` (pending from now on), `failed` (it took no hash), `later` (not due yet),
            `pending` (in no block yet) or `anchored`; words are `calendar.STATE` in
            `shared/data/words/stamp.json`.
        name: Of the calendar.
        size: Size of the tree that the proof covers.
        reason: Code word of a failure, `""` otherwise.
        height: Of the Bitcoin block that it leads to, -1 for none.
        next_try: When it is asked again, UTC, `""` where it is not.
    """

    state: str
    name: str
    size: int
    reason: str = ""
    height: int = -1
    next_try: str = ""


def ask_calendars(
    vault: Vault,
    calendars: Sequence[Calendar],
    env: Environment,
    consult: Consult,
    *,
    only_due: bool = True,
) -> tuple[CalendarOutcome, ...]:
    """Sends the newest checkpoint's hidden hash, and completes what is pending.

    With stamps switched off nothing is sent to anybody. As in `stamp_now` the vault's lock is held
    for writing only.

    Args:
        vault: Locked or not; nothing sealed is read.
        calendars: All that are known. The enabled ones are sent hashes; any may be asked for the
            rest of a proof that it promised.
        env: Clock and randomness.
        consult: `keepsake.stamp.calendar_client.consult`.
        only_due: Wait out the pauses. False where a person asked for it.

    Raises:
        KeepsakeError: Of the vault only; what goes wrong with a calendar is in its outcome.
    """
    if not vault.config.stamps_enabled or not calendars:
        return ()
    sent = _send(vault, [one for one in calendars if one.enabled], env, consult, only_due=only_due)
    new = {one.size for one in sent}
    return (*sent, *_complete(vault, calendars, env, consult, new, only_due=only_due))


def _send(
    vault: Vault,
    chosen: Sequence[Calendar],
    env: Environment,
    consult: Consult,
    *,
    only_due: bool,
) -> list[CalendarOutcome]:
    claimed = _claim(vault, chosen, env, only_due=only_due)
    if not isinstance(claimed, tuple):
        return claimed
    checkpoint, size, last = claimed
    digest, nonce = sha256(checkpoint), env.random(NONCE_BYTES)
    answers: list[Node] = []
    outcomes = []
    for one in chosen:
        try:
            answers.append(submit(one.url, commitment(digest, nonce), consult))
            outcomes.append(CalendarOutcome("sent", one.name, size))
        except StampError as error:
            outcomes.append(CalendarOutcome("failed", one.name, size, error.reason))
    with transaction.writing(vault):
        attempts, now = vault.stamps.attempts(), env.now()
        if answers:
            if size not in vault.stamps.proof_sizes():
                whole = encoding.write_file(hidden(digest, nonce, answers))
                vault.stamps.keep_proof(checkpoint, size, whole)
            attempts[_key(size)] = Attempt(utc_text(now + FIRST_ASK), 0)
            attempts[CALENDARS] = Attempt(utc_text(now), 0)
        else:
            failures = last.failures + 1
            next_try = queue.after_failure(now, failures, 0, env.random(queue.JITTER_BYTES))
            attempts[CALENDARS] = Attempt(utc_text(next_try), failures, outcomes[-1].reason)
        vault.stamps.set_attempts(attempts)
    return outcomes


def _claim(
    vault: Vault, chosen: Sequence[Calendar], env: Environment, *, only_due: bool
) -> tuple[bytes, int, Attempt] | list[CalendarOutcome]:
    """The checkpoint to send, so that no other process sends it meanwhile; or why not now."""
    with transaction.writing(vault):
        vault.stamps.finish()
        checkpoint = vault.checkpoint()
        size = open_checkpoint(checkpoint, vault.key).size
        if not chosen or max(vault.stamps.proof_sizes(), default=0) >= size:
            return []
        attempts, now = vault.stamps.attempts(), env.now()
        last = attempts.get(CALENDARS, Attempt(utc_text(now), 0))
        if only_due and not _is_due(last, now):
            return [CalendarOutcome("later", one.name, size, next_try=last.next) for one in chosen]
        # Whoever comes within the time that two answers may take finds that it is under way.
        busy = utc_text(now + timedelta(seconds=30))
        attempts[CALENDARS] = Attempt(busy, last.failures, last.reason)
        vault.stamps.set_attempts(attempts)
    return checkpoint, size, last


def _complete(
    vault: Vault,
    calendars: Sequence[Calendar],
    env: Environment,
    consult: Consult,
    new: set[int],
    *,
    only_due: bool,
) -> Iterator[CalendarOutcome]:
    attempts, now = vault.stamps.attempts(), env.now()
    pending = [size for size in _waiting(vault, attempts) if size not in new]
    waiting = sorted(pending, key=lambda size: attempts[_key(size)].next)
    due = [size for size in waiting if not only_due or _is_due(attempts[_key(size)], now)]
    for size in due[:ASKED_AT_ONCE_MAX]:
        yield from _complete_one(vault, size, calendars, env, consult)


def _waiting(vault: Vault, attempts: dict[str, Attempt]) -> list[int]:
    """Sizes of the proofs that are pending; all are looked at where the plan was lost."""
    sizes = vault.stamps.proof_sizes()
    if CALENDARS not in attempts:
        for size in sizes:
            attempts.setdefault(_key(size), Attempt("", 0))
    return [size for size in sizes if _key(size) in attempts]


def _complete_one(
    vault: Vault,
    size: int,
    calendars: Sequence[Calendar],
    env: Environment,
    consult: Consult,
) -> Iterator[CalendarOutcome]:
    found = [proof for proof in vault.stamps.proofs([size]) if proof.note == proof_note(proof.ots)]
    node = _read(found[0]) if found else None
    additions: list[Node] = []
    pending = []
    for claim in _open(node):
        address = claim.attestation.address
        able = next((one for one in calendars if one.may_ask(address)), None)
        if able is None or additions:
            continue
        try:
            rest = ask_rest(address, claim.message, consult)
            reason = ""
        except StampError as error:
            rest, reason = None, error.reason
        if rest is None:
            pending.append(CalendarOutcome("pending", able.name, size, reason))
            continue
        additions.append(rest)
        height = next(one.attestation.height for one in claims(rest) if one.is_block)
        yield CalendarOutcome("anchored", able.name, size, height=height)
    next_try = _settle(vault, size, env, found, node, additions)
    if not additions:
        for one in pending:
            yield CalendarOutcome("pending", one.name, size, one.reason, next_try=next_try)


def _settle(
    vault: Vault,
    size: int,
    env: Environment,
    found: Sequence[CalendarProof],
    node: Node | None,
    additions: Sequence[Node],
) -> str:
    with transaction.writing(vault):
        attempts, now = vault.stamps.attempts(), env.now()
        last = attempts.pop(_key(size), Attempt("", 0))
        attempts.setdefault(CALENDARS, Attempt(utc_text(now), 0))
        next_try = ""
        if node and additions:
            for addition in additions:
                node = graft(node, addition)
            vault.stamps.keep_proof(found[0].checkpoint, size, encoding.write_file(node))
        elif any(True for _ in _open(node)):
            pause = min(FIRST_ASK * (2 << min(last.failures, _DOUBLINGS_MAX)), LONGEST_PAUSE)
            next_try = utc_text(now + pause)
            attempts[_key(size)] = Attempt(next_try, last.failures + 1)
        vault.stamps.set_attempts(attempts)
    return next_try


def _read(proof: CalendarProof) -> Node | None:
    try:
        return encoding.read_file(proof.ots, sha256(proof.checkpoint))
    except OtsError:
        return None  # an audit names it


def _open(node: Node | None) -> list[Claim]:
    """The promises of a proof that leads to no block yet."""
    found = list(claims(node)) if node else []
    return [] if any(one.is_block for one in found) else [one for one in found if one.is_pending]


def _key(size: int) -> str:
    return f"{CALENDARS} {size}"


def _is_due(last: Attempt, now: datetime) -> bool:
    try:
        # Further away than the longest pause means that the clock was put back since.
        return not now < parse_utc(last.next) <= now + LONGEST_PAUSE
    except ValueError:
        return True
