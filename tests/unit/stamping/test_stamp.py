"""Stamping a real vault with two real authorities, well-behaved and otherwise."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.responder import POLICY
from fixtures.tsa.stamping import Clock, asked, grow, impatient_with, no_fetch, states
from keepsake.core.errors import Code
from keepsake.core.hashing import sha256
from keepsake.core.timestamp.exchange import check_response
from keepsake.env import Environment, parse_utc, utc_text
from keepsake.flows.stamp.ask import stamp_now, waiting
from keepsake.flows.stamp.waiting import count_waiting
from keepsake.stamp.authorities import Authority, load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault import transaction
from keepsake.vault.config import Config

if TYPE_CHECKING:
    from fixtures.tsa.authority import LocalAuthorities
    from keepsake.vault.handle import Vault

    pass


def test_both_authorities_stamp_and_openssl_agrees(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    assert waiting(vault, authorities) == 2
    outcomes = stamp_now(vault, authorities, env, fetch)
    assert states(outcomes) == ["kept", "kept"]
    assert [outcome.authority for outcome in outcomes] == ["local-one", "local-two"]
    assert waiting(vault, authorities) == 0
    folder = vault.path / "log" / "stamps"
    for stamp in vault.stamps.all():
        assert stamp.size == 1
        assert stamp.checkpoint == vault.checkpoint()
        root = local[stamp.authority].responder.folder / "root.pem"
        command = ["openssl", "ts", "-verify", "-data", folder / "1.checkpoint"]
        command += ["-in", vault.path / stamp.file, "-CAfile", root]
        done = subprocess.run(command, capture_output=True, check=False)
        assert b"Verification: OK" in done.stdout, done.stderr


def test_record_tells_times_and_nonce(
    vault: Vault,
    env: Environment,
    clock: Clock,
    local: LocalAuthorities,
    authorities: tuple[Authority, ...],
) -> None:
    clock.ahead = timedelta(minutes=7)
    (first, _) = stamp_now(vault, authorities, env, fetch)
    stamp = next(stamp for stamp in vault.stamps.all() if stamp.authority == "local-one")
    assert stamp.record is not None
    facts = check_response(
        stamp.tsr,
        sha256(stamp.checkpoint),
        int(stamp.record.nonce, 16),
        [local["local-one"].root_pem],
    )
    assert first.token_time == facts.time
    assert stamp.record.token_time == utc_text(facts.time)
    assert parse_utc(stamp.record.asked) <= parse_utc(stamp.record.answered)
    assert abs(stamp.record.clock_difference_ms - 7 * 60_000) < 5_000


def test_only_a_hash_is_sent(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)
    for authority in local.authorities.values():
        (request,) = authority.requests
        assert sha256(vault.checkpoint()) in request
        assert len(request) < 80


def test_nothing_is_asked_again_until_something_is_new(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)
    assert stamp_now(vault, authorities, env, no_fetch) == ()
    grow(vault)
    assert waiting(vault, authorities) == 2
    assert states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]
    assert asked(local) == [2, 2]
    assert [vault.stamps.newest(one.id) for one in authorities] == [2, 2]


@pytest.mark.parametrize(
    ("mode", "reason", "code"),
    [
        ("down", "unreachable", Code.STAMP_UNREACHABLE),
        ("slow", "slow", Code.STAMP_UNREACHABLE),
        ("drip", "slow", Code.STAMP_UNREACHABLE),
        ("http_error", "http", Code.STAMP_UNREACHABLE),
        ("forbidden", "http", Code.STAMP_REFUSED),
        ("redirect", "http", Code.STAMP_REFUSED),
        ("html", "not_authority", Code.STAMP_UNREACHABLE),
        ("huge", "too_large", Code.STAMP_REFUSED),
        ("refused", "status", Code.STAMP_REFUSED),
        ("empty", "malformed", Code.STAMP_INVALID),
        ("garbage", "malformed", Code.STAMP_INVALID),
        ("wrong_nonce", "nonce", Code.STAMP_INVALID),
        ("wrong_imprint", "imprint", Code.STAMP_INVALID),
        ("other_authority", "chain", Code.STAMP_INVALID),
        ("expired", "time", Code.STAMP_INVALID),
        ("bad_signature", "signature", Code.STAMP_INVALID),
        ("purpose_also_tls", "purpose", Code.STAMP_INVALID),
    ],
)
def test_bad_authority_keeps_nothing_and_hinders_nobody(
    vault: Vault,
    env: Environment,
    local: LocalAuthorities,
    authorities: tuple[Authority, ...],
    mode: str,
    reason: str,
    code: Code,
) -> None:
    local["local-one"].mode = mode
    send = impatient_with(authorities[0].url) if mode in ("slow", "drip") else fetch
    bad, good = stamp_now(vault, authorities, env, send)
    assert (bad.state, bad.reason, bad.code) == ("failed", reason, code)
    assert good.state == "kept"
    assert [stamp.authority for stamp in vault.stamps.all()] == ["local-two"]
    assert waiting(vault, authorities) == 1
    names = {path.name for path in (vault.path / "log" / "stamps").iterdir()}
    expected = {"1.checkpoint", "1-local-two.tsr", "1-local-two.json", "attempts.json"}
    assert names == expected


def test_a_token_under_other_rules_is_not_kept(
    vault: Vault, env: Environment, authorities: tuple[Authority, ...]
) -> None:
    right, wrong = (
        dataclasses.replace(one, policies=(policy,))
        for one, policy in zip(authorities, (POLICY, "1.2.3"), strict=True)
    )
    good, bad = stamp_now(vault, (right, wrong), env, fetch)
    assert (good.state, bad.state, bad.reason) == ("kept", "failed", "policy")
    assert bad.code is Code.STAMP_INVALID
    assert [stamp.authority for stamp in vault.stamps.all()] == ["local-one"]


def test_switched_off_means_no_connection_at_all(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    transaction.save_config(vault, Config(stamps_enabled=False))
    for only_due in (True, False):
        assert stamp_now(vault, authorities, env, no_fetch, only_due=only_due) == ()
        assert stamp_now(vault, authorities, env, fetch, only_due=only_due) == ()
    assert waiting(vault, authorities) == 0
    assert asked(local) == [0, 0]
    assert not (vault.path / "log" / "stamps").exists()


def test_vault_chooses_its_authorities(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    transaction.save_config(vault, Config(authorities=("local-two",)))
    assert waiting(vault, authorities) == 1
    assert states(stamp_now(vault, authorities, env, fetch)) == ["kept"]
    assert asked(local) == [0, 1]


def test_authority_list_of_these_tests_is_the_real_format(local: LocalAuthorities) -> None:
    rows = json.loads(local.json_path.read_text())["authorities"]
    assert [row["id"] for row in rows] == [one.id for one in load_authorities()]


def test_the_host_counts_the_same_without_reading_roots(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    local["local-two"].mode = "down"
    for config in (Config(), Config(authorities=("local-two",)), Config(stamps_enabled=False)):
        transaction.save_config(vault, config)
        assert count_waiting(vault) == waiting(vault, authorities)
        stamp_now(vault, authorities, env, fetch)
        assert count_waiting(vault) == waiting(vault, authorities)
    code = "import sys, keepsake.native.serve; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "keepsake.native.session" in loaded
    for name in ("keepsake.stamp.authorities", "keepsake.flows.stamp.ask",
                 "keepsake.core.timestamp.exchange",
                 "keepsake.core.ots.proof", "http.client", "ssl"):  # fmt: skip
        assert name not in loaded, name
