"""What is done with captures is in their log: who, when, what, why, and the hash of what left."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.vaults import CAPTURE, PASSPHRASE, capture, environment
from keepsake.core import custody
from keepsake.core.custody import Attribution, RemovalBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody import acts as flow
from keepsake.flows.seal import open_to_write
from keepsake.vault import access, creating, transaction
from keepsake.vault.backups import backup, restore
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.verify import Report
    from keepsake.vault.unlocked import Unlocked

SECOND = CAPTURE.replace("01", "02")
ME = Attribution(who="Noor Example", why="Asked for by Det. Example")


@pytest.fixture
def unlocked(tmp_path: Path) -> Unlocked:
    vault = creating.create(tmp_path / "vault", environment())
    capture(vault)
    capture(vault, name=SECOND)
    return access.unlock(vault, None)


def _audit(unlocked: Unlocked, entries: list[int] | None = None) -> Report:
    return audit(access.unlock(Vault.open(unlocked.vault.path, environment()), None), (), entries)


def _kinds(unlocked: Unlocked, captures: list[int] | None = None) -> list[str]:
    return [act.kind for act in flow.custody_of(unlocked, captures)]


def test_each_act_says_who_why_which_and_the_hash(unlocked: Unlocked) -> None:
    flow.viewed(unlocked, [1], ME)
    flow.printed(unlocked, [1], "statement", b"%PDF", ME)
    flow.verified(unlocked, _audit(unlocked), None, ME)
    seen, printed, checked = flow.custody_of(unlocked)
    assert {(act.body.who, act.body.why) for act in (seen, printed, checked)} == {(ME.who, ME.why)}
    assert (seen.kind, seen.body.captures, seen.sha256) == ("view", (1,), "")
    assert (printed.kind, printed.sha256) == ("print", sha256_hex(b"%PDF"))
    assert isinstance(checked.body, custody.VerifyBody)
    assert (checked.body.outcome, checked.body.steps, checked.body.size) == ("not_checked", (7,), 5)
    assert seen.utc < printed.utc < checked.utc


def test_a_list_of_one_capture_holds_its_acts_and_those_over_everything(
    unlocked: Unlocked,
) -> None:
    flow.viewed(unlocked, [1])
    flow.viewed(unlocked, [2])
    flow.verified(unlocked, _audit(unlocked))
    third = capture(unlocked.vault, name=CAPTURE.replace("01", "03"))
    assert _kinds(unlocked, [1]) == ["view", "verify"]
    assert _kinds(unlocked, [1, 2]) == ["view", "view", "verify"]
    assert _kinds(unlocked, [third.entry]) == []


def test_looking_again_is_noted_once_while_the_vault_stays_open(unlocked: Unlocked) -> None:
    views = flow.Views(unlocked)
    assert views.saw(1)
    assert views.saw(1) is None
    assert views.saw(2)
    assert _kinds(unlocked) == ["view", "view"]
    flow.Views(unlocked).saw(1)
    assert _kinds(unlocked) == ["view", "view", "view"]


def test_an_act_of_an_earlier_version_is_read(unlocked: Unlocked) -> None:
    class Old(custody.Custody, frozen=True, kw_only=True):
        size: int
        files: int
        bytes: int

    transaction.append(unlocked.vault, "backup", Old(size=3, files=9, bytes=12))
    (act,) = flow.custody_of(unlocked, [1])
    assert isinstance(act.body, custody.BackupBody)
    assert (act.body.size, act.body.sha256, act.body.form) == (3, "", "folder")


def test_removing_destroys_the_parts_and_leaves_the_entry_and_the_reason(
    unlocked: Unlocked,
) -> None:
    done = flow.remove(unlocked, 1, Attribution(who="Noor", why="It shows my child."))
    assert not (unlocked.vault.path / "parts" / CAPTURE).exists()
    assert list((unlocked.vault.path / "removing").iterdir()) == []
    act = flow.custody_of(unlocked, [1])[-1]
    assert (act.entry, act.kind, act.body.why) == (done.entry, "removal", "It shows my child.")
    assert unlocked.capture(1).body.capture == CAPTURE
    for report in (_audit(unlocked), _audit(unlocked, [1])):
        five, six = report.steps[4], report.steps[5]
        assert (five.outcome, five.reason) == (Outcome.NOT_CHECKED, "removed")
        assert (six.outcome, six.reason) == (Outcome.NOT_CHECKED, "removed")
        assert five.facts == {"date": act.utc, "why": "It shows my child."}
        assert five.files == (f"parts/{CAPTURE}",)
    assert _audit(unlocked, [2]).steps[4].outcome is Outcome.VALID
    with pytest.raises(KeepsakeError) as error:
        flow.remove(unlocked, 1, ME)
    assert error.value.code is Code.CAPTURE_REMOVED
    with pytest.raises(ValueError, match="reason"):
        flow.remove(unlocked, 2, Attribution(who="Noor", why="  "))
    capture(unlocked.vault, name=CAPTURE.replace("01", "03"))


def test_parts_that_are_gone_without_the_owner_are_missing_whatever_the_log_says(
    unlocked: Unlocked,
) -> None:
    """Who has only the disk can append an entry, but not one that an open vault has proven."""
    listed = unlocked.capture(1).body
    size = sum(part.bytes for part in listed.parts)
    forged = RemovalBody(
        captures=(1,),
        capture=CAPTURE,
        parts=len(listed.parts),
        bytes=size,
        why="Changed my mind",
        proof=custody.removal_proof(bytes(32), CAPTURE, len(listed.parts), size),
    )
    transaction.append(unlocked.vault, "removal", forged)
    shutil.rmtree(unlocked.vault.path / "parts" / CAPTURE)
    five = _audit(unlocked).steps[4]
    assert (five.outcome, five.reason) == (Outcome.INVALID, "part_missing")
    assert _kinds(unlocked, [1]) == [], "nor does the list call it the owner's act"


@pytest.mark.parametrize("mode", ["before", "after"])
def test_a_removal_cut_short_at_any_write_happened_or_did_not(
    unlocked: Unlocked, tmp_path: Path, mode: str
) -> None:
    steps: list[str] = []

    def remove(path: Path, disk: Disk) -> None:
        flow.remove(access.unlock(Vault.open(path, environment(), disk), None), 1, ME)

    shutil.copytree(unlocked.vault.path, tmp_path / "count")
    remove(tmp_path / "count", Disk(lambda step, _: steps.append(step)))
    total = sum(step.startswith("before") for step in steps)
    assert total > 20
    for target in range(1, total + 1):
        path = tmp_path / f"vault-{target}"
        shutil.copytree(unlocked.vault.path, path)
        count = 0

        def hook(step: str, _path: Path, target: int = target) -> None:
            nonlocal count
            count += step.startswith(mode)
            if count == target and step.startswith(mode):
                os._exit(137)

        child = os.fork()
        if child == 0:
            remove(path, Disk(hook))
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137
        again = access.unlock(open_to_write(path, environment()), None)
        entered = "removal" in _kinds(again)
        there = (path / "parts" / CAPTURE).exists()
        assert entered != there, f"{mode} {target}"
        outcomes = [step.outcome for step in audit(again, ()).steps]
        assert Outcome.INVALID not in outcomes, f"{mode} {target}"
        assert list(path.glob("removing/*")) == []


def test_a_removal_that_waits_to_be_finished_is_told_and_is_no_damage(unlocked: Unlocked) -> None:
    kept = unlocked.vault.path / "parts" / CAPTURE
    shutil.copytree(kept, unlocked.vault.path.parent / "kept")
    flow.remove(unlocked, 1, ME)
    shutil.copytree(unlocked.vault.path.parent / "kept", kept)
    (kept / "0001.age").write_bytes(b"written over")
    five = _audit(unlocked).steps[4]
    assert (five.outcome, five.reason) == (Outcome.NOT_CHECKED, "removed_unfinished")


def test_a_copy_is_looked_at_and_checked_without_a_trace_in_its_log(
    unlocked: Unlocked, tmp_path: Path
) -> None:
    access.claim(unlocked.vault, PASSPHRASE)
    done = backup(
        unlocked.vault, tmp_path / "copy", Attribution(who="Noor", to="My sister", medium="USB")
    )
    act = flow.custody_of(unlocked, [1])[-1]
    assert isinstance(act.body, custody.BackupBody)
    assert (act.body.to, act.body.medium, act.body.size) == ("My sister", "USB", done.size)
    copy = Vault.open(tmp_path / "copy", environment())
    assert copy.is_copy
    assert act.sha256 == sha256_hex(copy.checkpoint())
    opened = access.unlock(copy, PASSPHRASE)
    assert flow.viewed(opened, [1]) is None
    assert flow.verified(opened, audit(opened, ())) is None
    assert copy.size() == done.size
    backup(unlocked.vault, tmp_path / "copy")
    back = restore(tmp_path / "copy", tmp_path / "back", environment(), ME)
    assert not back.is_copy
    last = flow.custody_of(access.unlock(back, PASSPHRASE))[-1]
    assert (last.kind, last.body.who, last.sha256) == (
        "restore",
        ME.who,
        sha256_hex(copy.checkpoint()),
    )


def test_a_capture_into_a_copy_makes_it_a_vault_of_its_own(
    unlocked: Unlocked, tmp_path: Path
) -> None:
    access.claim(unlocked.vault, PASSPHRASE)
    backup(unlocked.vault, tmp_path / "copy")
    copy = Vault.open(tmp_path / "copy", environment())
    capture(copy, name=CAPTURE.replace("01", "03"))
    assert not copy.is_copy


def test_what_cannot_be_noted_is_still_shown(unlocked: Unlocked) -> None:
    def full(step: str, _path: Path) -> None:
        if step == "before write":
            raise OSError(28, "injected")

    readonly = access.unlock(Vault.open(unlocked.vault.path, environment(), Disk(full)), None)
    assert flow.viewed(readonly, [1]) is None
    assert flow.verified(readonly, _audit(readonly)) is None
    with pytest.raises(KeepsakeError):
        flow.printed(readonly, [1], "statement", b"x")
