"""`waiting.keepsake` on another computer: each capture once, and what is wrong is told of it."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pyrage
import pytest

from fixtures.waiting import FROM, WORDS, Waiting, hand_over, listed, plain_file, sealed_file
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.env import real_environment
from keepsake.flows.audit.vault import audit
from keepsake.flows.importing.waiting import is_waiting_file, take_in
from keepsake.vault import access, creating

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.flows.importing.waiting import Taken
    from keepsake.vault.handle import Vault
    from keepsake.vault.unlocked import Capture


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return creating.create(tmp_path / "vault", real_environment())


def _take(vault: Vault, file: bytes, words: str = WORDS) -> list[Taken]:
    return list(take_in(io.BytesIO(file), words, vault))


def _of(vault: Vault, waiting: Waiting) -> Capture:
    unlocked = access.unlock(vault, None)
    wrong = [step for step in audit(unlocked, ()).steps if step.outcome is Outcome.INVALID]
    assert not wrong, wrong
    (found,) = [one for one in unlocked.captures() if one.body.capture == waiting.capture]
    for one in waiting.parts:
        assert unlocked.part(waiting.capture, one.part) == one.data
    return found


def test_it_is_known_by_name_and_first_bytes() -> None:
    file = sealed_file(plain_file(Waiting()))
    assert is_waiting_file("waiting.keepsake", file[:64])
    assert not is_waiting_file("waiting.zip", file[:64])
    assert not is_waiting_file("backup.keepsake", b"PK\3\4")


def test_each_capture_becomes_a_record_that_says_it_came_in_a_file(vault: Vault) -> None:
    captures = [Waiting(), Waiting(recipient=vault.info.recipient), Waiting(has_manifest=False)]
    done = _take(vault, sealed_file(plain_file(*captures)))
    assert [one.receipt.state for one in done if one.receipt] == [
        "complete", "complete", "incomplete"
    ]  # fmt: skip
    for waiting in captures:
        found = _of(vault, waiting)
        assert found.body.waited
        assert (found.body.waited.through, found.body.waited.since) == ("file", FROM)


def test_the_words_may_be_typed_as_people_do(vault: Vault) -> None:
    file = sealed_file(plain_file(Waiting()))
    assert _take(vault, file, " Maple anchor VIOLIN copper - meadow otter ")[0].receipt


def test_twice_or_after_the_port_it_is_one_record(vault: Vault) -> None:
    by_file, by_port = Waiting(), Waiting()
    hand_over(vault, by_port)
    file = sealed_file(plain_file(by_file, by_port))
    assert [bool(one.receipt) for one in _take(vault, file)] == [True, False]
    again = _take(vault, file)
    assert [(one.receipt, one.error) for one in again] == [(None, None)] * 2
    _of(vault, by_file)
    _of(vault, by_port)


def test_one_that_is_sealed_elsewhere_is_told_and_the_others_go_on(vault: Vault) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    captures = [Waiting(), Waiting(recipient=other), Waiting(part=1), Waiting()]
    done = _take(vault, sealed_file(plain_file(*captures)))
    codes = [one.error.code if one.error else None for one in done]
    assert codes == [None, Code.WAITED_ELSEWHERE, Code.WAITED_CLOSED, None]
    assert [one.capture for one in done] == [one.capture for one in captures]
    _of(vault, captures[0])
    _of(vault, captures[3])


LIES: dict[str, tuple[dict[str, Any], Code]] = {
    "another hash": ({"sha256": "0" * 64}, Code.PART_HASH),
    "no time": ({"at": None}, Code.MESSAGE_FIELDS),
    "another number": ({"part": 7}, Code.CAPTURE_STATE),
    "sealed": ({"sealed": {"bytes": 5, "sha256": "0" * 64}}, Code.MESSAGE_FIELDS),
    "too large": ({"bytes": 200_000_000}, Code.PART_TOO_LARGE),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_fit_is_told_with_its_capture(vault: Vault, lie: str) -> None:
    bad, good = Waiting(), Waiting()
    row = listed(bad)
    change, code = LIES[lie]
    row["parts"][1] |= change
    file = sealed_file(plain_file(good, bad, rows=[listed(good), row]))
    done = _take(vault, file)
    assert done[0].receipt
    assert (done[1].capture, done[1].error and done[1].error.code) == (bad.capture, code)
    _of(vault, good)
    # The same as it is: what had come of it is no hindrance.
    assert _take(vault, sealed_file(plain_file(bad)))[0].receipt
    _of(vault, bad)


def test_a_wrong_capture_in_the_middle_lets_the_next_one_by(vault: Vault) -> None:
    bad, good = Waiting(), Waiting()
    row = listed(bad)
    row["parts"][0]["sha256"] = "0" * 64
    done = _take(vault, sealed_file(plain_file(bad, good, rows=[row, listed(good)])))
    assert [bool(one.receipt) for one in done] == [False, True]
    _of(vault, good)


@pytest.mark.parametrize("cut", [40, 300, 1200])
def test_a_file_that_is_cut_short_keeps_what_came_before(vault: Vault, cut: int) -> None:
    first, second = Waiting(), Waiting()
    second.parts[1].data = bytes(300_000)
    file = sealed_file(plain_file(first, second, rows=[listed(first), listed(second)]))
    done: list[Taken] = []
    told = None
    try:
        done.extend(take_in(io.BytesIO(file[:-cut]), WORDS, vault))
    except KeepsakeError as error:
        told = error.code
    assert told is Code.FILE_CUT
    assert [bool(one.receipt) for one in done] == [True]
    _of(vault, first)
    assert len(list(access.unlock(vault, None).captures())) == 1
    done = _take(vault, file)
    assert done[1].receipt is None, "its manifest lists the picture that it had"


def test_more_than_it_lists_is_told(vault: Vault) -> None:
    waiting = Waiting()
    done = _take(vault, sealed_file(plain_file(waiting) + b"more"))
    assert done[0].receipt
    assert done[1].error
    assert done[1].error.code is Code.FILE_CUT
    _of(vault, waiting)


NO_FILES: dict[str, tuple[bytes, Code]] = {
    "no list": (b"hello", Code.FILE_CUT),
    "nothing": (b"", Code.FILE_CUT),
    "a list without an end": (b"[" * 100_000, Code.FILE_CUT),
    "of another version": (
        json.dumps({"keepsake_waiting": 2, "captures": []}).encode() + b"\n", Code.VAULT_NEWER,
    ),
    "a path for a capture": (
        plain_file(Waiting(capture="../../x")), Code.FILE_CUT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_such_file_is_refused(vault: Vault, kind: str) -> None:
    plain, code = NO_FILES[kind]
    with pytest.raises(KeepsakeError) as told:
        _take(vault, sealed_file(plain))
    assert told.value.code is code
    assert vault.size() == 1


def test_other_words_open_nothing(vault: Vault) -> None:
    with pytest.raises(KeepsakeError) as told:
        _take(vault, sealed_file(plain_file(Waiting())), "other words")
    assert told.value.code is Code.WAITING_LOCKED


def test_nothing_readable_is_written(vault: Vault) -> None:
    waiting = Waiting()
    _take(vault, sealed_file(plain_file(waiting)))
    for path in vault.path.rglob("*"):
        if path.is_file():
            assert b"example.org" not in path.read_bytes(), path
