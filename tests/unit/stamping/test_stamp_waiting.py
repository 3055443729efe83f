"""When an authority is asked again, and several processes that want to ask it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fixtures.tsa.authority import LocalAuthorities, local_authorities
from fixtures.tsa.stamping import Clock, asked, grow, no_fetch, states
from keepsake.commands.local_time import elapsed_text
from keepsake.env import Environment, parse_utc, utc_text
from keepsake.flows.stamp.ask import stamp_now, waiting
from keepsake.flows.stamp.check import check_stamp
from keepsake.flows.stamp.retry import PATIENCE_SECONDS, stamp_with_retries
from keepsake.stamp.authorities import Authority, load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault import transaction
from keepsake.vault.config import Config
from keepsake.vault.handle import Vault
from keepsake.vault.stamps import Attempt, Stamp

if TYPE_CHECKING:
    import pytest

    pass


ROOT = Path(__file__).parents[3]


def test_authority_that_comes_back_is_asked_when_its_time_has_come(
    vault: Vault,
    env: Environment,
    clock: Clock,
    local: LocalAuthorities,
    authorities: tuple[Authority, ...],
) -> None:
    local["local-one"].mode = "down"
    failed, _ = stamp_now(vault, authorities, env, fetch)
    assert failed.next_try > utc_text(clock.now())
    local["local-one"].mode = "good"
    (later,) = stamp_now(vault, authorities, env, no_fetch)
    assert (later.state, later.next_try) == ("later", failed.next_try)
    clock.ahead = timedelta(seconds=31)
    assert states(stamp_now(vault, authorities, env, fetch)) == ["kept"]
    assert vault.stamps.attempts()["local-one"].failures == 0
    assert asked(local) == [2, 1]


def test_pauses_grow_and_a_person_need_not_wait(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    for authority in local.authorities.values():
        authority.mode = "down"
    pauses = []
    for failures in range(1, 5):
        before = env.now()
        outcomes = stamp_now(vault, authorities, env, fetch, only_due=False)
        assert states(outcomes) == ["failed", "failed"]
        assert vault.stamps.attempts()["local-two"].failures == failures
        pauses.append((parse_utc(outcomes[1].next_try) - before).total_seconds())
    for number, pause in enumerate(pauses):
        assert 15 * 2**number <= pause <= 30 * 2**number + 2


def test_spacing_that_an_authority_asks_for_holds_for_everybody(
    keys: Path, vault: Vault, env: Environment, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_authorities(keys, spacing_seconds=15) as local:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        authorities = load_authorities()
        assert states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]
        grow(vault)
        for only_due in (True, False):
            outcomes = stamp_now(vault, authorities, env, no_fetch, only_due=only_due)
            assert states(outcomes) == ["later", "later"]
        clock.ahead = timedelta(seconds=15)
        assert states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]


def test_spacing_holds_after_a_failure_too_whoever_asks(
    keys: Path, vault: Vault, env: Environment, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_authorities(keys, spacing_seconds=600) as local:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        for authority in local.authorities.values():
            authority.mode = "down"
        authorities = load_authorities()
        assert states(stamp_now(vault, authorities, env, fetch)) == ["failed", "failed"]
        outcomes = stamp_now(vault, authorities, env, no_fetch, only_due=False)
        assert states(outcomes) == ["later", "later"]
        clock.ahead = timedelta(seconds=601)
        outcomes = stamp_now(vault, authorities, env, fetch, only_due=False)
        assert states(outcomes) == ["failed", "failed"]


def test_clock_put_back_does_not_stop_stamping(
    vault: Vault, env: Environment, clock: Clock, authorities: tuple[Authority, ...]
) -> None:
    clock.ahead = timedelta(days=400)
    stamp_now(vault, authorities, env, fetch)
    grow(vault)
    clock.ahead = timedelta()
    assert states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]


def test_unreadable_plan_is_no_reason_to_wait(
    vault: Vault, env: Environment, authorities: tuple[Authority, ...]
) -> None:
    vault.stamps.set_attempts({"local-one": Attempt("soon", 2)})
    assert states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]


def test_capture_is_not_kept_waiting_by_an_authority(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    """While an answer is awaited another process can write, and the stamp is for what was asked."""
    other = Vault.open(vault.path, env)

    def fetch_while_writing(url: str, body: bytes, timeout_seconds: float) -> bytes:
        grow(other)
        return fetch(url, body, timeout_seconds)

    outcomes = stamp_now(vault, authorities, env, fetch_while_writing)
    assert states(outcomes) == ["kept", "kept"]
    assert {stamp.size for stamp in vault.stamps.all()} == {1}
    assert vault.size() == 3
    assert waiting(vault, authorities) == 2
    assert asked(local) == [1, 1]


def test_patient_stamping_waits_for_network_spacing_and_new_entries(
    keys: Path, vault: Vault, env: Environment, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    with local_authorities(keys, spacing_seconds=15) as local:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        local["local-one"].mode = "down"

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            clock.ahead += timedelta(seconds=seconds)
            if len(slept) == 1:
                local["local-one"].mode = "good"
                grow(vault)

        outcomes = stamp_with_retries(vault, load_authorities(), env, fetch, sleep)
        assert states(outcomes) == ["kept", "kept"]
        assert waiting(vault, load_authorities()) == 0
        assert {outcome.size for outcome in outcomes} == {2}
        assert len(slept) <= 3
        assert sum(slept) < 60


def test_patience_ends_and_leaves_the_rest_for_later(
    vault: Vault,
    env: Environment,
    clock: Clock,
    local: LocalAuthorities,
    authorities: tuple[Authority, ...],
) -> None:
    local["local-two"].mode = "down"

    def sleep(seconds: float) -> None:
        clock.ahead += timedelta(seconds=seconds)

    good, bad = stamp_with_retries(vault, authorities, env, fetch, sleep)
    assert (good.state, bad.state) == ("kept", "failed")
    assert timedelta(seconds=30) < clock.ahead <= timedelta(seconds=PATIENCE_SECONDS)
    assert 3 <= len(local["local-two"].requests) <= 8


def test_patient_stamping_ends_at_once_where_there_is_nothing_to_do(
    vault: Vault, env: Environment, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)

    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    assert stamp_with_retries(vault, authorities, env, no_fetch, sleep) == ()
    grow(vault)
    transaction.save_config(vault, Config(stamps_enabled=False))
    assert stamp_with_retries(vault, authorities, env, no_fetch, sleep) == ()


_STAMP = """
import sys
from pathlib import Path
from keepsake.env import real_environment
from keepsake.flows.stamp.ask import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault.handle import Vault
env = real_environment()
vault = Vault.open(Path(sys.argv[1]), env)
print("ready", flush=True)
sys.stdin.readline()
print(*(o.state for o in stamp_now(vault, load_authorities(), env, fetch)))
"""


def test_two_processes_at_once_ask_each_authority_once(
    keys: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_authorities(keys, spacing_seconds=60) as local:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        monkeypatch.setenv("PYTHONPATH", str(ROOT / "host"))
        command = [sys.executable, "-c", _STAMP, str(vault.path)]
        pipe = subprocess.PIPE
        running = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(3)]
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        said = [process.communicate("go\n", timeout=60)[0].split() for process in running]
        assert [process.returncode for process in running] == [0, 0, 0]
        assert sorted(word for words in said for word in words if word == "kept") == ["kept"] * 2
        assert asked(local) == [1, 1]
        assert waiting(vault, load_authorities()) == 0


def test_a_stamp_that_had_to_wait_says_how_long_and_why(
    vault: Vault,
    env: Environment,
    clock: Clock,
    local: LocalAuthorities,
    authorities: tuple[Authority, ...],
) -> None:
    for authority in local.authorities.values():
        authority.mode = "down"
    stamp_now(vault, authorities, env, fetch)
    local["local-two"].mode = "good"
    # As if the entry had been written three hours and twelve minutes ago.
    head = vault.path / "log" / "checkpoint"
    written = clock.now().timestamp() - 3 * 3600 - 12 * 60
    os.utime(head, (written, written))
    local["local-one"].mode = "good"
    one, two = stamp_now(vault, authorities, env, fetch, only_due=False)
    assert (one.late, two.late) == ("unreachable", "unreachable")
    assert elapsed_text(one.waited_seconds, "d") == "3 h 12 min"
    assert {stamp.record.late for stamp in vault.stamps.all() if stamp.record} == {"unreachable"}
    grow(vault)
    again = stamp_now(vault, authorities, env, fetch, only_due=False)
    assert [outcome.late for outcome in again] == ["", ""]
    assert all(check_stamp(s, _roots(authorities, s)) for s in vault.stamps.all())


def test_a_reason_that_was_changed_is_found(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    local["local-one"].mode = "http_error"
    stamp_now(vault, authorities, env, fetch)
    local["local-one"].mode = "good"
    stamp_now(vault, authorities, env, fetch, only_due=False)
    side = vault.path / "log" / "stamps" / "1-local-one.json"
    kept = side.read_bytes()
    assert kept.endswith(b',"late":"http"}')
    for changed in (
        kept.replace(b'"late"', b'"latd"'),
        kept.replace(b'"http"', b'"htup"'),
        kept.replace(b"{", b"{ "),
        kept + b"\n",
    ):
        side.write_bytes(changed)
        stamp = vault.stamps.all()[0]
        found = check_stamp(stamp, _roots(authorities, stamp))
        assert isinstance(found, list)
        assert [finding.reason for finding in found] == ["stamp_record"]


def _roots(authorities: tuple[Authority, ...], stamp: Stamp) -> tuple[bytes, ...]:
    return next(one.roots for one in authorities if one.id == stamp.authority)


def test_who_is_being_asked_is_not_asked_by_another_program_meanwhile(
    keys: Path, vault: Vault, env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_authorities(keys, spacing_seconds=15) as local:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        one = load_authorities()[:1]
        meanwhile: list[str] = []

        def slow(url: str, body: bytes, timeout_seconds: float) -> bytes:
            for only_due in (True, False):
                other = Vault.open(vault.path, env)
                meanwhile.extend(states(stamp_now(other, one, env, no_fetch, only_due=only_due)))
            return fetch(url, body, timeout_seconds)

        assert states(stamp_now(vault, one, env, slow)) == ["kept"]
        assert meanwhile == ["later", "later"]
