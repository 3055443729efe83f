"""The program is gone in the middle of a capture: what it had and what waited become one record."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.waiting import AT, PRACTICE, URL, Waiting
from keepsake.core.errors import Code
from keepsake.core.practice import CASE
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, recovery
from keepsake.vault.handle import Vault
from native.client import HELLO, Host
from native.direct_session import DirectSession, refused

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Capture, Unlocked

BOTH = pytest.mark.parametrize("to_vault", [False, True], ids=["to the browser", "to the vault"])
FIRST = 2  # the parts that the program had


def _half(
    path: Path, *, to_vault: bool, hello: dict[str, Any] | None = None, url: str = URL
) -> Waiting:
    """A capture whose host is killed, as by SIGKILL, when it has acknowledged its first parts."""
    with Host(path) as host:
        ready = host.ask(hello or {**HELLO, "rest": []})
        first = Waiting(part=1)
        host.send(*first.live(), *_committed_live(first))
        host.until("begun")
        host.until("kept")
        host.until("kept")
        host.until("kept")
        host.until("receipt")
        ready = host.ask({"type": "status"})
        waiting = Waiting(recipient=ready["recipient"] if to_vault else "", part=FIRST, url=url)
        host.send(*waiting.live())
        waiting.resume = host.until("begun")["resume"]
        host.until("kept")
        host.process.kill()
        host.process.wait()
    return waiting


def _committed_live(waiting: Waiting) -> list[dict[str, Any]]:
    """The rest of a capture with which nothing happens."""
    messages = [*waiting.rest(1), waiting.commit()]
    for message in messages:
        message.pop("at", None)
    return messages


def _next(path: Path, waiting: Waiting) -> DirectSession:
    direct = DirectSession(path)
    direct.last({**HELLO, "rest": [waiting.capture]})
    direct.session.settle()
    return direct


def _open(path: Path) -> Unlocked:
    return access.unlock(Vault.open(path, real_environment()), None)


def _all(path: Path, waiting: Waiting) -> list[Capture]:
    unlocked = _open(path)
    wrong = [step for step in audit(unlocked, ()).steps if step.outcome is Outcome.INVALID]
    assert not wrong, wrong
    found = [one for one in unlocked.captures() if one.body.capture == waiting.capture]
    for one in found:
        for part in one.body.parts:
            assert unlocked.part(waiting.capture, part.part) == waiting.parts[part.part].data
    left = (path / "incoming" / waiting.capture).exists()
    told = {one.reason for one in audit(unlocked, ()).steps[0].findings}
    assert told == ({"capture_waiting"} if left else set())
    return found


def _whole(path: Path, waiting: Waiting) -> Capture:
    """The capture as it is in the end: everything is in its last entry."""
    last = _all(path, waiting)[-1]
    assert (last.body.state, len(last.body.parts)) == ("complete", len(waiting.parts))
    assert last.body.waited
    assert last.body.waited.part == FIRST
    waited = [part.waited for part in last.body.parts]
    assert waited == ["", "", *(AT.format(number) for number in range(FIRST, len(waiting.parts)))]
    assert not (path / "incoming" / waiting.capture).exists()
    names = {file.name for file in (path / "parts" / waiting.capture).iterdir()}
    assert names == {f"{number:04d}.age" for number in range(len(waiting.parts))}
    return last


@BOTH
def test_both_halves_become_one_record(tmp_path: Path, to_vault: bool) -> None:
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=to_vault)
    direct = _next(path, waiting)
    begun = direct.last(waiting.begin())
    assert (begun["type"], begun["next"], begun["resume"]) == ("begun", FIRST, waiting.resume)
    receipt = direct.last(*waiting.rest(FIRST), waiting.commit())
    assert (receipt["type"], receipt["parts"]) == ("receipt", len(waiting.parts)), receipt
    assert len(_all(path, waiting)) == 1
    _whole(path, waiting)


@BOTH
def test_practice_stays_practice_when_its_beginning_came_to_another_process(
    tmp_path: Path, to_vault: bool
) -> None:
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=to_vault, url=PRACTICE)
    direct = _next(path, waiting)
    direct.say(waiting.begin(), *waiting.rest(FIRST), waiting.commit())
    assert _whole(path, waiting).body.case == CASE


def test_it_is_left_where_its_browser_names_it_and_else_entered_at_once(tmp_path: Path) -> None:
    """After a power cut both are gone: what came is in the log, and listed, with the next start."""
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=True)
    past = time.time() - 86_400
    os.utime(path / "incoming" / waiting.capture / "staging", (past, past))
    _next(path, waiting).session.close()
    assert _all(path, waiting) == []
    other = DirectSession(path)
    other.last({**HELLO, "rest": []})
    other.session.close()
    (found,) = _all(path, waiting)
    assert (found.body.state, len(found.body.parts)) == ("incomplete", FIRST)
    direct = _next(path, waiting)
    direct.say(waiting.begin(), *waiting.rest(FIRST), waiting.commit())
    assert len(_all(path, waiting)) == 2
    _whole(path, waiting)


@BOTH
def test_where_the_beginning_was_entered_alone_the_whole_is_entered_after_it(
    tmp_path: Path, to_vault: bool
) -> None:
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=to_vault)
    recovery.recover(Vault.open(path, real_environment()), impatient=True)
    direct = _next(path, waiting)
    assert direct.last(waiting.begin())["next"] == FIRST
    receipt = direct.last(*waiting.rest(FIRST), waiting.commit())
    assert (receipt["state"], receipt["parts"]) == ("complete", len(waiting.parts))
    beginning, whole = _all(path, waiting)
    assert beginning.body.parts == whole.body.parts[:FIRST]
    assert _whole(path, waiting).entry == whole.entry
    # And it is known as a whole from now on.
    assert _next(path, waiting).last(waiting.begin())["entry"] == whole.entry


def test_a_host_that_ends_in_order_leaves_what_it_had_to_be_taken_up(tmp_path: Path) -> None:
    """The browser closed the port and goes on without: what came is entered at once."""
    direct = DirectSession(tmp_path / "vault")
    direct.last({**HELLO, "rest": []})
    direct.whole()
    waiting = Waiting(part=FIRST)
    waiting.resume = direct.last(waiting.live()[0])["resume"]
    direct.say(*waiting.live()[1:])
    direct.session.close()
    assert [one.body.state for one in _all(direct.path, waiting)] == ["incomplete"]
    following = _next(direct.path, waiting)
    following.say(waiting.begin(), *waiting.rest(FIRST), waiting.commit())
    assert len(_all(direct.path, waiting)) == 2
    _whole(direct.path, waiting)


def test_a_host_that_is_told_to_end_leaves_it_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    with Host(path) as host:
        host.ask({**HELLO, "rest": []})
        waiting = Waiting(part=FIRST)
        host.send(*waiting.live())
        waiting.resume = host.until("begun")["resume"]
        host.until("kept")
        host.process.terminate()
        assert host.process.wait(60) == 0
    assert _all(path, waiting) == []
    direct = _next(path, waiting)
    direct.say(waiting.begin(), *waiting.rest(FIRST), waiting.commit())
    assert len(_all(path, waiting)) == 1
    _whole(path, waiting)


@BOTH
@pytest.mark.parametrize("entered", [False, True], ids=["waited for", "entered before"])
def test_the_rest_is_cut_short_too(tmp_path: Path, to_vault: bool, entered: bool) -> None:
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=to_vault)
    if entered:
        recovery.recover(Vault.open(path, real_environment()), impatient=True)
    with Host(path) as host:
        host.ask({**HELLO, "rest": [waiting.capture]})
        host.send(waiting.begin(), *waiting.rest(FIRST, FIRST + 1))
        assert host.until("begun")["next"] == FIRST
        host.until("kept")
        host.process.kill()
        host.process.wait()
    direct = _next(path, waiting)
    assert direct.last(waiting.begin())["next"] == FIRST + 1
    direct.say(*waiting.rest(FIRST + 1), waiting.commit())
    assert len(_all(path, waiting)) == 1 + entered
    _whole(path, waiting)


def test_entered_half_way_twice_and_then_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=True)
    vault = Vault.open(path, real_environment())
    recovery.recover(vault, impatient=True)
    direct = _next(path, waiting)
    direct.say(waiting.begin(), *waiting.rest(FIRST, FIRST + 1))
    direct.session.close()
    recovery.recover(vault, impatient=True)
    following = _next(path, waiting)
    assert following.last(waiting.begin())["next"] == FIRST + 1
    following.say(*waiting.rest(FIRST + 1), waiting.commit())
    assert [len(one.body.parts) for one in _all(path, waiting)] == [2, 3, 4]
    _whole(path, waiting)


def test_a_rest_without_its_beginning_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=True)
    direct = _next(path, waiting)
    key, waiting.resume = waiting.resume, ""
    assert refused(direct.last(waiting.begin())) is Code.WAITED_CLOSED
    waiting.resume = "0" * 64
    assert refused(direct.last(waiting.begin())) is Code.WAITED_CLOSED
    # Said to have waited as a whole: what the program had is not thrown away for that.
    assert refused(direct.last(waiting.begin(part=0, resume=""))) is Code.WAITED_CLOSED
    stranger = Waiting(recipient=waiting.recipient, part=FIRST)
    assert refused(direct.last(stranger.begin())) is Code.WAITED_CLOSED
    assert not (path / "incoming" / stranger.capture).exists()
    assert refused(direct.last(waiting.begin(part=3, resume=key))) is Code.WAITED_CLOSED
    waiting.resume = key
    direct.say(waiting.begin(), *waiting.rest(FIRST), waiting.commit())
    assert len(_all(path, waiting)) == 1
    _whole(path, waiting)


def test_without_a_waiting_room_the_next_start_finishes_it_at_once(tmp_path: Path) -> None:
    """An extension of an earlier version has no rest, so nobody is waited for."""
    path = tmp_path / "vault"
    waiting = _half(path, to_vault=False, hello=HELLO)
    assert waiting.resume == ""
    direct = DirectSession(path)
    direct.last(HELLO)
    direct.session.close()
    assert [one.body.state for one in _all(path, waiting)] == ["incomplete"]
    assert not (path / "parts" / waiting.capture / "staging").exists()
