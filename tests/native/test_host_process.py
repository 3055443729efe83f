"""The real host, as a process, spoken to as a browser speaks to it."""

from __future__ import annotations

import os
import signal
import struct
import uuid
from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE, as_large, tile
from keepsake.env import real_environment
from keepsake.vault import access, creating, recovery
from keepsake.vault.handle import Vault
from native.client import (
    CHUNK,
    HELLO,
    Host,
    begin,
    chunks,
    ending,
    environment,
    part,
    whole_part,
)

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Capture

LOUD = """
import os, sys, threading, time

def shout():
    while sys.stdout is sys.__stdout__:
        time.sleep(0.0005)
    while True:
        print("stray words")
        print("stray words", file=sys.__stdout__, flush=True)
        os.write(1, b"stray words")
        os.system("echo stray words")
        time.sleep(0.001)

threading.Thread(target=shout, daemon=True).start()
"""

BROKEN = """
import sys

def break_(event, arguments):
    if event == "open" and str(arguments[0]).endswith("config.toml"):
        raise ZeroDivisionError("private words")

sys.addaudithook(break_)
"""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def captures(vault: Path) -> list[Capture]:
    opened = Vault.open(vault, real_environment())
    recovery.recover(opened)
    return list(access.unlock(opened, None).captures())


def new_id() -> str:
    return str(uuid.uuid4())


def test_a_capture_over_the_pipes(vault: Path) -> None:
    capture, data = new_id(), as_large(os.urandom(2 * CHUNK + 9))
    with Host(vault) as host:
        assert host.ask(HELLO)["type"] == "ready"
        begun = host.ask(begin(capture))
        host.send(*whole_part(capture, 1, data))
        assert host.until("kept")["part"] == 1
        host.send(*ending(capture, begun, [part(capture, 1, data)]))
        host.until("kept")
        receipt = host.receive()
        assert (receipt["type"], receipt["state"]) == ("receipt", "complete")
        output, _, code = host.end()
    assert (output, code) == (b"", 0)
    (kept,) = captures(vault)
    assert kept.entry == receipt["entry"]


def test_a_window_of_four_chunks_needs_no_answer_in_between(vault: Path) -> None:
    capture, data = new_id(), os.urandom(9 * CHUNK)
    with Host(vault) as host:
        host.ask(HELLO)
        host.ask(begin(capture))
        host.send(part(capture, 1, data))
        waiting = 0
        for message in chunks(capture, 1, data):
            if waiting == 4:
                assert host.receive()["type"] == "ack"
                waiting -= 1
            host.send(message)
            waiting += 1
        assert [host.receive()["type"] for _ in range(5)] == ["ack"] * 4 + ["kept"]


def test_firefox_starts_it_with_the_manifests_path(vault: Path) -> None:
    path = "/home/someone/.mozilla/native-messaging-hosts/org.keepsake.host.json"
    with Host(vault, argument=path) as host:
        assert host.ask(HELLO)["type"] == "ready"


def test_nothing_but_frames_reaches_standard_output(vault: Path, tmp_path: Path) -> None:
    folder = tmp_path / "loud"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(LOUD)
    paths = os.pathsep.join([str(folder), environment(vault)["PYTHONPATH"]])
    capture = new_id()
    with Host(vault, PYTHONPATH=paths) as host:
        assert host.ask(HELLO)["type"] == "ready"
        begun = host.ask(begin(capture))
        host.send(*ending(capture, begun, []))
        host.until("kept")
        assert host.receive()["type"] == "receipt"
        output, error, code = host.end()
    assert (output, code) == (b"", 0)
    assert "stray words" in error


def test_killed_in_the_middle_of_a_part_loses_nothing_acknowledged(vault: Path) -> None:
    capture, data = new_id(), os.urandom(2 * CHUNK)
    with Host(vault) as host:
        host.ask(HELLO)
        host.ask(begin(capture))
        for number in (1, 2, 3):
            host.send(*whole_part(capture, number, data))
            assert host.until("kept")["part"] == number
        host.send(part(capture, 4, data), next(chunks(capture, 4, data)))
        assert host.receive()["type"] == "ack"
        host.process.send_signal(signal.SIGKILL)
        host.process.wait()
    with Host(vault) as host:
        # It is finished after `ready`, which waits for nothing.
        assert host.ask(HELLO)["type"] == "ready"
        host.end()
    opened = Vault.open(vault, real_environment())
    assert [record.kind for _, record in access.unlock(opened, None).entries()] == [
        "vault",
        "capture",
        "recovery",
    ]
    (kept,) = captures(vault)
    assert (kept.body.state, [one.part for one in kept.body.parts]) == ("incomplete", [0, 1, 2, 3])
    assert access.unlock(opened, None).part(capture, 3) == data


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_it_finishes_and_ends_well(vault: Path, number: signal.Signals) -> None:
    capture = new_id()
    with Host(vault) as host:
        host.ask(HELLO)
        host.ask(begin(capture))
        host.send(*whole_part(capture, 1, TILE))
        host.until("kept")
        host.process.send_signal(number)
        assert host.process.wait(timeout=120) == 0
        assert host.receive() == {}
    opened = Vault.open(vault, real_environment())
    (kept,) = access.unlock(opened, None).captures()
    assert (kept.body.state, len(kept.body.parts)) == ("incomplete", 2)


@pytest.mark.parametrize("cut", [b"", b"\x01", struct.pack("=I", 90) + b'{"type":"sta'])
def test_the_end_of_the_pipe_finishes_captures(vault: Path, cut: bytes) -> None:
    capture = new_id()
    with Host(vault) as host:
        host.ask(HELLO)
        host.ask(begin(capture))
        host.write(cut)
        output, _, code = host.end()
    assert code == 0
    assert (b'"frame_length"' in output) is bool(cut)
    (kept,) = captures(vault)
    assert (kept.body.state, len(kept.body.parts)) == ("incomplete", 1)


def test_a_browser_that_stops_reading_loses_nothing(vault: Path) -> None:
    capture = new_id()
    with Host(vault) as host:
        host.ask(HELLO)
        host.ask(begin(capture))
        assert host.process.stdout is not None
        host.process.stdout.close()
        host.send(*whole_part(capture, 1, TILE))
        assert host.process.wait(timeout=120) == 0
    (kept,) = captures(vault)
    assert len(kept.body.parts) == 1


@pytest.mark.parametrize("length", [0, 1_048_577, 0xFFFF_FFFF, 1_836_017_711])
def test_a_bad_length_is_answered_and_ends_the_session(vault: Path, length: int) -> None:
    with Host(vault) as host:
        host.ask(HELLO)
        host.write(struct.pack("=I", length))
        reply = host.receive()
        assert (reply["code"], reply["name"]) == (10, "frame_length")
        assert host.process.wait(timeout=120) == 0


def test_two_browsers_capture_at_once(vault: Path) -> None:
    first, second = new_id(), new_id()
    with Host(vault) as one, Host(vault) as two:
        begun = {}
        for host, capture in ((one, first), (two, second)):
            host.ask(HELLO)
            begun[capture] = host.ask(begin(capture))
            host.send(*whole_part(capture, 1, tile(capture.encode())))
            host.until("kept")
        for host, capture in ((one, first), (two, second)):
            announced = [part(capture, 1, tile(capture.encode()))]
            host.send(*ending(capture, begun[capture], announced))
            host.until("kept")
            assert host.receive()["state"] == "complete"
    assert {one.body.capture for one in captures(vault)} == {first, second}


def test_an_error_nobody_thought_of_is_told_by_its_type_only(vault: Path, tmp_path: Path) -> None:
    creating.create(vault, real_environment())
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BROKEN)
    paths = os.pathsep.join([str(folder), environment(vault)["PYTHONPATH"]])
    with Host(vault, PYTHONPATH=paths) as host:
        reply = host.ask(HELLO)
        assert reply == {
            "type": "error",
            "code": 90,
            "name": "internal",
            "detail": "ZeroDivisionError",
        }
        output, error, code = host.end()
    assert (output, code) == (b"", 1)
    assert "private words" not in error


def test_a_vault_that_cannot_be_written_is_told(vault: Path) -> None:
    creating.create(vault, real_environment())
    (vault / "incoming").write_text("a file where a folder belongs")
    with Host(vault) as host:
        assert host.ask(HELLO)["type"] == "ready"
        reply = host.ask(begin(new_id()))
        assert (reply["code"], reply["name"]) == (44, "vault_unwritable")
        assert str(vault) not in str(reply)


def test_ready_waits_neither_for_another_process_nor_for_a_recovery(vault: Path) -> None:
    capture = new_id()
    with Host(vault) as host:
        host.ask(HELLO)
        host.ask(begin(capture))
        host.process.kill()
        host.process.wait()
    holder = Vault.open(vault, real_environment())
    with Host(vault) as host:
        # Held by this process for as long as the host is spoken to: `test_session_ready` shows that
        # no lock was even asked for before the answer.
        with holder.locked():
            assert host.ask(HELLO)["type"] == "ready"
            other = new_id()
            assert host.ask(begin(other))["type"] == "begun"
            host.send(*whole_part(other, 1, TILE))
            host.until("kept")
            assert (vault / "incoming" / capture / "staging").exists()
            assert holder.size() == 1
        host.end()
    assert {one.body.capture for one in captures(vault)} == {capture, other}
