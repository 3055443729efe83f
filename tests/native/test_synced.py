"""A program that synchronises folders renames the vault's files while a host writes them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from fixtures.tiles import as_large
from native.client import HELLO, Host, begin, ending, part, whole_part

if TYPE_CHECKING:
    from native.program import Cli

TILE = as_large(b"picture" * 1000)


def test_a_part_renamed_while_it_is_received_is_told_by_name_and_back_it_is_whole(cli: Cli) -> None:
    name = str(uuid.uuid4())
    with Host(cli.vault) as host:
        host.ask(HELLO)
        begun = host.ask(begin(name))
        host.send(*whole_part(name, 1, TILE))
        host.until("kept")
        sealed = cli.vault / "incoming" / name / "0001.age"
        sealed.rename(sealed.with_name("0001 (1).age"))
        host.send(*ending(name, begun, [part(name, 1, TILE)]))
        host.until("kept")
        assert host.receive()["type"] == "receipt"
        host.end()
    renamed = cli.vault / "parts" / name / "0001 (1).age"
    steps = {step["number"]: step for step in cli.data("verify", code=1)["steps"]}
    told = {(f["reason"], f["file"]) for s in steps.values() for f in s["findings"]}
    assert ("part_missing", f"parts/{name}/0001.age") in told
    assert ("file_synced", f"parts/{name}/0001 (1).age") in told
    assert "0001 (1).age" in cli.run("doctor", code=1).stdout
    renamed.rename(renamed.with_name("0001.age"))
    assert cli.data("verify", code=2)["outcome"] == "not_checked"  # nobody stamped


def test_without_its_checkpoint_nothing_is_called_kept_and_nothing_kept_is_lost(cli: Cli) -> None:
    cli.capture()
    name, head = str(uuid.uuid4()), cli.vault / "log" / "checkpoint"
    with Host(cli.vault) as host:
        host.ask(HELLO)
        begun = host.ask(begin(name))
        host.send(*whole_part(name, 1, TILE))
        host.until("kept")
        head.rename(head.with_name("checkpoint (1)"))
        host.send(*ending(name, begun, [part(name, 1, TILE)]))
        host.until("kept")
        refused = host.receive()
        assert (refused["code"], refused["name"]) == (42, "vault_damaged")
        host.end()
    assert "log/checkpoint (1)" in cli.run("doctor", code=1).stdout
    head.with_name("checkpoint (1)").rename(head)
    cli.capture()  # whose host finishes the other first
    listed = {one["capture"]: one for one in cli.data("list")["captures"]}
    assert len(listed) == 3
    assert (listed[name]["state"], listed[name]["parts"]) == ("complete", 3)
    assert cli.data("verify", code=2)["outcome"] == "not_checked"
