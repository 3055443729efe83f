"""A third proof through calendars: sent hidden, pending until it leads to a block, or not sent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.calendar import HEIGHT, LocalCalendar, read_detached
from fixtures.tsa.stamping import Clock, grow
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import sha256
from keepsake.core.ots import encoding
from keepsake.core.ots import proof as ots
from keepsake.env import utc_text
from keepsake.flows.stamp.ask import stamp_now
from keepsake.flows.stamp.calendar import ASKED_AT_ONCE_MAX, ask_calendars
from keepsake.shared import shared_path
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.calendar_client import consult
from keepsake.stamp.calendars import Calendar, load_calendars
from keepsake.stamp.client import fetch
from keepsake.vault import transaction
from keepsake.vault.config import Config

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.tsa.authority import LocalAuthorities
    from keepsake.env import Environment
    from keepsake.flows.stamp.calendar import CalendarOutcome
    from keepsake.vault.handle import Vault

Running = dict[str, LocalCalendar]
HOUR = timedelta(hours=1, seconds=1)


def _nobody(url: str, _body: bytes | None, _timeout_seconds: float) -> bytes:
    raise AssertionError(f"something was sent to {url}")


def _states(outcomes: tuple[CalendarOutcome, ...]) -> list[str]:
    return [one.state for one in outcomes]


def _node(vault: Vault, size: int = 1) -> ots.Node:
    (proof,) = vault.stamps.proofs([size])
    return encoding.read_file(proof.ots, sha256(proof.checkpoint))


def test_two_calendars_take_a_hash_that_says_nothing(
    vault: Vault, env: Environment, calendars: Running
) -> None:
    outcomes = ask_calendars(vault, load_calendars(), env, consult)
    assert _states(outcomes) == ["sent", "sent"]
    (one,), (two,) = (calendar.submitted for calendar in calendars.values())
    assert one == two
    assert len(one) == 32
    digest = sha256(vault.checkpoint())
    assert one != digest
    whole = read_detached((vault.path / "log/stamps/1-ots.ots").read_bytes())
    assert whole.file_digest == digest
    assert all(one.is_pending for one in ots.claims(_node(vault)))
    found = {claim.attestation.address for claim in ots.claims(_node(vault))}
    assert found == {calendar.url for calendar in calendars.values()}
    assert (vault.path / "log/stamps/1.checkpoint").read_bytes() == vault.checkpoint()


def test_nothing_is_sent_twice_and_the_rest_is_asked_for_hours_later(
    vault: Vault, env: Environment, clock: Clock, calendars: Running
) -> None:
    known = load_calendars()
    ask_calendars(vault, known, env, consult)
    assert ask_calendars(vault, known, env, _nobody) == ()
    clock.ahead = HOUR
    assert _states(ask_calendars(vault, known, env, consult)) == ["pending", "pending"]
    # In no block yet: the next time is two hours later, then four, then at least once a day.
    clock.ahead = 2 * HOUR
    assert ask_calendars(vault, known, env, _nobody) == ()
    header = calendars["local-a"].mine()
    clock.ahead = 4 * HOUR
    (anchored,) = ask_calendars(vault, known, env, consult)
    assert (anchored.state, anchored.height) == ("anchored", HEIGHT)
    block = next(one for one in ots.claims(_node(vault)) if one.is_block)
    assert block.message == header[36:68]
    assert [one.is_pending for one in ots.claims(_node(vault))].count(True) == 1
    clock.ahead = timedelta(days=30)
    assert ask_calendars(vault, known, env, _nobody) == ()


def test_a_person_who_asks_need_not_wait(
    vault: Vault, env: Environment, calendars: Running
) -> None:
    known = load_calendars()
    ask_calendars(vault, known, env, consult)
    calendars["local-b"].mine()
    outcomes = ask_calendars(vault, known, env, consult, only_due=False)
    assert _states(outcomes) == ["anchored"]


def test_switched_off_or_without_calendars_nothing_is_sent(
    vault: Vault, env: Environment, clock: Clock, calendars: Running
) -> None:
    assert ask_calendars(vault, (), env, _nobody) == ()
    ask_calendars(vault, load_calendars(), env, consult)
    grow(vault)
    transaction.save_config(vault, Config(stamps_enabled=False))
    clock.ahead = timedelta(days=3)
    for only_due in (True, False):
        assert ask_calendars(vault, load_calendars(), env, _nobody, only_due=only_due) == ()
    assert [len(one.submitted) for one in calendars.values()] == [1, 1]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("down", "unreachable"),
        ("http_error", "http"),
        ("html", "not_authority"),
        ("garbage", "malformed"),
        ("huge", "too_large"),
    ],
)
def test_one_bad_calendar_hinders_nobody_and_two_are_asked_later(
    vault: Vault, env: Environment, clock: Clock, calendars: Running, mode: str, reason: str
) -> None:
    known = load_calendars()
    calendars["local-a"].mode = calendars["local-b"].mode = mode
    outcomes = ask_calendars(vault, known, env, consult)
    assert [(one.state, one.reason) for one in outcomes] == [("failed", reason)] * 2
    assert vault.stamps.proofs() == []
    assert {one.state for one in ask_calendars(vault, known, env, _nobody)} == {"later"}
    calendars["local-b"].mode = "good"
    clock.ahead = timedelta(seconds=31)
    assert _states(ask_calendars(vault, known, env, consult)) == ["failed", "sent"]
    (claim,) = ots.claims(_node(vault))
    assert claim.attestation.address == calendars["local-b"].url


def test_a_stranger_that_a_calendar_names_is_never_asked(
    vault: Vault, env: Environment, clock: Clock, calendars: Running
) -> None:
    for calendar in calendars.values():
        calendar.mode = "elsewhere"
    ask_calendars(vault, load_calendars(), env, consult)
    clock.ahead = timedelta(days=2)
    assert ask_calendars(vault, load_calendars(), env, _nobody) == ()


@pytest.mark.parametrize("mode", ["down", "garbage", "html"])
def test_a_bad_rest_leaves_the_proof_as_it_was(
    vault: Vault, env: Environment, calendars: Running, mode: str
) -> None:
    known = load_calendars()
    ask_calendars(vault, known, env, consult)
    before = vault.stamps.proofs()
    for calendar in calendars.values():
        calendar.mine()
        calendar.mode = mode
    assert _states(ask_calendars(vault, known, env, consult, only_due=False)) == [
        "pending",
        "pending",
    ]
    assert vault.stamps.proofs() == before


def test_a_plan_that_was_lost_is_made_anew(
    vault: Vault, env: Environment, clock: Clock, calendars: Running
) -> None:
    known = load_calendars()
    ask_calendars(vault, known, env, consult)
    (vault.path / "log/stamps/attempts.json").write_bytes(b"{")
    calendars["local-a"].mine()
    assert _states(ask_calendars(vault, known, env, consult)) == ["anchored"]
    clock.ahead = timedelta(days=2)
    assert ask_calendars(vault, known, env, _nobody) == ()


def test_only_so_many_are_asked_for_at_once(
    vault: Vault, env: Environment, clock: Clock, calendars: Running
) -> None:
    known = load_calendars()
    many = ASKED_AT_ONCE_MAX + 3
    for _ in range(many):
        ask_calendars(vault, known, env, consult)
        grow(vault)
    calendars["local-a"].mine()
    clock.ahead = HOUR
    first = [one for one in ask_calendars(vault, known, env, consult) if one.state == "anchored"]
    assert len(first) == ASKED_AT_ONCE_MAX
    second = [one for one in ask_calendars(vault, known, env, consult) if one.state == "anchored"]
    # The entry that was written last is new to the calendars, and is sent meanwhile.
    assert len(second) == 3
    assert vault.stamps.proof_sizes() == list(range(1, many + 2))


def test_a_stamp_and_a_proof_are_of_the_same_checkpoint(
    vault: Vault, env: Environment, calendars: Running
) -> None:
    stamp_now(vault, load_authorities(), env, fetch)
    ask_calendars(vault, load_calendars(), env, consult)
    assert {stamp.checkpoint for stamp in vault.stamps.all()} == {
        proof.checkpoint for proof in vault.stamps.proofs()
    }
    assert vault.stamps.lost() == []
    assert len(calendars) == 2


ALICE = Calendar("x", "X", "https://a.pool.example", ("https://*.calendar.example",), True)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://alice.btc.calendar.example", True),
        ("https://alice.btc.calendar.example/", True),
        ("http://alice.btc.calendar.example", False),
        ("https://calendar.example", False),
        ("https://.calendar.example", False),
        ("https://evilcalendar.example", False),
        ("https://alice.calendar.example:8443", False),
        ("https://alice.calendar.example/digest", False),
        ("https://elsewhere.example", False),
        ("file:///etc/passwd", False),
        ("https://[", False),
    ],
)
def test_only_listed_addresses_may_be_asked(address: str, *, allowed: bool) -> None:
    assert ALICE.may_ask(address) is allowed


def test_own_list_is_two_operators_and_states_its_sources() -> None:
    enabled = [one for one in load_calendars() if one.enabled]
    assert [one.id for one in enabled] == ["opentimestamps-a", "eternitywall"]
    assert len({one.asks for one in enabled}) == 2
    rows = json.loads(shared_path("data", "authorities.json").read_text())["calendars"]
    assert all(row["source"] and datetime.fromisoformat(row["checked"]) for row in rows)
    assert all(one.url.startswith("https://") for one in load_calendars())


@pytest.mark.parametrize("change", [{"url": "file:///x"}, {"asks": ["x"]}, {"id": "local-b"}])
def test_a_bad_list_is_refused_whole(
    local: LocalAuthorities, calendars: Running, change: dict[str, object]
) -> None:
    whole = json.loads(local.json_path.read_text())
    whole["calendars"][0].update(change)
    local.json_path.write_text(json.dumps(whole))
    with pytest.raises(KeepsakeError):
        load_calendars()
    assert len(calendars) == 2


def test_no_authority_may_take_the_name_of_the_proofs(local: LocalAuthorities) -> None:
    whole = json.loads(local.json_path.read_text())
    whole["authorities"][0]["id"] = "ots"
    local.json_path.write_text(json.dumps(whole))
    with pytest.raises(KeepsakeError):
        load_authorities()


def test_what_is_kept_after_a_power_cut_between_proof_and_note(
    vault: Vault, env: Environment, calendars: Running, tmp_path: Path
) -> None:
    """The note is new, the proof that it speaks of has not got its name: read all the same."""
    ask_calendars(vault, load_calendars(), env, consult)
    path = vault.path / "log/stamps/1-ots.ots"
    before = path.read_bytes()
    calendars["local-a"].mine()
    ask_calendars(vault, load_calendars(), env, consult, only_due=False)
    after = path.read_bytes()
    assert before != after
    path.rename(path.with_name(".1-ots.ots.tmp"))
    path.write_bytes(before)
    assert [proof.ots for proof in vault.stamps.proofs()] == [after]
    path.unlink()
    assert vault.stamps.lost() == []
    vault.stamps.finish()
    assert path.read_bytes() == after
    path.with_name(".1-ots.ots.tmp").write_bytes(b"left over")
    vault.stamps.finish()
    assert sorted(one.name for one in path.parent.iterdir() if "ots" in one.name) == [
        "1-ots.json",
        "1-ots.ots",
    ]
    path.unlink()
    assert vault.stamps.lost() == ["log/stamps/1-ots.ots"]
    assert utc_text(env.now())
    assert tmp_path.exists()
