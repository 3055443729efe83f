"""From the invitation to the receipt, and everything that is refused on the way."""

from __future__ import annotations

import hashlib
import urllib.error
from datetime import timedelta
from typing import TYPE_CHECKING

import pyrage
import pytest

from desk.person import Person, put, put_part, received
from keepsake.core.desk import receipt as form
from keepsake.desk import desk as desks
from keepsake.desk import events, intake, invitations, lock_proof, sweeping
from keepsake.desk.database import every, one
from keepsake.desk.intake import IntakeError
from keepsake.desk.store import PART_BYTES, MissingError, StoreError

if TYPE_CHECKING:
    from keepsake.desk.desk import Desk


def test_a_receipt_comes_back_for_what_was_sent(desk: Desk) -> None:
    person = Person(desk)
    data = person.sealed()
    assert person.hand_over(data) == "received"
    told = person.state()
    receipt = form.opened(told["receipt"].encode(), person.invitation.key)
    digest = hashlib.sha256(person.note).hexdigest()
    form.require_of(receipt, digest, hashlib.sha256(data).hexdigest(), len(data))
    assert receipt.received.locked_until > receipt.received.received


def test_what_was_received_cannot_be_deleted(desk: Desk) -> None:
    person = Person(desk)
    data = person.sealed()
    person.hand_over(data)
    store, key = desk.intake.store, f"b/{hashlib.sha256(data).hexdigest()}"
    version = store.stored(key).version
    with pytest.raises(StoreError):
        store.delete(key, version, force=True)
    assert store.fetch(key, version) == data


def test_an_upload_in_parts_goes_on_after_a_break(desk: Desk) -> None:
    person = Person(desk)
    data = person.sealed(2 * PART_BYTES + 5)
    begun = person.begin(data)
    assert [part["number"] for part in begun["parts"]] == [1, 2, 3]
    put(data, begun, at_most=1)
    again = person.begin(data)
    assert (again["upload"], again["have"]) == (begun["upload"], [1])
    with pytest.raises(IntakeError, match="parts_missing"):
        person.complete(begun["upload"])
    put(data, again)
    person.complete(begun["upload"])
    # The answer was lost, and it is asked for again.
    person.complete(begun["upload"])
    assert received(desk, begun["upload"]) == "received"
    assert received(desk, begun["upload"]) == "received"
    with desk.intake.database.connection() as transaction:
        assert one(transaction, "select count(*) as n from bundle") == {"n": 1}


def test_another_copy_takes_the_place_of_one_that_was_broken_off(desk: Desk) -> None:
    person = Person(desk)
    first, second = person.sealed(), person.sealed()
    begun = person.begin(first)
    assert person.begin(second)["upload"] != begun["upload"]
    with pytest.raises(IntakeError, match="upload_other"):
        person.complete(begun["upload"])
    assert person.hand_over(second) == "received"


@pytest.mark.parametrize("part", [b"", b"longer than it was said to be"])
def test_the_store_takes_no_part_of_another_length(desk: Desk, part: bytes) -> None:
    person = Person(desk)
    begun = person.begin(b"0123456789")
    with pytest.raises(urllib.error.HTTPError):
        put_part(begun["parts"][0]["url"], part)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no age file at all", "not_sealed"),
        (b"age-encryption.org/v1\n-> X25519 a\n", "not_sealed"),
        (pyrage.passphrase.encrypt(b"a", "a passphrase"), "sealed_otherwise"),
        (
            pyrage.encrypt(b"a", [pyrage.x25519.Identity.generate().to_public()] * 2),
            "sealed_otherwise",
        ),
    ],
)
def test_what_is_not_sealed_to_one_key_is_refused_and_kept_nowhere(
    desk: Desk, data: bytes, reason: str
) -> None:
    person = Person(desk)
    assert person.hand_over(data) == "refused"
    assert person.state() == {"state": "refused", "reason": reason, "receipt": ""}
    with pytest.raises(MissingError):
        desk.intake.store.stored(f"b/{hashlib.sha256(data).hexdigest()}")
    # The same invitation takes the right one.
    assert person.hand_over(person.sealed()) == "received"


def test_other_bytes_than_were_announced_are_refused(desk: Desk) -> None:
    person = Person(desk)
    data = person.sealed()
    begun = person.begin(data)
    put(bytes(len(data)), begun)
    person.complete(begun["upload"])
    assert received(desk, begun["upload"]) == "refused"
    assert person.state()["reason"] == "hash_other"


def test_an_invitation_lets_one_copy_in(desk: Desk) -> None:
    person = Person(desk)
    data = person.sealed()
    person.hand_over(data)
    for again in (data, person.sealed()):
        with pytest.raises(IntakeError, match="invitation_used"):
            person.begin(again)


def test_a_guessed_token_is_of_no_invitation(desk: Desk) -> None:
    person = Person(desk)
    with pytest.raises(IntakeError, match="invitation_unknown"):
        intake.begin(desk.intake, "A" * 43, 1, "0" * 64, desks.now())
    with pytest.raises(IntakeError, match="invitation_unknown"):
        intake.state(desk.intake, person.token[:-1] + "_")


def test_an_invitation_runs_out_and_can_be_taken_back(desk: Desk) -> None:
    person, other = Person(desk), Person(desk)
    late = desks.now() + timedelta(days=desk.settings.days, seconds=1)
    with pytest.raises(IntakeError, match="invitation_over"):
        intake.begin(desk.intake, person.token, 1, "0" * 64, late)
    with desk.intake.database.connection() as transaction:
        assert invitations.withdraw(transaction, desk.intake.log, other.id, "Ada", desks.now())
    with pytest.raises(IntakeError, match="invitation_over"):
        other.begin(b"a")


def test_more_than_the_limit_is_refused_before_it_is_sent(desk: Desk) -> None:
    person = Person(desk)
    with pytest.raises(IntakeError, match="too_large"):
        intake.begin(desk.intake, person.token, desk.settings.limit + 1, "0" * 64, desks.now())


def test_a_thief_of_the_database_can_send_and_open_nothing(
    desk: Desk, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    data = person.sealed()
    person.hand_over(data)
    with desk.intake.database.connection() as transaction:
        tables = ("invitation", "upload", "bundle", "event", "entry")
        every_row = [
            bytes(value) if isinstance(value, memoryview) else str(value).encode()
            for table in tables
            for row in every(transaction, f"select * from {table}")  # noqa: S608 - ours
            for value in row.values()
        ]
        sealed = one(transaction, "select sealed_identity as key from invitation")
    whole = b"\n".join(every_row)
    assert person.token.encode() not in whole
    assert b"AGE-SECRET-KEY" not in whole.upper()
    # The organisation opens it, away from the desk.
    assert sealed
    key = pyrage.decrypt(bytes(sealed["key"]), [organisation]).decode()
    identity = pyrage.x25519.Identity.from_str(key)
    assert len(pyrage.decrypt(data, [identity])) == 1_000


def test_what_happened_stands_in_the_log_and_cannot_be_changed(desk: Desk) -> None:
    person = Person(desk)
    person.hand_over(person.sealed())
    with desk.intake.database.connection() as transaction:
        rows = list(every(transaction, "select * from event order by id"))
        kinds = [row["kind"] for row in rows]
        for row in rows:
            event = events.Event(events.Kind(row["kind"]), row["who"], row["at"], row["about"])
            found = one(transaction, "select data from entry where index = %s", row["index"])
            assert found
            assert bytes(found["data"]) == event.entry(bytes(row["salt"]))
    assert kinds[-4:] == ["invitation_made", "upload_begun", "upload_completed", "copy_received"]
    for table in ("event", "entry", "node", "lock_proof"):
        for change in ("delete from {}", "truncate {} cascade"):
            with (
                pytest.raises(Exception, match="append-only"),
                desk.intake.database.connection() as transaction,
            ):
                transaction.execute(change.format(table).encode())


def test_what_nobody_waits_for_is_swept_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "YOUNG", -timedelta(minutes=1))
    store = desk.intake.store
    lost = store.begin("u/lost")
    person = Person(desk)
    data = person.sealed(PART_BYTES + 1)
    begun = person.begin(data)
    put(data, begun, at_most=1)
    assert sweeping.sweep(desk.intake, desks.now()) == 1
    with pytest.raises(MissingError):
        store.parts("u/lost", lost)
    assert person.begin(data)["have"] == [1]
    later = desks.now() + sweeping.KEPT_FOR + timedelta(minutes=1)
    assert sweeping.sweep(desk.intake, later) == 1
    assert person.begin(data)["have"] == []


def test_without_a_proof_nothing_is_called_locked(desk: Desk) -> None:
    with desk.intake.database.connection() as transaction:
        failed = lock_proof.Proof(holds=False, attempts={"delete": "done"})
        lock_proof.record(transaction, desk.intake.log, desk.intake.store, failed, desks.now())
    person = Person(desk)
    assert person.hand_over(person.sealed()) == "received"
    receipt = form.opened(person.state()["receipt"].encode(), person.invitation.key)
    assert receipt.received.locked_until == ""
