"""A receipt that is carried back: chosen in the window, checked, and shown as one that was sent."""

from __future__ import annotations

import html
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from fixtures.desk_stand_in import NAME, StandIn, stand_in
from keepsake.core.custody import ReceiptBody
from keepsake.core.entry import body
from keepsake.viewer.server import serve
from viewer.access import look_at
from viewer.conftest import HOST, THREAD, Browser
from viewer.screens import come_in, unlock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser as RealBrowser
    from playwright.sync_api import Page

    from keepsake.vault.unlocked import Unlocked


@pytest.fixture
def desk() -> Iterator[StandIn]:
    with stand_in() as running:
        yield running


def carried(working: Browser, desk: StandIn, folder: Path, way: str = "invited") -> bytes:
    """Saves a copy, carries it to the desk, and gives the receipt that comes back."""
    form = {"capture": str(THREAD), "way": way, "folder": str(folder), "medium": "USB stick"}
    if way == "invited":
        form["invitation"] = desk.link
    assert working.post("/hand-over", **form)[0] == 303
    session = working.state.unlocked_session
    assert session is not None
    assert session.jobs.export is not None
    assert session.jobs.export.wait(60)
    desk.parts = {1: (folder / "evidence.age").read_bytes()}
    return desk.receipt()


def given(working: Browser, data: bytes | None, invitation: str = "") -> tuple[int, str]:
    """Chooses a receipt and presses the button; gives what then stands there."""
    login = working.state.browser_session
    assert login is not None
    file = {} if data is None else {"receipt": (BytesIO(data), "evidence.age.receipt.txt")}
    answer = working.client.post(
        "/hand-over/receipt-back",
        base_url=f"http://{HOST}",
        data={"csrf": login.csrf, "invitation": invitation, **file},
        headers={"Origin": f"http://{HOST}"},
    )
    return answer.status_code, html.unescape(answer.get_data(as_text=True))


def receipts_in(browser: Browser) -> list[ReceiptBody]:
    session = browser.state.unlocked_session
    assert session is not None
    found = session.unlocked.entries()
    return [body(record, ReceiptBody) for _, record in found if record.kind == "receipt"]


def test_it_is_shown_as_received_exactly_as_one_that_was_sent(
    working: Browser, desk: StandIn, tmp_path: Path
) -> None:
    data = carried(working, desk, tmp_path / "copy")
    done = working.get("/hand-over/done")[1]
    assert "/hand-over/receipt-back" in done
    assert "The officer opens" not in done
    assert working.post("/hand-over/written", entry=str(_exported(working)))[0] == 303
    assert "/hand-over/receipt-back" in working.get("/hand-over")[1]
    status, page = given(working, data)
    assert status == 200
    assert "<h1>Received</h1>" in page
    assert "already in this vault" not in page
    assert "How delivered</dt><dd><bdi>USB stick</bdi>" in page
    assert "Its address" not in page
    (kept,) = receipts_in(working)
    assert kept.sha256 in page
    assert (kept.to, kept.medium, kept.captures) == (NAME, "USB stick", (THREAD,))
    listed = html.unescape(working.get(f"/captures/{THREAD}/custody")[1])
    assert "Received by an organisation, with receipt" in listed
    assert "by their clock" in listed
    assert desk.asked == []
    status, page = given(working, data)
    assert status == 200
    assert "already in this vault" in page
    assert len(receipts_in(working)) == 1


def _exported(working: Browser) -> int:
    session = working.state.unlocked_session
    assert session is not None
    return session.exports()[-1].entry


def test_without_the_invitation_it_is_asked_for_and_nothing_is_called_received(
    working: Browser, desk: StandIn, tmp_path: Path
) -> None:
    data = carried(working, desk, tmp_path / "copy", way="words")
    status, page = given(working, data)
    assert status == 400
    assert "cannot check who signed it" in page
    assert "<h1>Received</h1>" not in page
    assert receipts_in(working) == []
    status, page = given(working, data, invitation="https://example.org/#abc")
    assert status == 400
    assert "No whole invitation was found" in page
    assert 'value="https://example.org/#abc"' in page
    status, page = given(working, data, invitation=desk.link)
    assert status == 200
    assert NAME in page
    assert len(receipts_in(working)) == 1


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        ("form", "not a whole receipt"),
        ("size", "not made in this vault"),
        ("signature", "or it was not signed by"),
        ("proof", "is not in the organisation’s log"),
        ("large", "too large to be a receipt"),
        ("nothing", "Choose the file"),
    ],
)
def test_what_shows_nothing_is_told_calmly_with_what_is_next(
    working: Browser, desk: StandIn, tmp_path: Path, lie: str, said: str
) -> None:
    carried(working, desk, tmp_path / "copy")
    desk.manner.lie = lie
    data = {"large": b"x" * 100_000, "nothing": None}.get(lie, desk.receipt())
    status, page = given(working, data)
    assert status == 400
    assert said in page
    assert receipts_in(working) == []


@pytest.mark.browser
def test_a_file_that_is_too_large_is_told_where_it_is_chosen_and_is_not_sent(
    browser: RealBrowser, vault: Path, unlocked: Unlocked, tmp_path: Path
) -> None:
    (tmp_path / "evidence.age").write_bytes(bytes(20 * 1024 * 1024))
    with serve(vault) as running, come_in(browser, running) as page:
        unlock_at_once(running, unlocked)
        page.goto(f"{running.address}/hand-over/receipt-back")
        for picture in ("#receipt", "#invitation-file"):
            page.set_input_files(picture, tmp_path / "evidence.age")
            told = page.eval_on_selector(picture, "one => one.validationMessage")
            assert "too large" in told
            page.click("form[action$='/receipt-back'] button.main")
            assert page.query_selector("main [role=alert]") is None
            page.set_input_files(picture, [])
        # As large as a photograph may be, it comes as far as to be looked at.
        (tmp_path / "photo.png").write_bytes(bytes(11 * 1024 * 1024))
        (tmp_path / "receipt.txt").write_bytes(b"none")
        page.set_input_files("#receipt", tmp_path / "receipt.txt")
        page.set_input_files("#invitation-file", tmp_path / "photo.png")
        page.click("form[action$='/receipt-back'] button.main")
        page.wait_for_selector("main [role=alert]")
        assert "No whole invitation" in page.inner_text("main [role=alert]")


def test_what_no_form_takes_is_told_on_a_page_of_ours(working: Browser) -> None:
    status, page = working.post("/hand-over/receipt-back", invitation="x" * 14_000_000)
    assert status == 413
    assert "larger than this page accepts" in page


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1280), ("fr", "dark", 360)]
)
def test_by_keyboard_for_everyone(
    browser: RealBrowser,
    vault: Path,
    unlocked: Unlocked,
    desk: StandIn,
    tmp_path: Path,
    language: str,
    theme: str,
    width: int,
) -> None:
    look = {"language": language, "theme": theme, "width": width}
    with serve(vault) as running, come_in(browser, running, **look) as page:
        unlock_at_once(running, unlocked)
        page.goto(f"{running.address}/hand-over?capture={THREAD}")
        found = _walk(page, desk, tmp_path, f"{language}-{theme}-{width}")
    assert found == []
    assert desk.asked == []


def _walk(page: Page, desk: StandIn, folder: Path, look: str) -> list[str]:
    page.focus("#way-invited")
    page.keyboard.press("Space")
    page.fill("#invitation", desk.link)
    page.fill("#folder", str(folder / "copy"))
    page.keyboard.press("Enter")
    page.wait_for_selector("#look-opens")
    page.focus("#make button.quiet")
    page.keyboard.press("Enter")
    page.wait_for_selector("a[href$='/receipt-back']", timeout=120_000)
    found = look_at(page, "carried", look)
    desk.parts = {1: (folder / "copy" / "evidence.age").read_bytes()}
    file = folder / "evidence.age.receipt.txt"
    page.focus("a[href$='/receipt-back']")
    page.keyboard.press("Enter")
    for data in (b"another file", desk.receipt()):
        file.write_bytes(data)
        page.wait_for_selector("#receipt")
        page.set_input_files("#receipt", file)
        page.focus("form[action$='/receipt-back'] button.main")
        page.keyboard.press("Enter")
        page.wait_for_selector("main [role=alert], main .parcel")
        seen = "receipt-kept" if page.query_selector(".parcel") else "receipt-refused"
        found += look_at(page, seen, look)
    assert NAME in page.inner_text("main .parcel")
    return found
