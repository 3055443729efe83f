"""Checks of times and of copies, over vaults that were stamped and copied at other times."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.authority import local_authorities
from fixtures.variables import variables
from keepsake.browsers import register
from keepsake.browsers.table import this_computer
from keepsake.core.custody import VerifyBody
from keepsake.env import Environment, real_environment
from keepsake.flows.doctor import times
from keepsake.flows.doctor import vault as of_vault
from keepsake.flows.doctor.diagnosis import told
from keepsake.flows.stamp.ask import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault import access, backup_archive, backups, creating, last_backup, transaction
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.tsa.authority import LocalAuthorities
    from keepsake.flows.doctor.diagnosis import Diagnosis

PASSPHRASE = "harbour violin copper meadow otter plum"


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalAuthorities]:
    with (
        local_authorities(tmp_path / "authorities") as found,
        variables(KEEPSAKE_AUTHORITIES=str(found.json_path)),
    ):
        yield found


def at(folder: Path, **away: float) -> Environment:
    """The computer as it is, but for its clock."""
    real = real_environment()
    return dataclasses.replace(
        real, now=lambda: real.now() + timedelta(**away), state=lambda: folder / "state"
    )


def made(folder: Path, **away: float) -> Vault:
    return creating.create(folder / "vault", at(folder, **away))


def stamped(folder: Path, **away: float) -> None:
    """Stamps the vault by a clock that is so far away from the authorities'."""
    env = at(folder, **away)
    outcomes = stamp_now(Vault.open(folder / "vault", env), load_authorities(), env, fetch)
    assert {one.state for one in outcomes} == {"kept"}


def clock(folder: Path, **away: float) -> Diagnosis:
    (found,) = times.clock(folder / "vault", at(folder, **away))
    return found


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize(
    ("minutes", "what"), [(0, "ok"), (1, "ok"), (10, "differs"), (-10, "differs")]
)
def test_the_clock_is_held_against_the_authorities(
    tmp_path: Path, minutes: float, what: str
) -> None:
    made(tmp_path, minutes=minutes)
    stamped(tmp_path, minutes=minutes)
    found = clock(tmp_path, minutes=max(minutes, 0))
    assert found.what == f"clock.{what}"
    assert abs(int(found.facts["seconds"]) - abs(minutes) * 60) <= 5


@pytest.mark.usefixtures("local")
def test_a_clock_before_what_was_confirmed_is_behind(tmp_path: Path) -> None:
    made(tmp_path)
    stamped(tmp_path)
    assert clock(tmp_path).what == "clock.ok"
    assert clock(tmp_path, days=-3).what == "clock.behind"


def test_a_clock_that_nobody_compared_is_not_called_right(tmp_path: Path) -> None:
    assert clock(tmp_path).what == "clock.unknown"
    made(tmp_path)
    assert clock(tmp_path).what == "clock.unknown"
    early = dataclasses.replace(at(tmp_path), now=lambda: datetime(2009, 1, 1, tzinfo=UTC))
    (found,) = times.clock(tmp_path / "vault", early)
    assert (found.what, found.mark) == ("clock.early", "problem")


def test_why_no_authority_could_be_reached_is_told(tmp_path: Path, local: LocalAuthorities) -> None:
    vault = made(tmp_path)
    for one in local.authorities.values():
        one.mode = "down"
    (before,) = times.stamps(vault.path, at(tmp_path))
    assert before.what == "stamps.waiting"
    stamp_now(vault, load_authorities(), at(tmp_path), fetch)
    (found,) = times.stamps(vault.path, at(tmp_path))
    assert (found.what, found.mend) == ("stamps.unreached", "stamp")
    for language, words in (("en", "could not be reached"), ("fr", "n’a pas pu être jointe")):
        assert words in told(found, language).text
    for one in local.authorities.values():
        one.mode = "good"
    stamped(tmp_path, hours=2)
    (found,) = times.stamps(vault.path, at(tmp_path))
    assert found.what == "stamps.ok"


@pytest.mark.parametrize(
    "copy",
    [
        lambda vault, folder: backups.backup(vault, folder / "copy"),
        lambda vault, folder: backup_archive.backup_to_file(vault, folder / "copy.keepsake"),
    ],
    ids=["folder", "file"],
)
def test_how_old_the_last_copy_is_is_known_without_the_passphrase(
    tmp_path: Path, copy: Callable[[Vault, Path], object]
) -> None:
    vault = made(tmp_path)
    (vault.path / "parts" / "0b9f1f0e-5d1c-4f6e-9a39-3c5d1b8f7b01").mkdir(parents=True)

    def found(**away: float) -> str:
        (one,) = of_vault.backup(vault.path, at(tmp_path, **away))
        return one.what

    assert found() == "copy.none"
    access.claim(vault, PASSPHRASE)
    copy(Vault.open(vault.path, at(tmp_path)), tmp_path)
    assert found() == "copy.ok"
    assert found(days=40) == "copy.ok"  # nothing was added since
    unlocked = access.unlock(Vault.open(vault.path, at(tmp_path)), PASSPHRASE)
    body = VerifyBody(outcome="valid", steps=(), size=1, sha256="")
    for _ in range(2):
        transaction.append(unlocked.vault, "verify", body)
    assert found() == "copy.ok"
    assert found(days=40) == "copy.old"


@pytest.mark.parametrize("garbage", [b"", b"{}", b"\xff", b'{"utc":"x","size":1}'])
def test_what_is_remembered_of_a_copy_and_cannot_be_read_is_none(
    tmp_path: Path, garbage: bytes
) -> None:
    vault = made(tmp_path)
    last_backup.remember(vault, 3)
    (file,) = (tmp_path / "state" / "copies").iterdir()
    assert last_backup.recall(vault.path, at(tmp_path)) is not None
    file.write_bytes(garbage)
    assert last_backup.recall(vault.path, at(tmp_path)) is None


def test_another_copy_keeps_its_browsers_until_somebody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = [tmp_path / name / "keepsake" for name in ("one", "two")]
    for program in programs:
        program.parent.mkdir()
        program.touch(0o755)
    (tmp_path / "home" / ".config" / "chromium").mkdir(parents=True)
    with variables(HOME=str(tmp_path / "home"), PATH="/nothing"):
        computer = this_computer()
        for program, others, connected in (
            (programs[0], False, 1),
            (programs[0], True, 0),
            (programs[1], False, 0),
            (programs[1], True, 1),
        ):
            monkeypatch.setattr("sys.argv", [str(program)])
            assert len(list(register.connect(computer, others=others))) == connected
