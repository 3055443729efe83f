"""What waited in a browser is taken over part by part: once, whole, and as what it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pyrage
import pytest

from fixtures.waiting import AT, FROM, PRACTICE, Waiting, sha256
from keepsake.commands.summaries import summary
from keepsake.core.errors import Code
from keepsake.core.practice import CASE
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.vault import access, recovery
from keepsake.vault.handle import Vault
from native.client import HELLO
from native.direct_session import DirectSession, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HELLO_REST = {**HELLO, "rest": []}
BOTH = pytest.mark.parametrize("to_vault", [False, True], ids=["to the browser", "to the vault"])


@pytest.fixture
def greeted(direct: DirectSession) -> DirectSession:
    """A session over a vault that is there, with an extension that has a waiting room."""
    direct.last(HELLO_REST)
    direct.whole()
    return direct


def _recipient(direct: DirectSession) -> str:
    told: str = direct.last({"type": "status"})["recipient"]
    assert told == Vault.open(direct.path, real_environment()).info.recipient
    return told


def _waiting(direct: DirectSession, to_vault: bool, **other: Any) -> Waiting:
    return Waiting(recipient=_recipient(direct) if to_vault else "", **other)


def _again(direct: DirectSession, **hello: Any) -> DirectSession:
    """The next process, when the one before is gone without a word."""
    for running in direct.session._running.values():
        running._writer._lock.release()  # type: ignore[attr-defined]
    following = DirectSession(direct.path)
    following.last({**HELLO_REST, **hello})
    following.session.settle()
    return following


def _of(direct: DirectSession, waiting: Waiting) -> Any:
    """The one capture of that id; nothing of the vault is invalid."""
    vault = Vault.open(direct.path, real_environment())
    unlocked = access.unlock(vault, None)
    wrong = [step for step in audit(unlocked, ()).steps if step.outcome is Outcome.INVALID]
    assert not wrong, wrong
    (found,) = [one for one in unlocked.captures() if one.body.capture == waiting.capture]
    for part, one in zip(found.body.parts, waiting.parts, strict=False):
        assert unlocked.part(waiting.capture, part.part) == one.data
    assert not (direct.path / "incoming" / waiting.capture).exists()
    return found


def test_the_recipient_is_told_once_there_is_a_vault(direct: DirectSession) -> None:
    assert direct.last(HELLO)["recipient"] == ""
    direct.whole()
    assert _recipient(direct).startswith("age1")


@BOTH
def test_it_becomes_a_capture_that_says_it_waited(greeted: DirectSession, to_vault: bool) -> None:
    waiting = _waiting(greeted, to_vault)
    begun, *replies, receipt = greeted.say(*waiting.whole())
    assert (begun["type"], begun["next"], begun["bytes"], begun["sha256"]) == ("begun", 0, 0, "")
    assert [one["part"] for one in replies if one["type"] == "kept"] == [0, 1, 2, 3]
    assert (receipt["type"], receipt["state"], receipt["parts"]) == ("receipt", "complete", 4)
    found = _of(greeted, waiting)
    waited = found.body.waited
    assert (waited.since, waited.sealed_to) == (FROM, "vault" if to_vault else "browser")
    assert (waited.through, waited.part) == ("port", 0)
    assert waited.since < waited.until <= found.record.utc
    assert [one.waited for one in found.body.parts] == [AT.format(number) for number in range(4)]
    assert {one.claimed for one in found.body.parts} == {to_vault}


@BOTH
def test_the_page_to_practise_on_is_known_as_it_though_nobody_can_read_that(
    greeted: DirectSession, to_vault: bool
) -> None:
    waiting = _waiting(greeted, to_vault, url=PRACTICE)
    greeted.say(*waiting.whole())
    assert _of(greeted, waiting).body.case == CASE
    other = _waiting(greeted, to_vault)
    greeted.say(*other.whole())
    assert _of(greeted, other).body.case == ""


def test_what_can_be_read_is_believed_and_not_what_is_said(greeted: DirectSession) -> None:
    waiting = Waiting()
    greeted.say(waiting.begin(practice=True), *waiting.rest(), waiting.commit())
    assert _of(greeted, waiting).body.case == ""


@BOTH
def test_handed_over_twice_is_one_record(greeted: DirectSession, to_vault: bool) -> None:
    waiting = _waiting(greeted, to_vault)
    receipt = greeted.last(*waiting.whole())
    again = greeted.last(waiting.begin())
    assert again == {**receipt, "utc": again["utc"]}
    assert _again(greeted).last(waiting.begin())["entry"] == receipt["entry"]
    _of(greeted, waiting)


def test_beyond_the_last_receipts_it_is_still_known_as_in_the_log(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=False)
    greeted.say(*waiting.whole())
    (greeted.path / "log" / "commits.json").unlink()
    told = greeted.last(waiting.begin())
    assert (told["type"], told["entry"], told["parts"]) == ("receipt", -1, 4)
    _of(greeted, waiting)


@BOTH
@pytest.mark.parametrize("after", range(5))
@pytest.mark.parametrize("knows", [False, True], ids=["browser gone too", "browser there"])
def test_cut_short_anywhere_it_goes_on_and_is_one_record(
    greeted: DirectSession, to_vault: bool, after: int, knows: bool
) -> None:
    waiting = _waiting(greeted, to_vault)
    begun = greeted.last(waiting.begin())
    greeted.say(*waiting.rest(0, after))
    following = _again(greeted)
    waiting.resume = begun["resume"] if knows else ""
    told = following.last(waiting.begin())
    assert (told["type"], told.get("next")) == ("begun", min(after, 3) if knows else 0), told
    receipt = following.last(*waiting.rest(told["next"]), waiting.commit())
    assert (receipt["type"], receipt["state"]) == ("receipt", "complete")
    _of(following, waiting)


def test_a_port_that_closes_leaves_it_to_the_browser(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True)
    waiting.resume = greeted.last(waiting.begin())["resume"]
    greeted.say(*waiting.rest(0, 2))
    greeted.session.close()
    assert len(greeted.captures()) == 1
    following = DirectSession(greeted.path)
    following.last(HELLO)
    assert following.last(waiting.begin())["next"] == 2
    following.say(*waiting.rest(2), waiting.commit())
    _of(following, waiting)


def test_what_nobody_comes_for_can_be_entered_as_it_is(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True)
    greeted.say(waiting.begin(), *waiting.rest(0, 2))
    greeted.session.close()
    vault = Vault.open(greeted.path, real_environment())
    assert recovery.recover(vault) == []
    assert len(recovery.recover(vault, impatient=True)) == 1
    found = _of(greeted, waiting)
    assert (found.body.state, found.body.reason) == ("incomplete", "cut_short")
    assert found.body.waited.sealed_to == "vault"


def test_without_a_manifest_it_is_incomplete(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=False, has_manifest=False)
    receipt = greeted.last(*waiting.whole())
    assert (receipt["state"], receipt["parts"]) == ("incomplete", 3)
    assert _of(greeted, waiting).body.manifest == -1
    assert greeted.last(waiting.begin())["entry"] == receipt["entry"]


def test_the_first_vault_is_made_for_what_waited(direct: DirectSession) -> None:
    direct.last(HELLO_REST)
    waiting = Waiting()
    assert direct.last(*waiting.whole())["state"] == "complete"
    _of(direct, waiting)


def test_record_only_waits_as_record_only(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True, mode="record_only", pictures=0)
    assert greeted.last(*waiting.whole())["state"] == "complete"
    _of(greeted, waiting)


@pytest.mark.parametrize("stopped", ["navigated", "closed"])
def test_how_it_ended_is_judged_by_the_host_where_it_can_read(
    greeted: DirectSession, stopped: str
) -> None:
    waiting = _waiting(greeted, to_vault=False, stopped_by=stopped)
    assert greeted.last(*waiting.whole())["state"] == "partial"
    assert _of(greeted, waiting).body.reason == stopped


def test_sealed_without_a_picture_is_not_complete(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True, pictures=0)
    assert greeted.last(*waiting.whole())["state"] == "partial"
    assert _of(greeted, waiting).body.reason == "not_pictured"


def test_what_was_damaged_meanwhile_is_told_and_not_passed_off(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=False)
    waiting.parts[1].kind, waiting.parts[1].data = "damaged", b""
    assert greeted.last(*waiting.whole())["state"] == "partial"
    vault = access.unlock(Vault.open(greeted.path, real_environment()), None)
    report = audit(vault, ())
    (found,) = report.steps[5].findings
    assert (report.steps[5].outcome, found.reason) == (Outcome.NOT_CHECKED, "waited_damaged")
    assert vault.capture(2).body.reason == "waited_damaged"


def _sealed(waiting: Waiting, sealed: bytes) -> dict[str, Any]:
    waiting.parts[0].sealed = sealed
    return {}


HOSTILE: dict[str, tuple[Callable[[Waiting], dict[str, Any]], Code]] = {
    "another hash": (lambda _: {"sha256": "0" * 64}, Code.PART_HASH),
    "fewer bytes": (lambda one: {"bytes": len(one.parts[0].data) - 1}, Code.PART_SIZE),
    "a path": (lambda _: {"name": "../begin.json"}, Code.MESSAGE_FIELDS),
    "another name": (lambda _: {"name": "start.json"}, Code.MESSAGE_FIELDS),
    "another kind": (lambda _: {"kind": "tile"}, Code.MESSAGE_FIELDS),
    "no time": (lambda _: {"at": None}, Code.MESSAGE_FIELDS),
    "a time of its own": (lambda _: {"at": "yesterday"}, Code.MESSAGE_FIELDS),
    "sealed to a browser": (
        lambda _: {"sealed": {"bytes": 9, "sha256": "0" * 64}}, Code.MESSAGE_FIELDS,
    ),
    "too large": (lambda _: {"bytes": 134_217_729}, Code.PART_TOO_LARGE),
    "part 1 first": (lambda _: {"part": 1}, Code.CAPTURE_STATE),
}  # fmt: skip
HOSTILE_SEALED: dict[str, tuple[Callable[[Waiting], dict[str, Any]], Code]] = {
    "not sealed": (lambda _: {"sealed": None}, Code.MESSAGE_FIELDS),
    "no age file": (lambda one: _sealed(one, b"{}"), Code.PART_SIZE),
    "under a passphrase": (
        lambda one: _sealed(one, pyrage.passphrase.encrypt(one.parts[0].data, "x")), Code.PART_SIZE,
    ),
    "to two": (
        lambda one: _sealed(one, _to_two(one.parts[0].data)), Code.PART_SIZE,
    ),
    "cut short": (
        lambda one: _sealed(one, (one.parts[0].sealed or b"")[:-20]), Code.PART_SIZE,
    ),
    "of another size": (lambda _: {"bytes": 5}, Code.PART_SIZE),
    "another sealed hash": (
        lambda one: {"sealed": {"bytes": len(one.parts[0].sealed or b""), "sha256": "0" * 64}},
        Code.PART_HASH,
    ),
    "too large sealed": (
        lambda _: {"sealed": {"bytes": 134_300_000, "sha256": "0" * 64}}, Code.PART_TOO_LARGE,
    ),
}  # fmt: skip


def _to_two(data: bytes) -> bytes:
    both = [pyrage.x25519.Identity.generate().to_public() for _ in range(2)]
    sealed: bytes = pyrage.encrypt(data, both)
    return sealed


@pytest.mark.parametrize("lie", [*HOSTILE, *HOSTILE_SEALED])
def test_what_does_not_fit_is_refused_and_harms_nothing(greeted: DirectSession, lie: str) -> None:
    to_vault = lie in HOSTILE_SEALED
    waiting = _waiting(greeted, to_vault)
    true = waiting.parts[0].sealed
    waiting.resume = greeted.last(waiting.begin())["resume"]
    make, code = (HOSTILE_SEALED if to_vault else HOSTILE)[lie]
    changed = make(waiting)
    replies = greeted.say(*waiting.hand(waiting.parts[0], **changed))
    told = next(reply for reply in replies if reply["type"] == "error")
    assert refused(told) is code
    assert not any(reply["type"] == "kept" for reply in replies)
    # The same capture, as it is, is taken over by the next port; what was there is untouched.
    waiting.parts[0].sealed = true
    following = _again(greeted)
    assert following.last(*waiting.whole())["state"] == "complete"
    _of(following, waiting)


def test_sealed_to_another_vault_is_refused_before_a_byte(greeted: DirectSession) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    waiting = Waiting(recipient=other)
    assert refused(greeted.last(waiting.begin())) is Code.WAITED_ELSEWHERE
    assert not (greeted.path / "incoming" / waiting.capture).exists()


def test_no_vault_is_made_for_what_is_sealed_to_another(direct: DirectSession) -> None:
    direct.last(HELLO_REST)
    waiting = Waiting(recipient=str(pyrage.x25519.Identity.generate().to_public()))
    assert refused(direct.last(waiting.begin())) is Code.WAITED_ELSEWHERE
    assert not direct.path.exists()


def test_sealed_to_somebody_else_under_this_vaults_name_is_found_when_it_is_opened(
    greeted: DirectSession,
) -> None:
    waiting = _waiting(greeted, to_vault=True)
    one = waiting.parts[1]
    one.sealed = pyrage.encrypt(one.data, [pyrage.x25519.Identity.generate().to_public()])
    assert greeted.last(*waiting.whole())["type"] == "receipt"
    report = audit(access.unlock(Vault.open(greeted.path, real_environment()), None), ())
    (found,) = report.steps[4].findings
    assert (found.outcome, found.reason) == (Outcome.INVALID, "part_missing")
    assert found.file == f"parts/{waiting.capture}/0001.age"


def test_another_content_than_was_said_is_found_when_it_is_opened(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True)
    one = waiting.parts[1]
    other = os.urandom(len(one.data))
    key = pyrage.x25519.Recipient.from_str(waiting.recipient)
    one.sealed = pyrage.encrypt(other, [key])
    receipt = greeted.last(*waiting.whole())
    assert receipt["type"] == "receipt"
    unlocked = access.unlock(Vault.open(greeted.path, real_environment()), None)
    report = audit(unlocked, ())
    assert [found.reason for found in report.steps[4].findings] == ["part_hash"]
    listed, _ = summary(unlocked, unlocked.capture(receipt["entry"]))
    assert (listed.problem, listed.file) == ("part_hash", f"parts/{waiting.capture}")


BAD_BEGINS: dict[str, dict[str, Any]] = {
    "a time of its own": {"from": "now"},
    "to nobody": {"sealed_to": "me"},
    "no recipient": {"recipient": "age1x"},
    "a mode": {"mode": "everything"},
    "a part below": {"part": -1},
    "a part beyond": {"part": 20_000},
    "another member": {"until": FROM},
    "no key": {"resume": "ab"},
}


@pytest.mark.parametrize("lie", BAD_BEGINS)
def test_a_beginning_of_another_form_is_refused(greeted: DirectSession, lie: str) -> None:
    waiting = Waiting()
    told = greeted.last(waiting.begin(**BAD_BEGINS[lie]))
    assert refused(told) is Code.MESSAGE_FIELDS
    both = {**waiting.begin(), "seen": {}}
    assert refused(greeted.last(both)) is Code.MESSAGE_FIELDS
    neither = {"type": "begin", "capture": waiting.capture}
    assert refused(greeted.last(neither)) is Code.MESSAGE_FIELDS


def test_another_mode_than_was_named_is_refused(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=False, mode="record_only", pictures=0)
    greeted.last(waiting.begin(mode=""))
    assert refused(greeted.last(*waiting.hand(waiting.parts[0]))) is Code.MESSAGE_FIELDS


def test_record_only_takes_no_picture_that_waited(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True, pictures=1)
    waiting.mode = "record_only"
    greeted.say(waiting.begin(), *waiting.hand(waiting.parts[0]))
    assert refused(greeted.last(next(waiting.hand(waiting.parts[1])))) is Code.MESSAGE_FIELDS


def test_an_ordinary_capture_takes_nothing_of_one_that_waited(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=False, part=1)
    greeted.say(*waiting.live())
    assert refused(greeted.last(next(waiting.hand(waiting.parts[1])))) is Code.MESSAGE_FIELDS


@BOTH
def test_a_whole_one_cannot_end_as_the_other_kind(greeted: DirectSession, to_vault: bool) -> None:
    """Who can read the manifest judges: the host where it can, the browser where it cannot."""
    waiting = _waiting(greeted, to_vault)
    greeted.say(waiting.begin(), *waiting.rest())
    ended = None if to_vault else {"state": "complete", "reason": ""}
    assert refused(greeted.last(waiting.commit(ended=ended))) is Code.MANIFEST_MISMATCH


def test_while_another_process_takes_it_over_it_is_busy(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=False)
    greeted.say(waiting.begin(), *waiting.rest(0, 2))
    other = DirectSession(greeted.path)
    other.last(HELLO_REST)
    assert refused(other.last(waiting.begin())) is Code.VAULT_BUSY
    assert greeted.last(*waiting.rest(2), waiting.commit())["state"] == "complete"
    _of(greeted, waiting)


def test_a_receipt_that_was_lost_is_asked_for(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True)
    receipt = greeted.last(*waiting.whole())
    asked = _again(greeted).last({"type": "ask", "capture": waiting.capture})
    assert (asked["type"], asked["entry"]) == ("receipt", receipt["entry"])


def test_the_hash_of_what_waits_is_that_of_its_plain_bytes(greeted: DirectSession) -> None:
    waiting = _waiting(greeted, to_vault=True)
    greeted.say(*waiting.whole())
    rows = _of(greeted, waiting).body.parts
    assert [row.sha256 for row in rows] == [sha256(one.data) for one in waiting.parts]


def test_nothing_readable_is_written(greeted: DirectSession, tmp_path: Path) -> None:
    waiting = _waiting(greeted, to_vault=True)
    greeted.say(waiting.begin(), *waiting.rest(0, 3))
    written = [path for path in greeted.path.rglob("*") if path.is_file()]
    assert len(written) > 8
    for path in written:
        data = path.read_bytes()
        for hidden in (b"example.org", b"tile-0001", waiting.parts[1].row["sha256"].encode()):
            assert hidden not in data, path.relative_to(tmp_path)
