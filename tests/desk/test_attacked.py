"""Copies made to hurt whoever opens them: each is ended by a limit, and told by a word."""

from __future__ import annotations

import os
import resource
import socket
import time
from typing import TYPE_CHECKING

import msgspec
import pyrage
import pytest

from desk.copies import Copies
from fixtures.bundles import rebagged
from keepsake.desk import sandbox
from keepsake.desk.content import Content
from keepsake.desk.sandbox import Limits, SandboxError
from keepsake.formats.bundle import container, deflating
from keepsake.formats.bundle.contents import sum_up
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS = 60.0
"""Within which each of these is over: a fifteenth of what a copy may take."""

_ROW = b'{"exhibit":1,"number":1,"kind":"message","text":"x"}'
_ROWS = b"[" + b",".join([_ROW] * 1_000_000) + b"]"
_LONG_ROWS = b"[" + b",".join([_ROW.replace(b'"x"', b'"%s"' % (b"x" * 250))] * 190_000) + b"]"
_SMALLER = (
    "from keepsake.desk import opened; opened.{} = {}; raise SystemExit(opened.main())",
    sandbox.INSIDE,
)
_LIMITED = "from keepsake.desk import opened; opened._limit()\n"
_FORKS = """
import os, time
count = 0
try:
    while count < 300:
        if os.fork() == 0:
            time.sleep(60)
        count += 1
except OSError:
    pass
print(count, flush=True)
os.kill(-1, 9)
"""
_CONNECTS = """
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), 5).close()
    print("connected", end="")
except OSError as error:
    print(error.strerror, end="")
"""


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Of whoever attacks: their own vault, whose key signs whatever they like."""
    return Copies(tmp_path_factory.mktemp("attacker"), [sample.thread(12)])


class Attack:
    """One sealed copy, and what came of opening it."""

    def __init__(self, folder: Path, copies: Copies) -> None:
        self._file, self._identity = folder / "evidence.age", pyrage.x25519.Identity.generate()
        self._files, self._signer = copies.files(), copies.unlocked.vault.signer()
        self.seconds = 0.0

    def with_files(self, **files: bytes) -> Attack:
        """A copy in which these are others, signed as a whole; deflated where that is shorter."""
        named = {f"data/{name.replace('__', '/')}.json": data for name, data in files.items()}
        bag = rebagged(self._files | named, self._signer)
        members = [sum_up(f"bag/{name}", data) for name, data in bag.items()]
        return self.of(b"".join(container.write_summed(members)))

    def of(self, plain: bytes) -> Attack:
        """Any bytes, sealed."""
        self._file.write_bytes(pyrage.encrypt(plain, [self._identity.to_public()]))
        return self

    def opened(self, *arguments: str) -> str:
        """Opens it as the opener does; gives the word why nothing of it is indexed."""
        began = time.monotonic()
        try:
            asked = arguments or sandbox.READS
            said = sandbox.run(self._file, str(self._identity), asked, Limits(seconds=SECONDS))
            return msgspec.json.decode(said, type=Content).why
        except SandboxError as error:
            return error.word
        finally:
            self.seconds = time.monotonic() - began


@pytest.fixture
def attack(tmp_path: Path, copies: Copies) -> Attack:
    """One that is still a copy like any other."""
    return Attack(tmp_path, copies)


def test_a_copy_of_the_same_making_that_attacks_nothing_is_opened(attack: Attack) -> None:
    assert attack.with_files().opened() == ""


def test_more_than_a_copy_may_deflate_is_not_opened_any_further(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "OPENED_BYTES_ALL", 1 << 40)
    sixty = sum_up("bag/data/zeros", bytes(60 << 20))
    names = [sixty._replace(path=f"{sixty.path}-{number}") for number in range(150)]
    bomb = b"".join(container.write_summed(names))
    # Nine gigabytes in some forty megabytes.
    assert len(bomb) * 200 < 150 * (60 << 20)
    assert attack.of(bomb).opened() == "not_a_bundle"
    assert attack.seconds < SECONDS


def test_a_member_that_is_larger_than_it_says_is_not_opened_any_further(attack: Attack) -> None:
    one = sum_up("bag/data/zeros", bytes(60 << 20))
    lies = one._replace(sums=one.sums._replace(size=1 << 20))
    assert attack.of(b"".join(container.write_summed([lies]))).opened() == "not_a_bundle"


def test_a_member_larger_than_any_may_be_is_refused_by_its_header(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "OPENED_BYTES_ALL", 1 << 40)
    monkeypatch.setattr(deflating, "OPENED_BYTES_MAX", 1 << 40)
    held = sum_up("bag/data/zeros", bytes(60 << 20))
    large = held._replace(sums=held.sums._replace(size=1 << 33))
    assert attack.of(b"".join(container.write_summed([large]))).opened() == "not_a_bundle"


def test_more_rows_than_are_indexed_are_too_much(attack: Attack) -> None:
    assert attack.with_files(derived__messages=_ROWS).opened() == "too_much"
    assert attack.seconds < SECONDS


@pytest.mark.parametrize("nested", [b"[" * (60 << 20), b'{"a":' * (12 << 20)])
def test_what_is_nested_without_end_is_not_as_it_was_kept(attack: Attack, nested: bytes) -> None:
    assert attack.with_files(derived__messages=nested).opened() in ("not_as_kept", "broke")
    assert attack.seconds < SECONDS


def test_what_needs_more_memory_than_there_is_for_it_is_ended(attack: Attack) -> None:
    # The limit that holds, made small: the computer of a test has no gigabytes to spare.
    smaller = "-c", _SMALLER[0].format("MEMORY_BYTES", 200 << 20), _SMALLER[1]
    assert attack.with_files().opened(*smaller) == ""
    attack.with_files(derived__messages=_LONG_ROWS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Some library that it reads with ends by itself where it gets no memory.
    assert attack.opened(*smaller) in ("too_much", "broke")
    # Whoever runs it holds none of it.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10


def test_what_takes_more_of_a_processor_than_there_is_for_it_is_too_long(attack: Attack) -> None:
    attack.with_files(derived__messages=_ROWS)
    assert attack.opened("-c", _SMALLER[0].format("CPU_SECONDS", 1), _SMALLER[1]) == "too_long"


def test_a_reader_that_was_broken_into_starts_few_processes(tmp_path: Path) -> None:
    file = tmp_path / "evidence.age"
    file.write_bytes(b"x")
    count = int(sandbox.run(file, "", ["-c", _LIMITED + _FORKS], Limits(seconds=30)))
    assert 0 < count < 64


def test_it_is_nobody_of_this_computer(tmp_path: Path) -> None:
    file = tmp_path / "evidence.age"
    file.write_bytes(b"x")
    file.chmod(0o444)
    told = sandbox.run(file, "", ["-c", "import os; print(*os.getresuid(), *os.getgroups())"])
    if os.geteuid() == 0:
        assert 0 not in [int(word) for word in told.split()]
    program = "import os\nfor to in (0, 1000):\n try: os.setuid(to); print(to)\n except OSError: 0"
    assert sandbox.run(file, "", ["-c", program]).split() in ([], [b"%d" % os.geteuid()])


@pytest.fixture
def listening() -> Iterator[int]:
    """The port of a program that takes connections on this computer."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


def test_it_reaches_nothing_because_it_has_no_network_and_for_no_other_reason(
    tmp_path: Path, listening: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "evidence.age"
    file.write_bytes(b"x")
    program = ["-c", _CONNECTS.format(port=listening)]
    assert sandbox.run(file, "", program) == b"Connection refused"
    # The same, with what takes the network away taken away.
    monkeypatch.setattr(
        sandbox, "ALONE", [flag for flag in sandbox.ALONE if flag != "--unshare-net"]
    )
    assert sandbox.run(file, "", program) == b"connected"
