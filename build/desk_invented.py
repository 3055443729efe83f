"""Fills a desk that is only an example: copies that invented people sent, and who works with them.

Usage: desk_invented.py SETTINGS FOLDER

Everything goes the way of real copies: each person has a vault and sends from it by an invitation,
and what is opened two people wanted. Its web process, its worker and its opener have to run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tomllib
import uuid
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from keepsake.core.desk import invitation
from keepsake.desk import cases, invitations, requests, settings, staff
from keepsake.desk import desk as desks
from keepsake.desk.change import Change
from keepsake.desk.database import one
from keepsake.desk.requests import Action
from keepsake.desk.web.staff import enrolment_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.desk.desk import Desk
    from keepsake.desk.staff import Member

_DATA = Path(__file__).with_name("desk") / "invented.toml"
_WAIT_SECONDS = 120.0
_WHY = "The person asked us to look at it with them"
_STAFF = {
    "Ben": ("intake", "caseworker", "records"),
    "Cleo": ("supervisor",),
    "Ada": ("auditor",),
}


class Copy(NamedTuple):
    """One that somebody sends.

    Attributes:
        reference: What the organisation calls its invitation.
        case: In which it is put, "" for none.
        opened: Whether it is opened.
        chat: Text of the export that the person has.
    """

    reference: str
    case: str
    opened: bool
    chat: str


def fill(desk: Desk, folder: Path) -> dict[str, str]:
    """Fills it.

    Args:
        desk: That runs.
        folder: For the people's vaults.

    Returns:
        For each who works there, the link that gives them a passkey.
    """
    with _change(desk, "command") as change:
        members = {name: staff.add(change, name, roles) for name, roles in _STAFF.items()}
    told: dict[str, uuid.UUID] = {}
    for number, copy in enumerate(_copies()):
        made, upload = _sent(desk, folder / f"person-{number}", copy)
        if copy.case:
            with _change(desk, "Ben") as change:
                if copy.case not in told:
                    told[copy.case] = cases.make(change, members["Ben"], copy.case)
                cases.put_in(change, members["Ben"], told[copy.case], upload)
        if copy.opened:
            _opened(desk, members, made)
    with _change(desk, "command") as change:
        links = {name: staff.enrol(change, member.id) for name, member in members.items()}
    return {name: enrolment_link(desk.settings.address, link) for name, link in links.items()}


def _copies() -> Iterator[Copy]:
    for row in tomllib.loads(_DATA.read_text(encoding="utf-8"))["copy"]:
        yield Copy(row["reference"], row["case"], row["opened"], row["chat"].lstrip())


@contextmanager
def _change(desk: Desk, who: str) -> Iterator[Change]:
    with desk.intake.database.connection() as transaction:
        yield Change(transaction, desk.intake.log, who, desks.now())


def _sent(desk: Desk, folder: Path, copy: Copy) -> tuple[uuid.UUID, uuid.UUID]:
    """Invites a person, who sends a copy; gives its invitation and upload."""
    folder.mkdir(parents=True)
    chat = folder / "WhatsApp Chat.txt"
    chat.write_text(copy.chat, encoding="utf-8")
    with _change(desk, "Ben") as change:
        made = invitations.make(
            change.transaction, desk.settings, desk.intake.log, "Ben", change.at, copy.reference
        )
    for command in (["init", "--unclaimed"], ["add", chat], ["send", invitation.link(made.note)]):
        _run(folder, *command)
    found = _first(desk, "select id from upload where invitation = %s", made.id)
    return made.id, uuid.UUID(str(found))


def _run(folder: Path, *command: str | Path) -> None:
    """One command of the program, as the person gives it; nobody is asked for a time."""
    nobody = folder / "authorities.json"
    nobody.write_text('{"version": 1, "authorities": []}', encoding="utf-8")
    own = {
        "HOME": str(folder),
        "KEEPSAKE_VAULT": str(folder / "vault"),
        "KEEPSAKE_KEYRING": "off",
        "KEEPSAKE_AUTHORITIES": str(nobody),
    }
    subprocess.run(
        [sys.executable, "-m", "keepsake", *command],
        env={**os.environ, **own}, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip


def _opened(desk: Desk, members: dict[str, Member], made: uuid.UUID) -> None:
    """One asks, another approves; then the opener is waited for."""
    with _change(desk, "Ben") as change:
        asked = requests.ask(change, members["Ben"], Action.OPEN, made, _WHY)
    with _change(desk, "Cleo") as change:
        requests.decide(change, members["Cleo"], asked, approved=True)
    end, query = time.monotonic() + _WAIT_SECONDS, "select state from opening where request = %s"
    while (state := _first(desk, query, asked)) != "opened":
        if state == "failed" or time.monotonic() > end:
            raise SystemExit("The opener did not open what was asked for.")
        time.sleep(0.5)


def _first(desk: Desk, query: str, key: uuid.UUID) -> object:
    """The first column of the row with this key."""
    with desk.intake.database.connection() as transaction:
        found = one(transaction, query, key)
    return next(iter(found.values())) if found else None


def main() -> None:
    """Fills the desk of these settings, and prints the links."""
    desk = desks.opened(settings.load(Path(sys.argv[1])))
    with closing(desk.intake.database):
        for name, link in fill(desk, Path(sys.argv[2])).items():
            print(f"{name} ({', '.join(_STAFF[name])}):\n{link}")


if __name__ == "__main__":
    main()
