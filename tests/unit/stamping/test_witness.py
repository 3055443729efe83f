"""A vault's witnesses: asked only where the person enrolled, believed as far as they signed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fixtures.tsa.stamping import Clock, grow
from fixtures.tsa.witness import NAME, LocalWitness, local_witness
from keepsake.core import cosignature, note
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.flows.audit.witnesses import check_witnesses
from keepsake.flows.doctor import times
from keepsake.flows.stamp import witness
from keepsake.flows.stamp.ask import stamp_now
from keepsake.flows.stamp.witness import ask_witnesses
from keepsake.stamp.client import fetch
from keepsake.stamp.wire import Answer, Request, converse
from keepsake.vault import access, cosigned, transaction
from keepsake.vault.backup_files import sealed_files
from keepsake.vault.backups import sound_state
from keepsake.vault.config import Config
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.verify import Step
    from keepsake.env import Environment
    from keepsake.stamp.authorities import Authority


@pytest.fixture
def seer(vault: Vault) -> Iterator[LocalWitness]:
    """A witness that took the vault on, and that the vault asks."""
    with local_witness() as found:
        found.log = vault.key
        witness.enrol(vault, found.address, found.key)
        yield found


def _nobody(request: Request, _seconds: float) -> Answer:
    raise AssertionError(f"something was sent to {request.url}")


def _three(vault: Vault) -> Step:
    return audit(access.unlock(vault, None), ()).steps[2]


def _found(vault: Vault) -> list[tuple[str, str]]:
    return [(str(one.outcome), one.reason) for one in _three(vault).findings]


def _file(seer: LocalWitness) -> str:
    return f"log/stamps/witness-{seer.key.key_id.hex()}.cosigned"


def test_nobody_is_asked_without_enrolment_nor_with_stamps_off(
    vault: Vault, env: Environment
) -> None:
    assert ask_witnesses(vault, env, _nobody, only_due=False) == ()
    key = cosignature.WitnessKey(NAME, bytes(32))
    witness.enrol(vault, "https://witness.example", key)
    transaction.save_config(vault, replace(vault.config, stamps_enabled=False))
    assert ask_witnesses(vault, env, _nobody, only_due=False) == ()
    assert witness.leave(vault, NAME)
    assert vault.config == Config(stamps_enabled=False)


def test_each_growth_is_shown_with_a_proof_and_kept(
    vault: Vault, env: Environment, seer: LocalWitness
) -> None:
    for size in (1, 2, 5):
        while vault.size() < size:
            grow(vault)
        (one,) = ask_witnesses(vault, env, converse)
        assert (one.state, one.size, one.reason) == ("cosigned", size, "")
        assert seer.seen[0] == size
    assert ask_witnesses(vault, env, _nobody) == ()
    (file,) = cosigned.every(vault)
    assert file.found is not None
    assert (file.found.checkpoint.size, file.found.key) == (5, seer.key)
    assert _found(vault) == [("valid", "cosigned")]
    told = _three(vault).findings[0].facts
    assert (told["witness"], told["entries"]) == (NAME, "5")
    assert _three(vault).outcome is Outcome.VALID
    # Nothing but origin, size, root, proof and signature was sent.
    proof = note.ConsistencyProof.parse(seer.bodies[-1])
    assert (proof.size, proof.checkpoint) == (2, vault.checkpoint())


def test_whose_key_is_not_known_is_not_called_valid(
    vault: Vault, env: Environment, seer: LocalWitness
) -> None:
    ask_witnesses(vault, env, converse)
    assert witness.leave(vault, seer.address)
    assert _found(vault) == [("not_checked", "cosigned_unpinned")]
    assert _three(vault).findings[0].facts["key"] == seer.key.text()
    assert _three(vault).outcome is Outcome.VALID


@pytest.mark.parametrize(
    "mode",
    ["wrong_key", "wrong_name", "other_text", "later", "far", "short", "twice", "html", "garbage"],
)
def test_what_is_no_signature_of_the_witness_is_refused_and_told(
    vault: Vault, env: Environment, seer: LocalWitness, mode: str
) -> None:
    seer.mode = mode
    (one,) = ask_witnesses(vault, env, converse)
    assert (one.state, one.reason) == ("failed", "witness_wrong")
    assert not (vault.path / _file(seer)).exists()
    (told,) = times.witnesses(vault.path, env)
    assert (told.mark, told.facts["reason"]) == ("waiting", "witness_wrong")
    # It had cosigned all the same: the next time it is asked from what it saw.
    seer.mode = "good"
    (one,) = ask_witnesses(vault, env, converse, only_due=False)
    assert one.state == "cosigned"
    assert [one.mark for one in times.witnesses(vault.path, env)] == ["ok"]


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("down", "witness_unreachable"), ("status", "witness_refused"), ("huge", "witness_wrong")],
)
def test_who_does_not_answer_is_left_in_peace_for_longer_and_longer(
    vault: Vault, env: Environment, seer: LocalWitness, clock: Clock, mode: str, reason: str
) -> None:
    seer.mode = mode
    (one,) = ask_witnesses(vault, env, converse)
    assert (one.state, one.reason) == ("failed", reason)
    assert [one.state for one in ask_witnesses(vault, env, _nobody)] == ["later"]
    clock.ahead += timedelta(seconds=31)
    (one,) = ask_witnesses(vault, env, converse)
    assert one.state == "failed"
    clock.ahead += timedelta(seconds=20)
    assert [one.state for one in ask_witnesses(vault, env, _nobody)] == ["later"]


def test_a_witness_that_does_not_know_the_vault_is_told(
    vault: Vault, env: Environment, seer: LocalWitness
) -> None:
    seer.log = None
    (one,) = ask_witnesses(vault, env, converse)
    assert (one.state, one.reason) == ("failed", "witness_unknown")


def test_a_vault_that_was_rolled_back_is_told_so_by_its_witness(
    vault: Vault, env: Environment, seer: LocalWitness
) -> None:
    grow(vault)
    ask_witnesses(vault, env, converse)
    older = vault.path.with_name("older")
    shutil.copytree(vault.path, older)
    grow(vault)
    grow(vault)
    ask_witnesses(vault, env, converse)
    back = Vault.open(older, env)
    assert _found(back) == [("valid", "cosigned")]
    # Asked by hand it is told even before anything is written again.
    (one,) = ask_witnesses(back, env, converse, only_due=False)
    assert (one.state, one.reason, one.seen) == ("failed", "witness_longer", 4)
    grow(back)
    (one,) = ask_witnesses(back, env, converse, only_due=False)
    assert (one.reason, one.seen) == ("witness_longer", 4)
    assert ("not_checked", "witness_longer") in _found(back)
    assert _three(back).outcome is Outcome.NOT_CHECKED
    (told,) = times.witnesses(older, env)
    assert (told.mark, told.what, told.facts["seen"]) == ("problem", "witness.longer", "4")
    # An answer that does not come takes nothing from what was said.
    seer.mode = "down"
    ask_witnesses(back, env, converse, only_due=False)
    assert ("not_checked", "witness_longer") in _found(back)
    # What went another way is still another log once it is as long.
    seer.mode = "good"
    for _ in range(3):
        grow(back)
    (one,) = ask_witnesses(back, env, converse, only_due=False)
    assert (one.reason, one.seen) == ("witness_other", 4)
    assert ("not_checked", "witness_other") in _found(back)
    # The vault itself goes on as before.
    grow(vault)
    assert [one.state for one in ask_witnesses(vault, env, converse)] == ["cosigned"]


def test_what_is_longer_than_the_log_is_wrong_by_the_vaults_own_signature(
    vault: Vault, env: Environment, seer: LocalWitness
) -> None:
    older = vault.path.with_name("older")
    shutil.copytree(vault.path, older)
    grow(vault)
    ask_witnesses(vault, env, converse)
    (older / "log/stamps").mkdir(exist_ok=True)
    shutil.copy(vault.path / _file(seer), older / _file(seer))
    back = Vault.open(older, env)
    assert _found(back) == [("invalid", "rolled_back")]
    (told,) = times.witnesses(older, env)
    assert (told.mark, told.what) == ("problem", "witness.longer")
    assert ask_witnesses(back, env, _nobody, only_due=False) == ()
    # The same with as many entries that are others.
    grow(back)
    assert _found(back) == [("invalid", "forked")]


def test_each_changed_byte_is_told_and_nothing_is_lost(
    vault: Vault, env: Environment, seer: LocalWitness
) -> None:
    ask_witnesses(vault, env, converse)
    path = vault.path / _file(seer)
    good = path.read_bytes()
    for at in range(len(good)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert cosigned.every(vault)[0].found is None, at
    for bad in (b"", good[:-1], good + good.splitlines(keepends=True)[-1], good + b"\n"):
        path.write_bytes(bad)
        assert _found(vault) == [("invalid", "cosignature")]
    # The next answer takes its place, and what was there is set aside as it was.
    (one,) = ask_witnesses(vault, env, converse, only_due=False)
    assert one.state == "cosigned"
    assert path.read_bytes() != good + b"\n"
    assert (vault.path / "set-aside" / path.name).read_bytes() == good + b"\n"
    assert _found(vault) == [("valid", "cosigned")]


def test_one_that_is_gone_is_told(vault: Vault, env: Environment, seer: LocalWitness) -> None:
    ask_witnesses(vault, env, converse)
    (vault.path / _file(seer)).unlink()
    assert _found(vault) == [("not_checked", "cosigned_lost")]
    (one,) = ask_witnesses(vault, env, converse)
    assert one.state == "cosigned"
    assert _found(vault) == [("valid", "cosigned")]


def test_one_of_another_log_is_told(vault: Vault, env: Environment, seer: LocalWitness) -> None:
    ask_witnesses(vault, env, converse)
    path = vault.path / _file(seer)
    signer = Ed25519PrivateKey.generate()
    other = note.sign(note.Checkpoint("keepsake/log/other", 1, bytes(32)), signer)
    line = cosignature.sign(note.split(other)[0], NAME, seer.signer, 1)
    path.write_bytes(cosignature.encode(seer.key, other, line))
    assert _found(vault) == [("invalid", "cosignature")]
    # Under the name of another key.
    ask_witnesses(vault, env, converse, only_due=False)
    path.rename(path.with_name("witness-00000000.cosigned"))
    assert _found(vault) == [("invalid", "cosignature"), ("not_checked", "cosigned_lost")]


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://desk.example/witness", True),
        ("https://desk.example", True),
        ("http://127.0.0.1:80/witness", True),
        ("http://desk.example/witness", False),
        ("https://desk.example/witness?a", False),
        ("https://desk.example/a b", False),
        ("https://a@desk.example/witness", False),
        ("https://desk.example/witness/", False),
        ("ftp://127.0.0.1/", False),
        ("", False),
    ],
)
def test_a_witness_is_asked_by_https_or_on_this_computer(
    vault: Vault, env: Environment, address: str, good: bool
) -> None:
    assert witness.is_place(address) is good
    if not good:
        # Also where the options were changed by hand.
        witness.enrol(vault, address, cosignature.WitnessKey(NAME, bytes(32)))
        (one,) = ask_witnesses(vault, env, _nobody)
        assert (one.state, one.reason) == ("failed", "witness_address")


@pytest.mark.parametrize(
    "text", ["", "a", "a+b+c", "a b+00000000+AAAA", "é+00000000+AAAA", "a+00000000+" + "A" * 44]
)
def test_what_is_no_key_of_a_witness_is_refused(text: str) -> None:
    with pytest.raises(note.NoteError):
        cosignature.WitnessKey.parse(text)


def test_a_key_is_read_as_it_is_written() -> None:
    key = cosignature.WitnessKey(NAME, bytes(range(32)))
    assert cosignature.WitnessKey.parse(key.text()) == key
    log = note.VerifierKey(NAME, bytes(range(32)))
    with pytest.raises(note.NoteError):
        cosignature.WitnessKey.parse(log.text())


def test_a_copy_takes_nothing_of_what_comes_while_it_is_made(
    vault: Vault, env: Environment, seer: LocalWitness, authorities: tuple[Authority, ...]
) -> None:
    """What others said of a longer log would have the copy look rolled back."""
    stamp_now(vault, authorities, env, fetch)
    ask_witnesses(vault, env, converse)
    state = sound_state(vault)
    before = {one.name for one in sealed_files(vault, state)}
    assert _file(seer) in before
    grow(vault)
    stamp_now(vault, authorities, env, fetch, only_due=False)
    ask_witnesses(vault, env, converse)
    assert (vault.path / "log/stamps/2.checkpoint").exists()
    assert {one.name for one in sealed_files(vault, state)} == before - {_file(seer)}
    assert _file(seer) in {one.name for one in sealed_files(vault, sound_state(vault))}
    # What was said of a longer log than there is goes along.
    left = [vault.path / "log" / name for name in ("checkpoint", "leaves", "frontier")]
    kept = [(path, path.read_bytes()) for path in left]
    vault.disk.replace(left[0], state.checkpoint)
    assert {one.name for one in sealed_files(vault, state)} > before
    for path, data in kept:
        vault.disk.replace(path, data)
    # That it has none then is nothing that was lost.
    older = vault.path.with_name("older")
    shutil.copytree(vault.path, older)
    back = Vault.open(older, env)
    (older / _file(seer)).unlink()
    assert list(check_witnesses(back, back.leaves(1))) == []
    assert [one.reason for one in check_witnesses(back, back.leaves())] == ["cosigned_lost"]
