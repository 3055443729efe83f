"""Every act that writes to a vault × every write, fsync, rename and delete in it × four faults.

As `test_durable_steps`, which is about captures: each case runs in a forked child, then the vault
is opened again, recovers, and is audited. What was there before is there after, whatever happened.
"""

from __future__ import annotations

import json
import os
import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest

from fixtures.acts import ACTS, CODE, NEW
from fixtures.faults import fault_at, noted_steps
from fixtures.vaults import (
    BEGIN,
    CAPTURE,
    PASSPHRASE,
    capture,
    environment,
    keep,
    manifest_for,
    picture,
)
from keepsake.core.custody import Attribution
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.flows import restoring
from keepsake.flows.audit.vault import audit
from keepsake.flows.custody import acts as custody
from keepsake.flows.seal import open_to_write
from keepsake.vault import access, creating, fallback
from keepsake.vault.backup_archive import restore_from_file
from keepsake.vault.backup_files import digest_of
from keepsake.vault.backups import backup
from keepsake.vault.capture_writer import CaptureWriter
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault
from keepsake.vault.pending import PENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from keepsake.core.verify import Finding
    from keepsake.vault.unlocked import Unlocked

SECOND = CAPTURE.replace("01", "02")
FOURTH = CAPTURE.replace("01", "04")
LONG = 20  # steps
MODES = ("fails", "fails after", "killed before", "killed after")
# What nothing rests on: the last write of these may fail without anybody being told.
NOTED = {"view", "verify"}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vault = creating.create(tmp_path_factory.mktemp("original") / "vault", environment())
    capture(vault)
    capture(vault, name=SECOND)
    access.claim(vault, PASSPHRASE)
    _capture_with_words(vault)
    custody.viewed(access.unlock(vault, PASSPHRASE), [1])
    return vault.path


def _capture_with_words(vault: Vault) -> None:
    writer = CaptureWriter(vault, FOURTH, BEGIN)
    listed = json.loads(manifest_for(writer, []))
    listed["items"] = [{"key": "id:1", "author": "kestrel", "text": "Send it, kestrel."}]
    manifest = json.dumps(listed).encode()
    keep(writer, 1, manifest, "manifest")
    writer.commit(1, sha256_hex(manifest))


@pytest.fixture(scope="module")
def identity(original: Path) -> Callable[[Vault], Unlocked]:
    """Opens copies of the vault at once, whatever passphrase they have by now."""
    opened = access.unlock(Vault.open(original, environment()), PASSPHRASE)
    return lambda vault: type(opened)(vault, opened.identity)


def _in_a_child(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except KeepsakeError:
            os._exit(1)
        finally:
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_at_every_step(
    tmp_path: Path, original: Path, identity: Callable[[Vault], Unlocked], act: str, mode: str
) -> None:
    steps: list[tuple[str, str]] = []
    counted = tmp_path / "count" / "vault"
    shutil.copytree(original, counted)
    disk = Disk(lambda step, file: steps.append((step, file.name)))
    ACTS[act](identity(Vault.open(counted, environment(), disk)))
    total = sum(step.startswith("before ") for step, _ in steps)
    lenient = noted_steps(steps)
    assert total >= 2
    # All of them with SLOW=1; otherwise every step of the short acts, and of the long ones some
    # ten, other ones with each fault.
    stride = 1 if total <= LONG or os.environ.get("SLOW") else total // 10
    for target in range(1 + MODES.index(mode) % stride, total + 1, stride):
        path = tmp_path / f"{target}" / "vault"
        shutil.copytree(original, path)
        disk = Disk(fault_at(target, mode))
        code = _in_a_child(lambda: ACTS[act](identity(Vault.open(path, environment(), disk))))  # noqa: B023 - run at once
        noted = (act in NOTED or target in lenient) and mode.startswith("fails")
        assert code == (137 if mode.startswith("killed") else 1) or (noted and code == 0), (
            f"{act}, step {target} {mode}: {code}"
        )
        where = f"{act}, step {target} {mode}"
        unlocked = identity(open_to_write(path, environment()))
        _check(unlocked, where)
        _check_beside(unlocked, identity, where)
        shutil.rmtree(tmp_path / f"{target}")


def _check(unlocked: Unlocked, where: str) -> None:
    """Nothing is invalid, both captures are there or rightly removed, and the vault goes on."""
    _nothing_is_invalid(unlocked, where)
    assert unlocked.part(CAPTURE, 1) == picture(1), where
    kinds = [record.kind for _, record in unlocked.entries()]
    assert kinds[:6] == ["vault", "capture", "capture", "passphrase", "capture", "view"], where
    if "removal" not in kinds:
        assert unlocked.part(SECOND, 1) == picture(1, SECOND), where
    else:
        assert not (unlocked.vault.path / "parts" / SECOND).exists(), where
    assert kinds.count("passphrase") - 1 == _secrets_changed(unlocked.vault), where
    assert not (unlocked.vault.path / PENDING).exists(), where
    assert len(kinds) - 6 <= 4, where
    capture(unlocked.vault, name=CAPTURE.replace("01", "09"))


def _secrets_changed(vault: Vault) -> int:
    """How many of the two there are now, new passphrase and recovery code; one always opens it."""
    changed = _opens(partial(access.unlock, vault), NEW)
    assert changed or _opens(partial(access.unlock, vault), PASSPHRASE)
    return changed + _opens(partial(access.unlock_with_code, vault), CODE)


def _opens(way: Callable[[str], object], secret: str) -> bool:
    try:
        way(secret)
    except KeepsakeError:
        return False
    return True


def _nothing_is_invalid(unlocked: Unlocked, where: str) -> None:
    wrong = [step for step in audit(unlocked, ()).steps if step.outcome is Outcome.INVALID]
    assert [step for step in wrong if not _is_the_made_up_stamp(step.findings)] == [], where


def _check_beside(unlocked: Unlocked, identity: Callable[[Vault], Unlocked], where: str) -> None:
    """Copies and further vaults that the act was about: whole and entered, or not there yet."""
    path = unlocked.vault.path
    young, file = path.with_suffix(".young"), path.with_suffix(".keepsake")
    copy, again = path.with_suffix(".copy"), path.with_suffix(".again")
    entered = [act.sha256 for act in custody.custody_of(unlocked) if act.kind == "backup"]
    if young.exists():
        _check_young(young, where)
    if file.exists() and "from a file" not in where:
        assert digest_of(file) in entered, where
        restored = restore_from_file(file, path.with_suffix(".from-file"), environment())
        _check_again(identity(restored), where)
    if (copy / "vault.json").exists():
        assert digest_of(copy / "log" / "checkpoint") in entered, where
        _nothing_is_invalid(identity(Vault.open(copy, environment())), where)
    if (again / "vault.json").exists():
        _check_again(identity(open_to_write(again, environment())), where)
    assert copy.exists() or "backup again" not in where, where
    assert file.exists() or "a file" not in where, where


def _check_again(unlocked: Unlocked, where: str) -> None:
    _nothing_is_invalid(unlocked, where)
    kinds = [record.kind for _, record in unlocked.entries()]
    assert kinds.count("restore") == 1, where
    assert not (unlocked.vault.path / PENDING).exists(), where


def _check_young(path: Path, where: str) -> None:
    """It has a passphrase and no open copy of the secret any more, or neither happened."""
    vault = open_to_write(path, environment())
    unlocked = access.unlock(vault, NEW if vault.claimed else None)
    _nothing_is_invalid(unlocked, where)
    assert unlocked.part(CAPTURE, 1) == picture(1), where
    kinds = [record.kind for _, record in unlocked.entries()]
    assert kinds.count("passphrase") == vault.claimed, where
    assert (path / "identity.unclaimed").exists() is not vault.claimed, where
    assert not (path / PENDING).exists(), where


def _is_the_made_up_stamp(findings: Sequence[Finding]) -> bool:
    """It is of nobody and proves nothing; but it and its note are there together, or not at all."""
    wrong = [one for one in findings if one.outcome is Outcome.INVALID]
    torn = {"stamp_lost", "ots_changed"}
    return all("log/stamps/5" in one.file and one.reason not in torn for one in wrong)


def test_what_left_is_what_the_hash_says(original: Path, tmp_path: Path) -> None:
    """The table above is about faults; this once, that an act without a fault is what it says."""
    shutil.copytree(original, tmp_path / "vault")
    vault = Vault.open(tmp_path / "vault", environment())
    backup(vault, tmp_path / "copy")
    act = custody.custody_of(access.unlock(vault, PASSPHRASE))[-1]
    assert act.sha256 == sha256_hex((tmp_path / "copy" / "log" / "checkpoint").read_bytes())


@pytest.mark.parametrize("mode", MODES)
def test_a_restore_in_place_at_every_step(tmp_path: Path, original: Path, mode: str) -> None:
    """Of a damaged vault: nothing of it is lost, captures go on, and it may be done again."""
    total = _restore_in_place(tmp_path / "count", original, 0, mode)
    stride = 1 if os.environ.get("SLOW") else 3
    for target in {*range(1 + MODES.index(mode) % stride, total + 1, stride), total - 1, total}:
        _restore_in_place(tmp_path / f"{target}", original, target, mode)
        shutil.rmtree(tmp_path / f"{target}")


def _restore_in_place(folder: Path, original: Path, target: int, mode: str) -> int:
    """With a fault at one step, and then again without; gives how many steps it has."""
    named, where = folder / "vault", f"restore in place, step {target} {mode}"
    shutil.copytree(original, named)
    backup(Vault.open(named, environment()), folder / "copy")
    (named / "log" / "checkpoint").write_bytes(b"garbage")
    damaged = _files(named)
    steps: list[str] = []
    hook = fault_at(target, mode) if target else lambda step, _file: steps.append(step)

    def work(disk: Disk | None) -> restoring.Restored:
        return restoring.restore(folder / "copy", named, environment(), Attribution(), disk)

    if target:
        code = _in_a_child(lambda: work(Disk(hook)))
        assert code in ({137} if mode.startswith("killed") else {0, 1}), where
        place = fallback.find(named, environment())
        if place.trouble or not place.vault:
            work(None)
    else:
        work(Disk(hook))
    restored = open_to_write(named, environment())
    capture(restored, name=CAPTURE.replace("01", "09"))
    assert fallback.find(named, environment()).trouble is None, where
    kept = [_files(each) for each in folder.glob("vault-damaged*")]
    assert damaged in kept, where
    return sum(step.startswith("before ") for step in steps)


def _files(folder: Path) -> dict[str, bytes]:
    """What is in the files of a folder, but for the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }
