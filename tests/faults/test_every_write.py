"""Every act that writes to a vault × every write, fsync, rename and delete in it × four faults.

As `test_durable_steps`, which is about captures: each case runs in a forked child, then the vault
is opened again, recovers, and is audited. What was there before is there after, whatever happened.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.faults import fault_at
from fixtures.vaults import CAPTURE, PASSPHRASE, capture, environment, keep, manifest_for
from keepsake.core.custody import Told
from keepsake.core.errors import KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome
from keepsake.flows import custody
from keepsake.flows.audit import audit
from keepsake.flows.seal import open_to_write
from keepsake.vault import access
from keepsake.vault.config import Config
from keepsake.vault.copying import backup, restore
from keepsake.vault.durable import Disk
from keepsake.vault.stamps import StampRecord
from keepsake.vault.store import Vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keepsake.vault.reading import Unlocked

SECOND = CAPTURE.replace("01", "02")
THIRD = CAPTURE.replace("01", "03")
LONG = 20  # steps
MODES = ("fails", "fails after", "killed before", "killed after")
NEW = "another quiet set of words"
ME = Told(who="Noor", why="It shows my child.")
RECORD = StampRecord("", "", "", 0, "00", "")


def _whole_capture(unlocked: Unlocked) -> None:
    writer = unlocked.vault.start_capture(THIRD, b"{}")
    keep(writer, 1, b"tile")
    manifest = manifest_for(writer, [("tile", b"tile")])
    keep(writer, 2, manifest, "manifest")
    writer.close()


ACTS: dict[str, Callable[[Unlocked], object]] = {
    "capture": _whole_capture,
    "options": lambda it: it.vault.save_config(Config(stamps_enabled=False)),
    "stamp": lambda it: it.vault.stamps.add(it.vault.checkpoint(), 5, "anyone", b"token", RECORD),
    "view": lambda it: custody.viewed(it, [1], ME),
    "verify": lambda it: custody.verified(it, audit(it, ()), None, ME),
    "print": lambda it: custody.printed(it, [1], "statement", b"%PDF", ME),
    "removal": lambda it: custody.remove(it, 2, ME),
    "passphrase": lambda it: access.change_passphrase(it, NEW),
    "recovery code": lambda it: access.set_recovery_code(it, NEW),
    "backup": lambda it: backup(it.vault, it.vault.path.with_suffix(".copy")),
    "restore": lambda it: _restored(it),
}


def _restored(unlocked: Unlocked) -> Vault:
    """As `restore`, with this vault's own disk, so that its writes can fail."""
    return restore(
        unlocked.vault.path,
        unlocked.vault.path.with_suffix(".again"),
        environment(),
        disk=unlocked.vault.disk,
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vault = Vault.create(tmp_path_factory.mktemp("original") / "vault", environment())
    capture(vault)
    capture(vault, name=SECOND)
    vault.claim(PASSPHRASE)
    custody.viewed(vault.unlock(PASSPHRASE), [1])
    return vault.path


@pytest.fixture(scope="module")
def identity(original: Path) -> Callable[[Vault], Unlocked]:
    """Opens copies of the vault at once: the passphrase takes its second only once."""
    opened = Vault.open(original, environment()).unlock(PASSPHRASE)
    return lambda vault: type(opened)(vault, opened.identity)


@pytest.fixture(scope="module", autouse=True)
def quick_passphrases(original: Path) -> object:
    """Wrapping under a passphrase is slow on purpose and writes nothing; here it is done before."""
    wrapped = (original / "identity.age").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "_wrap", lambda _identity, _secret: wrapped)
        yield


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
    steps: list[str] = []
    counted = tmp_path / "count" / "vault"
    shutil.copytree(original, counted)
    disk = Disk(lambda step, _path: steps.append(step))
    ACTS[act](identity(Vault.open(counted, environment(), disk)))
    total = sum(step.startswith("before ") for step in steps)
    assert total >= 4
    # All of them with SLOW=1; otherwise every step of the short acts and a third of the long ones.
    stride = 1 if total <= LONG or os.environ.get("SLOW") else 3
    for target in range(1, total + 1, stride):
        path = tmp_path / f"{target}" / "vault"
        shutil.copytree(original, path)
        disk = Disk(fault_at(target, mode))
        code = _in_a_child(lambda: ACTS[act](identity(Vault.open(path, environment(), disk))))  # noqa: B023 - run at once
        noted = act in {"view", "verify"} and mode.startswith("fails")
        assert code == (137 if mode.startswith("killed") else 1) or (noted and code == 0), (
            f"{act}, step {target} {mode}: {code}"
        )
        _check(identity(open_to_write(path, environment())), f"{act}, step {target} {mode}")
        shutil.rmtree(tmp_path / f"{target}")


def _check(unlocked: Unlocked, where: str) -> None:
    """Nothing is invalid, both captures are there or rightly removed, and the vault goes on."""
    report = audit(unlocked, ())
    wrong = [step for step in report.steps if step.outcome is Outcome.INVALID]
    assert [step for step in wrong if not _is_the_made_up_stamp(step.findings)] == [], where
    assert unlocked.part(CAPTURE, 1) == b"picture 1 of " + CAPTURE.encode(), where
    kinds = [record.kind for _, record in unlocked.entries()]
    assert kinds[:4] == ["vault", "capture", "capture", "passphrase"], where
    if "removal" not in kinds:
        assert unlocked.part(SECOND, 1) == b"picture 1 of " + SECOND.encode(), where
    assert unlocked.vault.claimed, where
    assert len(kinds) - 5 <= 2, where
    capture(unlocked.vault, name=CAPTURE.replace("01", "09"))


def _is_the_made_up_stamp(findings: object) -> bool:
    return all("log/stamps/5" in finding.file for finding in findings)  # type: ignore[attr-defined]


def test_what_left_is_what_the_hash_says(original: Path, tmp_path: Path) -> None:
    """The table above is about faults; this once, that an act without a fault is what it says."""
    shutil.copytree(original, tmp_path / "vault")
    vault = Vault.open(tmp_path / "vault", environment())
    backup(vault, tmp_path / "copy")
    act = custody.custody_of(vault.unlock(PASSPHRASE))[-1]
    assert act.sha256 == sha256_hex((tmp_path / "copy" / "log" / "checkpoint").read_bytes())
