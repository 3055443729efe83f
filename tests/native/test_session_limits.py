"""How much a host takes at once, and how a browser learns whether a lost commit happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from keepsake.core.errors import Code
from keepsake.native import messages
from native.client import HELLO, begin, part, whole_part
from native.direct_session import DirectSession, new_id

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def greeted(tmp_path: Path) -> DirectSession:
    direct = DirectSession(tmp_path / "vault")
    direct.last(HELLO)
    return direct


def test_so_many_captures_run_at_once_and_one_more_is_told(greeted: DirectSession) -> None:
    # A window of tabs is no attack, a thousand are.
    assert 20 <= messages.CAPTURES_LIMIT <= 100
    running = [new_id() for _ in range(messages.CAPTURES_LIMIT)]
    assert {greeted.last(begin(capture))["type"] for capture in running} == {"begun"}
    further = new_id()
    refused = greeted.last(begin(further))
    assert (refused["code"], refused["name"]) == (Code.CAPTURES_MANY, "captures_many")
    # Those that run go on, and one that ends makes room.
    assert greeted.last(*whole_part(running[0], 1, TILE))["type"] == "kept"
    greeted.session._running.pop(running[0]).close()
    assert greeted.last(begin(further))["type"] == "begun"
    greeted.session.close()
    assert len(greeted.captures()) == messages.CAPTURES_LIMIT + 1


def test_the_captures_of_all_hosts_count(greeted: DirectSession) -> None:
    other = DirectSession(greeted.path)
    other.last(HELLO)
    for _ in range(messages.CAPTURES_LIMIT // 2):
        assert greeted.last(begin(new_id()))["type"] == "begun"
        assert other.last(begin(new_id()))["type"] == "begun"
    assert other.last(begin(new_id()))["name"] == "captures_many"
    greeted.session.close()
    assert other.last(begin(new_id()))["type"] == "begun"
    other.session.close()


def test_what_is_under_way_on_a_port_is_bounded(
    greeted: DirectSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "UNDER_WAY_LIMIT_BYTES", 3_000_000)
    first, second = new_id(), new_id()
    data = bytes(2_000_000)
    greeted.say(begin(first), begin(second))
    assert greeted.say(part(first, 1, data)) == []
    refused = greeted.last(part(second, 1, data))
    assert refused["name"] == "captures_many"
    assert greeted.last(*whole_part(first, 1, data)[1:])["type"] == "kept"


def test_open_starts_one_viewer(greeted: DirectSession) -> None:
    for _ in range(20):
        assert greeted.last({"type": "open"}) == {"type": "opened"}
    assert greeted.viewed == 1


def test_an_id_is_never_used_again(greeted: DirectSession) -> None:
    capture = greeted.whole()
    assert greeted.last(begin(capture))["name"] == "capture_state"
