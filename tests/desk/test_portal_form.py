"""What the opener makes for a portal: few files with plain names that open, and hold, elsewhere."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pyrage
import pytest

from desk.conftest import process
from desk.copies import Copies, bagged, encrypted, handed
from desk.person import Person
from fixtures.bundles import rebagged
from keepsake.core.hashing import sha256
from keepsake.core.verify import Outcome
from keepsake.desk import desk as desks
from keepsake.desk import portal_form, requests, staff
from keepsake.desk.change import Change
from keepsake.desk.database import every, one
from keepsake.desk.portal_form import FormError, To
from keepsake.desk.requests import Action
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.bundle.reading import read_files
from keepsake.flows.export.portals import portals
from keepsake.shared import product_path
from keepsake.stamp.authorities import load_authorities
from viewer import sample

if TYPE_CHECKING:
    import uuid
    from pathlib import Path

    from desk.conftest import Place
    from keepsake.core.verify import Report
    from keepsake.desk.desk import Desk

NAMES = ["READ-ME-FIRST.txt", "keepsake-copy.zip", "keepsake-receipt.txt"]


class AsPeopleDo(Copies):
    """Copies as a person's program makes them for a desk: with the roots that it knows."""

    def sealed(self, recipient: str) -> bytes:
        """One of all of it."""
        from fixtures import bundles

        self._made += 1
        entries = tuple(capture.entry for capture in self.unlocked.captures())
        done = bundles.export(
            self.unlocked, entries, self._folder / f"for-a-desk-{self._made}",
            product_path("reader", "OPEN-ME.html"), recipient=recipient,
            authorities=load_authorities(), self_contained=False,
        )  # fmt: skip
        return (done.folder / "evidence.age").read_bytes()


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> AsPeopleDo:
    """Of a thread."""
    from fixtures import bundles

    bundles.reader()
    return AsPeopleDo(tmp_path_factory.mktemp("copies"), [sample.thread(12)])


def _approved(desk: Desk, upload: uuid.UUID, *, decided: bool = True) -> uuid.UUID:
    """An export that one asked for and another approved."""
    with desk.intake.database.connection() as transaction:
        change = Change(transaction, desk.intake.log, "Ada", desks.now())
        count = one(transaction, "select count(*) as n from staff")
        number = count["n"] if count else 0
        ben = staff.add(change, f"Ben {number}", ["caseworker"])
        cleo = staff.add(change, f"Cleo {number}", ["supervisor"])
        row = one(transaction, "select invitation from bundle where upload = %s", upload)
        assert row
        asked = requests.ask(change, ben, Action.EXPORT, row["invitation"], "for the police")
        if decided:
            requests.decide(change, cleo, asked, approved=True)
    return asked


def _checked(folder: Path, secret: str, to: Path) -> Report:
    """What a check of the unpacked folder finds, by whoever received it."""
    with zipfile.ZipFile(folder / "keepsake-copy.zip") as packed:
        packed.extractall(to)
    return audit_bundle(to / "keepsake-copy", secret, load_authorities())


def _require_sound(report: Report) -> None:
    assert [step.number for step in report.steps if step.outcome is Outcome.INVALID] == []
    assert report.steps[0].outcome is Outcome.VALID


def test_three_files_open_by_words_and_hold_wherever_they_are_unpacked(
    desk: Desk, copies: AsPeopleDo, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    person = Person(desk)
    data = copies.sealed(person.invitation.recipient)
    request = _approved(desk, handed(desk, person, data))
    made = portal_form.make(desk, request, [organisation], tmp_path / "out", To(language="fr"))
    assert [name for name, _ in made.files] == sorted(NAMES)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(NAMES)
    assert all(name.isascii() and len(name) <= 64 for name, _ in made.files)
    assert len(made.words.split("-")) >= 5
    assert made.whole
    _require_sound(_checked(tmp_path / "out", made.words, tmp_path / "unpacked"))
    inside = tmp_path / "unpacked" / "keepsake-copy" / "evidence.age"
    _require_same(desk, person, (data, inside, made.words), organisation, tmp_path / "out")
    assert {portal.portal: portal.fits(made.files) for portal in portals()} == {
        "axon_community": True, "nice_investigate": None, "four_gigabytes": True, "mail": True,
    }  # fmt: skip


def _require_same(
    desk: Desk, person: Person, here: tuple[bytes, Path, str],
    organisation: pyrage.x25519.Identity, folder: Path,
) -> None:  # fmt: skip
    """Every file inside is the one that was received, the receipt is beside it, and it is told."""
    data, inside, words = here
    with desk.intake.database.connection() as transaction:
        row = one(transaction, "select sealed_identity as key from invitation")
        events = list(every(transaction, "select kind, who, about from event order by id"))
    assert row
    first = folder.parent / "received.age"
    first.write_bytes(data)
    secret = pyrage.decrypt(bytes(row["key"]), [organisation]).decode()
    before, after = read_files(first, secret)[0], read_files(inside, words)[0]
    assert before.sums == after.sums
    assert "data/contents.json" in after
    receipt = (folder / "keepsake-receipt.txt").read_text()
    assert receipt == person.state()["receipt"]
    note = (folder / "READ-ME-FIRST.txt").read_text()
    assert sha256(data).hex() in note
    assert sha256(inside.read_bytes()).hex() in note
    assert sha256((folder / "keepsake-copy.zip").read_bytes()).hex() in note
    assert "{" not in note
    last = events[-1]
    assert (last["kind"], last["who"]) == ("portal_form_made", "opener")
    assert last["about"]["sealed"] == sha256(inside.read_bytes()).hex()
    assert last["about"]["sha256"] == sha256(data).hex()


def test_a_key_of_the_police_opens_it_too(
    desk: Desk, copies: AsPeopleDo, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    police = pyrage.x25519.Identity.generate()
    person = Person(desk)
    upload = handed(desk, person, copies.sealed(person.invitation.recipient))
    to = To(str(police.to_public()))
    made = portal_form.make(desk, _approved(desk, upload), [organisation], tmp_path / "out", to)
    assert (made.words, made.whole) == ("", True)
    _require_sound(_checked(tmp_path / "out", str(police), tmp_path / "unpacked"))


def test_a_page_that_is_not_the_copys_own_is_left_out_and_it_says_so(
    desk: Desk, copies: AsPeopleDo, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    person = Person(desk)
    files = copies.files()
    named = files["data/contents.json"]
    at = named.index(b'"page":"') + 8
    other = files | {"data/contents.json": named[:at] + b"0" * 64 + named[at + 64 :]}
    signed = rebagged(other, copies.unlocked.vault.signer())
    upload = handed(desk, person, bagged(signed, person.invitation.recipient))
    made = portal_form.make(desk, _approved(desk, upload), [organisation], tmp_path / "out")
    assert not made.whole
    with zipfile.ZipFile(tmp_path / "out" / "keepsake-copy.zip") as packed:
        assert packed.namelist() == ["keepsake-copy/evidence.age"]
        packed.extractall(tmp_path)
    _require_sound(
        audit_bundle(tmp_path / "keepsake-copy" / "evidence.age", made.words, load_authorities())
    )
    note = (tmp_path / "out" / "READ-ME-FIRST.txt").read_text()
    assert "made by another version" in " ".join(note.split())


def test_nothing_is_made_without_two_people_or_of_what_does_not_hold(
    desk: Desk, copies: AsPeopleDo, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    person = Person(desk)
    good = handed(desk, person, copies.sealed(person.invitation.recipient))
    hostile = Person(desk)
    bad = handed(desk, hostile, encrypted(b"PK", hostile.invitation.recipient))
    asked = _approved(desk, good, decided=False)
    old = _approved(desk, good)
    with desk.intake.database.connection() as transaction:
        query = "update request set decided = decided - interval '25 hours' where id = %s"
        transaction.execute(query, [old])
    for request, keys, word in (
        (asked, [organisation], "request_over"),
        (old, [organisation], "request_over"),
        (person.id, [organisation], "request_over"),
        (_approved(desk, good), [pyrage.x25519.Identity.generate()], "no_key"),
        (_approved(desk, bad), [organisation], "not_a_bundle"),
    ):
        with pytest.raises(FormError, match=word):
            portal_form.make(desk, request, keys, tmp_path / "out")
    assert list(tmp_path.glob("out*")) == []
    with desk.intake.database.connection() as transaction:
        kinds = [row["kind"] for row in every(transaction, "select kind from event")]
    assert "portal_form_made" not in kinds


def test_the_command_says_what_it_made_and_for_which_portals(
    desk: Desk, place: Place, copies: AsPeopleDo, organisation: pyrage.x25519.Identity,
    tmp_path: Path,
) -> None:  # fmt: skip
    person = Person(desk)
    request = _approved(desk, handed(desk, person, copies.sealed(person.invitation.recipient)))
    key = tmp_path / "organisation.key"
    key.write_text(f"{organisation}\n")
    with process(place, "portal", "--key", str(key), str(request), str(tmp_path / "out")) as run:
        assert run.wait(60) == 0
    said = (place.path.parent / "portal.log").read_text()
    assert "Axon Community Request (Evidence.com): fits (limits not confirmed)" in said
    words = said.rpartition("shown once:\n")[2].strip()
    _require_sound(_checked(tmp_path / "out", words, tmp_path / "unpacked"))
    with process(place, "portal", "--key", str(key), str(request), str(tmp_path / "out")) as run:
        assert run.wait(60) == 1
