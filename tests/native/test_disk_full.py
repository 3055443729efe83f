"""A disk that is really full: a small file system of its own, seen by the host alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

from keepsake.env import real_environment
from keepsake.vault import access
from keepsake.vault.handle import Vault
from keepsake.vault.reserve import RESERVE_BYTES
from keepsake_drive.targets import until
from native.client import CHUNK, HELLO, ORIGIN, Host, begin, environment, part, whole_part
from native.disk import alone
from native.program import PASSPHRASE, secret_file

if TYPE_CHECKING:
    from pathlib import Path

    from native.program import Cli

# In a mount namespace of its own the file system goes when the host goes, whatever happens. Once
# the host has ended, room is made and the next start is what a person would do next.
SCRIPT = """
set -e
mount -t tmpfs -o size=2m keepsake-test "$1"
"$2" -P -m keepsake {origin}
dd if=/dev/zero of="$1/filler" bs=1k count=1 status=none
rm "$1/filler"
"$2" -P -m keepsake list --json >"$3"
"$2" -P -m keepsake verify --json >"$3.verified" || [ $? = 2 ]
"""
# With room enough at first for something to be set aside: nobody makes room afterwards.
RESERVED = """
set -e
mount -t tmpfs -o size=100m keepsake-test "$1"
"$2" -P -m keepsake init --unclaimed --vault "$1/vault" >/dev/null
"$2" -P -m keepsake {origin}
"$2" -P -m keepsake list --json >"$3"
"""
# A memory stick that is too small, and then one that is not; and a vault without room for anything.
FULL = """
set -e
mount -t tmpfs -o size=40k keepsake-test "$1"
k() { "$PYTHON" -P -m keepsake "$@"; }
refused() { if k "$@" 2>>"$RESULT"; then exit 9; fi; }
refused backup "$1/copy"
refused backup "$1/copy.keepsake"
mount -o remount,size=8m "$1"
k backup "$1/copy"
k backup "$1/copy.keepsake"
umount "$1"
mount -t tmpfs -o size=24m keepsake-test "$1"
cp -a "$KEEPSAKE_VAULT" "$1/vault"
dd if=/dev/zero of="$1/filler" bs=1k status=none 2>/dev/null || true
export KEEPSAKE_VAULT="$1/vault"
refused passphrase --new-passphrase-file "$NEW"
refused passphrase --new-code
refused export "$1/out"
rm "$1/filler"
k verify --json >"$RESULT.verified" || [ $? = 2 ]
"""


def test_a_full_disk_is_told_and_loses_nothing_acknowledged(tmp_path: Path) -> None:
    disk, result = tmp_path / "disk", tmp_path / "result.json"
    disk.mkdir()
    capture = str(uuid.uuid4())
    script = SCRIPT.format(origin=ORIGIN)
    command = [*alone(), "sh", "-c", script, "sh", str(disk), sys.executable, str(result)]
    kept, nobody = 0, environment(tmp_path / "vault")["KEEPSAKE_AUTHORITIES"]
    with Host(disk / "vault", command=command, KEEPSAKE_AUTHORITIES=nobody) as host:
        assert host.ask(HELLO)["type"] == "ready"
        assert host.ask(begin(capture))["type"] == "begun"
        data = os.urandom(CHUNK)
        for number in range(1, 20):
            host.send(*whole_part(capture, number, data))
            assert host.receive()["type"] == "ack"
            reply = host.receive()
            if reply["type"] == "error":
                break
            kept += 1
        assert (reply["code"], reply["name"]) == (43, "disk_full")
        assert reply["capture"] == capture
        assert kept >= 3
        again = host.ask(part(capture, kept + 2, data))
        assert again["name"] == "capture_state"
        _, error, code = host.end()
    assert code == 0, error
    (listed,) = json.loads(result.read_bytes())["captures"]
    assert (listed["capture"], listed["state"]) == (capture, "incomplete")
    assert listed["parts"] == kept + 1
    _nothing_is_invalid(result)


def test_on_a_full_disk_what_was_kept_comes_into_the_log_from_the_room_set_aside(
    tmp_path: Path,
) -> None:
    disk, result = tmp_path / "disk", tmp_path / "result.json"
    disk.mkdir()
    capture, data = str(uuid.uuid4()), os.urandom(4 * CHUNK)
    command = [*alone(), "sh", "-c", RESERVED.format(origin=ORIGIN), "sh", str(disk)]
    nobody = environment(tmp_path / "vault")["KEEPSAKE_AUTHORITIES"]
    with Host(
        disk / "vault",
        command=[*command, sys.executable, str(result)],
        KEEPSAKE_AUTHORITIES=nobody,
    ) as host:
        free = host.ask(HELLO)["free_bytes"]
        set_aside = free - RESERVE_BYTES
        until(
            lambda: host.ask({"type": "status"})["free_bytes"] <= set_aside, 60, "nothing set aside"
        )
        assert host.ask(begin(capture))["type"] == "begun"
        kept = 0
        # To the last block: what is refused may be announced again, smaller.
        for size in (4 * CHUNK, CHUNK, 60_000, 4_000, 50):
            while True:
                host.send(*whole_part(capture, kept + 1, data[:size]))
                while (reply := host.receive())["type"] == "ack":
                    pass
                if reply["type"] == "error":
                    break
                kept += 1
        assert reply["name"] == "disk_full"
        _, error, code = host.end()
    assert code == 0, error
    listed = json.loads(result.read_bytes())
    assert listed["waiting"] == []
    (one,) = [one for one in listed["captures"] if one["capture"] == capture]
    assert (one["state"], one["parts"]) == ("incomplete", kept + 1)


def _nothing_is_invalid(result: Path) -> None:
    report = json.loads(result.with_name(f"{result.name}.verified").read_bytes())
    assert {step["outcome"] for step in report["steps"]} <= {"valid", "not_checked"}


def test_a_full_medium_and_a_full_vault_refuse_each_act_and_nothing_is_changed(cli: Cli) -> None:
    cli.capture()
    # Here and not by a command: it is stretched little then, for every command that opens it.
    access.claim(Vault.open(cli.vault, real_environment()), PASSPHRASE)
    disk, result, new = (cli.folder / name for name in ("disk", "result", "new.txt"))
    disk.mkdir()
    new.write_text("granite lantern otter willow cinder maple\n")
    more = {
        "PYTHON": sys.executable,
        "RESULT": str(result),
        "NEW": str(new),
        "KEEPSAKE_PASSPHRASE_FILE": secret_file(cli),
    }
    done = subprocess.run(
        [*alone(), "sh", "-c", FULL, "sh", str(disk)],
        env=environment(cli.vault, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.returncode, done.stderr)
    assert result.read_text().count("43 disk_full") == 5
    _nothing_is_invalid(result)
    kinds = [act["kind"] for act in cli.data("custody", **more)["acts"]]
    # Two copies, and no word of those that there was no room for.
    assert kinds == ["backup", "backup"]


def test_the_namespace_hides_the_disk_from_everyone_else(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=1m keepsake-test "$1" && touch "$1/inside"'
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(
        [*alone(), "sh", "-c", script, "sh", str(disk)],
        check=True,
        env=environment(tmp_path / "vault"),
    )
    assert list(disk.iterdir()) == []
