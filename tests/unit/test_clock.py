"""A clock that is set during or between captures is recorded and told, and never corrected."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from fixtures.vaults import BEGIN, CAPTURE, environment, keep, manifest_for
from keepsake.core.entry import CaptureBody, body
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import CLOCK_TOLERANCE, Moment, Outcome, Token, check_order
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, creating, transaction
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.clock import ClockWatch
from keepsake.vault.config import Config

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.verify import Step
    from keepsake.vault.handle import Vault


class Clocks:
    """The clock that people set, and the one that nobody can."""

    def __init__(self) -> None:
        self.wall = datetime.now(UTC)
        self.steady = 1_000.0

    def pass_seconds(self, seconds: float, *, wall: float | None = None) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds if wall is None else wall)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def vault(tmp_path: Path, clocks: Clocks) -> Vault:
    env = replace(
        environment(),
        now=lambda: clocks.wall,
        steady=lambda: clocks.steady,
        written=real_environment().written,
    )
    return creating.create(tmp_path / "vault", env)


def _capture(vault: Vault, clocks: Clocks, *, wall: float, name: str = CAPTURE) -> CaptureBody:
    """A capture of ten seconds, in which the clock on the wall goes so many."""
    writer = CaptureWriter(vault, name, BEGIN)
    keep(writer, 1, TILE)
    clocks.pass_seconds(10, wall=wall)
    manifest = manifest_for(writer, [("tile", TILE)])
    keep(writer, 2, manifest, "manifest")
    receipt = writer.commit(2, sha256_hex(manifest))
    return body(access.unlock(vault, None).entry(receipt.entry), CaptureBody)


def _order(vault: Vault) -> Step:
    return audit(access.unlock(vault, None), ()).steps[7]


def test_a_clock_that_just_goes_is_noted_as_such(vault: Vault, clocks: Clocks) -> None:
    told = _capture(vault, clocks, wall=10)
    assert told.host["clock_change_ms"] == "0"
    assert "clock_behind_ms" not in told.host
    assert _order(vault).outcome is Outcome.VALID


@pytest.mark.parametrize(("wall", "change"), [(-590, "-600000"), (3610, "3600000"), (9, "-1000")])
def test_a_clock_that_is_set_during_a_capture(
    wall: float, change: str, vault: Vault, clocks: Clocks
) -> None:
    told = _capture(vault, clocks, wall=wall)
    assert told.host["clock_change_ms"] == change
    step = _order(vault)
    set_back = int(change) < -2000
    assert step.outcome is (Outcome.NOT_CHECKED if set_back else Outcome.VALID)
    reasons = [finding.reason for finding in step.findings]
    assert ("clock_set_back" in reasons) is set_back
    # The times are those of the clock as it was.
    assert told.parts[0].kept < told.parts[2].kept or set_back


def test_a_clock_that_is_set_between_captures(vault: Vault, clocks: Clocks) -> None:
    _capture(vault, clocks, wall=10)
    clocks.pass_seconds(60, wall=-3600)
    # The last entry was written when the file says, by the same clock.
    head = vault.path / "log" / "checkpoint"
    os.utime(head, (clocks.wall.timestamp() + 3600, clocks.wall.timestamp() + 3600))
    told = _capture(vault, clocks, wall=10, name=CAPTURE.replace("01", "02"))
    assert abs(int(told.host["clock_behind_ms"]) - 3_600_000) < 10
    reasons = {finding.reason for finding in _order(vault).findings}
    assert reasons == {"clock_back", "clock_behind"}


def test_a_log_without_a_file_to_compare_with_says_nothing(tmp_path: Path) -> None:
    assert "clock_behind_ms" not in ClockWatch(real_environment(), tmp_path / "none").facts()


def test_a_capture_says_that_stamps_were_switched_off(vault: Vault, clocks: Clocks) -> None:
    transaction.save_config(vault, Config(stamps_enabled=False))
    off = _capture(vault, clocks, wall=10)
    assert off.host["stamps"] == "off"
    transaction.save_config(vault, Config(stamps_enabled=True))
    on = _capture(vault, clocks, wall=10, name=CAPTURE.replace("01", "02"))
    assert "stamps" not in on.host


def test_a_token_that_is_older_than_what_it_covers_is_told_with_both_times() -> None:
    """The computer's clock ran ahead by more than ten minutes, or the authority's was behind."""
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    moments = [Moment(0, noon), Moment(1, noon + timedelta(hours=1)), Moment(2, noon)]
    late = noon + timedelta(hours=1) - CLOCK_TOLERANCE
    right = [Token(1, noon, "log/stamps/1-a.tsr"), Token(2, late, "log/stamps/2-a.tsr")]
    wrong = Token(2, late - timedelta(seconds=1), "log/stamps/2-b.tsr")
    found = [one for one in check_order(moments, [*right, wrong]) if one.reason == "token_early"]
    assert [(one.file, one.outcome) for one in found] == [(wrong.file, Outcome.NOT_CHECKED)]
    assert found[0].facts == {
        "before": moments[1].utc.isoformat(),
        "after": wrong.time.isoformat(),
    }
