"""Locked, left or closed in the middle of a sending: it ends, nothing is readable, it goes on."""

from __future__ import annotations

import html
import re
import time
from typing import TYPE_CHECKING

import pytest

from fixtures.desk_stand_in import NAME, TOKEN, StandIn, stand_in
from keepsake.core.custody import ExportBody
from keepsake.core.entry import body
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.flows.sending import kept
from keepsake.vault.handle import Vault
from keepsake.viewer.app import create_app
from keepsake.viewer.server import serve
from viewer.conftest import HOST, THREAD, Browser, opened_at, session_of
from viewer.test_sending_pages import chosen, receipts_in, sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked
    from keepsake.viewer.sending_job import SendingJob

# Of the thread that is sent: names and words that stand in it.
WORDS = (b"Marc", b"friday", b"Friday")
ENDED = {Code.SENDING_STOPPED, Code.EXPORT_STOPPED, Code.VAULT_LOCKED}


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with stand_in(part_size=20_000) as running:
        yield running


def until(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.01)


def begun(browser: Browser, desk: StandIn, folder: Path) -> SendingJob:
    """Presses Send."""
    session = browser.state.unlocked_session
    assert session is not None
    assert browser.post("/hand-over/send", **chosen(desk, folder))[0] == 303
    assert session.jobs.sending is not None
    return session.jobs.sending


def ended(browser: Browser, job: SendingJob, how: str) -> Code:
    """Locks or leaves; gives how the job ended, of which the window knows nothing more."""
    session = browser.state.unlocked_session
    assert session is not None
    before = time.monotonic()
    assert browser.post(how)[0] == 303
    assert time.monotonic() - before < 10
    assert browser.state.unlocked_session is None
    assert not session.unlocked.is_open
    assert session.jobs.sending is None
    assert job.wait(60)
    assert job.error is not None
    assert job.result is None
    return job.error.code


def files(vault: Path) -> list[Path]:
    return sorted(path for path in (vault / "sending").rglob("*") if path.is_file())


def require_nothing_readable(vault: Path, desk: StandIn) -> None:
    for path in files(vault):
        data = path.read_bytes()
        for one in (TOKEN.encode(), NAME.encode(), desk.address.encode(), *WORDS):
            assert one not in data, (path, one)


def gone_on(vault: Path, unlocked: Unlocked, desk: StandIn) -> None:
    """Opens it again and goes on: received, once."""
    again = opened_at(vault, unlocked)
    assert "was not sent to the end" in html.unescape(again.get("/")[1])
    form = html.unescape(again.get("/hand-over")[1])
    name = re.findall(r'name="name" value="([0-9a-f-]+)"', form)[0]
    assert "<h1>Received</h1>" in sent(again, {"name": name}, "/hand-over/send/continue")
    assert len(receipts_in(again)) == 1
    assert desk.state == "received"
    assert files(vault) == []


@pytest.mark.parametrize("how", ["/lock", "/leave"])
def test_while_pieces_are_sent_it_ends_and_goes_on_with_the_rest(
    working: Browser, vault: Path, unlocked: Unlocked, desk: StandIn, tmp_path: Path, how: str
) -> None:
    desk.manner.put_seconds = 0.3
    job = begun(working, desk, tmp_path)
    until(lambda: len(desk.put) >= 2)
    assert ended(working, job, how) in ENDED
    before = len(desk.put)
    time.sleep(1)
    assert len(desk.put) <= before + 1
    assert desk.state == "uploading"
    assert [path.name for path in files(vault) if path.suffix == ".age"] == [
        "evidence.age", "sending.age",
    ]  # fmt: skip
    require_nothing_readable(vault, desk)
    desk.manner.put_seconds = 0
    gone_on(vault, unlocked, desk)
    numbers = [number for number, _size in desk.put]
    assert len(numbers) - len(set(numbers)) <= 1


def test_while_the_copy_is_made_nothing_of_it_stays(
    working: Browser, vault: Path, unlocked: Unlocked, desk: StandIn, tmp_path: Path
) -> None:
    job = begun(working, desk, tmp_path)
    until(lambda: job.progress.share > 0)
    assert ended(working, job, "/lock") in ENDED
    assert files(vault) == []
    assert desk.put == []
    again = opened_at(vault, unlocked)
    assert "was not sent to the end" not in html.unescape(again.get("/")[1])
    assert "<h1>Received</h1>" in sent(again, chosen(desk, tmp_path))


def test_a_receipt_that_comes_when_it_is_locked_is_fetched_once_it_is_open(
    working: Browser, vault: Path, unlocked: Unlocked, desk: StandIn, tmp_path: Path
) -> None:
    desk.manner.checks = 1_000
    job = begun(working, desk, tmp_path)
    until(lambda: desk.state == "checking")
    desk.manner.slow_seconds = 1.5
    asked = len(desk.asked)
    until(lambda: len(desk.asked) > asked)
    desk.left_to_check = 0
    size = Vault.open(vault, real_environment()).size()
    assert ended(working, job, "/lock") is Code.VAULT_LOCKED
    assert Vault.open(vault, real_environment()).size() == size
    require_nothing_readable(vault, desk)
    desk.manner.slow_seconds = 0
    gone_on(vault, unlocked, desk)


def test_a_locked_vault_enters_no_receipt_that_it_may_have(
    working: Browser, vault: Path, unlocked: Unlocked, desk: StandIn, tmp_path: Path
) -> None:
    sent(working, chosen(desk, tmp_path))
    (there,) = receipts_in(working)
    shut = session_of(vault, unlocked, real_environment()).unlocked
    shut.forget()
    size = shut.vault.size()
    with pytest.raises(KeepsakeError, match="vault_locked"):
        kept.enter(shut, there)
    with pytest.raises(KeepsakeError, match="vault_locked"):
        kept.export_of(shut, there.sha256, there.bytes)
    assert shut.vault.size() == size


def test_the_window_is_closed_in_the_middle(
    vault: Path, unlocked: Unlocked, desk: StandIn, tmp_path: Path
) -> None:
    """As the program ends it: the server goes, its threads with the process."""
    desk.manner.put_seconds = 0.3
    with serve(vault) as running:
        browser = Browser(running.state, create_app(running.state, HOST).test_client())
        browser.enter()
        session = session_of(vault, unlocked, running.state.env)
        running.state.unlocked_session = session
        running.state.touch()
        job = begun(browser, desk, tmp_path)
        until(lambda: len(desk.put) >= 2)
    assert not session.unlocked.is_open
    assert job.wait(60)
    assert job.error is not None
    require_nothing_readable(vault, desk)
    desk.manner.put_seconds = 0
    gone_on(vault, unlocked, desk)


def test_what_leaves_is_in_the_log_whatever_was_locked(
    working: Browser, vault: Path, unlocked: Unlocked, desk: StandIn, tmp_path: Path
) -> None:
    desk.manner.put_seconds = 0.3
    job = begun(working, desk, tmp_path)
    until(lambda: bool(desk.put))
    ended(working, job, "/lock")
    found = session_of(vault, unlocked, real_environment()).unlocked
    exports = [body(r, ExportBody) for _, r in found.entries() if r.kind == "export"]
    assert [(one.to, one.captures) for one in exports] == [(NAME, (THREAD,))]
