"""Signing in at a desk, who may have which page, and what is kept out."""

from __future__ import annotations

import json
import re
import urllib.request
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from psycopg import sql

from desk.conftest import Place, as_toml, process, serving, until
from desk.office import Office, free_port
from keepsake.desk import desk as desks
from keepsake.desk import jobs, sessions, staff
from keepsake.desk.database import one
from keepsake.desk.roles import Role
from keepsake.desk.web import guard
from keepsake.desk.web.app import create_app
from viewer.access import sticks_out, violations
from viewer.screens import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from keepsake.desk.settings import Settings

pytestmark = pytest.mark.browser

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ALL = set(Role)
IN, CW, SU, AU, RE = Role
# Who may have each page, written down here a second time.
WHO: dict[str, set[Role]] = {
    "home": ALL, "sign_out": ALL,
    "invitations": {IN, CW}, "invite": {IN, CW}, "withdraw": {IN, CW},
    "copies": {IN, CW, SU, RE}, "copy": {IN, CW, SU, RE}, "receipt": {IN, CW, SU, RE},
    "download": {CW}, "ask_export": {CW}, "export_copy": {CW}, "export_key": {CW},
    "export_came_key": {CW}, "ask_hand_on": {CW},
    "came_receipt": {IN, CW, SU, RE}, "handed_receipt": {IN, CW, SU, RE},
    "put_in_case": {CW}, "cases": {CW, SU}, "make_case": {CW}, "case": {CW, SU},
    "assign": {SU}, "unassign": {SU},
    "search": {CW}, "find": {CW}, "hints": {CW},
    "openings": {CW}, "opening": {CW}, "ask_opening": {CW},
    "ask_shred": {RE}, "requests": {CW, SU, RE}, "decide": {SU},
    "staff": {SU}, "add_staff": {SU}, "change_staff": {SU},
    "audit": {AU}, "proof": {AU}, "status": {SU, RE},
    "fixity": {SU, RE}, "retention": {SU, RE},
    "stamps": {AU}, "stamp_token": {AU}, "stamp_checkpoint": {AU}, "stamp_roots": {AU},
    "cosigned": {AU},
}  # fmt: skip
PUBLIC = {
    "sign_in", "sign_in_begin", "sign_in_finish", "enrol", "enrol_begin", "enrol_finish",
    "hand_over", "organisation", "organisation_answer", "enrol_organisation",
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def office(place: Place, browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """A desk whose pages are served by a process of their own."""
    # A passkey belongs to a name, never to the number of an address.
    address = f"http://localhost:{free_port()}"
    settings = msgspec.structs.replace(place.settings, address=address)
    with served(settings, tmp_path / "office.toml", browser) as found:
        yield found


@contextmanager
def served(settings: Settings, path: Path, browser: Browser) -> Iterator[Office]:
    """A new desk of these settings, served by a process of its own."""
    path.write_text(as_toml(settings))
    desk = desks.opened(settings)
    desks.create(desk)
    jobs.create(settings.database, desk.intake.database)
    assert desks.prove_lock(desk).holds
    found = Office(desk, browser)
    with process(Place(settings, path), *serving(Place(settings, path))) as found.web:
        until(lambda: _answers(found))
        yield found
    desk.intake.database.close()


def _answers(office: Office) -> bool:
    try:
        return office.ask("/sign-in").status == 200
    except OSError:
        return False


def test_who_was_given_a_link_signs_in_with_a_passkey_and_out_again(office: Office) -> None:
    with office.at_work("Ben", "intake") as worker:
        assert worker.page.url.endswith("/copies")
        cookie = worker.page.context.cookies()[0]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"
        worker.page.get_by_role("button", name="Sign out").click()
        worker.page.wait_for_url("**/sign-in")
        worker.page.context.add_cookies([cookie])
        worker.page.goto(f"{office.address}/copies")
        assert worker.page.url.endswith("/sign-in")
    kinds = [kind for kind, who, _ in office.events() if who == "Ben"]
    assert kinds == ["passkey_added", "signed_in", "copies_viewed", "signed_out"]


@pytest.mark.usefixtures("desk")
def test_where_no_passkey_can_be_made_serving_says_so(place: Place) -> None:
    # The address of these settings is a number; that of `office` is a name.
    log = place.path.parent / "serve.log"
    with process(place, *serving(place)):
        until(lambda: b"Nobody can sign in with a passkey" in log.read_bytes())
        assert place.settings.address in log.read_text()
    log.write_bytes(b"")
    address = place.settings.address.replace("127.0.0.1", "localhost")
    named = msgspec.structs.replace(place.settings, address=address)
    place.path.write_text(as_toml(named))
    with process(place, *serving(place)):
        until(lambda: _answers_at(f"{address}/sign-in"))
    assert b"passkey" not in log.read_bytes()


def _answers_at(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_an_enrolment_link_works_once_and_for_two_days(office: Office) -> None:
    with office.at_work("Ben", "intake") as worker:
        again = {"link": office.link(worker.member).partition("#")[2]}
        assert office.ask("/enrol/begin", told=again).status == 200
        with office.change() as change:
            change.transaction.execute("update enrolment set until = now() where used is null")
        assert office.ask("/enrol/begin", told=again).status == 403
        newer = office.link(worker.member)
        worker.page.goto(newer)
        # The same device has one already, and says so.
        worker.page.click("#passkey")
        worker.page.wait_for_selector("[data-told=ended]:not([hidden])")
    with office.change() as change:
        used = one(change.transaction, "select count(*) as n from enrolment where used is not null")
    assert used == {"n": 1}
    for guess in ("", "x" * 43, staff.new_token(), None, 5):
        assert office.ask("/enrol/begin", told={"link": guess}).status == 403


def _answer_of(page: Any, office: Office) -> dict[str, Any]:
    """Signs in again, and gives what the browser sent."""
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.post_data) if r.url.endswith("finish") else None)
    page.context.clear_cookies()
    page.goto(f"{office.address}/sign-in")
    page.click("#passkey")
    page.wait_for_selector("nav")
    told: dict[str, Any] = json.loads(sent[-1])
    return told


def test_an_answer_lets_nobody_in_again(office: Office) -> None:
    with office.at_work("Ben", "intake") as worker:
        told = _answer_of(worker.page, office)
        assert office.ask("/sign-in/finish", told=told).status == 403
        # Nor with a counter that was never used, as a copied passkey has it.
        with office.change() as change:
            change.transaction.execute("update passkey set sign_count = 0")
        assert office.ask("/sign-in/finish", told=told).status == 403
    refused = [who for kind, who, _ in office.events() if kind == "sign_in_refused"]
    assert refused == ["Ben", "Ben"]


def test_a_passkey_whose_counter_goes_back_lets_nobody_in(office: Office) -> None:
    with office.at_work("Ben", "intake") as worker:
        with office.change() as change:
            change.transaction.execute("update passkey set sign_count = 1000")
        worker.page.context.clear_cookies()
        worker.page.goto(f"{office.address}/sign-in")
        worker.page.click("#passkey")
        worker.page.wait_for_selector("[data-told=refused]:not([hidden])")
    assert office.events()[-1][:2] == ("sign_in_refused", "Ben")


def test_without_the_persons_finger_a_passkey_is_not_enough(office: Office) -> None:
    with office.at_work("Ben", "intake") as worker:
        worker.keys.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": worker.authenticator, "isUserVerified": False},
        )
        worker.page.context.clear_cookies()
        worker.page.goto(f"{office.address}/sign-in")
        worker.page.click("#passkey")
        worker.page.wait_for_selector("[data-told]:not([hidden])")
        assert worker.page.context.cookies() == []


def test_who_was_disabled_is_out_at_once_and_stays_out(office: Office) -> None:
    with office.at_work("Ben", "intake") as worker:
        with office.change() as change:
            staff.add(change, "Cleo", ["supervisor"])
            staff.set_disabled(change, worker.member.id, disabled=True)
        worker.page.goto(f"{office.address}/copies")
        assert worker.page.url.endswith("/sign-in")
        worker.page.click("#passkey")
        worker.page.wait_for_selector("[data-told=refused]:not([hidden])")


@pytest.mark.parametrize(("column", "before"), [("seen", sessions.IDLE), ("began", sessions.LASTS)])
def test_a_session_ends_by_itself(office: Office, column: str, before: timedelta) -> None:
    ben = office.colleague("Ben", "intake")
    assert office.ask("/copies", ben).status == 200
    with office.change() as change:
        past = change.at - before - timedelta(seconds=1)
        query = sql.SQL("update session set {} = %s").format(sql.Identifier(column))
        change.transaction.execute(query, [past])
    assert office.ask("/copies", ben).headers["Location"] == "/sign-in"


def test_what_another_site_sends_is_not_done(office: Office) -> None:
    ben = office.colleague("Ben", "intake")
    cleo = office.colleague("Cleo", "intake")
    good = {"form": ben.form}
    assert office.ask("/invitations", ben, good, origin=None).status == 403
    assert office.ask("/invitations", ben, good, origin="https://example.org").status == 403
    assert office.ask("/invitations", ben, good, origin="null").status == 403
    assert office.ask("/invitations", ben, {}).status == 403
    assert office.ask("/invitations", ben, {"form": cleo.form}).status == 403
    assert office.ask("/invitations", ben, {"form": "é"}).status == 403
    assert office.ask("/sign-in/begin", told={}, origin="https://example.org").status == 403
    assert office.ask("/invitations", ben, good, headers={"Host": "example.org"}).status == 421
    assert office.ask("/invitations", None, good).headers["Location"] == "/sign-in"
    stranger = ben._replace(token=staff.new_token())
    assert office.ask("/copies", stranger).headers["Location"] == "/sign-in"
    assert not [kind for kind, _, _ in office.events() if kind == "invitation_made"]
    assert office.ask("/invitations", ben, good).status == 200


def test_each_page_is_for_the_roles_it_is_for(office: Office) -> None:
    app = create_app(office.desk, jobs.Queue(office.desk.settings.database))
    pages = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("pages.")]
    others = {rule.endpoint for rule in app.url_map.iter_rules()} - {r.endpoint for r in pages}
    # Neither needs a session: one asks for a token, the other for the signature of a log.
    machines = {"static", "witness.add_checkpoint"}
    assert {name for name in others if not name.startswith("intake.")} == machines
    assert {rule.endpoint for rule in pages} == set(guard.PAGES)
    assert {f"pages.{name}" for name in WHO} | {f"pages.{name}" for name in PUBLIC} == {
        rule.endpoint for rule in pages
    }
    wrong = []
    for role in Role:
        someone = office.colleague(f"An {role}", role)
        for rule in sorted(pages, key=lambda rule: rule.endpoint == "pages.sign_out"):
            name = rule.endpoint.removeprefix("pages.")
            if name in PUBLIC:
                continue
            path = re.sub(r"<int:\w+>", "999999", re.sub(r"<uuid:\w+>", UNKNOWN, rule.rule))
            form = {"form": someone.form} if "POST" in (rule.methods or ()) else None
            allowed = office.ask(path, someone, form).status != 403
            if allowed != (role in WHO[name]):
                wrong.append((role, name))
    assert wrong == []


def test_a_page_may_do_no_more_than_it_needs(office: Office) -> None:
    ben = office.colleague("Ben", "intake")
    assert "script" not in office.ask("/copies", ben).headers["Content-Security-Policy"]
    assert "script-src 'self'" in office.ask("/sign-in").headers["Content-Security-Policy"]
    intake = office.ask("/api/intake/state").headers["Content-Security-Policy"]
    assert intake == "default-src 'none'; frame-ancestors 'none'"
    assert office.ask("/copies", ben).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_anybody_may_see_is_for_everyone(
    office: Office, browser: Browser, language: str
) -> None:
    found = []
    with browser.new_context(
        locale=f"{language}-CA", viewport={"width": 360, "height": 800}
    ) as context:
        page = context.new_page()
        for path in ("/sign-in", "/enrol", "/hand-over", "/nothing"):
            page.goto(office.address + path)
            if path != "/nothing":
                assert page.get_attribute("html", "lang") == language
                found += [f"{path}: {each}" for each in violations(page)]
                assert sticks_out(page) == 0, path
    assert found == []
