"""Sealed copies of an invented vault, and what a hostile person sends instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage

from fixtures import bundles
from keepsake.desk import desk as desks
from keepsake.desk import opener, openings, requests, staff
from keepsake.desk.change import Change
from keepsake.desk.database import one
from keepsake.desk.requests import Action
from keepsake.desk.roles import Role
from keepsake.desk.staff import Member
from viewer import sample

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence
    from pathlib import Path

    from psycopg.rows import DictRow

    from desk.person import Person
    from keepsake.desk.database import Transaction
    from keepsake.desk.desk import Desk
    from keepsake.vault.unlocked import Unlocked


class Copies:
    """A vault with invented pages, from which each copy is made anew."""

    def __init__(self, folder: Path, pages: Sequence[sample.Page]) -> None:
        self._folder, self._made = folder, 0
        vault = sample.make_vault(folder / "vault", list(pages))
        self.unlocked: Unlocked = bundles.access.unlock(vault, sample.PASSPHRASE)

    def sealed(self, recipient: str) -> bytes:
        """A copy of all of it, sealed to a key."""
        self._made += 1
        entries = tuple(capture.entry for capture in self.unlocked.captures())
        folder = self._folder / f"copy-{self._made}"
        done = bundles.export(self.unlocked, entries, folder, bundles.reader(), recipient=recipient)
        return (done.folder / "evidence.age").read_bytes()

    def files(self) -> dict[str, bytes]:
        """The files of the bag of such a copy."""
        identity = pyrage.x25519.Identity.generate()
        sealed = self.sealed(str(identity.to_public()))
        return bundles.files_of(pyrage.decrypt(sealed, [identity]))


def bagged(files: dict[str, bytes], recipient: str) -> bytes:
    """Other files in the same form, sealed to a key: anybody who has an invitation can do that."""
    members = ((f"bag/{name}", data) for name, data in files.items())
    return encrypted(b"".join(bundles.container.write(members)), recipient)


def encrypted(data: bytes, recipient: str) -> bytes:
    """Anything at all, sealed to a key."""
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(recipient)]))


def handed(desk: Desk, person: Person, data: bytes) -> uuid.UUID:
    """Has a copy received; gives the id of its upload."""
    assert person.hand_over(data) == "received"
    with desk.intake.database.connection() as transaction:
        row = one(transaction, "select upload from bundle where invitation = %s", person.id)
    assert row is not None
    found: uuid.UUID = row["upload"]
    return found


def asked(desk: Desk, upload: uuid.UUID) -> uuid.UUID:
    """Ada asks for it to be opened, and nobody has decided."""
    with desk.intake.database.connection() as transaction:
        row = one(transaction, "select invitation from bundle where upload = %s", upload)
        assert row is not None
        change, ada = _by(transaction, desk, "Ada", Role.CASEWORKER)
        return requests.ask(change, ada, Action.OPEN, row["invitation"], "asked for by the person")


def approved(desk: Desk, upload: uuid.UUID) -> uuid.UUID:
    """Ada asks for it to be opened, and Bea approves."""
    request = asked(desk, upload)
    with desk.intake.database.connection() as transaction:
        change, bea = _by(transaction, desk, "Bea", Role.SUPERVISOR)
        requests.decide(change, bea, request, approved=True)
    return request


def _by(transaction: Transaction, desk: Desk, name: str, role: Role) -> tuple[Change, Member]:
    """A change by somebody of this name, who is added where nobody has it."""
    change = Change(transaction, desk.intake.log, name, desks.now())
    known = staff.named(transaction, name)
    return change, Member(known, name, (role,)) if known else staff.add(change, name, [role])


def opened(
    desk: Desk, upload: uuid.UUID, organisation: pyrage.x25519.Identity, **limits: float
) -> DictRow:
    """Has a copy opened; gives what is known of that then."""
    opening = approved(desk, upload)
    assert opener.open_next(desk, [organisation], opener.sandbox.Limits(**limits))  # type: ignore[arg-type]
    with desk.intake.database.connection() as transaction:
        row = openings.of(transaction, opening)
    assert row is not None
    return row
