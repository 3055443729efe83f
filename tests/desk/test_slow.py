"""Who sends slowly, too much, or without an end keeps nobody else from handing over."""

from __future__ import annotations

import hashlib
import http.client
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from desk import over_http
from desk.conftest import process, serving, until
from desk.over_http import RefusalError
from desk.person import Person
from desk.test_http import answers
from keepsake.desk.database import one
from keepsake.desk.store import MissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk.conftest import Place
    from keepsake.desk.desk import Desk

SLOW_ONES = 60


@pytest.fixture
def person(desk: Desk, place: Place) -> Iterator[Person]:
    """Somebody who is invited by a desk that answers and checks what came in."""
    found = Person(desk)
    with process(place, *serving(place)), process(place, "work"):
        until(lambda: answers(found))
        yield found


@contextmanager
def a_byte_a_second(where: str, head: bytes, count: int) -> Iterator[list[socket.socket]]:
    """So many who begin a request and go on with it by a byte each second."""
    parts = urlsplit(where)
    made = [socket.create_connection((parts.hostname, parts.port)) for _ in range(count)]
    for each in made:
        each.sendall(head)
    ends = threading.Event()

    def drip() -> None:
        while not ends.wait(1.0):
            for each in made:
                try:
                    each.sendall(b"x")
                except OSError:
                    continue

    hand = threading.Thread(target=drip)
    hand.start()
    try:
        yield made
    finally:
        ends.set()
        hand.join()
        for each in made:
            each.close()


def test_parts_that_come_a_byte_a_second_keep_nobody_waiting(person: Person, desk: Desk) -> None:
    slow = Person(desk)
    data = slow.sealed(90_000)
    begun = slow.begin(data)
    url = begun["parts"][0]["url"]
    parts = urlsplit(url)
    head = (
        f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    with a_byte_a_second(url, head.encode(), SLOW_ONES):
        assert over_http.send(person.invitation, person.sealed(), 30)
        # What has not come whole is no part, and nothing can be made of it.
        assert slow.begin(data)["have"] == []
        with pytest.raises(RefusalError, match="parts_missing"):
            over_http.ask(slow.invitation, "complete", {"upload": begun["upload"]})
    # The same invitation still takes the whole.
    assert over_http.send(slow.invitation, data, 30)


def test_questions_that_come_a_byte_a_second_keep_nobody_waiting(person: Person) -> None:
    head = (
        f"POST /api/intake/begin HTTP/1.1\r\nHost: {urlsplit(person.invitation.desk).netloc}\r\n"
        f"Authorization: Bearer {person.token}\r\nContent-Length: 4000\r\n\r\n"
    )
    with a_byte_a_second(person.invitation.desk, head.encode(), SLOW_ONES):
        assert over_http.send(person.invitation, person.sealed(), 30)


def test_a_question_without_an_end_is_ended(person: Person) -> None:
    """Its length is told nowhere, so that no limit on what is told holds it."""
    where = urlsplit(person.invitation.desk)
    asked = http.client.HTTPConnection(where.netloc, timeout=30)
    pieces = iter([b'{"size": "'] + [b"0" * 65_536] * 40)
    asked.request(
        "POST", "/api/intake/begin", pieces, {"Authorization": f"Bearer {person.token}"},
        encode_chunked=True,
    )  # fmt: skip
    answer = asked.getresponse()
    assert (answer.status, answer.read()) == (400, b'{"error":"malformed"}\n')
    asked.close()
    assert over_http.send(person.invitation, person.sealed(), 30)


def test_more_than_was_announced_is_kept_nowhere(person: Person, desk: Desk) -> None:
    data = person.sealed(2_000)
    begun = person.begin(data)
    parts = urlsplit(begun["parts"][0]["url"])
    for size, body in ((len(data) + 1, data + b"x"), (64 << 20, bytes(64 << 20))):
        asked = http.client.HTTPConnection(parts.netloc, timeout=30)
        try:
            headers = {"Content-Length": str(size)}
            asked.request("PUT", f"{parts.path}?{parts.query}", body, headers)
            assert asked.getresponse().status == 403
        except OSError:
            # It may end the connection before all of it has come.
            pass
        finally:
            asked.close()
    assert person.begin(data)["have"] == []
    with pytest.raises(MissingError):
        desk.intake.store.stored(f"b/{hashlib.sha256(data + b'x').hexdigest()}")
    with desk.intake.database.connection() as transaction:
        assert one(transaction, "select count(*) as n from bundle") == {"n": 0}


def test_an_address_for_one_part_takes_no_other_and_leads_nowhere_else(person: Person) -> None:
    begun = person.begin(person.sealed(2_000))
    parts = urlsplit(begun["parts"][0]["url"])
    whole = f"{parts.path}?{parts.query}"
    for other in (
        whole.replace("partNumber=1", "partNumber=2"),
        whole.replace("quarantine", "vault"),
        parts.path.replace("quarantine", "vault"),
        parts.path,
    ):
        asked = http.client.HTTPConnection(parts.netloc, timeout=30)
        asked.request("PUT", other, bytes(begun["parts"][0]["size"]))
        assert asked.getresponse().status == 403, other
        asked.close()
