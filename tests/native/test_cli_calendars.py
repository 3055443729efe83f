"""`keepsake stamp` and `keepsake verify` with calendars: sent, pending, a block, and its header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.tsa.authority import local_authorities
from fixtures.tsa.calendar import HEIGHT, local_calendars

if TYPE_CHECKING:
    from pathlib import Path

    from native.program import Cli


def test_a_third_proof_from_stamp_to_block(cli: Cli, tmp_path: Path) -> None:
    cli.capture()
    with (
        local_authorities(tmp_path / "tsa") as local,
        local_calendars(local.json_path) as calendars,
    ):
        here = {"KEEPSAKE_AUTHORITIES": str(local.json_path)}
        told = cli.run("stamp", **here).stdout
        assert told.count("A third proof is pending.") == 2
        said = cli.data("verify", **here)
        seven = said["steps"][6]
        assert (said["outcome"], seven["outcome"]) == ("valid", "valid")
        assert seven["looked_at"] == {"tokens": 2, "proofs": 1}
        found = {(one["outcome"], one["reason"], one["decides"]) for one in seven["findings"]}
        assert found == {("not_checked", "ots_pending", False)}
        assert "The proof is pending" in cli.run("verify", **here).stdout
        # What was looked at since is in the log, and is stamped in its turn.
        header = calendars["local-b"].mine()
        again = cli.data("stamp", **here)
        assert {one["state"] for one in again["calendars"]} == {"sent", "anchored"}
        told = cli.run("verify", "--block", f"{HEIGHT}:{header.hex()}", **here).stdout
        assert "leads to Bitcoin block" not in told
        told = cli.run("verify", **here).stdout
        assert f"leads to Bitcoin block {HEIGHT}" in told
        assert header[36:68][::-1].hex() in told
        assert "HEIGHT:HEADER" in cli.run("verify", "--block", "12", code=64, **here).stderr
