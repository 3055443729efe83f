"""Stamping a real vault with two real authorities, well-behaved and otherwise."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.authority import LocalAuthorities, local_authorities
from keepsake.core.entry import PassphraseBody
from keepsake.core.errors import Code
from keepsake.core.hashing import sha256
from keepsake.core.timestamp import check_response
from keepsake.env import Environment, parse_utc, real_environment, utc_text
from keepsake.flows.stamp import StampOutcome, stamp_now, waiting
from keepsake.flows.stamp_patiently import PATIENCE_SECONDS, stamp_patiently
from keepsake.stamp.authorities import Authority, load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault.config import Config
from keepsake.vault.stamps import Attempt
from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


class Clock:
    """The computer's clock, which a test may set."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def env(clock: Clock) -> Environment:
    return dataclasses.replace(real_environment(), now=clock.now)


@pytest.fixture
def vault(tmp_path: Path, env: Environment) -> Vault:
    return Vault.create(tmp_path / "vault", env)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authorities")


@pytest.fixture
def local(keys: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAuthorities]:
    with local_authorities(keys) as running:
        monkeypatch.setenv("KEEPSAKE_AUTHORITIES", str(running.json_path))
        yield running


@pytest.fixture
def authorities(local: LocalAuthorities) -> tuple[Authority, ...]:
    assert local.json_path.exists()
    return load_authorities()


def impatient_fetch(url: str, body: bytes, _timeout_seconds: float) -> bytes:
    """The real one, which gives up sooner."""
    return fetch(url, body, 0.4)


def no_fetch(url: str, _body: bytes, _timeout_seconds: float) -> bytes:
    raise AssertionError(f"something was sent to {url}")


def _states(outcomes: tuple[StampOutcome, ...]) -> list[str]:
    return [outcome.state for outcome in outcomes]


def _grow(vault: Vault) -> None:
    vault.append("passphrase", PassphraseBody("set"))


def _asked(local: LocalAuthorities) -> list[int]:
    return [len(authority.requests) for authority in local.authorities.values()]


def test_both_authorities_stamp_and_openssl_agrees(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    assert waiting(vault, authorities) == 2
    outcomes = stamp_now(vault, authorities, env, fetch)
    assert _states(outcomes) == ["kept", "kept"]
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
    _grow(vault)
    assert waiting(vault, authorities) == 2
    assert _states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]
    assert _asked(local) == [2, 2]
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
    bad, good = stamp_now(vault, authorities, env, impatient_fetch)
    assert (bad.state, bad.reason, bad.code) == ("failed", reason, code)
    assert good.state == "kept"
    assert [stamp.authority for stamp in vault.stamps.all()] == ["local-two"]
    assert waiting(vault, authorities) == 1
    names = {path.name for path in (vault.path / "log" / "stamps").iterdir()}
    expected = {"1.checkpoint", "1-local-two.tsr", "1-local-two.json", "attempts.json"}
    assert names == expected


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
    assert _states(stamp_now(vault, authorities, env, fetch)) == ["kept"]
    assert vault.stamps.attempts()["local-one"].failures == 0
    assert _asked(local) == [2, 1]


def test_pauses_grow_and_a_person_need_not_wait(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    for authority in local.authorities.values():
        authority.mode = "down"
    pauses = []
    for failures in range(1, 5):
        before = env.now()
        outcomes = stamp_now(vault, authorities, env, fetch, only_due=False)
        assert _states(outcomes) == ["failed", "failed"]
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
        assert _states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]
        _grow(vault)
        for only_due in (True, False):
            outcomes = stamp_now(vault, authorities, env, no_fetch, only_due=only_due)
            assert _states(outcomes) == ["later", "later"]
        clock.ahead = timedelta(seconds=15)
        assert _states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]


def test_clock_put_back_does_not_stop_stamping(
    vault: Vault, env: Environment, clock: Clock, authorities: tuple[Authority, ...]
) -> None:
    clock.ahead = timedelta(days=400)
    stamp_now(vault, authorities, env, fetch)
    _grow(vault)
    clock.ahead = timedelta()
    assert _states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]


def test_unreadable_plan_is_no_reason_to_wait(
    vault: Vault, env: Environment, authorities: tuple[Authority, ...]
) -> None:
    vault.stamps.set_attempts({"local-one": Attempt("soon", 2)})
    assert _states(stamp_now(vault, authorities, env, fetch)) == ["kept", "kept"]


def test_switched_off_means_no_connection_at_all(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    vault.save_config(Config(stamps_enabled=False))
    for only_due in (True, False):
        assert stamp_now(vault, authorities, env, no_fetch, only_due=only_due) == ()
        assert stamp_now(vault, authorities, env, fetch, only_due=only_due) == ()
    assert waiting(vault, authorities) == 0
    assert _asked(local) == [0, 0]
    assert not (vault.path / "log" / "stamps").exists()


def test_vault_chooses_its_authorities(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    vault.save_config(Config(authorities=("local-two",)))
    assert waiting(vault, authorities) == 1
    assert _states(stamp_now(vault, authorities, env, fetch)) == ["kept"]
    assert _asked(local) == [0, 1]


def test_capture_is_not_kept_waiting_by_an_authority(
    vault: Vault, env: Environment, local: LocalAuthorities, authorities: tuple[Authority, ...]
) -> None:
    """While an answer is awaited another process can write, and the stamp is for what was asked."""
    other = Vault.open(vault.path, env)

    def fetch_while_writing(url: str, body: bytes, timeout_seconds: float) -> bytes:
        _grow(other)
        return fetch(url, body, timeout_seconds)

    outcomes = stamp_now(vault, authorities, env, fetch_while_writing)
    assert _states(outcomes) == ["kept", "kept"]
    assert {stamp.size for stamp in vault.stamps.all()} == {1}
    assert vault.size() == 3
    assert waiting(vault, authorities) == 2
    assert _asked(local) == [1, 1]


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
                _grow(vault)

        outcomes = stamp_patiently(vault, load_authorities(), env, fetch, sleep)
        assert _states(outcomes) == ["kept", "kept"]
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

    good, bad = stamp_patiently(vault, authorities, env, fetch, sleep)
    assert (good.state, bad.state) == ("kept", "failed")
    assert timedelta(seconds=30) < clock.ahead <= timedelta(seconds=PATIENCE_SECONDS)
    assert 3 <= len(local["local-two"].requests) <= 8


def test_patient_stamping_ends_at_once_where_there_is_nothing_to_do(
    vault: Vault, env: Environment, authorities: tuple[Authority, ...]
) -> None:
    stamp_now(vault, authorities, env, fetch)

    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    assert stamp_patiently(vault, authorities, env, no_fetch, sleep) == ()
    _grow(vault)
    vault.save_config(Config(stamps_enabled=False))
    assert stamp_patiently(vault, authorities, env, no_fetch, sleep) == ()


_STAMP = """
import sys
from pathlib import Path
from keepsake.env import real_environment
from keepsake.flows.stamp import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault.store import Vault
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
        assert _asked(local) == [1, 1]
        assert waiting(vault, load_authorities()) == 0


def test_authority_list_of_these_tests_is_the_real_format(local: LocalAuthorities) -> None:
    rows = json.loads(local.json_path.read_text())["authorities"]
    assert [row["id"] for row in rows] == [one.id for one in load_authorities()]
