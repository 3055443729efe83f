"""Gets the log's newest checkpoint cosigned by the witnesses that the person enrolled with.

As with stamps the vault's lock is held for reading what is asked and for keeping what came of it,
never while an answer is waited for. Source: FORMAT.md §5.7.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from keepsake.core import cosignature, merkle, note
from keepsake.core.desk.invitation import is_address
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import parse_utc, utc_text
from keepsake.stamp import queue
from keepsake.stamp.wire import StampError
from keepsake.stamp.witness_client import Growth, OtherLogError, cosigned
from keepsake.vault import cosigned as kept
from keepsake.vault import transaction
from keepsake.vault.config import Witness
from keepsake.vault.stamps import Attempt

if TYPE_CHECKING:
    from keepsake.core.cosignature import WitnessKey
    from keepsake.env import Environment
    from keepsake.stamp.witness_client import Converse
    from keepsake.vault.handle import Vault

NO_CONTINUATION = ("witness_longer", "witness_other")
_PATH_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class WitnessOutcome:
    """What came of one witness.

    Attributes:
        name: Of its key.
        state: `cosigned`, `failed` or `later`; words are `witness.STATE` in
            `shared/data/words/stamp.json`.
        size: Entries that it was shown, or would have been.
        reason: Code word of a failure, `""` otherwise.
        seen: With a reason of `NO_CONTINUATION`, how many entries it saw, as it says; else 0.
        at: Time by its clock, UTC, where it cosigned.
        next_try: When it may be asked again, UTC.
    """

    name: str
    state: str
    size: int
    reason: str = ""
    seen: int = 0
    at: str = ""
    next_try: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    witness: Witness
    key: WitnessKey
    growth: Growth
    known: int
    last: Attempt


def is_place(address: str) -> bool:
    """Whether a witness may be asked there: by https, or on this computer."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    plain = all(one.isascii() and (one.isalnum() or one in "-._~/") for one in path)
    short = (
        len(path) <= _PATH_CHARACTERS_MAX and not path.endswith("/") and bool(path) == bool(slash)
    )
    return is_address(f"{scheme}://{host}") and plain and short


def enrolled(vault: Vault) -> list[tuple[Witness, WitnessKey]]:
    """Those that are asked, with their keys; a line that is no key is left out.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    found = []
    for witness in vault.config.witnesses:
        try:
            found.append((witness, cosignature.WitnessKey.parse(witness.key)))
        except note.NoteError:
            continue
    return found


def attempt_name(key: WitnessKey) -> str:
    """How `attempts.json` names a witness; no authority's id has such a form."""
    return f"witness/{key.key_id.hex()}"


def time_text(at: int) -> str:
    """A witness's time as it is written down here."""
    return utc_text(datetime.fromtimestamp(at, UTC))


def enrol(vault: Vault, address: str, key: WitnessKey) -> None:
    """Has a witness asked from now on, at this address; the caller has asked `is_place`.

    Raises:
        KeepsakeError: VAULT_BUSY, VAULT_DAMAGED, DISK_FULL, VAULT_UNWRITABLE.
    """
    others = tuple(one for one in vault.config.witnesses if one.key != key.text())
    witnesses = (*others, Witness(address, key.text()))
    transaction.save_config(vault, replace(vault.config, witnesses=witnesses))


def leave(vault: Vault, name: str) -> bool:
    """Has a witness of that name asked no more; gives whether there was one.

    What it cosigned stays, as what is only not known whose it is.

    Raises:
        KeepsakeError: As `enrol`.
    """
    gone = {row.key for row, key in enrolled(vault) if name in (key.name, row.address)}
    left = tuple(one for one in vault.config.witnesses if one.key not in gone)
    if gone:
        transaction.save_config(vault, replace(vault.config, witnesses=left))
    return bool(gone)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one witness.

    Attributes:
        name: Of its key.
        address: Where it is asked.
        key: The line of its key.
        size: Entries that it saw when it cosigned last, 0 for never.
        at: When that was by its clock, UTC, "" for never.
        reason: Why it did not when it was asked last, a code word, "" for nothing.
        seen: With a reason of `NO_CONTINUATION`, how many entries it saw, as it says; else 0.
    """

    name: str
    address: str
    key: str
    size: int
    at: str
    reason: str
    seen: int


def standing(vault: Vault) -> list[Standing]:
    """How it stands with each witness that is asked.

    Raises:
        KeepsakeError: VAULT_DAMAGED.
    """
    attempts, found = vault.stamps.attempts(), []
    for row, key in enrolled(vault):
        last = attempts.get(attempt_name(key), Attempt("", 0))
        one = kept.of(vault, key)
        size, at = (one.checkpoint.size, time_text(one.at)) if one else (0, "")
        reason, seen = last.reason, last.seen
        if size > vault.size():
            # Its signature is here, and longer than the log.
            reason, seen = "witness_longer", size
        found.append(Standing(key.name, row.address, row.key, size, at, reason, seen))
    return found


def ask_witnesses(
    vault: Vault, env: Environment, converse: Converse, *, only_due: bool = True
) -> tuple[WitnessOutcome, ...]:
    """Has every witness that is behind cosign the newest checkpoint.

    Without witnesses, and with stamps switched off, nothing is sent to anybody.

    Args:
        vault: Locked or not; nothing sealed is read.
        env: Clock and randomness.
        converse: `keepsake.stamp.wire.converse`.
        only_due: Wait out the pause after a failure. False where a person asked for it.

    Returns:
        One outcome for each that was behind, in the order of the list.

    Raises:
        KeepsakeError: Of the vault only; what goes wrong with a witness is in its outcome.
    """
    if not vault.config.stamps_enabled or not enrolled(vault):
        return ()
    outcomes = []
    for one in _claim(vault, env, only_due=only_due):
        outcomes.append(
            one if isinstance(one, WitnessOutcome) else _asked(vault, one, env, converse)
        )
    return tuple(outcomes)


def _claim(vault: Vault, env: Environment, *, only_due: bool) -> list[_Job | WitnessOutcome]:
    """Takes those that may be asked, so that no other process asks them meanwhile."""
    found: list[_Job | WitnessOutcome] = []
    with transaction.writing(vault):
        checkpoint, leaves = vault.checkpoint(), vault.leaves()
        head = note.open_checkpoint(checkpoint, vault.key)
        if merkle.root(leaves) != head.root:
            raise KeepsakeError(Code.VAULT_DAMAGED, "another root", file="log/leaves")
        growth = Growth(checkpoint, head.size, partial(merkle.consistency_proof, leaves))
        now = env.now()
        attempts = vault.stamps.attempts()
        for witness, key in enrolled(vault):
            before = kept.of(vault, key)
            known = before.checkpoint.size if before else 0
            # One that is not behind is asked only by hand: it may have seen more than is here.
            if known > head.size or (known == head.size and only_due):
                continue
            last = attempts.get(attempt_name(key), Attempt(utc_text(now), 0))
            if not _may_ask(last, now, impatient=not only_due):
                later = WitnessOutcome(key.name, "later", head.size, next_try=last.next)
                found.append(later)
                continue
            found.append(_Job(witness, key, growth, known, last))
    return found


def _may_ask(last: Attempt, now: datetime, *, impatient: bool) -> bool:
    try:
        next_try = parse_utc(last.next)
    except ValueError:
        return True
    return impatient or queue.is_due(next_try, next_try, now, impatient=False)


def _asked(vault: Vault, job: _Job, env: Environment, converse: Converse) -> WitnessOutcome:
    if not is_place(job.witness.address):
        error = StampError(Code.STAMP_REFUSED, "witness_address", "neither https nor this computer")
        return _failed(vault, job, error, env)
    try:
        data = cosigned(job.witness.address, job.key, job.growth, job.known, converse)
    except StampError as error:
        return _failed(vault, job, error, env)
    found = cosignature.opened(data, vault.key)
    with transaction.writing(vault):
        before = kept.of(vault, job.key)
        # Another process may have kept a later one meanwhile: then that stays.
        if before is None or before.checkpoint.size <= job.growth.size:
            kept.keep(vault, job.key, data)
        now, size = utc_text(env.now()), job.growth.size
        _note(vault, job.key, Attempt(now, 0, asked=now, seen=size))
    at = time_text(found.at)
    return WitnessOutcome(job.key.name, "cosigned", job.growth.size, at=at)


def _failed(vault: Vault, job: _Job, error: StampError, env: Environment) -> WitnessOutcome:
    now, failures = env.now(), job.last.failures + 1
    next_try = queue.after_failure(now, failures, 0, env.random(queue.JITTER_BYTES))
    reason, seen = error.reason, error.seen if isinstance(error, OtherLogError) else 0
    noted = reason, seen
    if not seen and job.last.reason in NO_CONTINUATION:
        # What it said of another log stays told until it cosigns again.
        noted = job.last.reason, job.last.seen
    attempt = Attempt(utc_text(next_try), failures, noted[0], utc_text(now), noted[1])
    with transaction.writing(vault):
        _note(vault, job.key, attempt)
    name, size = job.key.name, job.growth.size
    return WitnessOutcome(name, "failed", size, reason, seen, next_try=attempt.next)


def _note(vault: Vault, key: WitnessKey, attempt: Attempt) -> None:
    attempts = vault.stamps.attempts()
    attempts[attempt_name(key)] = attempt
    vault.stamps.set_attempts(attempts)
