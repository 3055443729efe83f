"""A browser that lost the receipt of a capture learns whether the capture was committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.tiles import TILE
from keepsake.vault import commit
from keepsake.vault.log import Log
from native.client import HELLO, begin, ending, part, whole_part
from native.direct_session import DirectSession, new_id

if TYPE_CHECKING:
    from pathlib import Path


class KilledError(BaseException):
    """In the place of a kill: nothing after it is done."""


def _killed(*_given: object, **_named: object) -> None:
    raise KilledError


def _next_start(direct: DirectSession) -> DirectSession:
    """The locks of a process go with it; the next one begins with what is on the disk."""
    for running in direct.session._running.values():
        running._writer._lock.release()
    following = DirectSession(direct.path)
    following.last(HELLO)
    return following


@pytest.fixture
def direct(tmp_path: Path) -> DirectSession:
    direct = DirectSession(tmp_path / "vault")
    direct.last(HELLO)
    return direct


def _lost(direct: DirectSession) -> str:
    """A capture whose host ends in its commit; its id."""
    capture, data = new_id(), TILE
    begun = direct.last(begin(capture))
    direct.say(*whole_part(capture, 1, data))
    with pytest.raises(KilledError):
        direct.say(*ending(capture, begun, [part(capture, 1, data)]))
    return capture


@pytest.mark.parametrize("where", ["after the commit point", "before the commit point"])
def test_what_is_in_the_log_has_its_receipt(direct: DirectSession, where: str) -> None:
    direct.whole()
    with pytest.MonkeyPatch.context() as patch:
        if where == "after the commit point":
            patch.setattr(commit, "settle", _killed)
        else:
            patch.setattr(Log, "append", _killed)
        capture = _lost(direct)
    after = _next_start(direct)
    told = after.last({"type": "ask", "capture": capture})
    after.session.close()
    found = {one.body.capture: one for one in after.captures()}[capture]
    assert told["type"] == "receipt"
    assert (told["capture"], told["entry"]) == (capture, found.entry)
    assert (told["state"], told["parts"]) == (found.body.state, len(found.body.parts))
    assert told["bytes"] == sum(one.bytes for one in found.body.parts)
    assert found.body.state == "complete"


def test_what_was_cut_short_before_its_commit_has_none(direct: DirectSession) -> None:
    capture = new_id()
    direct.say(begin(capture), *whole_part(capture, 1, TILE))
    after = _next_start(direct)
    told = after.last({"type": "ask", "capture": capture})
    assert told == {"type": "unknown", "capture": capture, "waiting": False}
    (found,) = after.captures()
    assert (found.body.capture, found.body.state) == (capture, "incomplete")


def test_one_that_still_runs_elsewhere_waits(direct: DirectSession) -> None:
    capture = new_id()
    direct.say(begin(capture), *whole_part(capture, 1, TILE))
    other = DirectSession(direct.path)
    other.last(HELLO)
    told = other.last({"type": "ask", "capture": capture})
    assert told == {"type": "unknown", "capture": capture, "waiting": True}
    direct.session.close()


def test_one_that_nobody_has_heard_of_is_unknown(direct: DirectSession) -> None:
    capture = new_id()
    told = direct.last({"type": "ask", "capture": capture})
    assert told == {"type": "unknown", "capture": capture, "waiting": False}
