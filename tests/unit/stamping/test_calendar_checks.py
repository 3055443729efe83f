"""What an audit of a vault says of calendars' proofs: pending, a block to compare, or wrong."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from fixtures.tsa.calendar import HEIGHT, LocalCalendar
from fixtures.tsa.stamping import grow
from keepsake.core.hashing import sha256
from keepsake.core.ots.encoding import write_file
from keepsake.core.ots.proof import Attestation, Node, OtsError, read_header
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from keepsake.flows.stamp.ask import stamp_now
from keepsake.flows.stamp.calendar import ask_calendars
from keepsake.stamp.authorities import load_authorities
from keepsake.stamp.calendar_client import consult
from keepsake.stamp.calendars import load_calendars
from keepsake.stamp.client import fetch
from keepsake.vault import access

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keepsake.core.verify import Report, Step
    from keepsake.env import Environment
    from keepsake.vault.handle import Vault

FILE, SIDE = "log/stamps/1-ots.ots", "log/stamps/1-ots.json"
NONE: dict[int, bytes] = {}


@pytest.fixture
def kept(vault: Vault, env: Environment, calendars: dict[str, LocalCalendar]) -> Vault:
    """Stamped by both authorities, sent to both calendars."""
    assert len(calendars) == 2
    stamp_now(vault, load_authorities(), env, fetch)
    ask_calendars(vault, load_calendars(), env, consult)
    return vault


def _audit(vault: Vault, headers: Mapping[int, bytes] = NONE) -> Report:
    return audit(access.unlock(vault, None), load_authorities(), headers=headers)


def _told(step: Step) -> list[tuple[str, str, str, bool]]:
    return [(str(one.outcome), one.reason, one.file, one.decides) for one in step.findings]


def test_pending_is_told_and_is_never_what_a_step_rests_on(
    kept: Vault, calendars: dict[str, LocalCalendar]
) -> None:
    seven = _audit(kept).steps[6]
    assert _told(seven) == [("not_checked", "ots_pending", FILE, False)] * 2
    assert {one.facts["calendar"] for one in seven.findings} == {
        calendar.url for calendar in calendars.values()
    }
    assert seven.outcome is Outcome.VALID
    assert seven.looked_at == {"tokens": 2, "proofs": 1}
    # Without the authorities' tokens it does not make anything valid either.
    for path in (kept.path / "log" / "stamps").glob("1-local-*"):
        path.unlink()
    bare = dataclasses.replace(_audit(kept).steps[6])
    assert bare.looked_at == {"tokens": 0, "proofs": 1}
    assert {row[1] for row in _told(bare)} == {"ots_pending"}


def test_a_block_is_named_for_comparison_and_counts_with_its_header(
    kept: Vault, env: Environment, calendars: dict[str, LocalCalendar]
) -> None:
    header = calendars["local-a"].mine()
    ask_calendars(kept, load_calendars(), env, consult, only_due=False)
    seven = _audit(kept).steps[6]
    assert _told(seven) == [("not_checked", "ots_block", FILE, False)]
    assert seven.findings[0].facts == {"height": str(HEIGHT), "root": header[36:68][::-1].hex()}
    assert _audit(kept, {HEIGHT: header}).steps[6].findings == ()
    assert _told(_audit(kept, {HEIGHT + 1: header}).steps[6]) == _told(seven)
    other = header[:36] + bytes(32) + header[68:]
    wrong = _audit(kept, {HEIGHT: other}).steps[6]
    assert _told(wrong) == [("invalid", "ots_block_other", FILE, True)]


def test_of_many_proofs_the_newest_that_says_something_is_told(
    kept: Vault, env: Environment, calendars: dict[str, LocalCalendar]
) -> None:
    known = load_calendars()
    for _ in range(3):
        grow(kept)
        ask_calendars(kept, known, env, consult)
    calendars["local-a"].mine()
    ask_calendars(kept, known, env, consult, only_due=False)
    assert [row[1:3] for row in _told(_audit(kept).steps[6])] == [
        ("ots_block", "log/stamps/4-ots.ots")
    ]
    grow(kept)
    ask_calendars(kept, known, env, consult)
    told = {row[1:3] for row in _told(_audit(kept).steps[6])}
    assert told == {
        ("ots_block", "log/stamps/4-ots.ots"),
        ("ots_pending", "log/stamps/5-ots.ots"),
    }


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 1,))


@pytest.mark.parametrize("file", [FILE, SIDE])
@pytest.mark.parametrize("change", [_flip, lambda data: data + b"\n", lambda _: b""])
def test_every_change_names_proof_and_note(
    kept: Vault, file: str, change: Callable[[bytes], bytes]
) -> None:
    path = kept.path / file
    path.write_bytes(change(path.read_bytes()))
    told = _told(_audit(kept).steps[6])
    assert told == [("invalid", "ots_changed", name, True) for name in (FILE, SIDE)]


def test_a_proof_that_is_gone_is_told_in_step_3(kept: Vault) -> None:
    (kept.path / FILE).unlink()
    assert _told(_audit(kept).steps[2]) == [("invalid", "stamp_lost", FILE, True)]


def test_a_proof_of_another_list_is_wrong_with_its_note_right(
    kept: Vault, env: Environment
) -> None:
    grow(kept)
    ask_calendars(kept, load_calendars(), env, consult)
    for end in ("ots", "json"):
        source = kept.path / f"log/stamps/2-ots.{end}"
        (kept.path / f"log/stamps/1-ots.{end}").write_bytes(source.read_bytes())
    assert ("invalid", "ots_wrong", FILE, True) in _told(_audit(kept).steps[6])


def test_a_checkpoint_that_only_a_calendar_saw_must_be_of_this_log(kept: Vault) -> None:
    for path in (kept.path / "log" / "stamps").glob("1-local-*"):
        path.unlink()
    path = kept.path / "log" / "stamps" / "1.checkpoint"
    path.write_bytes(path.read_bytes().replace(b"\n1\n", b"\n2\n"))
    assert ("invalid", "checkpoint", "log/stamps/1.checkpoint", True) in _told(
        _audit(kept).steps[2]
    )


def test_a_witness_that_is_not_known_is_told_as_that(kept: Vault) -> None:
    checkpoint = kept.checkpoint()
    other = Node(sha256(checkpoint), (Attestation(b"somebody", payload=b"x"),))
    kept.stamps.keep_proof(checkpoint, 1, write_file(other))
    assert _told(_audit(kept).steps[6]) == [("not_checked", "ots_unknown", FILE, False)]


def test_a_header_is_read_only_with_the_work_that_it_states(
    calendars: dict[str, LocalCalendar],
) -> None:
    calendars["local-a"].take(bytes(32))
    header = calendars["local-a"].mine()
    assert read_header(f"{HEIGHT}:{header.hex()}") == (HEIGHT, header)
    hard = header[:72] + bytes.fromhex("ffff001d") + header[76:]
    for text in ("", "1", f"{HEIGHT}:", f"x:{header.hex()}", f"{HEIGHT}:{header.hex()}00",
                 f"{HEIGHT}:{hard.hex()}", f"-1:{header.hex()}"):  # fmt: skip
        with pytest.raises(OtsError):
            read_header(text)


def test_the_genesis_block_is_a_header() -> None:
    """The first block of Bitcoin, whose hash and Merkle root everybody knows."""
    root = bytes.fromhex("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")
    header = bytes.fromhex(
        "01000000" + "00" * 32 + root[::-1].hex() + "29ab5f49" + "ffff001d" + "1dac2b7c"
    )
    assert read_header(f"0:{header.hex()}") == (0, header)
