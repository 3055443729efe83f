"""A copy is handed on to another desk: the same bytes, two people, and received there once."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pyrage
import pytest

from desk import over_http
from desk.conftest import Place, as_toml, desk_at, place_for, process, serving, started, until
from desk.copies import Copies, asked, handed, opened
from desk.looks import Looks
from desk.office import Office
from desk.over_http import RefusalError
from desk.person import Person, put
from desk.test_http import listens
from desk.test_pages import browser
from keepsake.core import merkle, note
from keepsake.core.desk import invitation as form
from keepsake.core.desk import receipt as receipts
from keepsake.core.hashing import sha256
from keepsake.desk import copy_key, resealing, sending_on
from keepsake.desk import desk as desks
from keepsake.desk import handed as rows
from keepsake.desk.copy_key import CopyKeyError
from keepsake.desk.database import every, one
from keepsake.desk.requests import RequestError
from keepsake.desk.store import PART_BYTES
from viewer import sample

if TYPE_CHECKING:
    import subprocess
    import uuid
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from desk.office import Colleague
    from desk_engines import Engines
    from keepsake.desk.desk import Desk

__all__ = ["browser"]

pytestmark = pytest.mark.browser

WHY = "Their unit is responsible for it"


class Two(NamedTuple):
    """A helpline that hands on, and the police who receive."""

    office: Office
    place: Place
    key: pyrage.x25519.Identity
    other: Desk
    other_place: Place
    other_key: pyrage.x25519.Identity
    other_web: subprocess.Popen[bytes]

    @property
    def desk(self) -> Desk:
        """The helpline's."""
        return self.office.desk


@pytest.fixture
def two(
    engines: Engines, organisation: pyrage.x25519.Identity, tmp_path: Path, browser: Browser
) -> Iterator[Two]:
    """Two desks that answer, of which the first may hand on to the second."""
    other_key = pyrage.x25519.Identity.generate()
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    with (
        place_for(engines, other_key, tmp_path / "other", name="Example Police") as other_place,
        place_for(engines, organisation, tmp_path / "one") as place,
        desk_at(other_place) as other,
    ):
        known = (other_place.settings.verifier().text(),)
        settings = msgspec.structs.replace(place.settings, desks=known)
        place.path.write_text(as_toml(settings))
        place = Place(settings, place.path)
        with (
            desk_at(place) as desk,
            process(place, *serving(place)),
            process(other_place, *serving(other_place)) as web,
        ):
            until(lambda: listens(Person(desk)) and listens(Person(other)))
            yield Two(
                Office(desk, browser), place, organisation, other, other_place, other_key, web
            )


def _do(two: Two, by: Colleague, path: str, **told: str) -> tuple[int, str]:
    answer = two.office.ask(path, by, {"form": by.form, **told})
    return answer.status, answer.body


def _link(two: Two) -> tuple[Person, str]:
    person = Person(two.other)
    return person, form.link(person.note)


def _approved(two: Two, upload: uuid.UUID, link: str) -> uuid.UUID:
    """Asks as one, approves as another; gives the request."""
    with two.office.change() as change:
        count = one(change.transaction, "select count(*) as n from staff")
    number = count["n"] if count else 0
    ben = two.office.colleague(f"Ben {number}", "caseworker")
    cleo = two.office.colleague(f"Cleo {number}", "supervisor")
    path = f"/copies/{upload}/hand-on"
    assert _do(two, ben, path, link=link, reason=WHY)[0] == 303
    request = str(two.office.events()[-1][2]["request"])
    assert _do(two, cleo, f"/requests/{request}/decide", decision="approve")[0] == 303
    import uuid

    return uuid.UUID(request)


def _row(two: Two, request: uuid.UUID) -> dict[str, Any]:
    with two.office.change() as change:
        found = one(change.transaction, "select * from hand_on where request = %s", request)
    assert found
    return found


def _received(two: Two, data: bytes) -> int:
    """How often the other desk has received these bytes."""
    with two.other.intake.database.connection() as transaction:
        query = "select count(*) as n from bundle where sha256 = %s"
        found = one(transaction, query, sha256(data).hex())
    assert found
    return int(found["n"])


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Of a thread."""
    return Copies(tmp_path_factory.mktemp("copies"), [sample.thread(12)])


def test_a_copy_is_handed_on_received_and_opened_there(two: Two, copies: Copies) -> None:
    person = Person(two.desk)
    data = copies.sealed(person.invitation.recipient)
    upload = handed(two.desk, person, data)
    invited, link = _link(two)
    request = _approved(two, upload, link)
    assert resealing.seal_next(two.desk, [two.key])
    assert not resealing.seal_next(two.desk, [two.key])
    with process(two.other_place, "work"):
        assert sending_on.send(two.desk, request) == "received"
        assert sending_on.send(two.desk, request) == ""
    _require_custody(two, person, invited, request, data)
    # Neither link nor key stay here.
    row = _row(two, request)
    assert (row["note"], row["told"], row["key"]) == (None, None, None)
    # There it is opened with that organisation's key alone, and from here on everything holds.
    there = _there(two)
    assert opened(two.other, there, two.other_key)["state"] == "opened"
    with two.other.intake.database.connection() as transaction:
        said = [found["text"] for found in every(transaction, "select text from message")]
    assert any("600 dollars" in text for text in said)
    assert opened(two.other, there, two.key)["result"]["why"] == "no_key"


def _there(two: Two) -> uuid.UUID:
    with two.other.intake.database.connection() as transaction:
        found = one(transaction, "select upload from bundle")
    assert found
    upload: uuid.UUID = found["upload"]
    return upload


def _require_custody(
    two: Two, person: Person, invited: Person, request: uuid.UUID, data: bytes
) -> None:
    """Both receipts name the same bytes, and the log here has the other's."""
    row = _row(two, request)
    first = receipts.opened(person.state()["receipt"].encode(), person.invitation.key)
    text = bytes(row["receipt"])
    second = receipts.opened(text, invited.invitation.key)
    assert first.received.sha256 == second.received.sha256 == sha256(data).hex()
    receipts.require_of(second, form.digest(invited.note), sha256(data).hex(), len(data))
    with two.office.change() as change:
        found = one(change.transaction, "select data from entry where index = %s", row["index"])
        proof = two.desk.intake.log.proof(change.transaction, row["index"])
    assert found
    entry = bytes(found["data"])
    told = json.loads(entry)
    assert entry == json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    assert told.pop("handed_on").endswith("Z")
    assert told == {
        "invitation": form.digest(invited.note), "keepsake_desk": 1, "kind": "handed_on",
        "log": invited.invitation.log, "receipt": hashlib.sha256(text).hexdigest(),
        "sha256": sha256(data).hex(),
    }  # fmt: skip
    checkpoint = note.open_checkpoint(proof.checkpoint, person.invitation.key)
    leaf = merkle.leaf_hash(entry)
    merkle.verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    kinds = [kind for kind, _, _ in two.office.events()]
    wanted = ["hand_on_asked", "hand_on_approved", "hand_on_sealed", "copy_handed_on"]
    assert [kind for kind in kinds if kind in wanted] == wanted
    with two.other.intake.database.connection() as transaction:
        came = one(transaction, "select * from upload where state = 'received'")
    assert came
    assert bytes(came["came_receipt"]).decode() == person.state()["receipt"]
    assert came["came_log"] == person.invitation.log


def test_killed_in_the_middle_it_goes_on_and_is_received_once(two: Two) -> None:
    person = Person(two.desk)
    data = person.sealed(5 * PART_BYTES)
    upload = handed(two.desk, person, data)
    _, link = _link(two)
    request = _approved(two, upload, link)
    assert resealing.seal_next(two.desk, [two.key])
    worker = started(two.place, "work")
    try:
        until(lambda: _parts_there(two) > 0)
    finally:
        worker.kill()
        worker.wait()
    before = _parts_there(two)
    assert 0 < before < 6
    assert _row(two, request)["state"] == "sealed"
    with process(two.place, "work"), process(two.other_place, "work"):
        until(lambda: _row(two, request)["state"] == "received", 120)
    assert _received(two, data) == 1
    with two.other.intake.database.connection() as transaction:
        begun = one(transaction, "select count(*) as n from upload")
        resumed = one(transaction, "select count(*) as n from event where kind = 'upload_resumed'")
    assert begun == {"n": 1}
    assert resumed == {"n": 1}
    entries = [kind for kind, _, _ in two.office.events() if kind == "copy_handed_on"]
    assert len(entries) == 1


def _parts_there(two: Two) -> int:
    with two.other.intake.database.connection() as transaction:
        query = "select store_key, store_upload from upload where state = 'uploading'"
        found = one(transaction, query)
    return len(two.other.intake.store.parts(**_named(found))) if found else 0


def _named(row: dict[str, str]) -> dict[str, str]:
    return {"key": row["store_key"], "upload": row["store_upload"]}


def test_two_who_send_at_once_hand_it_on_once(two: Two) -> None:
    from concurrent.futures import ThreadPoolExecutor

    person = Person(two.desk)
    data = person.sealed(2 * PART_BYTES)
    upload = handed(two.desk, person, data)
    request = _approved(two, upload, _link(two)[1])
    resealing.seal_next(two.desk, [two.key])
    with process(two.other_place, "work"), ThreadPoolExecutor(2) as pool:
        done = [pool.submit(sending_on.send, two.desk, request) for _ in range(2)]
        words = {future.result() for future in done}
        if "received" not in words:  # both were broken off by each other, and go on
            assert sending_on.send(two.desk, request) == "received"
    assert _received(two, data) == 1
    assert [kind for kind, _, _ in two.office.events()].count("copy_handed_on") == 1


def test_nothing_goes_without_a_second_person_or_to_a_desk_that_the_key_does_not_know(
    two: Two,
) -> None:
    person = Person(two.desk)
    upload = handed(two.desk, person, person.sealed())
    ben = two.office.colleague("Ben", "caseworker", "supervisor")
    path = f"/copies/{upload}/hand-on"
    assert _do(two, ben, path, link=_link(two)[1], reason=WHY)[0] == 303
    asked_for = str(two.office.events()[-1][2]["request"])
    assert not resealing.seal_next(two.desk, [two.key])
    assert _do(two, ben, f"/requests/{asked_for}/decide", decision="approve")[0] == 409
    assert not resealing.seal_next(two.desk, [two.key])
    # Whoever rules database and pages here cannot send it to themselves.
    stranger = form.sign(
        msgspec.structs.replace(person.invitation, log=_stranger()[1]), _stranger()[0]
    )
    with two.office.change() as change:
        change.transaction.execute(
            "update request set state = 'approved', decided = now(), decided_by ="
            " (select id from staff where id <> asked_by limit 1)"
        )
        change.transaction.execute(
            "update hand_on set note = %s",
            [pyrage.encrypt(stranger, [two.key.to_public()])],
        )
    assert resealing.seal_next(two.desk, [two.key])
    import uuid

    row = _row(two, uuid.UUID(asked_for))
    assert (row["state"], row["why"], row["key"]) == ("failed", "desk_unknown", None)


_STRANGER: list[Any] = []


def _stranger() -> tuple[Any, str]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not _STRANGER:
        _STRANGER.append(Ed25519PrivateKey.generate())
    public = _STRANGER[0].public_key().public_bytes_raw()
    origin = "keepsake/desk/00000000-0000-4000-8000-000000000000"
    return _STRANGER[0], note.VerifierKey(origin, public).text()


def test_what_cannot_be_asked_for_is_said(two: Two) -> None:
    person = Person(two.desk)
    upload = handed(two.desk, person, person.sealed())
    ben = two.office.colleague("Ben", "caseworker")
    dan = two.office.colleague("Dan", "caseworker")
    path = f"/copies/{upload}/hand-on"
    stranger = msgspec.structs.replace(person.invitation, log=_stranger()[1])
    small = Person(two.other, limit=100)
    late = msgspec.structs.replace(_link(two)[0].invitation, until="2020-01-01T00:00:00Z")
    for link, word in (
        ("https://example.org/", "This is not an invitation"),
        ("x" * 5_000, "This is not an invitation"),
        (form.link(Person(two.desk).note), "This is an invitation of this desk"),
        (form.link(form.sign(stranger, _stranger()[0])), "not handed on to this desk"),
        (form.link(small.note), "larger than the other desk takes"),
        (form.link(form.sign(late, two.other_place.settings.signer())), "has run out"),
    ):
        status, body = _do(two, ben, path, link=link, reason=WHY)
        assert (status, word in body) == (409, True), word
    link = _link(two)[1]
    assert _do(two, ben, path, link=link, reason="")[0] == 409
    assert _do(two, ben, path, link=link, reason=WHY)[0] == 303
    assert _do(two, ben, path, link=link, reason=WHY)[0] == 303
    assert "already asked" in _do(two, ben, path, link=_link(two)[1], reason=WHY)[1]
    assert "in use already" in _do(two, dan, path, link=link, reason=WHY)[1]
    asked_for = [kind for kind, _, _ in two.office.events() if kind == "hand_on_asked"]
    assert len(asked_for) == 1


def test_a_thief_of_the_database_can_send_nothing_there_before_it_is_sent(two: Two) -> None:
    person = Person(two.desk)
    upload = handed(two.desk, person, person.sealed())
    invited, link = _link(two)
    _approved(two, upload, link)
    with two.office.change() as change:
        found = "".join(
            str(bytes(value) if isinstance(value, memoryview | bytes) else value)
            for table in ("hand_on", "request", "event", "entry")
            for row in every(change.transaction, f"select * from {table}")  # noqa: S608 - ours
            for value in row.values()
        )
    assert invited.token not in found


def test_a_key_that_is_shredded_meanwhile_goes_nowhere(two: Two) -> None:
    person = Person(two.desk)
    upload = handed(two.desk, person, person.sealed())
    request = _approved(two, upload, _link(two)[1])
    resealing.seal_next(two.desk, [two.key])
    ben = two.office.colleague("Ben", "records")
    cleo = two.office.colleague("Cleo", "supervisor")
    _do(two, ben, f"/copies/{upload}/shred", reason=WHY)
    shred = str(two.office.events()[-1][2]["request"])
    assert _do(two, cleo, f"/requests/{shred}/decide", decision="approve")[0] == 303
    row = _row(two, request)
    assert (row["state"], row["why"], row["key"]) == ("failed", "key_gone", None)
    assert sending_on.send(two.desk, request) == ""


def test_an_approval_of_the_day_before_seals_no_key(two: Two) -> None:
    person = Person(two.desk)
    request = _approved(two, handed(two.desk, person, person.sealed()), _link(two)[1])
    with two.office.change() as change:
        change.transaction.execute("update request set decided = decided - interval '25 hours'")
    assert resealing.seal_next(two.desk, [two.key])
    assert (_row(two, request)["state"], _row(two, request)["why"]) == ("failed", "late")


def test_what_the_other_desk_refuses_is_told_and_its_silence_waited_out(two: Two) -> None:
    person = Person(two.desk)
    upload = handed(two.desk, person, person.sealed())
    used, link = _link(two)
    request = _approved(two, upload, link)
    resealing.seal_next(two.desk, [two.key])
    # Somebody who saw the link has sent something else.
    assert used.hand_over(used.sealed()) == "received"
    assert sending_on.send(two.desk, request) == "invitation_used"
    assert _row(two, request)["why"] == "invitation_used"
    request = _approved(two, upload, _link(two)[1])
    resealing.seal_next(two.desk, [two.key])
    two.other_web.kill()
    two.other_web.wait()
    assert sending_on.send(two.desk, request) == ""
    assert _row(two, request)["state"] == "sealed"
    assert rows.waiting(two.desk.intake.database, desks.now()) == [request]
    assert rows.waiting(two.desk.intake.database, desks.now() - rows.LATE) == []


def test_what_comes_along_has_to_be_of_its_form(two: Two) -> None:
    person, invited = Person(two.desk), Person(two.other)
    data = person.sealed()
    handed(two.desk, person, data)
    begun = invited.begin(data)
    recipient = pyrage.x25519.Recipient.from_str(invited.invitation.recipient)

    def key(text: bytes, *to: Any) -> str:
        return base64.b64encode(pyrage.encrypt(text, [recipient, *to])).decode()

    good = {
        "upload": str(begun["upload"]), "key": key(b"x"), "log": person.invitation.log,
        "receipt": person.state()["receipt"],
    }  # fmt: skip
    for wrong in (
        {"key": "!"},
        {"key": base64.b64encode(b"no age file").decode()},
        {"key": key(b"x", two.key.to_public())},
        {"key": key(b"x" * 1_200)},
        {"log": invited.invitation.log},
        {"log": "x"},
        {"receipt": good["receipt"].replace("received", "recieved")},
        {"receipt": _for_another(two)},
    ):
        with pytest.raises(RefusalError, match="malformed"):
            over_http.ask(invited.invitation, "key", {**good, **wrong})
    with pytest.raises(RefusalError, match="upload_other"):
        over_http.ask(invited.invitation, "key", {**good, "upload": str(person.id)})
    assert over_http.ask(invited.invitation, "key", good) == {"state": "uploading"}
    put(data, begun)
    with process(two.other_place, "work"):
        assert over_http.send(invited.invitation, data, 60)
    # A key that is none, which nobody sees before it is opened, is told then.
    assert opened(two.other, _there(two), two.other_key)["result"]["why"] == "key_other"


def _for_another(two: Two) -> str:
    person = Person(two.desk)
    person.hand_over(person.sealed())
    return person.state()["receipt"]


def test_a_copy_that_came_is_handed_out_with_both_keys_and_shredded_with_both(
    two: Two, browser: Browser
) -> None:
    person = Person(two.desk)
    data = person.sealed()
    request = _approved(two, handed(two.desk, person, data), _link(two)[1])
    resealing.seal_next(two.desk, [two.key])
    with process(two.other_place, "work"):
        assert sending_on.send(two.desk, request) == "received"
    there = _there(two)
    with two.other.intake.database.connection() as transaction:
        row = one(
            transaction,
            "select sealed_identity, came_key from upload"
            " join invitation on invitation.id = upload.invitation where upload.id = %s",
            there,
        )
    assert row
    sealed, came = bytes(row["sealed_identity"]), bytes(row["came_key"])
    secret = copy_key.opened(sealed, came, [two.other_key])
    assert len(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(secret)])) == 1_000
    other = two._replace(office=Office(two.other, browser))
    _require_handed_out(other, there, came)
    ben = other.office.colleague("Ben", "records")
    cleo = other.office.colleague("Cleo", "supervisor")
    _do(other, ben, f"/copies/{there}/shred", reason=WHY)
    shred = str(other.office.events()[-1][2]["request"])
    _do(other, cleo, f"/requests/{shred}/decide", decision="approve")
    with two.other.intake.database.connection() as transaction:
        gone = one(transaction, "select came_key from upload where id = %s", there)
    assert gone == {"came_key": None}
    with pytest.raises(CopyKeyError, match="no_key"):
        copy_key.opened(None, came, [two.other_key])
    with pytest.raises(RequestError, match="key_gone"):
        asked(two.other, there)


def _require_handed_out(other: Two, there: uuid.UUID, came: bytes) -> None:
    """The second key is handed out like the first, to whoever asked and was approved."""
    import urllib.request

    dan = other.office.colleague("Dan", "caseworker")
    eve = other.office.colleague("Eve", "supervisor")
    assert "came from another desk" in other.office.ask(f"/copies/{there}", dan).body
    receipt = other.office.ask(f"/copies/{there}/came", dan)
    assert receipt.body.startswith("{")
    _do(other, dan, f"/copies/{there}/export", reason=WHY)
    export = str(other.office.events()[-1][2]["request"])
    path = f"/requests/{export}/came-key"
    assert _do(other, dan, path)[0] == 409
    _do(other, eve, f"/requests/{export}/decide", decision="approve")
    asked_for = urllib.request.Request(
        other.office.address + path, data=f"form={dan.form}".encode(),
        headers={"Cookie": f"keepsake-desk={dan.token}", "Origin": other.office.address},
    )  # fmt: skip
    with urllib.request.urlopen(asked_for) as answer:
        assert answer.read() == came


def test_its_page_shows_where_it_went_and_both_receipts_can_be_had(two: Two) -> None:
    person = Person(two.desk)
    data = person.sealed()
    upload = handed(two.desk, person, data)
    request = _approved(two, upload, _link(two)[1])
    ann = two.office.colleague("Ann", "caseworker")
    assert two.office.ask(f"/handed/{request}/receipt", ann).status == 404
    assert "not begun yet" in two.office.ask(f"/copies/{upload}", ann).body
    resealing.seal_next(two.desk, [two.key])
    with process(two.other_place, "work"):
        sending_on.send(two.desk, request)
    page = two.office.ask(f"/copies/{upload}", ann).body
    assert "received there" in page
    assert "Example Police" in page
    found = two.office.ask(f"/handed/{request}/receipt", ann)
    assert found.body.encode() == bytes(_row(two, request)["receipt"])
    sue = two.office.colleague("Sue", "supervisor")
    assert '<dd class="state">done</dd>' in two.office.ask("/requests", sue).body


@pytest.mark.parametrize("language", ["en", "fr"])
def test_its_pages_are_for_everyone(two: Two, browser: Browser, language: str) -> None:
    uploads = []
    for _ in range(3):
        person = Person(two.desk)
        uploads.append(handed(two.desk, person, person.sealed()))
        _approved(two, uploads[-1], _link(two)[1])
    resealing.seal_next(two.desk, [two.key])
    with process(two.other_place, "work"):
        for request in rows.waiting(two.desk.intake.database, desks.now()):
            assert sending_on.send(two.desk, request) == "received"
    resealing.seal_next(two.desk, [pyrage.x25519.Identity.generate()])
    zoe = two.office.colleague("Zoë", "caseworker", "supervisor")
    _do(two, zoe, f"/copies/{uploads[0]}/export", reason=WHY)
    export = str(two.office.events()[-1][2]["request"])
    eve = two.office.colleague("Eve", "supervisor")
    _do(two, eve, f"/requests/{export}/decide", decision="approve")
    assert f"portal --key FILE {export}" in two.office.ask("/requests", zoe).body
    with browser.new_context(
        locale=f"{language}-CA", viewport={"width": 360, "height": 800}
    ) as context:
        cookie = {"name": "keepsake-desk", "value": zoe.token, "url": two.office.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        looks = Looks(context.new_page(), two.office.address, language)
        for upload in uploads:
            looks.go(f"copies/{upload}")
        looks.go("requests")
    assert looks.found == []
