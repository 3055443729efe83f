"""Copies that were carried here: the same way, the same receipt, and nothing twice."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pyrage
import pytest

from desk.conftest import started
from desk.copies import Copies, opened
from desk.person import Person
from desk.test_end_to_end import receipts_in
from desk.test_opening import copies
from keepsake.core.desk import invitation as form
from keepsake.core.desk import receipt as receipts
from keepsake.desk import carried, intake, invitations, jobs, requests, sessions, staff
from keepsake.desk import desk as desks
from keepsake.desk.__main__ import main
from keepsake.desk.change import Change
from keepsake.desk.database import every, one
from keepsake.desk.requests import RequestError
from keepsake.desk.roles import Role
from keepsake.desk.store import PART_BYTES, Store, UnreachableError
from keepsake.desk.web.app import create_app
from native.program import Cli
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from desk.conftest import Place
    from keepsake.desk.desk import Desk
    from keepsake.desk.staff import Member

__all__ = ["copies"]

WHY = "brought by her lawyer"


def _sealed(size: int = 1_000, identity: pyrage.x25519.Identity | None = None) -> bytes:
    recipient = (identity or pyrage.x25519.Identity.generate()).to_public()
    return bytes(pyrage.encrypt(os.urandom(size), [recipient]))


@pytest.fixture
def ben(desk: Desk) -> Member:
    """Who takes them."""
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "Ada", desks.now())
        staff.add(change, "Rae", ["records"])
        return staff.add(change, "Ben", ["intake"])


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """What copies are carried on."""
    path = tmp_path / "stick"
    path.mkdir()
    return path


def _take(place: Place, *what: object, by: str = "Ben", reason: str = WHY) -> int:
    told = ["--settings", str(place.path), "take", "--by", by, "--reason", reason]
    return main([*told, *map(str, what)])


def _rows(desk: Desk, query: str) -> list[dict[str, Any]]:
    with desk.intake.database.connection() as transaction:
        return list(every(transaction, query))


def _bundles(desk: Desk) -> list[dict[str, Any]]:
    return _rows(
        desk,
        "select bundle.*, kind, note, note_sha256, made_by, until, sealed_identity, withdrawn"
        " from bundle join invitation on invitation.id = bundle.invitation order by received",
    )


@pytest.mark.usefixtures("ben")
def test_a_copy_from_a_stick_gets_what_every_other_one_gets(
    desk: Desk, place: Place, stick: Path
) -> None:
    data = _sealed(2 * PART_BYTES + 5)
    copy = stick / "evidence.age"
    copy.write_bytes(data)
    assert _take(place, copy) == 0
    row = _bundles(desk)[0]
    store = desk.intake.store
    assert store.fetch(row["store_key"], row["store_version"]) == data
    assert store.stored(row["store_key"]).locked_until == row["locked_until"] is not None
    assert not list(store.waiting(desks.now()))
    written = (stick / "evidence.age.receipt.txt").read_bytes()
    assert written == bytes(row["receipt"])
    digest = hashlib.sha256(data).hexdigest()
    found = receipts.opened(written, desk.settings.verifier())
    receipts.require_of(found, row["note_sha256"], digest, len(data))
    # The invitation is one, signed, with nothing in it that lets anything in.
    told = form.opened(bytes(row["note"]))
    assert form.digest(bytes(row["note"])) == row["note_sha256"]
    assert (row["kind"], row["made_by"], told.token) == ("carried", "Ben", invitations.NO_TOKEN)
    with pytest.raises(intake.IntakeError, match="invitation_unknown"):
        intake.state(desk.intake, told.token)
    events = _rows(desk, "select kind, who, about from event order by id")
    assert [(each["kind"], each["who"]) for each in events[-3:]] == [
        ("copy_carried", "Ben"), ("upload_completed", "Ben"), ("copy_received", "desk"),
    ]  # fmt: skip
    assert events[-3]["about"]["reason"] == WHY
    assert events[-3]["about"]["sha256"] == digest


def _fill(stick: Path) -> None:
    """Copies, what is none, and what nobody should wait for or follow."""
    (stick / "b" / "deep").mkdir(parents=True)
    (stick / "a.age").write_bytes(_sealed())
    (stick / "b" / "deep" / "evidence.age").write_bytes(_sealed())
    (stick / "c.age").write_bytes(b"no age file at all")
    (stick / "d.age").write_bytes(pyrage.passphrase.encrypt(b"x", "a passphrase"))
    two = [pyrage.x25519.Identity.generate().to_public() for _ in range(2)]
    (stick / "e.age").write_bytes(pyrage.encrypt(b"x", two))
    (stick / "f.age").write_bytes(b"")
    (stick / "again.age").write_bytes((stick / "a.age").read_bytes())
    (stick / "README.txt").write_text("not looked at")
    os.mkfifo(stick / "g.age")
    outside = stick.parent / "outside.age"
    outside.write_bytes(_sealed())
    (stick / "h.age").symlink_to(outside)
    (stick / "i\x1b[2J.age").write_bytes(_sealed())


@pytest.mark.usefixtures("ben")
def test_a_folder_is_gone_through_and_each_is_told(
    desk: Desk, place: Place, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _fill(stick)
    assert _take(place, stick) == 1
    told = capsys.readouterr().out
    lines = [line for line in told.splitlines() if not line.startswith("receipt")]
    said = [(line[:13].strip(), line[14:].replace(f"{stick}/", "")) for line in lines[:-1]]
    assert said == [
        ("taken", "a.age"),
        ("already here", "again.age"),
        ("refused", f"c.age: {carried.REASONS['not_sealed']}"),
        ("refused", f"d.age: {carried.REASONS['sealed_otherwise']}"),
        ("refused", f"e.age: {carried.REASONS['sealed_otherwise']}"),
        ("refused", f"f.age: {carried.REASONS['empty']}"),
        ("not read", "g.age: it is no file"),
        ("taken", "i\N{REPLACEMENT CHARACTER}[2J.age"),
        ("taken", "b/deep/evidence.age"),
    ]
    assert lines[-1] == "1 already here, 1 not read, 4 refused, 3 taken"
    assert "\x1b" not in told
    assert len(_bundles(desk)) == 3
    refused = _rows(desk, "select who, about from event where kind = 'upload_refused'")
    assert {each["about"]["reason"] for each in refused} == {
        "not_sealed", "sealed_otherwise", "empty",
    }  # fmt: skip
    assert {(each["who"], each["about"]["why"]) for each in refused} == {("Ben", WHY)}
    # Again: all of it is here, nothing is made twice, and the receipts are the same.
    before = {path.name: path.read_bytes() for path in stick.rglob("*.receipt.txt")}
    assert len(before) == 4
    made = _rows(desk, "select count(*) as n from invitation")
    assert _take(place, stick) == 1
    assert "4 already here, 1 not read, 4 refused" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in stick.rglob("*.receipt.txt")} == before
    assert _rows(desk, "select count(*) as n from invitation") == made
    assert len(_bundles(desk)) == 3


@pytest.mark.usefixtures("ben")
def test_only_who_works_here_takes_and_says_why(
    desk: Desk, place: Place, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stick / "a.age").write_bytes(_sealed())
    assert _take(place, stick, by="Eve") == 2
    assert _take(place, stick, by="Rae") == 2
    for none in ("", "  ", "a\0b", "x" * 501):
        assert _take(place, stick, reason=none) == 2
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "Ada", desks.now())
        staff.add(change, "Sue", ["supervisor"])
        member = staff.named(transaction, "Ben")
        assert member
        staff.set_disabled(change, member, disabled=True)
    assert _take(place, stick) == 2
    assert _bundles(desk) == []
    assert _rows(desk, "select * from invitation") == []
    assert capsys.readouterr().err.count("Nothing was taken") == 7
    assert _take(place, stick.parent / "nothing", by="Sue") == 2


@pytest.mark.usefixtures("ben")
def test_a_copy_for_an_invitation_is_taken_under_it(
    desk: Desk, place: Place, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person, other, third = Person(desk), Person(desk), Person(desk)
    data = person.sealed()
    (stick / "evidence.age").write_bytes(data)
    with desk.intake.database.connection() as transaction:
        # Run out, which a person who brings it on paper cannot help.
        transaction.execute("update invitation set until = now() - interval '1 day'")
        transaction.execute("update invitation set reference = 'A7' where id = %s", [other.id])
    link = form.link(person.note)
    assert _take(place, stick, "--invitation", link) == 2
    assert _take(place, stick / "evidence.age", "--invitation", "B8") == 2
    assert _take(place, stick / "evidence.age", "--invitation", link[:-9]) == 2
    assert "there is no such invitation here" in capsys.readouterr().err
    assert _take(place, stick / "evidence.age", "--invitation", link) == 0
    assert [row["invitation"] for row in _bundles(desk)] == [person.id]
    # Whoever sent in vain is told by the desk that it is here now, with the receipt.
    state = person.state()
    assert state["state"] == "received"
    assert state["receipt"].encode() == (stick / "evidence.age.receipt.txt").read_bytes()
    # By what it is called here; and nothing else for the same one, nor for one that was withdrawn.
    (stick / "b.age").write_bytes(other.sealed())
    assert _take(place, stick / "b.age", "--invitation", "A7") == 0
    (stick / "c.age").write_bytes(other.sealed())
    assert _take(place, stick / "c.age", "--invitation", "A7") == 1
    with desk.intake.database.connection() as transaction:
        invitations.withdraw(transaction, desk.intake.log, third.id, "Ada", desks.now())
    assert _take(place, stick / "c.age", "--invitation", form.link(third.note)) == 1
    told = capsys.readouterr().out
    assert carried.REASONS["invitation_used"] in told
    assert carried.REASONS["invitation_over"] in told
    assert [row["invitation"] for row in _bundles(desk)] == [person.id, other.id]


@pytest.mark.usefixtures("ben")
def test_what_was_sent_in_part_is_brought_to_its_end(desk: Desk, place: Place, stick: Path) -> None:
    person = Person(desk)
    data = person.sealed(PART_BYTES + 5)
    begun = person.begin(data)
    (stick / "evidence.age").write_bytes(data)
    assert _take(place, stick) == 0
    assert [row["invitation"] for row in _bundles(desk)] == [person.id]
    assert person.state()["state"] == "received"
    # The rest of what was sent is of no use to anybody.
    with pytest.raises(intake.IntakeError, match="upload_other"):
        person.complete(begun["upload"])
    with pytest.raises(intake.IntakeError, match="invitation_used"):
        person.begin(data)


@pytest.mark.usefixtures("ben")
def test_a_key_that_came_along_is_kept_sealed_to_the_organisation(
    desk: Desk, place: Place, stick: Path, copies: Copies, organisation: pyrage.x25519.Identity
) -> None:
    identity = pyrage.x25519.Identity.generate()
    data = copies.sealed(str(identity.to_public()))
    (stick / "evidence.age").write_bytes(data)
    key = stick.parent / "key.txt"
    key.write_text(f"# of the copy\n{pyrage.x25519.Identity.generate()}\n")
    assert _take(place, stick, "--key", key) == 1
    assert _bundles(desk) == []
    key.write_text(f"# of the copy\n{identity}\n")
    assert _take(place, stick, "--key", key) == 0
    row = _bundles(desk)[0]
    assert pyrage.decrypt(bytes(row["sealed_identity"]), [organisation]).decode() == str(identity)
    text = str(_rows(desk, "select * from invitation")) + str(_rows(desk, "select * from event"))
    assert str(identity) not in text
    # It is opened as every other one.
    found = opened(desk, row["upload"], organisation)
    assert (found["state"], found["result"]["why"]) == ("opened", "")


@pytest.mark.usefixtures("ben")
def test_without_a_key_there_is_nothing_to_hand_out_to_open_or_to_shred(
    desk: Desk, place: Place, stick: Path, ben: Member
) -> None:
    (stick / "evidence.age").write_bytes(_sealed())
    assert _take(place, stick) == 0
    row = _bundles(desk)[0]
    assert row["sealed_identity"] is None
    for action in requests.Action:
        with desk.intake.database.connection() as transaction:
            change = Change(transaction, desk.intake.log, "Ben", desks.now())
            with pytest.raises(RequestError, match="key_none"):
                requests.ask(change, ben, action, row["invitation"], WHY)


@pytest.mark.usefixtures("ben")
def test_it_is_broken_off_anywhere_and_begun_again(
    desk: Desk, place: Place, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _sealed(3 * PART_BYTES)
    (stick / "evidence.age").write_bytes(data)
    for number, name in enumerate(("put_part", "complete", "read", "keep", "drop")):
        whole = getattr(Store, name)

        def broken(*told: Any, whole: Any = whole, name: str = name, **more: Any) -> Any:
            if name in ("put_part", "complete", "keep"):
                whole(*told, **more)
            raise UnreachableError("503")

        with monkeypatch.context() as patch:
            patch.setattr(Store, name, broken)
            assert (number, _take(place, stick)) == (number, 2)
    assert _take(place, stick) == 0
    rows = _bundles(desk)
    assert [row["sha256"] for row in rows] == [hashlib.sha256(data).hexdigest()]
    assert len(_rows(desk, "select * from invitation")) == 1
    assert (stick / "evidence.age.receipt.txt").read_bytes() == bytes(rows[0]["receipt"])


@pytest.mark.usefixtures("ben")
@pytest.mark.parametrize("named", [True, False])
def test_the_receipt_is_carried_back_into_the_vault_that_made_the_copy(
    desk: Desk, place: Place, tmp_path: Path, named: bool
) -> None:
    """Carried by a person's own program, taken here under her invitation or one made here."""
    cli = Cli(tmp_path)
    vault = sample.make_vault(cli.vault, [sample.thread(12)], passphrase=None).path
    link, copy = form.link(Person(desk).note), tmp_path / "stick" / "evidence.age"
    cli.run("send", link, "--carry", str(copy.parent))
    assert _take(place, copy, *(("--invitation", link) if named else ())) == 0
    back = copy.with_name("evidence.age.receipt.txt")
    for number in range(2):
        said = cli.run("send", "--receipt", str(back)).stdout
        assert f"Received by {desk.settings.name}" in said
        assert ("already in this vault" in said) is bool(number)
    (kept,) = receipts_in(vault)
    row = _bundles(desk)[0]
    assert (kept.sha256, kept.receipt.encode()) == (row["sha256"], bytes(row["receipt"]))
    assert kept.invitation == row["note_sha256"]
    assert (row["kind"] == "given") is named
    assert "by their clock" in cli.run("custody").stdout
    # The receipt of another copy, which somebody else brought.
    (copy.parent / "b.age").write_bytes(_sealed())
    assert _take(place, copy.parent / "b.age") == 0
    other = cli.run("send", "--receipt", str(copy.with_name("b.age.receipt.txt")), code=1)
    assert "was not made in this vault" in other.stderr
    assert len(receipts_in(vault)) == 1


@pytest.mark.usefixtures("ben")
def test_killed_and_run_again_nothing_is_twice(desk: Desk, place: Place, stick: Path) -> None:
    for number in range(12):
        (stick / f"{number:02}.age").write_bytes(_sealed(400_000))
    command = ("take", str(stick), "--by", "Ben", "--reason", WHY)
    for pause in (0.9, 1.1, 1.3, 1.5, 1.7):
        process = started(place, *command)
        time.sleep(pause)
        process.kill()
        process.wait()
    # Two at the same time, and one of them is stopped as people do it.
    pair = [started(place, *command) for _ in range(2)]
    time.sleep(1.5)
    pair[0].send_signal(signal.SIGINT)
    assert pair[0].wait(60) in (0, 1, 130, -signal.SIGINT)
    pair[1].wait(60)
    assert _take(place, stick) == 0
    rows = _bundles(desk)
    assert len({row["sha256"] for row in rows}) == len(rows) == 12
    assert len({row["invitation"] for row in rows}) == 12
    written = {path.read_bytes() for path in stick.glob("*.receipt.txt")}
    assert written == {bytes(row["receipt"]) for row in rows}
    entries = _rows(desk, "select data from entry")
    leaves = [json.loads(bytes(each["data"]))["kind"] for each in entries]
    assert leaves.count("received") == 12


@pytest.mark.usefixtures("ben")
def test_a_receipt_is_written_over_nothing(
    desk: Desk, place: Place, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = stick.parent / "precious"
    precious.write_text("keep me")
    (stick / "a.age").write_bytes(_sealed())
    (stick / "a.age.receipt.txt").symlink_to(precious)
    (stick / "b.age").write_bytes(_sealed())
    (stick / "b.age.receipt.txt").write_text("something else")
    assert _take(place, stick) == 1
    assert "2 without a receipt written" in capsys.readouterr().out
    assert precious.read_text() == "keep me"
    assert (stick / "b.age.receipt.txt").read_text() == "something else"
    # Somewhere else, as where a stick cannot be written to.
    elsewhere = stick.parent / "receipts"
    elsewhere.mkdir()
    assert _take(place, stick, "--receipts", elsewhere) == 0
    wanted = {f"{row['sha256'][:16]}.receipt.txt": bytes(row["receipt"]) for row in _bundles(desk)}
    assert {path.name: path.read_bytes() for path in elsewhere.iterdir()} == wanted


@pytest.mark.usefixtures("ben")
def test_a_copy_that_changes_while_it_is_read_is_refused(
    desk: Desk, place: Place, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = stick / "evidence.age"
    copy.write_bytes(_sealed(1_000))
    begin = Store.begin

    def changed(store: Store, key: str) -> str:
        with copy.open("r+b") as file:
            file.seek(500)
            file.write(b"another")
        return begin(store, key)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "begin", changed)
        assert _take(place, stick) == 1
    assert _bundles(desk) == []
    with desk.intake.database.connection() as transaction:
        found = one(transaction, "select state, reason from upload")
    assert found == {"state": "refused", "reason": "hash_other"}


def test_the_page_of_such_a_copy_says_how_it_came(
    desk: Desk, place: Place, stick: Path, ben: Member
) -> None:
    (stick / "evidence.age").write_bytes(_sealed())
    assert _take(place, stick) == 0
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "Ada", desks.now())
        staff.set_roles(change, ben.id, list(Role))
        token = sessions.begin(transaction, ben.id, desks.now())
    browser = create_app(desk, jobs.Queue(desk.settings.database)).test_client()
    browser.set_cookie("keepsake-desk", token, domain="127.0.0.1")
    path = f"/copies/{_bundles(desk)[0]['upload']}"
    text = browser.get(path, base_url=desk.settings.address).text
    assert "Carried here, taken by</dt><dd><bdi>Ben</bdi>" in text
    assert "carried here without its key" in text
    assert "/download" in text
    assert "/export" not in text
    assert "/shred" not in text
    receipt = browser.get(f"{path}/receipt", base_url=desk.settings.address).data
    assert receipt == (stick / "evidence.age.receipt.txt").read_bytes()
    # It is none that could be given to somebody.
    listed = browser.get("/invitations", base_url=desk.settings.address).text
    assert "Ben" not in listed.partition("<main")[2]
