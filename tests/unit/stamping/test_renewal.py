"""Stamps whose certificates run out are renewed: listed in a record that newer stamps cover."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from fixtures.tsa.stamping import Clock, grow, states
from keepsake.core import renewal
from keepsake.core.hashing import sha256, sha256_hex
from keepsake.core.verify import Outcome
from keepsake.env import utc_text
from keepsake.flows.audit.vault import audit
from keepsake.flows.bundle.log import log_facts
from keepsake.flows.stamp.ask import stamp_now, waiting
from keepsake.flows.stamp.renew import renew_stamps
from keepsake.formats.bundle.payload import prove, renewing
from keepsake.stamp.client import ask, fetch
from keepsake.vault import access, transaction
from keepsake.vault.config import Config
from keepsake.vault.stamps import StampRecord, clock_difference_ms

if TYPE_CHECKING:
    from keepsake.env import Environment
    from keepsake.stamp.authorities import Authority
    from keepsake.vault.handle import Vault

# The signers of the local authorities are valid for 3,650 days.
NEARLY = timedelta(days=3650 - 170)


def test_nothing_is_renewed_before_its_time(
    vault: Vault, env: Environment, clock: Clock, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)
    size = vault.size()
    clock.ahead = timedelta(days=3650 - 190)
    assert renew_stamps(vault, authorities, env) == 0
    assert vault.size() == size


def test_stamps_that_run_out_are_listed_once_and_stamped_again(
    vault: Vault, env: Environment, clock: Clock, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)
    clock.ahead = NEARLY
    assert renew_stamps(vault, authorities, env) == 2
    assert waiting(vault, authorities) == 2
    clock.ahead = timedelta()
    assert states(stamp_now(vault, authorities, env, fetch, only_due=False)) == ["kept", "kept"]
    clock.ahead = NEARLY + timedelta(days=8)
    # The two are not listed again; those that cover the record run out as soon, and are.
    assert renew_stamps(vault, authorities, env) == 2
    assert renew_stamps(vault, authorities, env) == 0
    listed = [
        row.size
        for index in (1, 2)
        for row in msgspec.json.decode(
            access.unlock(vault, None).entry(index).body, type=renewal.RenewalBody
        ).stamps
    ]
    assert listed == [1, 1, 2, 2]


def test_an_audit_finds_a_renewed_stamp_that_was_exchanged(
    vault: Vault, env: Environment, clock: Clock, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)
    clock.ahead = NEARLY
    renew_stamps(vault, authorities, env)
    clock.ahead = timedelta()
    unlocked = access.unlock(vault, None)
    assert audit(unlocked, authorities).steps[6].outcome is not Outcome.INVALID
    # Another good stamp of the same tree, with what is noted beside it: only the record knows.
    folder = vault.path / "log" / "stamps"
    kept = {path: path.read_bytes() for path in folder.glob("1-local-one.*")}
    first = vault.stamps.all()[0]
    again = ask(authorities[0], sha256(first.checkpoint), 7, fetch)
    asked = utc_text(again[1].time)
    record = StampRecord(asked, asked, asked, 0.0, f"{7:016x}", sha256_hex(again[0]))
    difference = clock_difference_ms(asked, asked, again[1].time)
    record = msgspec.structs.replace(record, clock_difference_ms=difference)
    vault.stamps.add(first.checkpoint, 1, "local-one", again[0], record)
    assert kept != {path: path.read_bytes() for path in kept}
    step = audit(unlocked, authorities).steps[6]
    assert step.outcome is Outcome.INVALID
    assert [(one.reason, one.file) for one in step.findings] == [
        ("stamp_renewed", "log/stamps/1-local-one.tsr")
    ]


def test_a_bundle_holds_the_records_that_renew_its_stamps(
    vault: Vault, env: Environment, clock: Clock, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)
    clock.ahead = NEARLY
    renew_stamps(vault, authorities, env)
    clock.ahead = timedelta()
    stamp_now(vault, authorities, env, fetch, only_due=False)
    grow(vault)
    log = log_facts(access.unlock(vault, None), [0])
    assert sorted(renewing(log, prove(log, [0]))) == [1]
    assert renewing(log, prove(log, [2])) == {}


def test_switched_off_or_damaged_stamps_are_not_renewed(
    vault: Vault, env: Environment, clock: Clock, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)
    clock.ahead = NEARLY
    transaction.save_config(vault, Config(stamps_enabled=False))
    assert renew_stamps(vault, authorities, env) == 0
    transaction.save_config(vault, Config())
    path = vault.path / "log" / "stamps" / "1-local-one.tsr"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    assert renew_stamps(vault, authorities, env) == 1
