"""What was opened, as those who work on its case are shown it, and nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desk.copies import Copies, handed
from desk.person import Person
from desk.test_opening import HOSTILE, copies
from desk.test_pages import browser, office
from keepsake.desk import opener

if TYPE_CHECKING:
    import pyrage

    from desk.office import Office

__all__ = ["browser", "copies", "office"]

pytestmark = pytest.mark.browser

WHY = {"reason": "The person asked for it"}


def received(office: Office, copies: Copies) -> str:
    """A copy that can be opened."""
    person = Person(office.desk)
    return str(handed(office.desk, person, copies.sealed(person.invitation.recipient)))


def test_an_opening_is_asked_for_with_a_reason_by_who_works_on_the_case(
    office: Office, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    upload = received(office, copies)
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
    told = {"opening": page.rpartition("/")[2], "upload": upload, **WHY}
    assert office.events()[-1] == ("opening_asked", "Ben", told)
    assert "waits to be opened" in office.ask(page, ben).body
    assert f'action="{asked}"' not in office.ask(f"/copies/{upload}", ben).body
    assert opener.open_next(office.desk, [organisation])
    body = office.ask(page, ben).body
    assert "opened and checked" in body
    found = [re.sub("<[^>]+>", "", step) for step in re.findall("<p>[1-8][.] .*</p>", body)]
    assert len(found) == 8
    assert found[0] == "1. The container is complete: valid"
    # The invented vault was never stamped, and that is never shown as valid.
    assert found[6] == "7. The time is confirmed by others: not checked"
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
    assert opener.open_next(office.desk, [organisation])
    body = office.ask(page, ben).body
    assert "could not be opened" in body
    assert "it is not as it was captured" in body
    assert "is not the one that the vault listed for this copy" in body
    assert "At least one step does not hold." in body
    assert "What can be searched" not in body
