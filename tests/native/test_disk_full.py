"""A disk that is really full: a small file system of its own, seen by the host alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

from native.client import CHUNK, HELLO, ORIGIN, Host, begin, environment, part, whole_part

if TYPE_CHECKING:
    from pathlib import Path

# In a mount namespace of its own the file system goes when the host goes, whatever happens. Once
# the host has ended, room is made and the next start is what a person would do next.
SCRIPT = """
set -e
mount -t tmpfs -o size=2m keepsake-test "$1"
"$2" -P -m keepsake {origin}
dd if=/dev/zero of="$1/filler" bs=1k count=1 status=none
rm "$1/filler"
"$2" -P -m keepsake list --json >"$3"
"""


def alone() -> list[str]:
    """Enters a new mount namespace; who is not root becomes root of a user namespace only."""
    return ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-r", "-m"]


def test_a_full_disk_is_told_and_loses_nothing_acknowledged(tmp_path: Path) -> None:
    disk, result = tmp_path / "disk", tmp_path / "result.json"
    disk.mkdir()
    capture = str(uuid.uuid4())
    script = SCRIPT.format(origin=ORIGIN)
    command = [*alone(), "sh", "-c", script, "sh", str(disk), sys.executable, str(result)]
    kept = 0
    with Host(disk / "vault", command=command) as host:
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
