"""Cut short at every durable step: what is there is told, and can be gone on with or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.sender import Person
from keepsake.env import real_environment
from keepsake.flows.sending import send
from keepsake.vault import access
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.desk_stand_in import StandIn


class KilledError(BaseException):
    """The program is gone; nothing it would still do is done."""


def test_whatever_step_is_the_last_it_is_received_once_or_not_at_all(
    person: Person, desk: StandIn
) -> None:
    path, reader = person.unlocked.vault.path, person.reader
    steps = _steps(path, reader, desk)
    assert len(steps) > 30
    assert {step.partition(" ")[2] for step in steps} >= {"rename", "remove", "rmdir", "mkdir"}
    for last in range(len(steps)):
        _fresh(desk)
        if not _cut_short(path, reader, desk, last):
            assert last > len(steps) - 4  # the folder of all of them is made only once
            break
        before = _receipts(path)
        again = _opened(path, reader, Disk())
        waits = send.unfinished(again.unlocked)
        assert len(waits) <= 1, steps[last]
        for one in waits:
            if one.can_go_on:
                again.send(one.name)
                assert _receipts(path) == before + 1, steps[last]
            else:
                send.give_up(again.unlocked.vault, one.name)
        assert _receipts(path) - before in (0, 1)
        assert not [one for one in (path / "sending").rglob("*") if one.is_file()], steps[last]


def _steps(path: Path, reader: Path, desk: StandIn) -> list[str]:
    """What is done to the disk when nothing happens; behind each step is before the next."""
    done: list[str] = []

    def hook(step: str, _path: Path) -> None:
        if step.startswith("before"):
            done.append(step)

    person = _opened(path, reader, Disk(hook))
    person.send(person.make(desk))
    return done


def _cut_short(path: Path, reader: Path, desk: StandIn, last: int) -> bool:
    """Whether it was cut short, before so many steps and one."""
    count = 0

    def hook(step: str, _path: Path) -> None:
        nonlocal count
        count += step.startswith("before")
        if count > last:
            raise KilledError

    person = _opened(path, reader, Disk(hook))
    try:
        person.send(person.make(desk))
    except KilledError:
        return True
    return False


def _opened(path: Path, reader: Path, disk: Disk) -> Person:
    vault = Vault.open(path, real_environment(), disk)
    return Person(access.unlock(vault, None), path.with_name("unused"), reader)


def _receipts(path: Path) -> int:
    vault = Vault.open(path, real_environment())
    return sum(r.kind == "receipt" for _, r in access.unlock(vault, None).entries())


def _fresh(desk: StandIn) -> None:
    """Another invitation, of which nothing has come."""
    desk.state, desk.told = "open", {}
    desk.parts.clear()
    desk.put.clear()
    desk.name = f"{desk.name[:20]} {len(desk.asked)}"
