"""Where many copies were received, nothing that is asked often goes through all of them."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from desk.person import Person
from keepsake.desk import desk as desks
from keepsake.desk import fixity, intake, jobs, openings, requests, sessions, staff
from keepsake.desk.change import Change
from keepsake.desk.database import every, one
from keepsake.desk.requests import Action
from keepsake.desk.roles import Role
from keepsake.desk.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from desk.conftest import Place
    from keepsake.desk.desk import Desk

COPIES = 20_000
MANY = 5_000
"""Rows of one table; fewer are soon gone through, and PostgreSQL does."""

_ROWS = (
    "insert into entry select n, 'x' from generate_series(1000000, 1000000 + 2 * {n} - 1) n",
    "insert into invitation (id, token_sha256, note, note_sha256, recipient, sealed_identity,"
    " reference, limit_bytes, made, made_by, until) select gen_random_uuid(),"
    " sha256(('t' || n)::bytea), 'n', encode(sha256(('n' || n)::bytea), 'hex'), 'age1', 'i',"
    " 'invented', 1000, now() - n * interval '1 minute', 'many', now()"
    " from generate_series(1, {n}) n",
    "insert into upload (id, invitation, size, sha256, store_key, store_upload, state, began,"
    " changed) select gen_random_uuid(), id, 1000, note_sha256, 'u', 'u', 'received', made, made"
    " from invitation where made_by = 'many'",
    "insert into bundle (upload, invitation, sha256, size, store_key, store_version, received,"
    " index, receipt, checked, fixity) select id, invitation, sha256, size, 'b', 'v', began,"
    " 999999 + row_number() over (), 'r', now(), 'as_received' from upload where size = 1000",
    "insert into event (at, kind, who, about, salt, index) select received, 'copy_received',"
    " 'desk', '{{}}', 's', index + {n} from bundle where index >= 1000000",
    "insert into staff values (gen_random_uuid(), 'one', '{{}}', now()),"
    " (gen_random_uuid(), 'other', '{{}}', now())",
    "insert into request select gen_random_uuid(), 'open', invitation, 'why', received, one.id,"
    " 'done', received, other.id from bundle, staff one, staff other where one.name = 'one'"
    " and other.name = 'other' and index >= 1000000",
    "insert into opening (request, upload, approved, state, changed) select request.id, upload,"
    " asked, 'opened', asked from request join bundle using (invitation)",
    "insert into case_file values (gen_random_uuid(), 'one', now(), 'many')",
    "insert into case_copy select upload, (select id from case_file limit 1) from bundle"
    " where index < 1000100 and index >= 1000000",
)


@pytest.fixture
def desk_of_many(desk: Desk) -> Desk:
    """One that has received a lot."""
    with desk.intake.database.connection() as transaction:
        for query in _ROWS:
            transaction.execute(query.format(n=COPIES).encode())
    # As it does by itself after a while.
    with psycopg.connect(desk.settings.database, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return desk


def _gone_through(desk: Desk, act: Callable[[], object]) -> dict[str, int]:
    """How many rows of each table were read one after another for that, of those with many."""
    before = _read(desk)
    act()
    after = _read(desk)
    return {name: after[name] - before[name] for name in after if after[name] - before[name] > MANY}


def _read(desk: Desk) -> dict[str, int]:
    query = "select relname, coalesce(seq_tup_read, 0) as n from pg_stat_user_tables"
    end = time.monotonic() + 10
    seen: dict[str, int] = {}
    while time.monotonic() < end:
        for _ in range(8):  # what each connection has counted
            with desk.intake.database.connection() as transaction:
                transaction.execute("select pg_stat_force_next_flush()")
        with desk.intake.database.connection() as transaction:
            found = {row["relname"]: int(row["n"]) for row in every(transaction, query)}
        if found == seen:
            return found
        seen = found
        time.sleep(0.2)
    return seen


def _signed_in(desk: Desk, place: Place) -> FlaskClient:
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "Ada", desks.now())
        member = staff.add(change, "Zoë", list(Role))
        token = sessions.begin(transaction, member.id, desks.now())
    app = create_app(desk, jobs.Queue(place.settings.database))
    client = app.test_client()
    host = re.sub(r"^http://|:\d+$", "", place.settings.address)
    client.set_cookie("keepsake-desk", token, domain=host)
    return client


def test_a_person_is_answered_without_going_through_all(desk_of_many: Desk) -> None:
    desk = desk_of_many
    person = Person(desk)
    data = person.sealed()

    def hands_over() -> None:
        assert person.state()["state"] == "open"
        assert person.hand_over(data) == "received"
        assert person.state()["state"] == "received"

    assert _gone_through(desk, hands_over) == {}


def test_what_runs_each_minute_goes_through_nothing(desk_of_many: Desk) -> None:
    desk = desk_of_many

    def minute() -> None:
        jobs.waiting(desk.intake.database, desks.now())
        fixity.check(desk.intake, 0, desks.now())
        with desk.intake.database.connection() as transaction:
            assert openings.take(transaction, desks.now()) is None

    assert _gone_through(desk, minute) == {}


def test_no_page_goes_through_all(desk_of_many: Desk, place: Place) -> None:
    desk = desk_of_many
    client = _signed_in(desk, place)
    with desk.intake.database.connection() as transaction:
        copy = one(transaction, "select upload from bundle order by index desc limit 1")
        case = one(transaction, "select id from case_file")
        invitation = one(transaction, "select invitation from bundle order by index limit 1")
        member = one(transaction, "select * from staff where name = 'Zoë'")
        assert copy
        assert case
        assert invitation
        assert member
        transaction.execute(
            "insert into case_member values (%s, %s, now(), 'many')", [member["id"], case["id"]]
        )
        mine = one(transaction, "select upload from case_copy limit 1")
        assert mine
        change = Change(transaction, desk.intake.log, "Zoë", desks.now())
        known = staff.Member(member["id"], member["name"], tuple(member["roles"]))
        requests.ask(change, known, Action.EXPORT, invitation["invitation"], "why")
    wrong = {}
    for path in (
        "copies", f"copies/{copy['upload']}", f"copies/{mine['upload']}", "invitations",
        "requests", "cases", f"cases/{case['id']}", "audit", "audit?kind=copy_received",
        "status", "openings", "search", "hints", "fixity", "retention",
    ):  # fmt: skip

        def look(path: str = path) -> None:
            assert client.get(f"{place.settings.address}/{path}").status_code == 200, path

        if found := _gone_through(desk, look):
            wrong[path.partition("/")[0]] = found
    assert wrong == {}


def test_a_token_that_is_guessed_costs_little(desk_of_many: Desk) -> None:
    desk = desk_of_many

    def guess() -> None:
        with pytest.raises(intake.IntakeError):
            intake.state(desk.intake, "A" * 43)

    assert _gone_through(desk, guess) == {}
