"""A desk cosigns what continues, and refuses a log that was rolled back or forked."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.conftest import process, serving, until
from keepsake.core import cosignature, merkle, note
from keepsake.desk import desk as desks
from keepsake.desk import witness
from keepsake.desk.database import every
from native.client import environment
from native.program import Cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desk.conftest import Place
    from keepsake.desk.desk import Desk

ORIGIN = "keepsake/log/00000000-0000-4000-8000-000000000001"


class Vault:
    """A log as a vault's is: its leaves, and the key that signs it."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.signer = Ed25519PrivateKey.generate()
        self.key = note.VerifierKey(origin, self.signer.public_key().public_bytes_raw())
        self.leaves = [merkle.leaf_hash(bytes([number])) for number in range(12)]

    def signed(self, size: int, leaves: list[bytes] | None = None) -> bytes:
        """Its checkpoint when it had so many entries."""
        root = merkle.root((leaves or self.leaves)[:size])
        return note.sign(note.Checkpoint(self.key.name, size, root), self.signer)

    def body(self, older: int, size: int, leaves: list[bytes] | None = None) -> bytes:
        """What a witness is asked."""
        found = (leaves or self.leaves)[:size]
        proof = merkle.consistency_proof(found, older) if 0 < older <= size else []
        signed = self.signed(size, leaves)
        return note.ConsistencyProof(older, tuple(proof), signed).encode()


@pytest.fixture
def served(desk: Desk, place: Place) -> Iterator[Desk]:
    """The desk, answering over HTTP."""
    with process(place, *serving(place)):
        until(lambda: ask(desk, b"").status == 400)
        yield desk


class Answer:
    """What a witness answered."""

    def __init__(self, status: int, kind: str, body: bytes) -> None:
        self.status, self.kind, self.body = status, kind, body


def ask(desk: Desk, body: bytes) -> Answer:
    """Asks the desk to cosign; no answer has the status 0."""
    address = f"{desk.settings.address}/witness/add-checkpoint"
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body), timeout=30) as answer:
            return Answer(answer.status, answer.headers["Content-Type"], answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers["Content-Type"], error.read())
    except OSError:
        return Answer(0, "", b"")


def enrolled(desk: Desk, vault: Vault) -> None:
    """Has the desk take it on."""
    with desk.intake.database.connection() as transaction:
        assert witness.enrol(transaction, desk.intake.log, vault.key, "Ada", desks.now())


def of(desk: Desk) -> cosignature.WitnessKey:
    """The key of the desk as a witness."""
    public = desk.settings.witness_signer().public_key().public_bytes_raw()
    return cosignature.WitnessKey(witness.name_of(desk.intake.log), public)


def test_a_log_that_grows_is_cosigned_each_time(served: Desk) -> None:
    vault = Vault()
    enrolled(served, vault)
    for older, size in ((0, 3), (3, 3), (3, 8), (8, 12)):
        answer = ask(served, vault.body(older, size))
        assert answer.status == 200
        whole = vault.signed(size) + answer.body
        assert [found.witness for found in cosignature.found(whole, [of(served)])] == [
            of(served).name
        ]


def test_one_that_was_rolled_back_or_forked_is_refused_and_told(served: Desk) -> None:
    vault = Vault()
    enrolled(served, vault)
    assert ask(served, vault.body(0, 8)).status == 200
    rolled = ask(served, vault.body(3, 5))
    assert (rolled.status, rolled.kind, rolled.body) == (409, "text/x.tlog.size", b"8\n")
    other = [*vault.leaves[:5], *reversed(vault.leaves[5:])]
    assert ask(served, vault.body(8, 8, other)).status == 409
    assert ask(served, vault.body(8, 12, other)).status == 422
    # It goes on from what was cosigned.
    assert ask(served, vault.body(8, 12)).status == 200
    with served.intake.database.connection() as transaction:
        kinds = [row["kind"] for row in every(transaction, "select kind from event order by id")]
    assert kinds.count("checkpoint_refused") == 3


def test_what_is_not_known_signed_or_formed_is_refused(served: Desk) -> None:
    vault, stranger = Vault(), Vault("keepsake/log/00000000-0000-4000-8000-000000000002")
    enrolled(served, vault)
    assert ask(served, stranger.body(0, 3)).status == 404
    forger = Vault()
    assert ask(served, forger.body(0, 3)).status == 403
    assert ask(served, b"old 0\n").status == 400
    assert ask(served, b"old 9\n\n" + vault.signed(3)).status == 400
    assert ask(served, b"x" * 70_000).status in {400, 413}
    many = note.ConsistencyProof(0, (bytes(32),) * 64, vault.signed(3))
    assert ask(served, many.encode()).status == 400
    few = note.ConsistencyProof(0, (bytes(32),), vault.signed(3))
    assert ask(served, few.encode()).status == 422


def test_of_two_at_the_same_time_one_is_first(served: Desk) -> None:
    vault = Vault()
    enrolled(served, vault)
    other = [*vault.leaves[:1], *reversed(vault.leaves[1:])]
    bodies = [vault.body(0, 9), vault.body(0, 12, other)] * 8
    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status for answer in pool.map(lambda body: ask(served, body), bodies)]
    assert statuses.count(200) == 1
    assert set(statuses) == {200, 409}


def test_another_key_does_not_take_the_place_of_an_enrolled_log(desk: Desk) -> None:
    enrolled(desk, Vault())
    with desk.intake.database.connection() as transaction:
        assert not witness.enrol(transaction, desk.intake.log, Vault().key, "Ada", desks.now())


def test_a_vault_enrols_is_seen_and_is_told_when_it_was_rolled_back(
    served: Desk, place: Place, tmp_path: Path
) -> None:
    """The person's own program and the desk's own command, over HTTP."""
    cli = Cli(tmp_path)
    nobody = tmp_path / "authorities.json"
    nobody.write_text('{"version": 1, "authorities": [], "calendars": []}')
    here = {"KEEPSAKE_AUTHORITIES": str(nobody)}
    cli.capture()
    key = cli.data("witness", **here)["verifier_key"]
    address, witness_key = _enrolled_by_command(place, key)
    assert witness_key == of(served).text()
    cli.run("witness", "--add", address, witness_key, **here)
    (first,) = cli.data("stamp", **here)["witnesses"]
    assert (first["state"], first["reason"]) == ("cosigned", "")
    older = tmp_path / "older"
    shutil.copytree(cli.vault, older)
    cli.capture()
    cli.capture()
    (grown,) = cli.data("stamp", **here)["witnesses"]
    assert (grown["state"], grown["reason"]) == ("cosigned", "")
    said = cli.run("verify", code=2, **here).stdout
    assert f"Seen by the witness {witness_key.partition('+')[0]} with {grown['size']} " in said
    # The folder as it was before, in the place of the newer one.
    shutil.rmtree(cli.vault)
    older.rename(cli.vault)
    (told,) = cli.data("stamp", **here)["witnesses"]
    assert (told["reason"], told["seen"]) == ("witness_longer", grown["size"])
    said = cli.run("verify", code=2, **here).stdout
    assert f"says that it saw {grown['size']} records of this list, more than are here" in said
    assert "more than there are" in cli.tried("doctor", **here).stdout
    with served.intake.database.connection() as transaction:
        kinds = [row["kind"] for row in every(transaction, "select kind from event order by id")]
    assert kinds.count("checkpoint_refused") >= 1


def _enrolled_by_command(place: Place, key: str) -> tuple[str, str]:
    """Has `keepsake-desk witness` take a log on; gives the address and key that it shows."""
    command = [sys.executable, "-m", "keepsake.desk", "--settings", place.path, "witness", key]
    done = subprocess.run(
        command, env=environment(place.path), capture_output=True, text=True, check=True
    )
    enrolled, address, own = done.stdout.splitlines()
    assert enrolled == "It is enrolled."
    return address.rpartition(" ")[2], own.rpartition(" ")[2]
