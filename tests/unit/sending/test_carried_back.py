"""A receipt that is carried back: held against the key she has and the copy she made, kept once."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures.desk_stand_in import NAME, StandIn, stand_in
from fixtures.sender import WHO, Person
from keepsake.core.custody import ExportBody, ReceiptBody
from keepsake.core.desk import invitation as form
from keepsake.core.desk.entry import checked
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.sending import carried, invitations, kept
from keepsake.vault import access
from keepsake.vault.durable import Disk
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.flows.sending.invitations import Opened

STICK = "USB stick, by hand"


def receipt_for(person: Person, desk: StandIn, name: str = "carried") -> bytes:
    """Makes a copy to carry, brings it to the desk, and gives what comes back."""
    folder = person.carry(desk, name, medium=STICK)
    desk.parts = {1: (folder / "evidence.age").read_bytes()}
    return desk.receipt()


def refused(person: Person, data: bytes, opened: Opened | None = None) -> str:
    """Why one is not taken; nothing is entered then."""
    before = person.unlocked.vault.size()
    with pytest.raises(KeepsakeError) as caught:
        carried.take_back(person.unlocked, data, opened)
    assert caught.value.code is Code.RECEIPT_NOT_TAKEN
    assert person.unlocked.vault.size() == before
    return caught.value.facts["reason"]


def receipts_in(person: Person) -> list[ReceiptBody]:
    return [body(r, ReceiptBody) for _, r in person.unlocked.entries() if r.kind == "receipt"]


def test_it_is_entered_as_one_that_was_sent_back(person: Person, desk: StandIn) -> None:
    data = receipt_for(person, desk)
    done = carried.take_back(person.unlocked, data, attribution=WHO)
    assert desk.asked == []
    (found,) = receipts_in(person)
    assert (found, done.fresh) == (done.body, True)
    assert checked(found).received == done.receipt.received
    assert found.sha256 == hashlib.sha256(desk.copy).hexdigest()
    assert (found.to, found.medium, found.who, found.why) == (NAME, STICK, WHO.who, WHO.why)
    assert (found.log, found.receipt) == (desk.invitation.log, data.decode())
    assert found.invitation == form.digest(desk.signed)
    export = body(person.unlocked.entry(found.export), ExportBody)
    assert (export.bundle_sha256, export.bytes) == (found.sha256, found.bytes)
    assert (export.to, export.medium, export.log) == (NAME, STICK, desk.invitation.log)
    assert found.captures == export.captures


def test_the_same_one_again_is_no_second_entry(person: Person, desk: StandIn) -> None:
    data = receipt_for(person, desk)
    first = carried.take_back(person.unlocked, data)
    again = carried.take_back(person.unlocked, data, invitations.from_text(desk.link))
    assert (again.entry, again.fresh) == (first.entry, False)
    assert len(receipts_in(person)) == 1


def test_two_programs_that_take_it_at_once_enter_it_once(person: Person, desk: StandIn) -> None:
    data = receipt_for(person, desk)
    path, barrier = person.unlocked.vault.path, threading.Barrier(6)

    def take() -> None:
        unlocked = access.unlock(Vault.open(path, real_environment()), None)
        barrier.wait()
        carried.take_back(unlocked, data)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts_in(person)) == 1


def test_one_for_a_copy_that_was_sent_is_there_already(person: Person, desk: StandIn) -> None:
    sent = person.send(person.make(desk))
    again = carried.take_back(person.unlocked, desk.receipt())
    assert (again.entry, again.fresh) == (sent.entry, False)
    assert len(receipts_in(person)) == 1


def test_a_desk_may_take_a_carried_copy_under_an_invitation_of_its_own(
    person: Person, desk: StandIn
) -> None:
    desk.manner.lie = "invitation"
    done = carried.take_back(person.unlocked, receipt_for(person, desk))
    assert done.body.invitation == "0" * 64
    assert checked(done.body)


def test_without_the_key_nothing_is_called_received_until_she_gives_the_invitation(
    person: Person, desk: StandIn
) -> None:
    folder = person.export("for-anybody")
    desk.parts = {1: (folder / "evidence.age").read_bytes()}
    data = desk.receipt()
    assert refused(person, data) == "carried_key"
    with stand_in() as other:
        assert refused(person, data, invitations.from_text(other.link)) == "carried_signature"
    done = carried.take_back(person.unlocked, data, invitations.from_text(desk.link))
    assert (done.body.to, done.body.log) == (NAME, desk.invitation.log)


def test_another_invitation_that_is_given_does_not_hinder_the_one_of_the_copy(
    person: Person, desk: StandIn
) -> None:
    data = receipt_for(person, desk)
    with stand_in() as other:
        other.name = "Others"
        done = carried.take_back(person.unlocked, data, invitations.from_text(other.link))
    assert (done.body.to, done.body.log) == (NAME, desk.invitation.log)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("signature", "carried_signature"),
        ("proof", "carried_proof"),
        ("sha256", "carried_copy"),
        ("size", "carried_copy"),
        ("form", "carried_none"),
    ],
)
def test_one_that_does_not_hold_is_told_by_what_is_wrong(
    person: Person, desk: StandIn, lie: str, reason: str
) -> None:
    receipt_for(person, desk)
    desk.manner.lie = lie
    assert refused(person, desk.receipt()) == reason
    assert receipts_in(person) == []


def test_what_is_no_receipt_is_told_so(person: Person, desk: StandIn) -> None:
    data = receipt_for(person, desk)
    for other in (b"", b"\xff\xfe", b"{}", b"{}\n", desk.link.encode(), data[:80]):
        assert refused(person, other) == "carried_none", other
    # A number that no computer of the time could count to.
    line, _, rest = data.partition(b"\n")
    huge = rest.replace(b"index 3", b"index " + b"9" * 5_000)
    assert refused(person, line + b"\n" + huge) == "carried_none"
    assert refused(person, data + b" " * carried.RECEIPT_BYTES_MAX) == "carried_large"


def test_a_byte_that_was_changed_anywhere_is_never_received(person: Person, desk: StandIn) -> None:
    data = receipt_for(person, desk)
    for at in range(0, len(data) - 1, 7):
        changed = bytearray(data)
        changed[at] ^= 1
        assert refused(person, bytes(changed))
    assert receipts_in(person) == []


def test_line_ends_that_a_mail_program_wrote_are_no_damage(person: Person, desk: StandIn) -> None:
    data = receipt_for(person, desk)
    mailed = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    done = carried.take_back(person.unlocked, mailed.rstrip())
    assert done.body.receipt == data.decode()


def test_one_for_a_copy_of_another_vault_is_not_taken(
    person: Person, desk: StandIn, tmp_path: Path
) -> None:
    data = receipt_for(person, desk)
    from viewer import sample

    made = sample.make_vault(tmp_path / "other", [sample.thread(3)], passphrase=None)
    other = replace(person, unlocked=access.unlock(made, None))
    assert refused(other, data, invitations.from_text(desk.link)) == "carried_copy"


class KilledError(BaseException):
    """The program is gone; nothing it would still do is done."""


def test_killed_at_any_step_it_is_entered_once_or_not_at_all_and_can_be_taken_again(
    person: Person, desk: StandIn
) -> None:
    path = person.unlocked.vault.path
    last, cut = 0, True
    while cut:
        data = receipt_for(person, desk, f"carried-{last}")
        before = len(receipts_in(person))
        cut = _cut_short(path, data, last)
        there = len(receipts_in(person)) - before
        assert there in (0, 1)
        done = carried.take_back(person.unlocked, data)
        assert done.fresh is not bool(there)
        assert len(receipts_in(person)) == before + 1
        last += 1
    assert last > 5
    assert kept.find(person.unlocked, done.body) is not None


def _cut_short(path: Path, data: bytes, last: int) -> bool:
    """Whether it was cut short, before so many durable steps and one."""
    count = 0

    def hook(step: str, _path: Path) -> None:
        nonlocal count
        count += step.startswith("before")
        if count > last:
            raise KilledError

    unlocked = access.unlock(Vault.open(path, real_environment(), Disk(hook)), None)
    try:
        carried.take_back(unlocked, data)
    except KilledError:
        return True
    return False
