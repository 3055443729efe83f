"""Directed changes of a stamped vault by somebody who has the disk, and even the signing key.

What a byte changed at random does is in `test_mutations`. Here whole entries, checkpoints, stamps
and keys are moved about, and the check names the right step and the right file.
"""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.authority import local_authorities
from fixtures.vaults import CAPTURE, Clock, capture, environment
from keepsake.core import merkle, note
from keepsake.core.hashing import sha256_hex
from keepsake.core.verify import Outcome, Report
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.flows.stamp.ask import stamp_now
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.client import fetch
from keepsake.vault import access, creating, keys
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.stamp.authorities import Authority

CAPTURES = 5
ENTRIES = CAPTURES + 1


def _name(number: int) -> str:
    return CAPTURE.replace("01", f"{number:02d}")


@pytest.fixture(scope="module")
def stamped(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Path, tuple[Authority, ...]]]:
    """Five captures; stamped by two authorities at sizes 3 and 6; beside it the state of size 3."""
    folder = tmp_path_factory.mktemp("stamped")
    with local_authorities(folder / "tsa") as local, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEEPSAKE_AUTHORITIES", str(local.json_path))
        authorities = load_authorities()
        vault = creating.create(folder / "vault", real_environment())
        for number in range(1, CAPTURES + 1):
            capture(vault, tiles=1, name=_name(number))
            if number in {2, CAPTURES}:
                kept = stamp_now(vault, authorities, real_environment(), fetch, only_due=False)
                assert [one.state for one in kept] == ["kept", "kept"]
            if number == 2:
                shutil.copytree(vault.path, folder / "older")
        yield vault.path, authorities


@pytest.fixture
def path(stamped: tuple[Path, tuple[Authority, ...]], tmp_path: Path) -> Path:
    return shutil.copytree(stamped[0], tmp_path / "vault")


def _audit(path: Path, authorities: tuple[Authority, ...]) -> Report:
    return audit(access.unlock(Vault.open(path, real_environment()), None), authorities)


def _wrong(report: Report) -> set[tuple[int, str, str]]:
    return {
        (step.number, finding.reason, finding.file)
        for step in report.steps
        for finding in step.findings
        if finding.outcome is Outcome.INVALID
    }


def _entry(path: Path, index: int) -> Path:
    return path / "entries" / "000" / f"{index:03d}.age"


def _hashes(path: Path) -> list[bytes]:
    data = (path / "log" / "leaves").read_bytes()
    return [data[at : at + 32] for at in range(0, len(data), 32)]


def _sign_anew(path: Path, leaves: list[bytes]) -> None:
    """What a thief of the signing key can do: leaves and a checkpoint that fit each other."""
    vault = Vault.open(path, real_environment())
    (path / "log" / "leaves").write_bytes(b"".join(leaves))
    head = note.Checkpoint(vault.key.name, len(leaves), merkle.root(leaves))
    (path / "log" / "checkpoint").write_bytes(note.sign(head, vault.signer()))


def _move(path: Path, order: list[int]) -> None:
    """Puts the entries, their leaves and the checkpoint in another order, all of it consistent."""
    data = {index: _entry(path, index).read_bytes() for index in range(ENTRIES)}
    leaves = _hashes(path)
    for index in range(ENTRIES):
        _entry(path, index).unlink()
    for place, index in enumerate(order):
        _entry(path, place).write_bytes(data[index])
    _sign_anew(path, [leaves[index] for index in order])


SIGNED = {
    "swapped": [0, 2, 1, 3, 4, 5],
    "first dropped": [0, 2, 3, 4, 5],
    "last dropped": [0, 1, 2, 3, 4],
    "reordered": [0, 5, 4, 3, 2, 1],
    "doubled": [0, 1, 1, 2, 3, 4, 5],
    "truncated": [0, 1],
}


@pytest.mark.parametrize("name", SIGNED)
def test_entries_moved_by_a_thief_of_the_signing_key_fail_against_the_stamps(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]], name: str
) -> None:
    order = SIGNED[name]
    _move(path, order)
    wrong = _wrong(_audit(path, stamped[1]))
    if len(order) < ENTRIES:
        assert (3, "rolled_back", "log/checkpoint") in wrong
    if len(order) >= 3 and order[:3] != [0, 1, 2]:
        assert (3, "forked", "log/stamps/3.checkpoint") in wrong
    if len(order) >= ENTRIES:
        assert (3, "forked", "log/stamps/6.checkpoint") in wrong
    assert {step for step, _, _ in wrong} == {3}


@pytest.mark.parametrize("name", SIGNED)
def test_entries_moved_without_the_key_are_not_the_ones_that_were_logged(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]], name: str
) -> None:
    order = SIGNED[name]
    data = {index: _entry(path, index).read_bytes() for index in range(ENTRIES)}
    for index in range(ENTRIES):
        _entry(path, index).unlink()
    for place, index in enumerate(order):
        _entry(path, place).write_bytes(data[index])
    wrong = _wrong(_audit(path, stamped[1]))
    for place in range(ENTRIES):
        file = f"entries/000/{place:03d}.age"
        expected = "entry_damaged" if place >= len(order) else "entry_other"
        right = place < len(order) and order[place] == place
        assert ((4, expected, file) in wrong) is not right, (place, wrong)


def test_an_older_vault_with_a_newer_stamp_is_told_with_both_sizes(
    stamped: tuple[Path, tuple[Authority, ...]], tmp_path: Path
) -> None:
    newer, authorities = stamped
    older = shutil.copytree(newer.parent / "older", tmp_path / "vault")
    assert _wrong(_audit(older, authorities)) == set()
    for path in (newer / "log" / "stamps").iterdir():
        shutil.copy(path, older / "log" / "stamps" / path.name)
    report = _audit(older, authorities)
    assert (3, "rolled_back", "log/checkpoint") in _wrong(report)
    assert report.steps[2].facts == {"stamped": "6", "present": "3"}


def test_only_the_checkpoint_put_back_is_told(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    shutil.copy(stamped[0].parent / "older" / "log" / "checkpoint", path / "log" / "checkpoint")
    assert (3, "rolled_back", "log/checkpoint") in _wrong(_audit(path, stamped[1]))


def test_a_token_of_another_authority_is_not_taken_for_this_ones(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    one, two = (authority.id for authority in stamped[1])
    for ending in ("tsr", "json"):
        shutil.copy(path / f"log/stamps/6-{two}.{ending}", path / f"log/stamps/6-{one}.{ending}")
    wrong = {(s, f) for s, _, f in _wrong(_audit(path, stamped[1]))}
    assert wrong == {(7, f"log/stamps/6-{one}.tsr")}


def test_the_right_token_over_the_wrong_checkpoint_is_told(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    one = stamped[1][0].id
    for ending in ("tsr", "json"):
        shutil.copy(path / f"log/stamps/3-{one}.{ending}", path / f"log/stamps/6-{one}.{ending}")
    assert _wrong(_audit(path, stamped[1])) == {(7, "token_imprint", f"log/stamps/6-{one}.tsr")}


def test_a_token_under_the_name_of_an_unknown_authority_is_not_checked_never_valid(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    one, two = (authority.id for authority in stamped[1])
    for size in (3, 6):
        for ending in ("tsr", "json"):
            (path / f"log/stamps/{size}-{two}.{ending}").unlink()
            kept = path / f"log/stamps/{size}-{one}.{ending}"
            kept.rename(path / f"log/stamps/{size}-nobody.{ending}")
    seven = _audit(path, stamped[1]).steps[6]
    assert seven.outcome is Outcome.NOT_CHECKED
    assert {finding.reason for finding in seven.findings} == {"authority_unknown", "not_stamped"}


def test_a_log_key_that_was_replaced_fails_with_the_description(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    """A new key, a new description that names it, and a checkpoint that it signs."""
    signer, public = keys.new_signer()
    (path / "device.key").write_bytes(signer)
    info = json.loads((path / "vault.json").read_bytes())
    info["verifier_key"] = note.VerifierKey(info["origin"], public).text()
    (path / "vault.json").write_text(json.dumps(info))
    _sign_anew(path, _hashes(path))
    wrong = _wrong(_audit(path, stamped[1]))
    assert (1, "file_damaged", "vault.json") in wrong
    assert (3, "checkpoint", "log/stamps/6.checkpoint") in wrong


def test_only_the_signing_key_replaced_is_told(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    (path / "device.key").write_bytes(keys.new_signer()[0])
    assert _wrong(_audit(path, stamped[1])) == {(1, "file_damaged", "device.key")}


def test_a_clock_set_back_between_two_captures_is_told_with_both_times(tmp_path: Path) -> None:
    clock = Clock()
    vault = creating.create(tmp_path / "vault", environment(clock))
    capture(vault)
    clock.moment -= timedelta(days=3)
    capture(vault, name=_name(2))
    before, after = (access.unlock(vault, None).entry(index).utc for index in (1, 2))
    eight = _audit(vault.path, ()).steps[7]
    (finding,) = eight.findings
    assert (eight.outcome, finding.reason, finding.file) == (
        Outcome.NOT_CHECKED,
        "clock_back",
        "entry 2",
    )
    assert finding.facts["before"][:19] == before[:19]
    assert finding.facts["after"][:19] == after[:19]
    assert after < before


def test_parts_changed_between_captures_name_the_right_file(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    """A part sealed to this very vault, but of another capture: it opens, and is not the one."""
    source, target = (path / f"parts/{_name(number)}/0001.age" for number in (1, 2))
    shutil.copy(source, target)
    assert _wrong(_audit(path, stamped[1])) == {(5, "part_hash", f"parts/{_name(2)}/0001.age")}


RANDOM = 1000 if os.environ.get("SLOW") else 150


def test_random_acts_of_somebody_with_the_disk_are_each_found(
    path: Path, stamped: tuple[Path, tuple[Authority, ...]]
) -> None:
    """Files swapped, doubled, cut, lengthened, emptied, or filled with another's bytes."""
    chance = random.Random(os.environ.get("SEED", "rearranged"))
    original, authorities = stamped
    out = {"index.db", "frontier", "commits.json", "attempts.json", "vault.lock"}
    names = sorted(
        file.relative_to(original).as_posix()
        for file in original.rglob("*")
        if file.is_file() and file.name not in out and file.suffix not in {".toml", ".unclaimed"}
    )
    for number in range(RANDOM):
        name, other = chance.sample(names, 2)
        file, theirs = path / name, path / other
        before, foreign = file.read_bytes(), theirs.read_bytes()
        cut = chance.randrange(len(before))
        changed = chance.choice(
            [foreign, before[:cut], before + foreign[:64], b"", base64.b64encode(before)]
        )
        # Every capture here begins alike, so that one's first part is as good as another's.
        if changed == foreign and name.endswith("/0000.age") and other.endswith("/0000.age"):
            continue
        if changed == before or (name == "log/leaves" and changed.startswith(before)):
            continue
        file.write_bytes(changed)
        found = _found(path, authorities)
        assert name in found, (number, name, other, sha256_hex(changed)[:8], found)
        file.write_bytes(before)
    assert _wrong(_audit(path, authorities)) == set()


def _found(path: Path, authorities: tuple[Authority, ...]) -> set[str]:
    from keepsake.core.errors import KeepsakeError

    try:
        return {file for _, _, file in _wrong(_audit(path, authorities))}
    except KeepsakeError as error:
        return {"vault.json", error.facts.get("file", "")}
