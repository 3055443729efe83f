"""What the host starts beside itself outlives the browser's port."""

from __future__ import annotations

import os
import signal
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from fixtures.tsa.authority import LocalAuthorities, local_authorities
from keepsake import program
from keepsake.env import real_environment
from keepsake.vault import creating
from keepsake.vault.handle import Vault
from keepsake_drive.targets import until
from native.client import HELLO, Host, begin, ending, part, whole_part

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthorities]:
    with local_authorities(tmp_path_factory.mktemp("authorities")) as running:
        yield running


def stamps(vault: Path, *, at_least: int) -> int:
    """Waits until so many stamps are kept, at most two minutes; returns how many are."""
    opened = Vault.open(vault, real_environment())
    for _ in range(1200):
        found = len(opened.stamps.all())
        if found >= at_least:
            break
        time.sleep(0.1)
    return found


def capture(host: Host) -> int:
    """One whole capture; returns the size of the log with it."""
    identifier = str(uuid.uuid4())
    begun = host.ask(begin(identifier))
    host.send(*whole_part(identifier, 1, TILE))
    host.until("kept")
    host.send(*ending(identifier, begun, [part(identifier, 1, TILE)]))
    host.until("kept")
    size: int = host.receive()["size"]
    return size


def test_a_capture_is_stamped_although_the_browser_is_gone(
    tmp_path: Path, local: LocalAuthorities
) -> None:
    vault = tmp_path / "vault"
    with Host(vault, KEEPSAKE_AUTHORITIES=str(local.json_path)) as host:
        host.ask(HELLO)
        size = capture(host)
        _, _, code = host.end()
        assert code == 0
    assert stamps(vault, at_least=2) == 2
    found = Vault.open(vault, real_environment()).stamps.all()
    assert {one.size for one in found} == {size}
    assert {one.authority for one in found} == set(local.authorities)


def test_what_still_waits_is_stamped_at_the_next_start(
    tmp_path: Path, local: LocalAuthorities
) -> None:
    vault = tmp_path / "vault"
    creating.create(vault, real_environment())
    with Host(vault, KEEPSAKE_AUTHORITIES=str(local.json_path)) as host:
        assert host.ask(HELLO)["waiting_stamps"] == 2
        host.end()
    assert stamps(vault, at_least=2) == 2


def test_the_receipt_does_not_wait_for_the_authorities(
    tmp_path: Path, local: LocalAuthorities
) -> None:
    vault = tmp_path / "vault"
    for authority in local.authorities.values():
        authority.mode = "slow"
    try:
        with Host(vault, KEEPSAKE_AUTHORITIES=str(local.json_path)) as host:
            host.ask(HELLO)
            start = time.monotonic()
            capture(host)
            capture(host)
            # The authorities take 30 seconds.
            assert time.monotonic() - start < 25
            end_children(host.process.pid)
    finally:
        for authority in local.authorities.values():
            authority.mode = "good"


def test_it_starts_itself_with_the_same_packages() -> None:
    command = program.own_command()
    assert os.access(command[0], os.X_OK)
    assert command[1:] == ["-P", "-m", "keepsake"]


def test_a_detached_process_has_a_session_of_its_own(
    tmp_path: Path, local: LocalAuthorities
) -> None:
    """A browser that ends its process group must not end the stamping with it."""
    vault = tmp_path / "vault"
    for authority in local.authorities.values():
        authority.mode = "slow"
    try:
        with Host(vault, KEEPSAKE_AUTHORITIES=str(local.json_path)) as host:
            host.ask(HELLO)
            capture(host)
            child = first_child(host.process.pid)
            # It is seen from its first moment on, and takes its own session in the next.
            until(lambda: os.getsid(child) == child, 60, "it stays in the session of another")
            assert os.getsid(host.process.pid) != child
            end_children(host.process.pid)
    finally:
        for authority in local.authorities.values():
            authority.mode = "good"
    assert stamps(vault, at_least=0) == 0


def test_open_starts_the_viewer_beside_the_host(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    creating.create(vault, real_environment())
    with Host(vault, DISPLAY="", WAYLAND_DISPLAY="") as host:
        host.ask(HELLO)
        assert host.ask({"type": "open"}) == {"type": "opened"}
        child = first_child(host.process.pid)
        try:
            assert command_line(child)[-1] == "view"
            output, _, code = host.end()
            assert (output, code) == (b"", 0)
            os.kill(child, 0)
        finally:
            os.kill(child, signal.SIGTERM)


def command_line(process: int) -> list[str]:
    """The command line of a process; for a moment after its start the system shows none."""
    for _ in range(600):
        shown = Path(f"/proc/{process}/cmdline").read_text().split("\0")
        if shown != [""]:
            return shown[:-1]
        time.sleep(0.1)
    raise AssertionError("it has ended")


def end_children(process: int) -> None:
    """Ends what a host started, which would go on trying for minutes."""
    first_child(process)
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)


def first_child(process: int) -> int:
    """Waits until a process has started another, at most a minute."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    for _ in range(600):
        found = listed.read_text().split()
        if found:
            return int(found[0])
        time.sleep(0.1)
    raise AssertionError("nothing was started")
