"""A copy is sent in parts, goes on after a break, and its receipt stands in the log."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyrage
import pytest

from fixtures.desk_stand_in import LOCKED, NAME, RECEIVED, TOKEN, StandIn
from keepsake.core.custody import ExportBody, ReceiptBody
from keepsake.core.desk.entry import checked
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.sending import invitations, send
from keepsake.vault import sendings
from keepsake.vault.layout import strays

if TYPE_CHECKING:
    from fixtures.sender import Person
    from keepsake.flows.sending.progress import Progress


def left(person: Person) -> list[str]:
    """Files of sendings that are in the vault."""
    place = person.unlocked.vault.path / "sending"
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def refused(person: Person, name: str) -> KeepsakeError:
    with pytest.raises(KeepsakeError) as caught:
        person.send(name)
    return caught.value


def receipts_in(person: Person) -> list[ReceiptBody]:
    return [body(r, ReceiptBody) for _, r in person.unlocked.entries() if r.kind == "receipt"]


def test_what_was_made_arrives_whole_and_its_receipt_is_in_the_log(
    person: Person, desk: StandIn
) -> None:
    told: list[Progress] = []
    done = person.send(person.make(desk, told.append), told.append)
    assert b"evidence" not in desk.copy
    assert pyrage.decrypt(desk.copy, [desk.identity])[:2] == b"PK"
    (kept,) = receipts_in(person)
    assert kept == done.body
    assert kept.sha256 == hashlib.sha256(desk.copy).hexdigest()
    assert (kept.to, kept.medium, kept.who) == (NAME, desk.address, "Noor")
    export = body(person.unlocked.entry(kept.export), ExportBody)
    assert (export.bundle_sha256, export.to, export.captures) == (kept.sha256, NAME, kept.captures)
    received = checked(kept).received
    assert (received.received, received.locked_until) == (RECEIVED, LOCKED)
    assert left(person) == []
    assert send.unfinished(person.unlocked) == []
    shares = [one.share for one in told]
    assert shares == sorted(shares)
    assert told[-1].share > 0.9
    assert {one.stage for one in told} >= {"check", "reach", "send", "confirm"}
    assert len(desk.put) > 1


def test_the_token_goes_to_the_desk_alone(person: Person, desk: StandIn) -> None:
    person.send(person.make(desk))
    for asked, headers in zip(desk.asked, desk.headers, strict=True):
        assert ("Authorization" in headers) is not asked.startswith("PUT"), asked
        assert "keepsake" not in str(headers).lower()
        assert TOKEN not in asked


def test_a_break_in_a_part_costs_that_part_alone(person: Person, desk: StandIn) -> None:
    name = person.make(desk)
    desk.manner.drop_puts, desk.manner.drop_after = 2, 1
    person.send(name)
    numbers = [number for number, _size in desk.put]
    assert numbers == sorted(set(numbers))
    assert sum(one.startswith("PUT") for one in desk.asked) == len(numbers) + 2


def test_it_goes_on_where_it_was_when_the_desk_was_away_for_long(
    person: Person, desk: StandIn
) -> None:
    name = person.make(desk)
    desk.manner.drop_puts, desk.manner.drop_after = 99, 1
    error = refused(person, name)
    assert (error.code, error.facts["reason"]) == (Code.DESK_UNREACHABLE, "unreachable")
    (waits,) = send.unfinished(person.unlocked)
    assert waits.can_go_on
    assert waits.opened is not None
    assert waits.opened.says.name == NAME
    desk.manner.drop_puts = 0
    before = len(desk.put)
    person.send(waits.name)
    assert desk.put[before][0] == 2
    assert len(receipts_in(person)) == 1


def test_what_is_stopped_can_be_gone_on_with(person: Person, desk: StandIn) -> None:
    name = person.make(desk)

    def stop(progress: Progress) -> None:
        if progress.part == 2:
            raise KeepsakeError(Code.SENDING_STOPPED)

    with pytest.raises(KeepsakeError, match="sending_stopped"):
        person.send(name, stop)
    assert [one.name for one in send.unfinished(person.unlocked)] == [name]
    person.send(name)
    assert len(receipts_in(person)) == 1


def test_what_is_given_up_leaves_nothing(person: Person, desk: StandIn) -> None:
    name = person.make(desk)
    assert left(person)
    send.give_up(person.unlocked.vault, name)
    assert left(person) == []
    assert send.unfinished(person.unlocked) == []
    assert not desk.put


def test_what_waits_belongs_to_the_vault_and_is_sealed(person: Person, desk: StandIn) -> None:
    name = person.make(desk)
    vault = person.unlocked.vault
    assert strays(vault.path, vault.size(), None) == []
    inside = [path for path in sendings.folder(vault, name).rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in inside)
    assert TOKEN.encode() not in held
    assert NAME.encode() not in held
    with sendings.held(vault, name):
        assert strays(vault.path, vault.size(), None) == []
        assert refused(person, name).code is Code.VAULT_BUSY


def test_a_copy_that_was_changed_while_it_waited_is_not_sent(person: Person, desk: StandIn) -> None:
    name = person.make(desk)
    copy = sendings.copy_folder(person.unlocked.vault, name) / send.SEALED
    data = bytearray(copy.read_bytes())
    data[-1] ^= 1
    copy.write_bytes(data)
    assert refused(person, name).code is Code.SENDING_DAMAGED
    assert not desk.put


def test_a_record_of_it_that_is_damaged_can_only_be_given_up(person: Person, desk: StandIn) -> None:
    name = person.make(desk)
    facts = sendings.folder(person.unlocked.vault, name) / "sending.age"
    facts.write_bytes(b"damaged")
    (waits,) = send.unfinished(person.unlocked)
    assert not waits.can_go_on
    assert refused(person, name).code is Code.VAULT_DAMAGED
    send.give_up(person.unlocked.vault, name)
    assert left(person) == []


def test_nothing_is_said_to_anybody_when_an_invitation_is_opened(desk: StandIn) -> None:
    opened = invitations.from_text(f"Dear Noor,\nplease use {desk.link} until Friday.\n")
    assert opened.says.name == NAME
    assert desk.asked == []


def test_a_copy_over_the_limit_is_told_before_anything_of_it_leaves(
    person: Person, desk: StandIn
) -> None:
    desk.limit = 1000
    with pytest.raises(KeepsakeError) as caught:
        person.make(desk)
    assert caught.value.facts["reason"] == "too_large"
    assert desk.asked == ["GET /api/intake/state"]
    assert left(person) == []


def test_a_receipt_that_came_when_the_program_was_killed_is_fetched_and_nothing_sent_again(
    person: Person, desk: StandIn
) -> None:
    name = person.make(desk)
    desk.manner.lie = "proof"
    assert refused(person, name).code is Code.RECEIPT_WRONG
    desk.manner.lie = ""
    before = len(desk.put)
    person.send(name)
    assert len(desk.put) == before
    assert len(receipts_in(person)) == 1
