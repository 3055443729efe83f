"""What was opened, as those who work on its case are shown it, and nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desk.copies import Copies, handed
from desk.person import Person
from desk.test_opening import HOSTILE, copies
from desk.test_pages import browser, office
from desk.test_searching import IBAN, account, indexed, lead, said
from keepsake.desk import cases, opener, searching
from keepsake.desk.database import every, one
from keepsake.desk.web.search import WAYS

if TYPE_CHECKING:
    import pyrage

    from desk.office import Colleague, Office

__all__ = ["browser", "copies", "office"]

pytestmark = pytest.mark.browser

WHY = {"reason": "The person asked for it"}


def received(office: Office, copies: Copies) -> str:
    """A copy that can be opened."""
    person = Person(office.desk)
    return str(handed(office.desk, person, copies.sealed(person.invitation.recipient)))


def decided(office: Office, by: Colleague, page: str, decision: str = "approve") -> int:
    """Has somebody decide on an opening; gives the status."""
    request = page.rpartition("/")[2]
    return office.do(by, f"/requests/{request}/decide", decision=decision)[0]


def messages(office: Office) -> int:
    """How many can be searched."""
    with office.change() as change:
        found = one(change.transaction, "select count(*) as n from message")
    assert found
    return int(found["n"])


def test_one_person_alone_gets_nothing_opened(
    office: Office, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    upload = received(office, copies)
    ben = office.colleague("Ben", "caseworker", "supervisor")
    cleo = office.colleague("Cleo", "supervisor")
    office.case(ben, "2026-17", upload)
    answer = office.ask(f"/copies/{upload}/open", ben, {"form": ben.form, **WHY})
    assert answer.status == 303
    page = answer.headers["Location"]
    assert decided(office, ben, page) == 409
    with office.change() as change:
        assert not list(every(change.transaction, "select * from opening"))
    assert not opener.open_next(office.desk, [organisation])
    assert messages(office) == 0
    assert "waits for a decision" in office.ask(page, ben).body
    assert decided(office, cleo, page) == 303
    # Approved once, by however many: it is opened once.
    assert decided(office, cleo, page) == 409
    assert "approved, waits to be opened" in office.ask(page, ben).body
    assert opener.open_next(office.desk, [organisation])
    assert not opener.open_next(office.desk, [organisation])
    assert messages(office) > 0
    body = office.ask(page, ben).body
    assert "opened and checked" in body
    assert "<bdi>Ben</bdi>" in body
    assert "<bdi>Cleo</bdi>" in body
    shown = office.ask("/requests", cleo).body
    assert WHY["reason"] in shown
    assert "opened and checked" in shown


def test_what_was_denied_is_not_opened_and_can_be_asked_for_again(
    office: Office, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    upload = received(office, copies)
    ben, cleo = office.colleague("Ben", "caseworker"), office.colleague("Cleo", "supervisor")
    office.case(ben, "2026-17", upload)
    asked = f"/copies/{upload}/open"
    page = office.ask(asked, ben, {"form": ben.form, **WHY}).headers["Location"]
    assert decided(office, cleo, page, "deny") == 303
    told = ("opening_denied", "Cleo", {"request": page.rpartition("/")[2]})
    assert office.events()[-1] == told
    assert decided(office, cleo, page) == 409
    assert not opener.open_next(office.desk, [organisation])
    assert messages(office) == 0
    body = office.ask(page, ben).body
    assert "denied" in body
    assert "Nothing was opened." in body
    assert f'action="{asked}"' in office.ask(f"/copies/{upload}", ben).body
    again = office.ask(asked, ben, {"form": ben.form, **WHY}).headers["Location"]
    assert again != page
    assert decided(office, cleo, again) == 303
    assert opener.open_next(office.desk, [organisation])
    assert messages(office) > 0


def test_an_opening_of_which_the_key_was_shredded_is_refused_and_that_is_told(
    office: Office, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    ben, cleo = office.colleague("Ben", "caseworker"), office.colleague("Cleo", "supervisor")
    rea = office.colleague("Rea", "records")
    pages = []
    for approved in (True, False):
        upload = received(office, copies)
        office.case(ben, "2026-17", upload)
        told = {"form": ben.form, **WHY}
        pages.append(office.ask(f"/copies/{upload}/open", ben, told).headers["Location"])
        if approved:
            assert decided(office, cleo, pages[-1]) == 303
        office.do(rea, f"/copies/{upload}/shred", **WHY)
        shred = str(office.events()[-1][2]["request"])
        assert decided(office, cleo, shred) == 303
    first, second = pages
    request = second.rpartition("/")[2]
    status, body = office.do(cleo, f"/requests/{request}/decide", decision="approve")
    assert (status, "The key of this copy was shredded" in body) == (409, True)
    assert opener.open_next(office.desk, [organisation])
    assert not opener.open_next(office.desk, [organisation])
    assert messages(office) == 0
    body = office.ask(first, ben).body
    assert "could not be opened" in body
    assert "The key of this copy was shredded." in body


def test_an_opening_is_asked_for_with_a_reason_by_who_works_on_the_case(
    office: Office, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    upload, cleo = received(office, copies), office.colleague("Cleo", "supervisor")
    ben, dan = office.colleague("Ben", "caseworker"), office.colleague("Dan", "caseworker")
    asked = f"/copies/{upload}/open"
    assert "first: what is opened" in office.do(ben, asked, **WHY)[1]
    office.case(ben, "2026-17", upload)
    assert office.do(dan, asked, **WHY)[0] == 409
    for none in ("", "  ", "A\0B", "x" * 501):
        assert office.do(ben, asked, reason=none)[0] == 409
    assert "opening_asked" not in [kind for kind, _, _ in office.events()]
    answer = office.ask(asked, ben, {"form": ben.form, **WHY})
    assert answer.status == 303
    page = answer.headers["Location"]
    kind, who, told = office.events()[-1]
    assert (kind, who, told.pop("invitation") != upload) == ("opening_asked", "Ben", True)
    assert told == {"request": page.rpartition("/")[2], **WHY}
    # While one waits, no other is asked for.
    assert f'action="{asked}"' not in office.ask(f"/copies/{upload}", ben).body
    assert decided(office, cleo, page) == 303
    assert "waits to be opened" in office.ask(page, ben).body
    assert f'action="{asked}"' not in office.ask(f"/copies/{upload}", ben).body
    assert opener.open_next(office.desk, [organisation])
    body = office.ask(page, ben).body
    assert "opened and checked" in body
    found = [re.sub("<[^>]+>", "", step) for step in re.findall("<p>[1-8][.] .*</p>", body)]
    assert len(found) == 8
    assert found[0] == "1. The container is complete · valid"
    # The invented vault was never stamped, and that is never shown as valid.
    assert found[6] == "7. The time is confirmed by others · not checked"
    assert "No time stamp in this copy" in body
    assert "No problem was found, but something could not be checked." in body
    # To others it is as one that never was.
    assert office.ask(page, dan).status == 404
    assert page not in office.ask("/openings", dan).body
    assert page in office.ask("/openings", ben).body


def test_what_does_not_hold_is_said_and_why_in_words(
    office: Office, organisation: pyrage.x25519.Identity, copies: Copies
) -> None:
    person, ben = Person(office.desk), office.colleague("Ben", "caseworker")
    data = HOSTILE["other words"][0](copies, person.invitation.recipient)
    upload = handed(office.desk, person, data)
    office.case(ben, "2026-17", upload)
    page = office.ask(f"/copies/{upload}/open", ben, {"form": ben.form, **WHY}).headers["Location"]
    assert decided(office, office.colleague("Cleo", "supervisor"), page) == 303
    assert opener.open_next(office.desk, [organisation])
    body = office.ask(page, ben).body
    assert "could not be opened" in body
    assert "it is not as it was captured" in body
    assert "is not the one that the vault listed for this copy" in body
    assert "At least one step does not hold." in body
    assert "What can be searched" not in body


SECRET = "zebracrossing"
ROWS = (
    said(7, f"Meet me at the {SECRET}, or else"),
    account("id", "61577840233190"),
    account("handle", "marc.d.photo"),
    account("name", "Marc D."),
    lead("iban", IBAN, belongs="DE", item=7),
)
LOOKED_FOR = {
    "words": SECRET, "best": SECRET, "phrase": f"the {SECRET}", "near": "zebracrosing",
    "accounts": "61577840233190", "leads": IBAN,
}  # fmt: skip


def test_a_search_finds_the_case_the_copy_and_the_place_for_those_of_the_case_alone(
    office: Office,
) -> None:
    upload = indexed(office.desk, *ROWS)
    ben, dan = office.colleague("Ben", "caseworker"), office.colleague("Dan", "caseworker")
    case = office.case(ben, "2026-17 rink", upload)
    office.case(dan, "Another", indexed(office.desk, said(1, "nothing at all")))
    assert set(LOOKED_FOR) == set(WAYS)
    for way, text in LOOKED_FOR.items():
        body = office.do(ben, "/search", way=way, text=text)[1]
        found = body.partition("<h2>Found</h2>")[2]
        assert f"/copies/{upload}" in found, way
        assert f"/cases/{case}" in found, way
        assert "exhibit 1, message 7" in found or "exhibits 1" in found, way
        shown = {"way": way, "found": 1, "copies": [str(upload)]}
        assert office.events()[-1] == ("searched", "Ben", shown)
        body = office.do(dan, "/search", way=way, text=text)[1]
        found = body.partition("<h2>Found</h2>")[2]
        assert "Nothing was found" in found, way
        assert str(upload) not in body, way
        assert office.events()[-1][2] == {"way": way, "found": 0, "copies": []}
    assert "copies in them: 1" in office.ask("/search", dan).body
    assert office.do(ben, "/search", way="all", text="x")[0] == 400
    for odd in ({"text": "A\0B"}, {"text": "x" * 9_000}, {"at": "0", "id": "1"}, {"id": "9" * 30}):
        assert office.do(ben, "/search", **{"way": "words", "text": "x", **odd})[0] in (200, 400)


def test_one_page_of_a_search_follows_the_other(office: Office) -> None:
    count = searching.PAGE + 3
    upload = indexed(office.desk, *(said(n, f"again {n}", n) for n in range(1, count + 1)))
    ben = office.colleague("Ben", "caseworker")
    office.case(ben, "2026-17", upload)
    body = office.do(ben, "/search", way="words", text="again")[1]
    hidden = dict(re.findall('type="hidden" name="(at|id)" value="([^"]+)"', body))
    again = office.do(ben, "/search", way="words", text="again", **hidden)[1]
    items = [int(found) for found in re.findall("exhibit 1, message ([0-9]+)", body + again)]
    assert items == list(range(1, count + 1))
    assert 'name="at"' not in again


def test_what_is_looked_for_stands_in_no_address_log_or_event(office: Office) -> None:
    upload = indexed(office.desk, *ROWS)
    with office.at_work("Ben", "caseworker") as worker:
        page = worker.page
        with office.change("Ben") as change:
            made = cases.make(change, worker.member, "2026-17")
            cases.put_in(change, worker.member, made, upload)
        told: list[str] = []
        page.on("request", lambda asked: told.append(f"{asked.url} {asked.headers}"))
        page.goto(f"{office.address}/search")
        page.fill("#text", SECRET)
        page.click("text=Search >> visible=true >> nth=-1")
        page.wait_for_selector("blockquote")
        assert SECRET in page.inner_text("blockquote")
        page.click(".list a")
        page.wait_for_url("**/copies/*")
    assert len(told) >= 3
    assert not [one for one in told if SECRET in one]
    assert SECRET not in str(office.events())
    assert SECRET not in office.log()


def test_a_search_that_takes_too_long_is_ended_and_is_an_event(office: Office) -> None:
    upload = indexed(office.desk, *ROWS)
    ben = office.colleague("Ben", "caseworker")
    office.case(ben, "2026-17", upload)
    with office.change() as change:
        # Whoever changes the table keeps all who read it waiting.
        change.transaction.execute("lock table message in access exclusive mode")
        status, body = office.do(ben, "/search", way="words", text="anything")
    assert (status, "took too long" in body) == (503, True)
    assert office.events()[-1] == ("searched", "Ben", {"way": "words", "found": 0, "copies": []})


SAME = (account("id", "615"), lead("iban", IBAN, belongs="DE", item=3), account("name", "Marc D."))


def test_hints_tell_of_several_cases_to_those_alone_who_work_on_both(office: Office) -> None:
    first, second, third = (indexed(office.desk, *SAME) for _ in range(3))
    ben, dan = office.colleague("Ben", "caseworker"), office.colleague("Dan", "caseworker")
    cleo = office.colleague("Cleo", "supervisor")
    mine = office.case(ben, "2026-17", first)
    other = office.case(dan, "2026-18 rink", second)
    # A third copy in one of both cases is in no further case.
    office.do(dan, f"/copies/{third}/case", case=other)
    for page in ("/hints", f"/copies/{first}"):
        body = office.ask(page, ben).body
        assert not [word for word in ("615", IBAN, "rink", str(second)) if word in body], page
    assert office.events()[-2][2] == {"copies": []}
    assert office.events()[-1][2] == {"upload": str(first)}
    assert "Nothing is the same" in office.ask("/hints", dan).body
    assert str(third) in office.ask(f"/copies/{second}", dan).body
    office.do(cleo, f"/cases/{other}/assign", staff=str(ben.member.id))
    body = office.ask("/hints", ben).body
    assert "615" in body
    assert IBAN in body
    assert "Marc D." not in body
    for upload, case in ((first, mine), (second, other), (third, other)):
        assert f"/copies/{upload}" in body
        assert f"/cases/{case}" in body
    assert sorted(office.events()[-1][2]["copies"]) == sorted(map(str, (first, second, third)))
    body = office.ask(f"/copies/{first}", ben).body
    assert "the same account, by its identifier" in body
    assert "here: exhibit 1, message 3 · there: exhibit 1, message 3" in " ".join(body.split())
    office.do(cleo, f"/cases/{other}/unassign", staff=str(ben.member.id))
    assert IBAN not in office.ask("/hints", ben).body
