"""Intake over HTTP, by the real process: what is said to whom, and what nobody is let into."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from desk import over_http
from desk.conftest import process, serving, until
from desk.over_http import RefusalError
from desk.person import Person, put, put_part
from keepsake.core.desk import receipt as form
from keepsake.desk.settings import COPY_BYTES_MAX
from keepsake.desk.store import PART_BYTES
from keepsake.flows.sending.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk.conftest import Place
    from keepsake.desk.desk import Desk


@pytest.fixture
def person(desk: Desk, place: Place) -> Iterator[Person]:
    """Somebody with an invitation to a desk that answers."""
    found = Person(desk)
    with process(place, *serving(place)):
        until(lambda: answers(found))
        yield found


def answers(person: Person) -> bool:
    """Whether the desk answers."""
    try:
        return over_http.ask(person.invitation, "state")["state"] == "open"
    except OSError:
        return False


def listens(person: Person) -> bool:
    """Whether it is there, whatever it has to say."""
    where = urlsplit(person.invitation.desk)
    try:
        socket.create_connection((where.hostname, where.port), timeout=5).close()
    except OSError:
        return False
    return True


def test_from_begin_to_receipt(person: Person, place: Place) -> None:
    data = person.sealed(9 << 20)
    with process(place, "work"):
        text = over_http.send(person.invitation, data, 60)
    receipt = form.opened(text.encode(), person.invitation.key)
    digest = hashlib.sha256(person.note).hexdigest()
    form.require_of(receipt, digest, hashlib.sha256(data).hexdigest(), len(data))
    with pytest.raises(RefusalError) as refused:
        over_http.ask(person.invitation, "begin", {"size": 1, "sha256": "0" * 64})
    assert (refused.value.status, refused.value.word) == (409, "invitation_used")


def test_the_persons_program_goes_on_where_it_was_cut_off_however_much_is_left(
    person: Person,
) -> None:
    door = Intake(person.invitation)
    data = person.sealed(2 * PART_BYTES + 5)
    sha256 = hashlib.sha256(data).hexdigest()
    begun = door.begin(len(data), sha256)
    put_part(begun.parts[0].url, data[:PART_BYTES])
    again = door.begin(len(data), sha256)
    assert (again.upload, again.have) == (begun.upload, (1,))
    for part in again.parts[1:]:
        start = (part.number - 1) * again.part_size
        put_part(part.url, data[start : start + part.size])
    door.complete(again.upload)
    # As large as any desk takes; nothing of it is sent.
    large = Intake(Person(person.desk, limit=COPY_BYTES_MAX).invitation)
    assert len(large.begin(COPY_BYTES_MAX, sha256).parts) == COPY_BYTES_MAX // PART_BYTES


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"size": 1},
        {"size": True, "sha256": "0" * 64},
        {"size": "1", "sha256": "0" * 64},
        {"size": 0, "sha256": "0" * 64},
        {"size": -1, "sha256": "0" * 64},
        {"size": 1, "sha256": "0" * 63 + "G"},
        {"size": 1, "sha256": "0" * 64, "more": 1},
        {"size": 1, "sha256": "0" * 5_000},
    ],
)
def test_what_is_malformed_is_called_so(person: Person, body: dict[str, object]) -> None:
    with pytest.raises(RefusalError) as refused:
        over_http.ask(person.invitation, "begin", body)
    assert (refused.value.status, refused.value.word) == (400, "malformed")


def test_another_name_of_the_host_is_not_answered(person: Person) -> None:
    with pytest.raises(RefusalError) as refused:
        over_http.ask(person.invitation, "state", Host="evil.example")
    assert (refused.value.status, refused.value.word) == (421, "host_other")


@pytest.mark.parametrize("told", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "A" * 43])
def test_without_the_token_nobody_is_let_in(person: Person, told: str) -> None:
    for what, body in (("state", None), ("begin", {"size": 1, "sha256": "0" * 64})):
        with pytest.raises(RefusalError) as refused:
            over_http.ask(person.invitation, what, body, Authorization=told)
        assert (refused.value.status, refused.value.word) == (401, "invitation_unknown")


def test_the_holder_of_a_link_can_read_nothing_back(person: Person) -> None:
    data = person.sealed()
    begun = over_http.ask(
        person.invitation, "begin", {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    )
    put(data, begun)
    parts = urlsplit(begun["parts"][0]["url"])
    for method in ("GET", "HEAD", "DELETE"):
        asked = http.client.HTTPConnection(parts.netloc, timeout=30)
        asked.request(method, f"{parts.path}?{parts.query}")
        answer = asked.getresponse()
        assert answer.status == 403
        assert data not in answer.read()
        asked.close()


def test_who_sends_slowly_keeps_nobody_waiting(person: Person) -> None:
    where = urlsplit(person.invitation.desk)
    slow = [socket.create_connection((where.hostname or "", where.port or 0)) for _ in range(60)]
    try:
        for connection in slow:
            connection.sendall(b"POST /api/intake/begin HTTP/1.1\r\nContent-Length: 90\r\n")
        assert over_http.ask(person.invitation, "state")["state"] == "open"
    finally:
        for connection in slow:
            connection.close()


def test_answers_are_not_kept_and_name_no_program(person: Person) -> None:
    where = urlsplit(person.invitation.desk)
    asked = http.client.HTTPConnection(where.netloc, timeout=30)
    asked.request("GET", "/api/intake/state")
    answer = asked.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    assert json.load(answer) == {"error": "invitation_unknown"}
    assert told["cache-control"] == "no-store"
    assert "server" not in told
    asked.close()
