"""`keepsake witness`: shows what a witness needs, adds, asks, lists and removes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.tsa.authority import local_authorities
from fixtures.tsa.witness import NAME, local_witness
from keepsake.core.note import VerifierKey

if TYPE_CHECKING:
    from pathlib import Path

    from native.program import Cli


def test_a_witness_from_enrolment_to_removal(cli: Cli, tmp_path: Path) -> None:
    cli.capture()
    with local_authorities(tmp_path / "tsa") as local, local_witness() as seer:
        here = {"KEEPSAKE_AUTHORITIES": str(local.json_path)}
        shown = cli.data("witness", **here)
        assert shown["witnesses"] == []
        assert "Nobody is asked." in cli.run("witness", **here).stdout
        seer.log = VerifierKey.parse(shown["verifier_key"])
        assert shown["origin"] == seer.log.name
        told = cli.run("witness", "--add", f"{seer.address}/", seer.key.text(), **here).stdout
        assert "Copies that you hand over name the witness." in told
        assert f"{NAME} at {seer.address}: has not seen this vault yet." in told
        assert f"Seen by the witness {NAME}, with " in cli.run("stamp", **here).stdout
        (row,) = cli.data("stamp", **here)["witnesses"]
        assert (row["name"], row["state"], row["seen"]) == (NAME, "cosigned", 0)
        said = cli.run("verify", **here).stdout
        assert f"Seen by the witness {NAME} with " in said
        (row,) = cli.data("witness", **here)["witnesses"]
        assert row["size"] == seer.seen[0] > 0
        assert "have seen its list grow: 1." in cli.tried("doctor", **here).stdout
        assert "no witness" in cli.run("witness", "--remove", "x", code=64, **here).stderr
        cli.run("witness", "--remove", NAME, **here)
        asked = len(seer.bodies)
        assert cli.data("stamp", **here)["witnesses"] == []
        assert len(seer.bodies) == asked
        assert f"Seen by {NAME} with " in cli.run("verify", **here).stdout


def test_what_is_no_address_and_no_key_is_refused(cli: Cli) -> None:
    cli.capture()
    key = VerifierKey("log", bytes(32)).text()
    wrong = cli.run("witness", "--add", "http://witness.example", key, code=64)
    assert "has to begin with https://" in wrong.stderr
    wrong = cli.run("witness", "--add", "https://witness.example", key, code=64)
    assert "not the verifier key of a witness" in wrong.stderr
