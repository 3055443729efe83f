"""A copy is opened where the key is, apart, and nothing hostile gets any further."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pyrage
import pytest

from desk.conftest import process, until
from desk.copies import Copies, approved, asked, bagged, encrypted, handed, opened
from desk.person import Person
from keepsake.desk import desk as desks
from keepsake.desk import index, opener, openings, requests, sandbox, staff
from keepsake.desk.change import Change
from keepsake.desk.content import Content
from keepsake.desk.database import every, one
from keepsake.desk.events import Kind
from keepsake.desk.requests import Action, RequestError
from keepsake.desk.sandbox import Limits, SandboxError
from keepsake.desk.store import Store, UnreachableError
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from desk.conftest import Place
    from keepsake.desk.desk import Desk

SECRET_WORDS = "nothing of this page is to be kept"


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Of a thread, a profile, and a page of which only a record was made."""
    record_only = sample.record_only()
    record_only.note = SECRET_WORDS
    pages = [sample.thread(12), sample.profile(), record_only, sample.hostile()]
    return Copies(tmp_path_factory.mktemp("copies"), pages)


def test_what_it_says_can_be_searched_and_the_log_has_who_wanted_it_and_why(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    row = opened(desk, upload, organisation)
    assert (row["state"], row["result"]["why"]) == ("opened", "")
    assert [step["number"] for step in row["result"]["steps"]] == list(range(1, 9))
    with desk.intake.database.connection() as transaction:
        said = [found["text"] for found in every(transaction, "select text from message")]
        ids = [
            found["value"]
            for found in every(transaction, "select value from account where kind = 'id'")
        ]
        events = [
            (found["kind"], found["who"], found["about"])
            for found in every(
                transaction, "select * from event where about ? 'request' order by id"
            )
        ]
    assert any("600 dollars" in text for text in said)
    assert "61577840233190" in ids
    assert not any(SECRET_WORDS in text for text in said)
    request, reason = str(row["id"]), "asked for by the person"
    assert events == [
        (
            "opening_asked",
            "Ada",
            {"request": request, "invitation": str(person.id), "reason": reason},
        ),
        ("opening_approved", "Bea", {"request": request}),
        ("copy_opened", "opener", {"request": request, "upload": str(upload), "why": ""}),
    ]


def test_a_copy_opened_twice_is_indexed_once_and_can_be_forgotten(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    first = opened(desk, upload, organisation)["result"]
    assert opened(desk, upload, organisation)["result"] == first
    with desk.intake.database.connection() as transaction:
        assert one(transaction, "select count(*) as n from message") == {"n": first["messages"]}
        assert one(transaction, "select count(*) > 20 as n from word") == {"n": True}
        index.forget(transaction, upload)
    with desk.intake.database.connection() as transaction:
        for table in ("message", "account", "lead", "word"):
            assert one(transaction, f"select count(*) as n from {table}") == {"n": 0}, table  # noqa: S608 - ours


def test_what_was_only_asked_for_is_not_opened_nor_what_was_approved_too_long_ago(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    request = asked(desk, upload)
    with desk.intake.database.connection() as transaction:
        # Also where something puts it into the queue that should not.
        openings.put(transaction, request, desks.now())
    assert not opener.open_next(desk, [organisation])
    with desk.intake.database.connection() as transaction:
        transaction.execute("delete from opening")
    assert approved(desk, upload) == request
    with desk.intake.database.connection() as transaction:
        transaction.execute("update opening set approved = approved - %s", [requests.APPROVED_FOR])
    assert opener.open_next(desk, [organisation])
    with desk.intake.database.connection() as transaction:
        row = openings.of(transaction, request)
        assert one(transaction, "select count(*) as n from message") == {"n": 0}
    assert row is not None
    assert (row["state"], row["result"]["why"]) == ("failed", "late")


def test_a_key_shredded_after_the_approval_opens_nothing(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    opening = approved(desk, handed(desk, person, copies.sealed(person.invitation.recipient)))
    shredded(desk, person)
    assert opener.open_next(desk, [organisation])
    with desk.intake.database.connection() as transaction:
        row = openings.of(transaction, opening)
        assert one(transaction, "select count(*) as n from message") == {"n": 0}
        event = one(transaction, "select kind, about from event order by id desc limit 1")
    assert row is not None
    assert event is not None
    assert (row["state"], row["result"]["why"]) == ("failed", "key_gone")
    assert (event["kind"], event["about"]["why"]) == ("opening_failed", "key_gone")


def _altered(copies: Copies, recipient: str) -> bytes:
    files = copies.files()
    name = "data/derived/messages.json"
    return bagged(files | {name: files[name].replace(b"600 dollars", b"900 dollars")}, recipient)


def _unsigned(copies: Copies, recipient: str) -> bytes:
    files = copies.files()
    name = "data/derived/messages.json"
    files[name] = files[name].replace(b"600 dollars", b"900 dollars")
    from fixtures.bundles import rebagged

    return bagged(rebagged(files), recipient)


HOSTILE = {
    "nothing": (lambda _, to: encrypted(b"", to), "not_a_bundle"),
    "noise": (lambda _, to: encrypted(os.urandom(100_000), to), "not_a_bundle"),
    "another archive": (lambda _, to: encrypted(b"PK\x03\x04" + bytes(500), to), "not_a_bundle"),
    "a name that leads out": (
        lambda _, to: encrypted(_outside(), to),
        "not_a_bundle",
    ),
    "other words": (_altered, "not_as_kept"),
    "other words, bagged anew": (_unsigned, "not_as_kept"),
    "another key": (
        lambda _, to: encrypted(b"", str(pyrage.x25519.Identity.generate().to_public())),  # noqa: ARG005
        "key_other",
    ),
}


def _outside() -> bytes:
    from fixtures.bundles import container

    whole = b"".join(container.write([("bag/data/aaaaaaaaaaa", b"x")]))
    return whole.replace(b"bag/data/aaaaaaaaaaa", b"../../../etc/passwd\0"[:20])


def test_what_is_hostile_fails_with_a_word_and_the_opener_goes_on(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    for name, (made, why) in HOSTILE.items():
        person = Person(desk)
        data = made(copies, person.invitation.recipient)
        row = opened(desk, handed(desk, person, data), organisation)
        assert (row["state"], row["result"]["why"]) == ("failed", why), name
    with desk.intake.database.connection() as transaction:
        assert one(transaction, "select count(*) as n from message") == {"n": 0}
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    assert opened(desk, upload, organisation)["state"] == "opened"


def test_another_key_of_an_organisation_opens_nothing(desk: Desk, copies: Copies) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    row = opened(desk, upload, pyrage.x25519.Identity.generate())
    assert (row["state"], row["result"]["why"]) == ("failed", "no_key")


def test_what_takes_too_long_or_says_too_much_is_ended(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    assert opened(desk, upload, organisation, seconds=0.05)["result"]["why"] == "too_long"
    assert opened(desk, upload, organisation, answer_bytes=100)["result"]["why"] == "too_much"


_NETWORK = """
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
except OSError:
    print("none", end="")
"""
_FILES = """
import os
found = []
for path in ({secret!r}, "/etc/passwd", "/home", "/var", "/proc/1", "/sys"):
    try:
        found.append(os.stat(path))
    except OSError:
        pass
for path in ("/copy/evidence.age", "/new", "/dev/shm/new"):
    try:
        with open(path, "wb") as file:
            file.write(b"x")
        found.append(path)
    except OSError:
        pass
print(found, end="")
"""
_LIMITED = "from keepsake.desk import opened; opened._limit(); "


@pytest.mark.parametrize(
    ("program", "word"),
    [
        ("while True: pass", "too_long"),
        ("while True: print('x' * 65536)", "too_much"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "broke"),
        (_LIMITED + "x = bytearray(4 << 30)", "broke"),
        (
            "import os\nif os.fork() == 0:\n import time; time.sleep(600)\nos._exit(1)",
            "broke",
        ),
    ],
)
def test_whatever_runs_in_it_comes_to_an_end(tmp_path: Path, program: str, word: str) -> None:
    file = tmp_path / "evidence.age"
    file.write_bytes(b"x")
    with pytest.raises(SandboxError) as ended:
        sandbox.run(file, "", ["-c", program], Limits(seconds=10, answer_bytes=1 << 20))
    assert ended.value.word == word


def test_nothing_else_can_be_read_reached_or_written_there(tmp_path: Path) -> None:
    import socket

    file, secret = tmp_path / "evidence.age", tmp_path / "organisation.key"
    file.write_bytes(b"x")
    secret.write_bytes(b"x")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        program = _NETWORK.format(port=listening.getsockname()[1])
        assert sandbox.run(file, "", ["-c", program]) == b"none"
    told = sandbox.run(file, "", ["-c", _LIMITED + _FILES.format(secret=str(secret))])
    assert told == b"[]"
    assert file.read_bytes() == b"x"


def test_no_more_than_its_form_is_believed_of_what_comes_out() -> None:
    for said in (
        b'{"why":"","messages":[{"exhibit":1}]}',
        b'{"why":"","more":1}',
        b'{"why":"fine"}',
        b'{"why":"","steps":[{"number":1,"outcome":"valid","reason":"<b>"}]}',
        b"",
    ):
        with pytest.raises(msgspec.DecodeError):
            msgspec.json.decode(said, type=Content)


def test_one_that_was_killed_is_begun_again_and_given_up_in_the_end(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    opening = approved(desk, upload)
    database = desk.intake.database
    for _ in range(openings.TRIES):
        with database.connection() as transaction:
            assert openings.take(transaction, desks.now()) is not None
        with database.connection() as transaction:
            # Nobody else takes it until it is late.
            assert openings.take(transaction, desks.now()) is None
            transaction.execute("update opening set changed = changed - %s", [openings.LATE * 2])
    assert opener.open_next(desk, [organisation])
    with database.connection() as transaction:
        row = openings.of(transaction, opening)
    assert row is not None
    assert (row["state"], row["result"]["why"]) == ("failed", "gave_up")


def shredded(desk: Desk, person: Person) -> None:
    """Has the key of somebody's copy shredded, by two people."""
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "Ben", desks.now())
        asker = staff.add(change, "Ben", ["records"])
        decider = staff.add(change, "Cleo", ["supervisor"])
        asked_for = requests.ask(change, asker, Action.SHRED, person.id, "asked for by the person")
        requests.decide(change, decider, asked_for, approved=True)


def test_a_key_shredded_while_its_copy_is_opened_leaves_nothing_readable(
    desk: Desk,
    copies: Copies,
    organisation: pyrage.x25519.Identity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    found = opener._found

    def found_then_shredded(*arguments: Any) -> Content:
        content = found(*arguments)
        assert content.messages
        shredded(desk, person)
        return content

    monkeypatch.setattr(opener, "_found", found_then_shredded)
    row = opened(desk, upload, organisation)
    assert (row["state"], row["result"]["why"]) == ("failed", "key_gone")
    with desk.intake.database.connection() as transaction:
        for table in ("message", "account", "lead", "word"):
            assert one(transaction, f"select count(*) as n from {table}") == {"n": 0}, table  # noqa: S608 - ours
    with pytest.raises(RequestError, match="key_gone"):
        asked(desk, upload)


def test_what_others_do_is_written_down_while_a_copy_is_indexed(
    desk: Desk,
    copies: Copies,
    organisation: pyrage.x25519.Identity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    write = index.write

    def written_beside(*arguments: Any) -> None:
        write(*arguments)
        with desk.intake.database.connection() as transaction:
            transaction.execute("set local lock_timeout = '2s'")
            change = Change(transaction, desk.intake.log, "Ben", desks.now())
            change.record(Kind.STATUS_VIEWED)

    monkeypatch.setattr(index, "write", written_beside)
    assert opened(desk, upload, organisation)["state"] == "opened"


def test_while_the_store_is_away_it_waits(
    desk: Desk, place: Place, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    opening = approved(desk, upload)
    nowhere = msgspec.structs.replace(place.settings.store, endpoint="http://127.0.0.1:9")
    away = desk._replace(intake=desk.intake._replace(store=Store(nowhere)))
    with pytest.raises(UnreachableError):
        opener.open_next(away, [organisation])
    assert opener.open_next(desk, [organisation])
    with desk.intake.database.connection() as transaction:
        row = openings.of(transaction, opening)
    assert row is not None
    assert (row["state"], row["tries"]) == ("opened", 1)


def test_two_openers_open_each_once(
    desk: Desk, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    for _ in range(3):
        person = Person(desk)
        approved(desk, handed(desk, person, copies.sealed(person.invitation.recipient)))

    def work() -> None:
        while opener.open_next(desk, [organisation]):
            pass

    hands = [threading.Thread(target=work) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    with desk.intake.database.connection() as transaction:
        assert one(
            transaction, "select count(*) as n, max(tries) as t from opening where state = 'opened'"
        ) == {"n": 3, "t": 1}
        doubled = "select 1 from message group by upload, exhibit, item having count(*) > 1"
        assert not list(every(transaction, doubled))


def test_the_command_opens_what_waits(
    desk: Desk, place: Place, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    person = Person(desk)
    opening = approved(desk, handed(desk, person, copies.sealed(person.invitation.recipient)))
    key = place.path.parent / "organisation.key"
    key.write_text(f"# public key: {organisation.to_public()}\n{organisation}\n")
    with process(place, "open", "--key", str(key)) as running:

        def state() -> str:
            with desk.intake.database.connection() as transaction:
                row = openings.of(transaction, opening)
            return str(row["state"]) if row else ""

        until(lambda: state() == "opened" or running.poll() is not None)
        assert state() == "opened"


def test_a_time_is_told_as_the_page_told_it_and_else_the_capture_stands_for_it() -> None:
    assert index._moment("2026-11-20T01:00:00+02:00") == index._moment("2026-11-19T23:00:00Z")
    assert index._moment("yesterday") is None
    assert timedelta(seconds=Limits().seconds) < openings.LATE
