"""A browser that lost the receipt of a capture learns whether the capture was committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from keepsake.vault import commit
from keepsake.vault.log import Log
from native.client import HELLO, begin, ending, part, whole_part
from native.desk import Desk, new_id

if TYPE_CHECKING:
    from pathlib import Path


class KilledError(BaseException):
    """In the place of a kill: nothing after it is done."""


def _killed(*_given: object, **_named: object) -> None:
    raise KilledError


def _next_start(desk: Desk) -> Desk:
    """The locks of a process go with it; the next one begins with what is on the disk."""
    for running in desk.session._running.values():
        running._writer._lock.release()
    following = Desk(desk.path)
    following.last(HELLO)
    return following


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "vault")
    desk.last(HELLO)
    return desk


def _lost(desk: Desk) -> str:
    """A capture whose host ends in its commit; its id."""
    capture, data = new_id(), TILE
    begun = desk.last(begin(capture))
    desk.say(*whole_part(capture, 1, data))
    with pytest.raises(KilledError):
        desk.say(*ending(capture, begun, [part(capture, 1, data)]))
    return capture


@pytest.mark.parametrize("where", ["after the commit point", "before the commit point"])
def test_what_is_in_the_log_has_its_receipt(desk: Desk, where: str) -> None:
    desk.whole()
    with pytest.MonkeyPatch.context() as patch:
        if where == "after the commit point":
            patch.setattr(commit, "settle", _killed)
        else:
            patch.setattr(Log, "append", _killed)
        capture = _lost(desk)
    after = _next_start(desk)
    told = after.last({"type": "ask", "capture": capture})
    after.session.close()
    found = {one.body.capture: one for one in after.captures()}[capture]
    assert told["type"] == "receipt"
    assert (told["capture"], told["entry"]) == (capture, found.entry)
    assert (told["state"], told["parts"]) == (found.body.state, len(found.body.parts))
    assert told["bytes"] == sum(one.bytes for one in found.body.parts)
    assert found.body.state == "complete"


def test_what_was_cut_short_before_its_commit_has_none(desk: Desk) -> None:
    capture = new_id()
    desk.say(begin(capture), *whole_part(capture, 1, TILE))
    after = _next_start(desk)
    told = after.last({"type": "ask", "capture": capture})
    assert told == {"type": "unknown", "capture": capture, "waiting": False}
    (found,) = after.captures()
    assert (found.body.capture, found.body.state) == (capture, "incomplete")


def test_one_that_still_runs_elsewhere_waits(desk: Desk) -> None:
    capture = new_id()
    desk.say(begin(capture), *whole_part(capture, 1, TILE))
    other = Desk(desk.path)
    other.last(HELLO)
    told = other.last({"type": "ask", "capture": capture})
    assert told == {"type": "unknown", "capture": capture, "waiting": True}
    desk.session.close()


def test_one_that_nobody_has_heard_of_is_unknown(desk: Desk) -> None:
    capture = new_id()
    told = desk.last({"type": "ask", "capture": capture})
    assert told == {"type": "unknown", "capture": capture, "waiting": False}
