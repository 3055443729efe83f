"""What is fetched and shredded: with a reason, by two people, each step written down."""

from __future__ import annotations

import io
import json
import re
import urllib.request
import uuid
from typing import TYPE_CHECKING

import pyrage
import pytest
import zxingcpp
from PIL import Image

from desk.person import Person
from desk.test_pages import browser, office
from keepsake.core import merkle, note
from keepsake.core.desk import invitation as form
from keepsake.core.hashing import sha256
from keepsake.desk import desk as desks
from keepsake.desk import index
from keepsake.desk.content import Content, Message
from keepsake.desk.database import one

if TYPE_CHECKING:
    from desk.office import Colleague, Office

__all__ = ["browser", "office"]

pytestmark = pytest.mark.browser

WHY = {"reason": "The prosecutor asked for it"}


def _received(office: Office) -> tuple[Person, bytes, str]:
    """A copy that came in, with the id of its upload."""
    person = Person(office.desk)
    data = person.sealed()
    assert person.hand_over(data) == "received"
    with office.change() as change:
        found = one(
            change.transaction, "select upload from bundle where sha256 = %s", sha256(data).hex()
        )
    assert found
    return person, data, str(found["upload"])


def _do(office: Office, by: Colleague, path: str, **told: str) -> tuple[int, str]:
    answer = office.ask(path, by, {"form": by.form, **told})
    return answer.status, answer.body


def _fetched(body: str) -> bytes:
    address = re.search(r'href="(http://[^"]+X-Amz[^"]+)"', body)
    assert address
    assert "X-Amz-Expires=60" in address[1]
    with urllib.request.urlopen(address[1].replace("&amp;", "&")) as answer:
        data: bytes = answer.read()
    return data


def test_a_sealed_copy_is_fetched_for_a_reason(office: Office) -> None:
    _, data, upload = _received(office)
    ben = office.colleague("Ben", "caseworker")
    for none in ("", "  ", "x" * 501):
        assert _do(office, ben, f"/copies/{upload}/download", reason=none)[0] == 409
    assert "copy_downloaded" not in [kind for kind, _, _ in office.events()]
    status, body = _do(office, ben, f"/copies/{upload}/download", **WHY)
    assert status == 200
    assert _fetched(body) == data
    told = {"upload": upload, "sha256": sha256(data).hex(), **WHY}
    assert office.events()[-1] == ("copy_downloaded", "Ben", told)


def test_a_copy_with_its_key_takes_two_people(office: Office, organisation: object) -> None:
    _, data, upload = _received(office)
    ben = office.colleague("Ben", "caseworker", "supervisor")
    cleo = office.colleague("Cleo", "supervisor")
    dan = office.colleague("Dan", "caseworker")
    assert _do(office, ben, f"/copies/{upload}/export", **WHY)[0] == 303
    asked = str(office.events()[-1][2]["request"])
    assert _do(office, ben, f"/requests/{asked}/key")[0] == 409
    # Nobody decides what they asked for, whatever else they are.
    assert _do(office, ben, f"/requests/{asked}/decide", decision="approve")[0] == 409
    assert _do(office, cleo, f"/requests/{asked}/decide", decision="approve")[0] == 303
    assert _do(office, cleo, f"/requests/{asked}/decide", decision="deny")[0] == 409
    assert _do(office, dan, f"/requests/{asked}/key")[0] == 409
    assert _fetched(_do(office, ben, f"/requests/{asked}/copy")[1]) == data
    with office.change() as change:
        query = "select sealed_identity from invitation"
        found = one(change.transaction, query)
    request = urllib.request.Request(
        f"{office.address}/requests/{asked}/key", data=f"form={ben.form}".encode(),
        headers={"Cookie": f"keepsake-desk={ben.token}", "Origin": office.address},
    )  # fmt: skip
    with urllib.request.urlopen(request) as answer:
        sealed = answer.read()
    assert found
    assert sealed == bytes(found["sealed_identity"])
    key = pyrage.decrypt(sealed, [organisation]).decode()
    assert len(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(key)])) == 1_000
    with office.change() as change:
        change.transaction.execute("update request set decided = decided - interval '2 days'")
    assert _do(office, ben, f"/requests/{asked}/key")[0] == 409
    kinds = [kind for kind, _, _ in office.events() if kind.startswith("export_")]
    assert kinds == [
        "export_asked", "export_approved", "export_copy_downloaded", "export_key_downloaded",
    ]  # fmt: skip


def test_the_database_itself_refuses_one_person_for_both(office: Office) -> None:
    _, _, upload = _received(office)
    ben = office.colleague("Ben", "caseworker")
    _do(office, ben, f"/copies/{upload}/export", **WHY)
    with pytest.raises(Exception, match="check constraint"), office.change() as change:
        change.transaction.execute(
            "update request set state = 'approved', decided_by = asked_by, decided = now()"
        )


def test_what_was_denied_is_not_done(office: Office) -> None:
    _, _, upload = _received(office)
    ben = office.colleague("Ben", "caseworker", "records")
    cleo = office.colleague("Cleo", "supervisor")
    for action in ("export", "shred"):
        _do(office, ben, f"/copies/{upload}/{action}", **WHY)
        asked = str(office.events()[-1][2]["request"])
        _do(office, cleo, f"/requests/{asked}/decide", decision="deny")
        assert _do(office, ben, f"/requests/{asked}/key")[0] == 409
        assert office.events()[-1][0] == f"{action}_denied"
    with office.change() as change:
        found = one(change.transaction, "select shredded, sealed_identity from invitation")
    assert found
    assert found["shredded"] is None
    assert found["sealed_identity"]


def test_with_a_key_goes_what_its_opening_put_into_the_search(office: Office) -> None:
    _, _, upload = _received(office)
    ben = office.colleague("Ben", "records")
    cleo = office.colleague("Cleo", "supervisor")
    message = Message(1, 1, "", "", "Marc", "", "", "", "pay or the video goes out")
    with office.change() as change:
        content = Content("", messages=(message,))
        index.write(change.transaction, uuid.UUID(str(upload)), content, desks.now())
        assert one(change.transaction, "select count(*) as n from message") == {"n": 1}
    _do(office, ben, f"/copies/{upload}/shred", **WHY)
    asked = str(office.events()[-1][2]["request"])
    _do(office, cleo, f"/requests/{asked}/decide", decision="approve")
    with office.change() as change:
        for table in ("message", "word"):
            query = f"select count(*) as n from {table}"  # noqa: S608 - ours
            assert one(change.transaction, query) == {"n": 0}


def test_a_shredded_key_is_gone_and_a_tombstone_stands_in_the_log(office: Office) -> None:
    person, data, upload = _received(office)
    ben = office.colleague("Ben", "records")
    cleo = office.colleague("Cleo", "supervisor")
    dan = office.colleague("Dan", "caseworker")
    _do(office, dan, f"/copies/{upload}/export", **WHY)
    export = str(office.events()[-1][2]["request"])
    _do(office, cleo, f"/requests/{export}/decide", decision="approve")
    assert _do(office, ben, f"/copies/{upload}/shred", **WHY)[0] == 303
    asked = str(office.events()[-1][2]["request"])
    assert _do(office, cleo, f"/requests/{asked}/decide", decision="approve")[0] == 303
    kind, who, about = office.events()[-1]
    assert (kind, who) == ("key_shredded", "Cleo")
    with office.change() as change:
        row = one(change.transaction, "select * from invitation where id = %s", person.id)
        query = "select data from entry where index = %s"
        entry = one(change.transaction, query, about["entry"])
        proof = office.desk.intake.log.proof(change.transaction, about["entry"])
    assert row
    assert row["sealed_identity"] is None
    assert entry
    tombstone = json.loads(bytes(entry["data"]))
    assert tombstone.pop("shredded").endswith("Z")
    digest = form.digest(person.note)
    assert tombstone == {"invitation": digest, "keepsake_desk": 1, "kind": "shredded"}
    assert (
        bytes(entry["data"])
        == json.dumps(
            json.loads(bytes(entry["data"])), sort_keys=True, separators=(",", ":")
        ).encode()
    )
    checkpoint = note.open_checkpoint(proof.checkpoint, person.invitation.key)
    leaf = merkle.leaf_hash(bytes(entry["data"]))
    merkle.verify_inclusion(leaf, about["entry"], checkpoint.size, proof.hashes, checkpoint.root)
    # What was approved before is not done after; the sealed bytes stay, and the page says so.
    assert _do(office, dan, f"/requests/{export}/key")[0] == 409
    assert _do(office, dan, f"/copies/{upload}/export", **WHY)[0] == 409
    assert _do(office, ben, f"/copies/{upload}/shred", **WHY)[0] == 409
    assert _fetched(_do(office, dan, f"/copies/{upload}/download", **WHY)[1]) == data
    assert "Its key was shredded" in office.ask(f"/copies/{upload}", ben).body


def test_the_audit_shows_what_happened_and_proves_it(office: Office) -> None:
    ann = office.colleague("Ann", "auditor")
    office.colleague("Ben", "caseworker")
    assert office.ask("/audit", ann).status == 200
    body = office.ask("/audit?kind=staff_added&who=Ada", ann).body
    assert body.count('class="state"') == 2
    assert "audit_viewed" in [kind for kind, _, _ in office.events()]
    index = re.findall(r"/audit/(\d+)/proof", body)[0]
    proof = office.ask(f"/audit/{index}/proof", ann).body
    assert proof.startswith("c2sp.org/tlog-proof@v1\nindex " + index)
    assert office.ask("/audit?from=2001-01-01&to=2001-01-02", ann).body.count("/proof") == 0
    for odd in (
        "from=x&before=y",
        "to=9999-12-31",
        "from=0001-01-01",
        "who=%00",
        "before=" + "9" * 30,
    ):
        assert office.ask(f"/audit?{odd}", ann).status == 200, odd
    assert office.ask(f"/audit/{10**30}/proof", ann).status == 404


def test_what_no_text_can_hold_is_refused_and_breaks_nothing(office: Office) -> None:
    _, _, upload = _received(office)
    ben = office.colleague("Ben", "caseworker")
    cleo = office.colleague("Cleo", "supervisor")
    assert _do(office, ben, "/invitations", reference="A\0B")[0] == 200
    assert _do(office, ben, "/cases", name="A\0B")[0] == 409
    assert _do(office, ben, f"/copies/{upload}/case", case="A")[0] == 400
    assert _do(office, ben, f"/copies/{upload}/download", reason="A\0B")[0] == 409
    assert _do(office, cleo, "/staff", name="A\0B", role="intake")[0] == 409
    assert _do(office, cleo, "/staff", name="Dan", role="king")[0] == 409
    assert _do(office, cleo, "/staff", name="desk", role="intake")[0] == 409
    assert _do(office, cleo, f"/staff/{cleo.member.id}", do="disable")[0] == 409
    assert _do(office, cleo, "/staff", name="x" * 20_000, role="intake")[0] in (400, 413)


def test_the_code_of_an_invitation_is_its_link(office: Office) -> None:
    with office.at_work("Ben", "intake") as worker:
        worker.page.set_viewport_size({"width": 900, "height": 900})
        worker.page.click('nav a[href="/invitations"]')
        worker.page.fill("#reference", "A7")
        worker.page.click("form:not([action]) button")
        shown = worker.page.locator(".code").screenshot()
        link = worker.page.locator(".long code").inner_text()
    with Image.open(io.BytesIO(shown)) as picture:
        codes = zxingcpp.read_barcodes(picture)
    assert [code.text for code in codes] == [link]
    assert form.opened(form.from_link(link)).desk == office.address
    with office.change() as change:
        found = one(change.transaction, "select reference, made_by from invitation")
    assert found == {"reference": "A7", "made_by": "Ben"}
