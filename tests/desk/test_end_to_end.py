"""The whole way: the person's own program, a desk on real engines, browsers at its pages."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pyrage
import pytest

from desk import over_http
from desk.conftest import Place, process, serving, until
from desk.office import free_port
from desk.test_pages import browser, served
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

    from playwright.sync_api import Browser, Page

    from desk.office import Office, Worker

__all__ = ["browser"]

pytestmark = pytest.mark.browser

WHY = "The person asked for it"


def receipts_in(vault: Path) -> list[ReceiptBody]:
    """The receipts that a vault keeps."""
    unlocked = access.unlock(Vault.open(vault, real_environment()), None)
    return [body(r, ReceiptBody) for _, r in unlocked.entries() if r.kind == "receipt"]


def test_invited_sent_cut_off_received_opened_searched_handed_on_and_shredded(
    place: Place, browser: Browser, organisation: pyrage.x25519.Identity, tmp_path: Path
) -> None:
    cli = Cli(tmp_path)
    vault = sample.make_vault(cli.vault, [sample.thread(12)], passphrase=None).path
    address = f"http://localhost:{free_port()}"
    settings = msgspec.structs.replace(place.settings, address=address)
    there = Place(settings, tmp_path / "office.toml")
    with (
        served(settings, there.path, browser) as office,
        office.at_work("Ben", "intake", "caseworker", "records") as ben,
        office.at_work("Cleo", "supervisor") as cleo,
    ):
        link = _invited(ben)
        _cut_off(office, cli, link, vault)
        assert receipts_in(vault) == []
        with process(there, *serving(there)), process(there, "work"):
            until(lambda: _state(link) != "")
            cli.run("send", "--continue")
            (kept,) = receipts_in(vault)
            assert (kept.to, kept.invitation) == (
                "Example Helpline", form.digest(form.from_link(link)),
            )  # fmt: skip
            assert "Example Helpline" in cli.run("custody").stdout
            _locked(office, kept)
            copy = _received(ben)
            _opened(ben, cleo, there, copy, organisation)
            assert _found(ben.page) == copy
            _handed_on(ben, cleo, copy, organisation, cli)
            _shredded(ben, cleo, copy)


def _invited(ben: Worker) -> str:
    """Makes an invitation; gives its link."""
    ben.page.click('nav a[href="/invitations"]')
    ben.page.fill("#reference", "A7")
    ben.page.click("main form button")
    return ben.page.inner_text(".long code")


def _state(link: str) -> str:
    """What the desk says of an invitation, "" where it does not answer."""
    try:
        return str(over_http.ask(form.opened(form.from_link(link)), "state")["state"])
    except over_http.BREAKS:
        return ""


def _cut_off(office: Office, cli: Cli, link: str, vault: Path) -> None:
    """Sends it, and ends both ends at once, somewhere between the first part and the receipt."""
    assert "Example Helpline" in cli.run("send", link, "--look").stdout
    sending = subprocess.Popen(
        [sys.executable, "-m", "keepsake", "send", link],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment(vault),
    )  # fmt: skip
    until(lambda: _state(link) in ("uploading", "checking"))
    for one_end in (sending, office.web):
        one_end.kill()
        one_end.wait()


def _locked(office: Office, kept: ReceiptBody) -> None:
    """What the receipt says is in the store, which refuses to delete it."""
    with office.change() as change:
        bundle = one(change.transaction, "select * from bundle")
    assert bundle
    assert (bundle["sha256"], bundle["size"]) == (kept.sha256, kept.bytes)
    store = office.desk.intake.store
    with pytest.raises(StoreError):
        store.delete(bundle["store_key"], bundle["store_version"], force=True)
    assert store.stored(bundle["store_key"], bundle["store_version"]).locked_until


def _received(ben: Worker) -> str:
    """Finds the copy among what came in, and puts it into a case; gives the path of its page."""
    page = ben.page
    page.click('nav a[href="/cases"]')
    page.fill("#name", "2026-17")
    page.click("main form button")
    page.click('nav a[href="/copies"]')
    assert "Locked until" in page.inner_text(".list li")
    page.click(".list a")
    page.click('form[action$="/case"] button')
    return re.sub("^.*?//[^/]+", "", page.url)


def _opened(
    ben: Worker, cleo: Worker, there: Place, copy: str, organisation: pyrage.x25519.Identity
) -> None:
    """It takes two people; the opener, which has the key, is a process of its own."""
    page, key = ben.page, there.path.with_name("organisation.key")
    _asked(ben, cleo, copy, "open")
    page.reload()
    assert "waits to be opened" in page.inner_text("main")
    key.write_text(f"{organisation}\n")
    with process(there, "open", "--once", "--key", str(key)) as opener:
        assert opener.wait(120) == 0
    page.reload()
    assert "opened and checked" in page.inner_text("main")
    assert "Each picture and file is unchanged · valid" in page.inner_text("main")


def _found(page: Page) -> str:
    """Looks for words of the conversation; gives the copy that it leads to."""
    page.click('nav a[href="/search"]')
    page.fill("#text", "dollar")
    page.click("main form button")
    assert "600 dollars" in page.inner_text("blockquote")
    assert re.search("exhibit 1, message [0-9]+", page.inner_text(".list li"))
    return str(page.get_attribute(".list li a", "href"))


def _asked(ben: Worker, cleo: Worker, copy: str, what: str) -> None:
    """One asks, another approves."""
    ben.page.goto(re.sub("(//[^/]+).*", r"\1", ben.page.url) + copy)
    ben.page.fill(f"#{what}", WHY)
    ben.page.click(f'form[action="{copy}/{what}"] button')
    cleo.page.click('nav a[href="/requests"]')
    with cleo.page.expect_navigation():
        cleo.page.click("button[value=approve]")


def _handed_on(
    ben: Worker, cleo: Worker, copy: str, organisation: pyrage.x25519.Identity, cli: Cli
) -> None:
    """Copy and key go out by two people; with the organisation's key the copy is checked then."""
    _asked(ben, cleo, copy, "export")
    page, evidence, key = ben.page, cli.folder / "evidence.age", cli.folder / "copy.key"
    page.click('nav a[href="/requests"]')
    with page.expect_download() as fetched:
        page.click('form[action$="/key"] button')
    sealed = fetched.value.path().read_bytes()
    key.write_bytes(pyrage.decrypt(sealed, [organisation]))
    page.click('form[action$="/copy"] button')
    with page.expect_download() as fetched:
        page.click("a.main")
    fetched.value.save_as(evidence)
    # The invented vault was never stamped: not checked, and never valid.
    told = cli.run("verify", str(evidence), "--passphrase-file", str(key), code=2).stdout
    assert "Each picture and file is unchanged" in told


def _shredded(ben: Worker, cleo: Worker, copy: str) -> None:
    """Its key goes by two people: nothing of it is found any more, and what remains is said."""
    _asked(ben, cleo, copy, "shred")
    page = ben.page
    page.click('nav a[href="/search"]')
    page.fill("#text", "dollar")
    page.click("main form button")
    assert "Nothing was found" in page.inner_text("main")
    cleo.page.click('nav a[href="/retention"]')
    told = cleo.page.inner_text("main")
    assert "Its key was shredded on" in told
    assert "What remains: the sealed bytes, locked in the store until" in told
    assert "Ben fetched its sealed key before" in told
