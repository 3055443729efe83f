"""Others on this computer keep nobody from the window, nor from leaving it."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from keepsake.viewer import listening, peers
from keepsake.viewer.server import serve

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.viewer.server import Serving

MANY = 300
# Pages of one person, each of which has its answer held open until what it shows has to go.
TABS = 20
# Nothing; half a header; a header whose body does not come; a whole request, whose end is kept.
SENT = {
    "nothing": b"",
    "half": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "body": b"POST /leave HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nx",
    "asked": b"GET /away HTTP/1.1\r\nHost: x\r\n\r\n",
}


def _place(serving: Serving) -> tuple[str, int]:
    host, _, port = serving.address.removeprefix("http://").partition(":")
    return host, int(port)


def _came_in(serving: Serving) -> tuple[str, str]:
    """The cookie of a session, and the secret of its forms."""
    login = serving.state.enter(serving.state.issue_token())
    assert login is not None
    return f"keepsake={login.cookie}", login.csrf


def _ask(
    serving: Serving, method: str, path: str, body: str, cookie: str
) -> http.client.HTTPResponse:
    asked = http.client.HTTPConnection(*_place(serving), timeout=3)
    headers = {"Cookie": cookie, "Origin": serving.address}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    asked.request(method, path, body or None, headers)
    status = asked.getresponse().status
    asked.close()
    return status


@pytest.mark.parametrize("kind", SENT)
def test_many_that_only_stay_keep_nobody_from_leaving(vault: Path, kind: str) -> None:
    with serve(vault) as serving, ExitStack() as held:
        cookie, csrf = _came_in(serving)
        for _ in range(MANY):
            one = held.enter_context(socket.create_connection(_place(serving), timeout=20))
            one.sendall(SENT[kind])
        began = time.monotonic()
        assert _ask(serving, "GET", "/", "", cookie) == 200
        assert time.monotonic() - began < 3
        began = time.monotonic()
        assert _ask(serving, "POST", "/leave", f"csrf={csrf}", cookie) == 303
        assert time.monotonic() - began < 3
        assert serving.state.browser_session is None


@pytest.mark.parametrize("left", [False, True], ids=["there", "left"])
def test_pages_that_wait_for_the_end_keep_nobody_from_the_next_one(vault: Path, left: bool) -> None:
    with serve(vault) as serving, ExitStack() as held:
        cookie, csrf = _came_in(serving)
        for _ in range(TABS):
            one = http.client.HTTPConnection(*_place(serving), timeout=20)
            held.callback(one.close)
            one.request(
                "GET", f"/alive?turn={serving.state.turns.now}&hold=1", headers={"Cookie": cookie}
            )
            if left:
                one.close()
        assert _ask(serving, "GET", "/", "", cookie) == 200
        assert _ask(serving, "POST", "/leave", f"csrf={csrf}", cookie) == 303


def test_who_says_nothing_is_not_waited_for(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "FIRST_SECONDS", 1)
    with serve(vault) as serving, socket.create_connection(_place(serving), timeout=20) as silent:
        slow = socket.create_connection(_place(serving), timeout=20)
        began = time.monotonic()
        with slow:
            while time.monotonic() - began < 10:
                try:
                    slow.sendall(b"G")
                except OSError:
                    break
                time.sleep(0.2)
        assert time.monotonic() - began < 8
        assert silent.recv(1) == b""


def test_a_large_form_that_takes_its_time_is_not_cut_short(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "FIRST_SECONDS", 1)
    with serve(vault) as serving, socket.create_connection(_place(serving), timeout=20) as slow:
        host = serving.address.removeprefix("http://")
        slow.sendall(f"POST /leave HTTP/1.1\r\nHost: {host}\r\nContent-Length: 25\r\n\r\n".encode())
        for _ in range(25):
            slow.sendall(b"x")
            time.sleep(0.2)
        assert slow.recv(100).startswith(b"HTTP/1.1 403")


def test_another_person_of_this_computer_gets_no_answer(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system says whose a connection is; here the program is told to be somebody else."""
    with serve(vault) as serving:
        assert _ask(serving, "GET", "/away", "", "") == 200
        monkeypatch.setattr(peers, "own_id", lambda: os.geteuid() + 4_242)
        monkeypatch.setattr(peers, "EVERYBODY", frozenset())
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            _ask(serving, "GET", "/away", "", "")


_DUAL = """
import socket, sys
plain = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=20)
both = socket.socket(socket.AF_INET6)
both.connect(("::ffff:" + sys.argv[1], int(sys.argv[2])))
print("there", flush=True)
sys.stdin.readline()
"""


def test_whose_a_connection_is_is_known_also_from_a_socket_of_both_kinds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        program = subprocess.Popen(
            [sys.executable, "-c", _DUAL, "127.0.0.1", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        accepted = [door.accept()[0] for _ in range(2)]
        try:
            owners = peers.Owners()
            assert [owners.owner_of(one) for one in accepted] == [os.geteuid()] * 2
        finally:
            program.communicate("\n", timeout=60)
        # Nobody has it any more: not known, and no answer can reach anybody.
        assert [peers.Owners().owner_of(one) for one in accepted] == [None, None]
        for one in accepted:
            one.close()


def test_a_row_of_the_system_is_read_as_it_is_written() -> None:
    row = (
        "   4: 0100007F:A41C 0302037F:9C40 01 00000000:00000000 00:00000000 00000000"
        "  1000        0 99887 1 0000000000000000 20 4 0 10 -1\n"
    )
    there = (("127.0.0.1", 0xA41C), ("127.3.2.3", 0x9C40))
    assert peers.owner_in(peers.find(row, *there)) == 1000
    assert peers.owner_in(peers.find(re.sub("99887", "0", row), *there)) is None
    assert peers.find(row, *reversed(there)) == ""
    assert peers.find("", *there) == ""
