"""A wrong file is taken back: from the list before it is added, and with a reason after."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.verify import Outcome
from keepsake.flows.audit.vault import audit
from viewer.conftest import HOST, PROFILE, THREAD, Browser
from viewer.sending import added

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from keepsake.viewer.server import Serving

WORDS = b"zebra-lantern-private-words"
EMPTY, TWICE = "This file is empty", "This file is already in the list: a.txt"


def _files(*named: tuple[str, bytes]) -> list[dict[str, object]]:
    return [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in named]


@pytest.mark.browser
def test_a_file_is_taken_from_the_list_and_empty_or_double_ones_are_told(
    own_page: Page, own_serving: Serving
) -> None:
    page, session = own_page, own_serving.state.unlocked_session
    assert session is not None
    page.goto(f"{own_serving.address}/add")
    files = _files(("a.txt", b"one"), ("b.txt", b"one"), ("c.txt", b""), ("wrong.txt", WORDS))
    page.set_input_files("#files", files)
    rows = page.locator("#list li")
    expect(rows.nth(1)).to_contain_text(TWICE)
    expect(rows.nth(2)).to_contain_text(EMPTY)
    page.get_by_role("button", name="Remove from the list: wrong.txt").click()
    page.get_by_role("button", name="Remove from the list: b.txt").click()
    page.get_by_role("button", name="Remove from the list: c.txt").click()
    expect(rows).to_have_count(1)
    known = {one.entry for one in session.summaries()}
    page.click("#do")
    expect(page.locator("#said")).to_contain_text("1")
    expect(page.get_by_role("link", name="Remove…")).to_have_count(1)
    new = [one for one in session.summaries() if one.entry not in known]
    assert [part.name for one in new for part in session.capture(one.entry).body.parts[1:2]] == [
        "a.txt"
    ]
    page.goto(f"{own_serving.address}/add")
    page.set_input_files("#files", _files(("again.txt", b"one")))
    expect(rows.nth(0)).to_contain_text("You have already added this exact file.")
    page.get_by_role("button", name="Remove from the list: again.txt").click()
    expect(page.locator("#chosen")).to_be_hidden()
    expect(page.locator("#do")).to_be_disabled()


def _add(browser: Browser) -> int:
    session = browser.state.unlocked_session
    assert session is not None
    known = {one.entry for one in session.summaries()}
    added(browser, WORDS)
    (new,) = [one.entry for one in session.summaries() if one.entry not in known]
    return new


def test_what_was_added_is_removed_with_a_reason_and_the_log_keeps_that(working: Browser) -> None:
    entry, session = _add(working), working.state.unlocked_session
    assert session is not None
    address = f"/captures/{entry}/remove"
    assert address in working.get(f"/captures/{entry}")[1]
    assert "notes.txt" in working.get(address)[1]
    for form in ({"why": " ", "sure": "yes"}, {"why": "The wrong file."}):
        status, text = working.post(address, **form)
        assert status == 400
        assert 'role="alert"' in text
    assert session.capture(entry).body.parts
    folder = session.unlocked.vault.path / "parts" / session.capture(entry).body.capture
    assert folder.is_dir()
    assert working.post(address, why="The wrong file.", sure="yes")[0] == 303
    assert not folder.exists()
    shown = working.get(f"/captures/{entry}")[1]
    assert "The wrong file." in shown
    assert WORDS.decode() not in shown
    assert "This has already been removed." in working.get(address)[1]
    assert working.post(address, why="Again.", sure="yes")[0] == 500
    assert WORDS.decode() not in working.get("/search?q=zebra-lantern")[1].replace(
        "zebra-lantern", "", 1
    )
    acts = working.get(f"/captures/{entry}/custody")[1]
    assert "The wrong file." in acts
    report = audit(session.unlocked, session.authorities, [entry])
    assert report.outcome is not Outcome.INVALID


def test_a_capture_is_not_removed_here(working: Browser) -> None:
    session = working.state.unlocked_session
    assert session is not None
    address = f"/captures/{THREAD}/remove"
    assert address not in working.get(f"/captures/{THREAD}")[1]
    assert working.get(address)[0] == 404
    assert working.post(address, why="x", sure="yes")[0] == 404
    assert session.capture(THREAD).body.parts


def test_only_hashes_that_are_there_are_known(working: Browser) -> None:
    login = working.state.browser_session
    assert login is not None
    entry, session = _add(working), working.state.unlocked_session
    assert session is not None
    digest = session.capture(entry).body.parts[1].sha256

    def ask(body: bytes) -> tuple[int, object]:
        headers = {"Origin": f"http://{HOST}", "X-Keepsake-Form": login.csrf}
        answer = working.client.post(
            "/add/known", base_url=f"http://{HOST}", data=body, headers=headers
        )
        return answer.status_code, answer.get_json(silent=True)

    assert ask(json.dumps([digest, "0" * 64]).encode()) == (200, {digest: True})
    assert ask(b"{")[0] == 400
    working.post(f"/captures/{entry}/remove", why="The wrong file.", sure="yes")
    assert ask(json.dumps([digest]).encode()) == (200, {})
    with pytest.raises(KeepsakeError) as error:
        session.unlocked.part(session.capture(entry).body.capture, 1)
    assert error.value.code is not Code.INTERNAL


@pytest.mark.browser
def test_all_or_none_is_ticked_for_handing_over(own_page: Page, own_serving: Serving) -> None:
    own_page.goto(f"{own_serving.address}/hand-over")
    ticked = own_page.locator("input[name=capture]:checked")
    many = own_page.locator("input[name=capture]").count()
    own_page.get_by_role("button", name="None", exact=True).click()
    expect(ticked).to_have_count(0)
    own_page.check(f"#capture-{PROFILE}")
    own_page.get_by_role("button", name="All", exact=True).click()
    expect(ticked).to_have_count(many)


@pytest.mark.browser
def test_the_place_for_files_stays_where_it_is_while_one_is_dragged(
    own_page: Page, own_serving: Serving
) -> None:
    own_page.goto(f"{own_serving.address}/add")
    place, label = own_page.locator("#drop"), own_page.locator("#drop .drop-label")
    before = place.bounding_box()
    ink = label.evaluate("one => getComputedStyle(one).color")
    own_page.evaluate(
        "dispatchEvent(new DragEvent('dragover', {dataTransfer: new DataTransfer()}))"
    )
    assert place.evaluate("one => getComputedStyle(one).position") == "static"
    assert place.bounding_box() == before
    assert label.evaluate("one => getComputedStyle(one).color") == ink
    assert place.evaluate("one => one.className") != "drop", "that it would be taken is shown"
    own_page.evaluate("dispatchEvent(new DragEvent('dragleave'))")
    assert place.evaluate("one => one.className") == "drop"


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_at_full_size_is_never_cut(
    own_page: Page, own_serving: Serving, width: int
) -> None:
    page = own_page
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(f"{own_serving.address}/captures/{THREAD}/picture/1")
    figure, picture = page.locator(".tile.full"), page.locator(".tile.full img")
    picture.evaluate("one => one.decode()")
    sizes = "one => [one.scrollWidth, one.clientWidth]"
    inside, seen = figure.evaluate(sizes)
    assert inside <= seen, "all of it is on the screen"
    page.locator("#own-size").check()
    assert picture.evaluate("one => [one.clientWidth, one.naturalWidth]") == [1280, 1280]
    figure.evaluate("one => one.scrollTo(1e6, 1e6)")
    right, bottom = picture.evaluate(
        "one => { const a = one.getBoundingClientRect(); return [a.right, a.bottom]; }"
    )
    frame = figure.bounding_box()
    assert frame is not None
    assert right <= frame["x"] + frame["width"] + 1
    assert bottom <= frame["y"] + frame["height"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
