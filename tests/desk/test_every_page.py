"""Every page for those who work at the desk: for everyone, in both languages, at two widths."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, NamedTuple

import pytest

from desk.copies import handed
from desk.looks import Looks
from desk.person import Person
from desk.test_fixity import told
from desk.test_opening import copies
from desk.test_pages import PUBLIC, browser, office
from desk.test_searching import IBAN, account, indexed, lead, said
from keepsake.desk import cases, jobs, opener, requests
from keepsake.desk.change import Change
from keepsake.desk.database import one
from keepsake.desk.requests import Action
from keepsake.desk.roles import Role
from keepsake.desk.web.app import create_app

if TYPE_CHECKING:
    import pyrage
    from playwright.sync_api import Page

    from desk.copies import Copies
    from desk.office import Office, Worker

__all__ = ["browser", "copies", "office"]

pytestmark = pytest.mark.browser

PAGES = "copies openings hints requests audit audit/stamps fixity retention status"
# What lies behind these is a file, or the way to another page.
NO_PAGES = {
    "receipt", "came_receipt", "handed_receipt", "proof", "home",
    "stamp_token", "stamp_checkpoint", "stamp_roots", "cosigned",
}  # fmt: skip


class _There(NamedTuple):
    """What is at the desk: a copy to open, and one of two that have the same in them."""

    opened: str
    same: str


def _there(office: Office, worker: Worker, copies: Copies) -> _There:
    same = (said(3, "Pay to this account, or it goes out"), account("id", "61577840233190"))
    same += (lead("iban", IBAN, belongs="DE", item=3),)
    first, second = indexed(office.desk, *same), indexed(office.desk, *same)
    told(office.desk, first)
    person, gone = Person(office.desk), Person(office.desk)
    upload = handed(office.desk, person, copies.sealed(person.invitation.recipient))
    handed(office.desk, gone, gone.sealed())
    with office.change(worker.member.name) as change:
        for name, there in (("2026-18", first), ("2026-19", second)):
            cases.put_in(change, worker.member, cases.make(change, worker.member, name), there)
    other = office.member("Ben", "caseworker", "records")
    with office.change("Ben") as change:
        for action, of in (
            (Action.EXPORT, person), (Action.OPEN, gone), (Action.SHRED, person),
            (Action.SHRED, gone),
        ):  # fmt: skip
            asked = requests.ask(change, other, action, of.id, "Its time has come")
        cleo = Change(change.transaction, change.log, worker.member.name, change.at)
        requests.decide(cleo, worker.member, asked, approved=True)
    return _There(str(upload), str(first))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_page_of_the_desk_is_for_everyone(
    office: Office, copies: Copies, organisation: pyrage.x25519.Identity, language: str
) -> None:
    with office.at_work("Édith", *Role, language=language) as worker:
        page, looks = worker.page, Looks(worker.page, office.address, language)
        there = _there(office, worker, copies)
        looks.go("cases")
        page.fill("#name", "2026-17")
        looks.press()
        case = page.url.removeprefix(f"{office.address}/")
        looks.go(f"copies/{there.opened}", "copy in no case")
        page.fill("#download", "For the file")
        looks.press("/download")
        page.goto(f"{office.address}/copies/{there.opened}")
        page.select_option("#case", case.rpartition("/")[2])
        looks.press("/case")
        page.fill("#open", "The person asked for it")
        looks.press("/open")
        _opened(office, worker, looks, organisation)
        _searched(page, looks)
        looks.go(f"copies/{there.same}", "copy with hints")
        looks.go(case, "case")
        for path in PAGES.split():
            looks.go(path)
        looks.go("invitations")
        looks.press()
        looks.go("staff")
        page.fill("#name", "Zoë")
        page.check("#roles-new-intake")
        looks.press()
        looks.go("copies/00000000-0000-4000-8000-000000000000", "no such copy")
    assert looks.found == []
    assert _unseen(office, looks.seen) == []


def _opened(
    office: Office, worker: Worker, looks: Looks, organisation: pyrage.x25519.Identity
) -> None:
    """Looks at what was just asked to be opened, until it is, and at one that was denied."""
    path = worker.page.url.removeprefix(f"{office.address}/")
    request, cleo = uuid.UUID(path.rpartition("/")[2]), office.member("Cleo", "supervisor")
    with office.change("Cleo") as change:
        requests.decide(change, cleo, request, approved=True)
    looks.go(path, "approved")
    assert opener.open_next(office.desk, [organisation])
    looks.go(path, "opened")
    with office.change("Cleo") as change:
        copy = one(change.transaction, "select invitation from request where id = %s", request)
        assert copy
        again = requests.ask(change, worker.member, Action.OPEN, copy["invitation"], "Once more")
        requests.decide(change, cleo, again, approved=False)
    looks.go(f"openings/{again}", "denied")


def _searched(page: Page, looks: Looks) -> None:
    looks.go("search")
    ways = (("words", "600 dollars"), ("accounts", "61577840233190"), ("leads", IBAN))
    for way, text in ways:
        page.fill("#text", text)
        page.select_option("#way", way)
        looks.press("/search")
        assert page.locator(".list li").count(), way


def _unseen(office: Office, seen: list[str]) -> list[str]:
    """Pages that were not looked at."""
    app = create_app(office.desk, jobs.Queue(office.desk.settings.database))
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("pages.") and "GET" in (rule.methods or ())
        and rule.endpoint.removeprefix("pages.") not in NO_PAGES | PUBLIC
        and not any(re.fullmatch(re.sub("<[^>]+>", "[^/]+", rule.rule), one) for one in seen)
    ]  # fmt: skip
