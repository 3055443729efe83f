"""What is kept, as supervisors and those who keep the records are shown it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desk.copies import handed
from desk.person import Person
from desk.test_fixity import client, told
from desk.test_pages import browser, office
from keepsake.desk.database import one

if TYPE_CHECKING:
    from desk.office import Colleague, Office

__all__ = ["browser", "client", "office"]

pytestmark = pytest.mark.browser

WHY = {"reason": "Its time has come"}


def received(office: Office) -> str:
    """A copy that came in."""
    person = Person(office.desk)
    return str(handed(office.desk, person, person.sealed()))


def _approved(office: Office, by: Colleague, other: Colleague, path: str) -> str:
    """Has somebody ask for something and another approve it; gives the request."""
    assert office.do(by, path, **WHY)[0] == 303
    request = str(office.events()[-1][2]["request"])
    assert office.do(other, f"/requests/{request}/decide", decision="approve")[0] == 303
    return request


def _shown(body: str, heading: str) -> str:
    """What stands below a heading, in words."""
    below = body.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]
    return " ".join(re.sub("<[^>]+>", "", below).split())


def test_it_shows_when_each_was_read_again_and_what_was_found(office: Office, client: Any) -> None:
    records = office.colleague("Ria", "records")
    upload = received(office)
    assert "not read again yet" in office.ask("/fixity", records).body
    told(office.desk, upload)  # type: ignore[arg-type]
    body = office.ask("/fixity", records).body
    assert "everything was as received" in body
    assert "4.0 MB a second" in body
    assert _shown(body, "Each copy, the longest ago first").count("as received") == 1
    with office.change() as change:
        found = one(change.transaction, "select store_key, checked from bundle")
    assert found
    client.delete_object(Bucket=office.desk.intake.store.vault, Key=found["store_key"])
    told(office.desk, upload)  # type: ignore[arg-type]
    newer = received(office)
    body = office.ask("/fixity", records).body
    assert "Something is not as it was received" in body
    below = _shown(body, "Not as received")
    assert "whole, under something newer" in below
    assert f"{found['checked']:%Y-%m-%d %H:%M}" in below
    # The one that was never read again comes before.
    each = body.partition("the longest ago first</h2>")[2]
    assert re.findall("/copies/([0-9a-f-]+)", each) == [newer, upload]
    assert office.events()[-1] == ("fixity_viewed", "Ria", {})


def test_it_shows_what_is_locked_until_when_and_what_remains_of_what_was_shredded(
    office: Office,
) -> None:
    records, cleo = office.colleague("Ria", "records"), office.colleague("Cleo", "supervisor")
    dan = office.colleague("Dan", "caseworker")
    shredded, asked, ended = received(office), received(office), received(office)
    export = _approved(office, dan, cleo, f"/copies/{shredded}/export")
    assert office.do(dan, f"/requests/{export}/key")[0] == 200
    _approved(office, records, cleo, f"/copies/{shredded}/shred")
    office.do(records, f"/copies/{asked}/shred", **WHY)
    with office.change() as change:
        row = one(change.transaction, "select locked_until from bundle where upload = %s", shredded)
        query = "update bundle set locked_until = %s where upload = %s"
        change.transaction.execute(query, [change.at - timedelta(days=1), ended])
    assert row
    until = f"locked in the store until {row['locked_until']:%Y-%m-%d %H:%M:%S} UTC"
    body = office.ask("/retention", records).body
    below = _shown(body, "Keys that were shredded")
    assert "Its key was shredded on" in below
    assert until in below
    assert "Dan fetched its sealed key before" in below
    assert "Back-ups of the database hold the key" in below
    below = _shown(body, "Asked to be shredded")
    assert "Ria" in below
    assert WHY["reason"] in below
    locked = body.partition("by the end of their lock</h2>")[2]
    assert re.findall("/copies/([0-9a-f-]+)", locked) == [ended, asked]
    assert locked.count("Lock ended") == 1
    assert locked.count("Locked until") == 1
    assert office.events()[-1] == ("retention_viewed", "Ria", {})
