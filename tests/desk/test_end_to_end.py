"""The whole way, with the person's own program as a process and a desk on real engines."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pyrage
import pytest

from desk.conftest import process, serving, until
from desk.person import Person
from desk.test_http import answers, listens
from keepsake.core.custody import ReceiptBody
from keepsake.core.desk import invitation as form
from keepsake.core.entry import body
from keepsake.desk.database import one
from keepsake.desk.store import StoreError
from keepsake.env import real_environment
from keepsake.vault import access
from keepsake.vault.handle import Vault
from native.client import environment
from native.program import Cli
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from desk.conftest import Place
    from keepsake.desk.desk import Desk


def receipts_in(vault: Path) -> list[ReceiptBody]:
    """The receipts that a vault keeps."""
    unlocked = access.unlock(Vault.open(vault, real_environment()), None)
    return [body(r, ReceiptBody) for _, r in unlocked.entries() if r.kind == "receipt"]


def test_invited_sent_cut_off_gone_on_with_received_and_locked(
    desk: Desk, place: Place, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    cli = Cli(tmp_path)
    vault = sample.make_vault(cli.vault, [sample.thread(12)], passphrase=None).path
    person = Person(desk)
    link = form.link(person.note)
    with process(place, *serving(place)) as web:
        until(lambda: answers(person))
        assert "Example Helpline" in cli.run("send", link, "--look").stdout
        sending = _sending(link, vault)
        until(lambda: person.state()["state"] != "open")
        # Both ends at once, somewhere between the first part and the receipt.
        sending.kill()
        web.kill()
        sending.wait()
        web.wait()
    assert receipts_in(vault) == []
    with process(place, *serving(place)), process(place, "work"):
        until(lambda: listens(person))
        cli.run("send", "--continue")
    (kept,) = receipts_in(vault)
    assert (kept.to, kept.invitation) == ("Example Helpline", form.digest(person.note))
    _holds(desk, kept, organisation)
    assert "Example Helpline" in cli.run("custody").stdout


def _holds(desk: Desk, kept: ReceiptBody, organisation: pyrage.x25519.Identity) -> None:
    """What the receipt says is in the desk's store, locked, and the organisation can open it."""
    with desk.intake.database.connection() as transaction:
        bundle = one(transaction, "select * from bundle")
        invited = one(transaction, "select sealed_identity as key from invitation")
    assert bundle
    assert invited
    assert (bundle["sha256"], bundle["size"]) == (kept.sha256, kept.bytes)
    store, key, version = desk.intake.store, bundle["store_key"], bundle["store_version"]
    with pytest.raises(StoreError):
        store.delete(key, version, force=True)
    identity = pyrage.decrypt(bytes(invited["key"]), [organisation]).decode()
    opened = pyrage.decrypt(store.fetch(key, version), [pyrage.x25519.Identity.from_str(identity)])
    assert opened.startswith(b"PK")


def _sending(link: str, vault: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "keepsake", "send", link],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment(vault),
    )  # fmt: skip
