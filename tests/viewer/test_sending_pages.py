"""Sending in the window: what an invitation says first, the receipt, and what went wrong."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from fixtures.desk_stand_in import NAME, StandIn, stand_in
from keepsake.core.custody import ReceiptBody
from keepsake.core.entry import body
from viewer.conftest import THREAD, Browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with stand_in(part_size=60_000) as running:
        yield running


def chosen(desk: StandIn, folder: Path) -> dict[str, str]:
    """What is filled in; `folder` is only used to save it."""
    return {
        "capture": str(THREAD),
        "way": "invited",
        "invitation": desk.link,
        "folder": str(folder / "copy"),
    }


def sent(browser: Browser, form: dict[str, str], path: str = "/hand-over/send") -> str:
    """Presses Send, waits for its end, and gives the page that then stands there."""
    status, _ = browser.post(path, **form)
    assert status == 303
    job = browser.state.unlocked_session.jobs.sending if browser.state.unlocked_session else None
    assert job is not None
    assert job.wait(120)
    return html.unescape(browser.get("/hand-over/sent")[1])


def receipts_in(browser: Browser) -> list[ReceiptBody]:
    session = browser.state.unlocked_session
    assert session is not None
    found = session.unlocked.entries()
    return [body(record, ReceiptBody) for _, record in found if record.kind == "receipt"]


def test_what_the_invitation_says_is_shown_and_nobody_is_asked(
    working: Browser, desk: StandIn, tmp_path: Path
) -> None:
    assert 'value="invited"' in working.get("/hand-over")[1]
    looked = html.unescape(working.post("/hand-over/look", **chosen(desk, tmp_path))[1])
    assert NAME in looked
    assert desk.address in looked
    assert "cannot check who that is" in looked
    assert 'formaction="/hand-over/send"' in looked
    assert desk.asked == []
    again = html.unescape(working.post("/hand-over/change", **chosen(desk, tmp_path))[1])
    assert desk.link in again


def test_it_is_sent_and_its_receipt_stands_in_the_vault(
    working: Browser, desk: StandIn, tmp_path: Path
) -> None:
    page = sent(working, chosen(desk, tmp_path))
    assert "<h1>Received</h1>" in page
    assert NAME in page
    (kept,) = receipts_in(working)
    assert kept.sha256 in page
    assert kept.captures == (THREAD,)
    assert not (tmp_path / "copy").exists()
    listed = html.unescape(working.get(f"/captures/{THREAD}/custody")[1])
    assert "Received by an organisation, with receipt" in listed
    assert "by their clock" in listed
    assert working.post("/hand-over/sent/end")[0] == 303
    assert working.get("/hand-over/sent")[0] == 303


def test_what_did_not_arrive_is_told_and_can_be_gone_on_with(
    working: Browser, desk: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keepsake.flows.sending.send._TRIES", 1)
    desk.manner.drop_puts, desk.manner.drop_after = 1, 1
    page = sent(working, chosen(desk, tmp_path))
    assert "Not received yet" in page
    assert "could not be reached" in page
    form = html.unescape(working.get("/hand-over")[1])
    assert "Not sent to the end" in form
    assert "was not sent to the end" in html.unescape(working.get("/")[1])
    name = re.findall(r'name="name" value="([0-9a-f-]+)"', form)[0]
    page = sent(working, {"name": name}, "/hand-over/send/continue")
    assert "<h1>Received</h1>" in page
    assert len(receipts_in(working)) == 1
    assert "Not sent to the end" not in working.get("/hand-over")[1]
    assert "was not sent to the end" not in working.get("/")[1]


def test_it_can_be_given_up(working: Browser, desk: StandIn, tmp_path: Path) -> None:
    desk.manner.refuse = "not_sealed"
    page = sent(working, chosen(desk, tmp_path))
    assert "is not a sealed copy" in page
    name = re.findall(r'name="name" value="([0-9a-f-]+)"', page)[0]
    assert working.post("/hand-over/send/give-up", name=name)[0] == 303
    assert "Not sent to the end" not in working.get("/hand-over")[1]
    assert working.post("/hand-over/send/give-up", name="../../x")[0] == 303


def test_before_there_is_a_copy_what_went_wrong_stands_over_the_choice(
    working: Browser, desk: StandIn, tmp_path: Path
) -> None:
    desk.manner.error = "invitation_over"
    page = sent(working, chosen(desk, tmp_path))
    assert "has run out or was withdrawn" in page
    assert 'formaction="/hand-over/send"' in page


def test_another_text_is_no_invitation(working: Browser, tmp_path: Path) -> None:
    form = {"capture": str(THREAD), "way": "invited", "folder": str(tmp_path / "copy")}
    status, page = working.post("/hand-over/look", **form, invitation="https://example.org/#abc")
    assert status == 400
    assert "No whole invitation was found" in page
    assert 'value="invited" id="way-invited" checked' in page


def test_it_is_saved_to_be_carried_for_the_organisation_alone(
    working: Browser, desk: StandIn, tmp_path: Path
) -> None:
    assert working.post("/hand-over", **chosen(desk, tmp_path))[0] == 303
    session = working.state.unlocked_session
    assert session is not None
    assert session.jobs.export is not None
    assert session.jobs.export.wait(60)
    sealed = (tmp_path / "copy" / "evidence.age").read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert desk.asked == []
