"""Real hosts killed from outside at any moment: nothing acknowledged is lost, no state is false.

Each kill is a SIGKILL to a host process that takes captures at full speed over its real pipes, as a
browser sends them; the next host's start is the recovery, and it may be killed too. Every third
kill is by the clock, every third after any durable step, every third around a commit. Not shown
here: what a power cut does to what the system had not yet written (`test_durable_steps`).
With `SLOW=1` 500 kills, otherwise 36; `test_storms_kills` kills browsers.
"""

from __future__ import annotations

import os
import random
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fixtures.storms.reaper import COMMIT, WATCHED, Reaper, aim, stage_of
from fixtures.tiles import as_large
from keepsake.core.entry import check_part
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.vault import access
from keepsake.vault.handle import Vault
from native.client import HELLO, Host, begin, ending, part, whole_part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from keepsake.vault.unlocked import Unlocked

KILLS = 500 if os.environ.get("SLOW") else 36
PER_VAULT = 50
CAPTURES = 3


class EndedError(Exception):
    """The host is gone."""


@dataclass
class Sent:
    """A capture as its sender knows it."""

    capture: str
    parts: list[bytes] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)
    begun: dict[str, Any] = field(default_factory=dict)
    committing: bool = False
    receipt: dict[str, Any] = field(default_factory=dict)


@dataclass
class Storm:
    """What came of all kills together."""

    chance: random.Random
    stages: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    acknowledged: int = 0

    def __str__(self) -> str:
        hit = ", ".join(f"{stage} {count}" for stage, count in sorted(self.stages.items()))
        return f"{self.kills} kills, {self.acknowledged} parts acknowledged; {hit}; {self.states}"


def test_killed_at_any_moment_nothing_acknowledged_is_lost_and_no_state_is_false(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storm = Storm(random.Random(os.environ.get("KEEPSAKE_SEED", "kills")))
    while storm.kills < KILLS:
        vault = tmp_path / f"vault-{storm.kills}" / "vault"
        vault.parent.mkdir()
        _one_vault(vault, storm, min(PER_VAULT, KILLS - storm.kills))
    with capsys.disabled():
        sys.stdout.write(f"\n{storm}\n")
    assert storm.kills == KILLS
    assert sum(storm.stages[stage] for stage in COMMIT) >= KILLS // 6, storm
    if KILLS >= 500:
        assert storm.stages.keys() >= COMMIT | {"sealing a part", "staging the entry"}, storm
    assert storm.states["complete"], storm
    assert storm.states["incomplete"], storm


def _one_vault(path: Path, storm: Storm, kills: int) -> None:
    known: dict[str, Sent] = {}
    for _ in range(kills):
        _one_kill(path, storm, known)
    with Host(path) as host:
        assert host.ask(HELLO)["type"] == "ready"
        assert (path / "vault.json").exists(), "no capture ever began"
        host.end()  # which finishes first what was left behind
    unlocked = access.unlock(Vault.open(path, real_environment()), None)
    for capture in _all_there(unlocked, known):
        storm.states[capture] += 1
    wrong = [step for step in audit(unlocked, ()).steps if step.outcome is Outcome.INVALID]
    assert not wrong, wrong
    assert not list((path / "incoming").glob("*/staging"))


def _one_kill(path: Path, storm: Storm, known: dict[str, Sent]) -> None:
    """Starts a host, lets it recover, sends captures until it is killed, and notes where."""
    storm.kills += 1
    reaper = Reaper(path.parent / "notes", aim(storm.chance, storm.kills))
    reaper.start()
    host = Host(path, command=(sys.executable, "-P", str(WATCHED), str(reaper.pipe)))
    with host:
        try:
            if _ask(host, HELLO)["type"] == "ready" and known:
                # What the recovery left is read while the host stands at its pipe.
                _settled(path, host)
                _look(path, known)
            for _ in range(CAPTURES):
                _send(host, storm, known)
        except (EndedError, BrokenPipeError):
            pass
        host.process.kill()
        host.process.wait()
    stage = reaper.close()
    storm.stages[stage if reaper.killed else "at rest"] += 1


def _settled(path: Path, host: Host) -> None:
    """Waits for the recovery, which runs behind `ready`."""
    end = time.monotonic() + 60
    while (path / "vault.json").exists() and (
        any((path / "incoming").glob("*/staging")) or (path / "pending").exists()
    ):
        if host.process.poll() is not None:
            raise EndedError
        assert time.monotonic() < end, "the recovery did not end"
        time.sleep(0.01)


def _send(host: Host, storm: Storm, known: dict[str, Sent]) -> None:
    """One capture at full speed, or two whose parts come by turns."""
    two = storm.chance.random() < 0.3
    running = [_capture(host, storm, known) for _ in range(1 + two)]
    while running:
        running = [each for each in running if next(each, None)]


def _capture(host: Host, storm: Storm, known: dict[str, Sent]) -> Iterator[bool]:
    sent = Sent(str(uuid.UUID(int=storm.chance.getrandbits(128), version=4)))
    known[sent.capture] = sent
    sent.begun = _ask(host, begin(sent.capture))
    sent.kept.add(0)
    storm.acknowledged += 1
    yield True
    for number in range(1, storm.chance.randrange(2, 7)):
        data = as_large(storm.chance.randbytes(storm.chance.choice((900, 40_000, 300_000))))
        sent.parts.append(data)
        host.send(*whole_part(sent.capture, number, data))
        _until(host, "kept")
        sent.kept.add(number)
        storm.acknowledged += 1
        yield True
    announced = [part(sent.capture, n, data) for n, data in enumerate(sent.parts, 1)]
    *manifest, commit = ending(sent.capture, sent.begun, announced)
    host.send(*manifest)
    _until(host, "kept")
    sent.kept.add(len(sent.parts) + 1)
    storm.acknowledged += 1
    sent.committing = True
    host.send(commit)
    sent.receipt = _until(host, "receipt")


def _ask(host: Host, message: dict[str, Any]) -> dict[str, Any]:
    host.send(message)
    return _until(host, "")


def _until(host: Host, kind: str) -> dict[str, Any]:
    """The next answer that is no `ack`, which must be of this kind."""
    while True:
        reply: dict[str, Any] = host.receive()
        if not reply:
            raise EndedError
        if reply["type"] != "ack":
            assert reply["type"] in (kind or reply["type"],), reply
            assert reply["type"] != "error", reply
            return reply


def _look(path: Path, known: dict[str, Sent]) -> None:
    if (path / "vault.json").exists():
        _all_there(access.unlock(Vault.open(path, real_environment()), None), known)
    else:
        # Killed while the vault was made: nothing was ever acknowledged.
        assert not any(sent.kept for sent in known.values())


def _all_there(unlocked: Unlocked, known: dict[str, Sent]) -> list[str]:
    """Holds the vault against what its senders know; gives the states of all captures."""
    found = list(unlocked.captures())
    by_id = {each.body.capture: each for each in found}
    assert len(by_id) == len(found), "a capture is there twice"
    assert by_id.keys() <= known.keys()
    for sent in known.values():
        if sent.capture not in by_id:
            assert not sent.kept, f"{sent.capture}: {len(sent.kept)} acknowledged parts are lost"
            continue
        body = by_id[sent.capture].body
        numbers = {each.part for each in body.parts}
        assert sent.kept <= numbers, f"{sent.capture}: of {sent.kept} only {numbers}"
        for each in body.parts:
            data = unlocked.part(sent.capture, each.part)
            assert not check_part(each, data)
            if 1 <= each.part <= len(sent.parts):
                assert data == sent.parts[each.part - 1]
        _true_state(body, sent, by_id[sent.capture].entry)
    return [each.body.state for each in found]


def _true_state(body: Any, sent: Sent, entry: int) -> None:
    whole = sent.committing and len(body.parts) == len(sent.parts) + 2
    if body.state == "complete":
        assert whole
        assert body.manifest == len(sent.parts) + 1
    else:
        assert (body.state, body.reason, body.manifest) == ("incomplete", "cut_short", -1)
        assert not sent.receipt
    if sent.receipt:
        assert (body.state, entry) == (sent.receipt["state"], sent.receipt["entry"])


def test_the_stage_is_told_by_the_last_note() -> None:
    assert stage_of(["before rename log/checkpoint"]) == "appending: checkpoint"
    assert stage_of(["after write incoming/ab-1/0003.age"]) == "sealing a part"
    assert stage_of(["before rename parts/ab-1"]) == "moving: rename"
    assert stage_of([]) == "before the first file"
    assert stage_of(["after rename log/leaves", "before fsync_folder log"]) == "appending: leaf"
