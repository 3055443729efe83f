"""Who works on which case, and that nobody else sees anything of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk.copies import handed
from desk.person import Person
from desk.test_pages import browser, office

if TYPE_CHECKING:
    from desk.office import Office

__all__ = ["browser", "office"]

pytestmark = pytest.mark.browser

WHY = {"reason": "The prosecutor asked for it"}
NAME = "2026-17 rink"


def received(office: Office) -> str:
    """A copy that came in."""
    person = Person(office.desk)
    return str(handed(office.desk, person, person.sealed()))


def test_who_makes_a_case_works_on_it_and_other_caseworkers_see_nothing_of_it(
    office: Office,
) -> None:
    upload, free = received(office), received(office)
    ben, dan = office.colleague("Ben", "caseworker"), office.colleague("Dan", "caseworker")
    case = office.case(ben, NAME, upload)
    assert upload in office.ask(f"/cases/{case}", ben).body
    assert office.ask(f"/cases/{case}", dan).status == 403
    assert office.events()[-1] == ("access_refused", "Dan", {"case": case})
    assert NAME in office.ask("/cases", ben).body
    assert NAME not in office.ask("/cases", dan).body
    # The copy is still one that came in; to which case it belongs is not for everybody.
    assert NAME in office.ask(f"/copies/{upload}", ben).body
    assert "others work on" in office.ask(f"/copies/{upload}", dan).body
    assert NAME not in office.ask(f"/copies/{upload}", dan).body
    others = office.case(dan, "Another")
    for path, told in (
        ("case", {"case": others}),
        ("download", WHY),
        ("export", WHY),
    ):
        assert office.do(dan, f"/copies/{upload}/{path}", **told)[0] == 409, path
    assert office.do(dan, f"/copies/{free}/case", case=case)[0] == 409
    assert office.do(dan, f"/copies/{free}/download", **WHY)[0] == 200
    assert office.do(ben, f"/copies/{upload}/download", **WHY)[0] == 200
    assert office.do(ben, f"/copies/{upload}/case", case=others)[0] == 409


def test_a_supervisor_says_who_works_on_a_case_and_sees_no_more_of_it(office: Office) -> None:
    upload = received(office)
    ben, dan = office.colleague("Ben", "caseworker"), office.colleague("Dan", "caseworker")
    cleo, ann = office.colleague("Cleo", "supervisor"), office.colleague("Ann", "auditor")
    case = office.case(ben, NAME, upload)
    page = office.ask(f"/cases/{case}", cleo).body
    assert NAME in page
    assert upload not in page
    assert str(dan.member.id) in page
    # Nobody but caseworkers can be added, whatever is sent.
    assert str(ann.member.id) not in page
    for wrong in (ann, cleo):
        told = {"staff": str(wrong.member.id)}
        assert office.do(cleo, f"/cases/{case}/assign", **told)[0] == 409
    told = {"staff": str(dan.member.id)}
    assert office.do(ben, f"/cases/{case}/assign", **told)[0] == 403
    assert office.do(cleo, f"/cases/{case}/assign", **told)[0] == 303
    about = {"case": case, **told}
    assert office.events()[-1] == ("case_member_added", "Cleo", about)
    assert upload in office.ask(f"/cases/{case}", dan).body
    assert office.do(cleo, f"/cases/{case}/unassign", **told)[0] == 303
    assert office.events()[-1] == ("case_member_removed", "Cleo", about)
    assert office.ask(f"/cases/{case}", dan).status == 403


def test_who_is_no_caseworker_any_more_sees_nothing_of_a_case(office: Office) -> None:
    upload = received(office)
    ben = office.colleague("Ben", "caseworker")
    case = office.case(ben, NAME, upload)
    cleo = office.colleague("Cleo", "supervisor")
    office.do(cleo, f"/staff/{ben.member.id}", do="roles", role="supervisor")
    assert upload not in office.ask(f"/cases/{case}", ben).body
    office.do(cleo, f"/staff/{ben.member.id}", do="roles", role="auditor")
    assert office.ask(f"/cases/{case}", ben).status == 403


def test_what_was_approved_is_not_fetched_by_who_was_taken_off_the_case(office: Office) -> None:
    upload = received(office)
    ben, cleo = office.colleague("Ben", "caseworker"), office.colleague("Cleo", "supervisor")
    case = office.case(ben, NAME, upload)
    assert office.do(ben, f"/copies/{upload}/export", **WHY)[0] == 303
    asked = str(office.events()[-1][2]["request"])
    office.do(cleo, f"/requests/{asked}/decide", decision="approve")
    office.do(cleo, f"/cases/{case}/unassign", staff=str(ben.member.id))
    assert WHY["reason"] in office.ask("/requests", cleo).body
    dan = office.colleague("Dan", "caseworker")
    assert WHY["reason"] not in office.ask("/requests", dan).body
    for what in ("copy", "key"):
        assert office.do(ben, f"/requests/{asked}/{what}")[0] == 409
