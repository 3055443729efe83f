"""A page looked at again, a message on its picture, what was recorded only, what was removed."""

from __future__ import annotations

import html
import re
import webbrowser
from typing import TYPE_CHECKING

import pytest

from keepsake.core.case.entries import RecheckBody
from keepsake.vault.removal import remove
from keepsake.viewer.pages import recheck
from viewer import sample
from viewer.conftest import HOSTILE, PROFILE, THREAD, Browser, case_of, work_of

if TYPE_CHECKING:
    from keepsake.vault.handle import Vault

LOOK = {"when-date": "2026-11-26", "when-clock": "09:00", "note": "Not on my phone either."}


def _vault(browser: Browser) -> Vault:
    assert browser.state.unlocked_session is not None
    return browser.state.unlocked_session.unlocked.vault


def test_what_was_seen_is_kept_and_shown_everywhere(working: Browser) -> None:
    assert working.post(f"/captures/{PROFILE}/again", seen="gone")[0] == 400
    assert working.post(f"/captures/{PROFILE}/again", **LOOK)[0] == 400
    assert working.post(f"/captures/{PROFILE}/again", **LOOK, seen="gone")[0] == 303
    (record,) = work_of(working).records(case_of(working), RecheckBody)
    assert (record.body.entry, record.body.seen, record.body.when.clock) == (
        PROFILE, "gone", "09:00"
    )  # fmt: skip
    assert "Not on my phone either." in working.get(f"/captures/{PROFILE}/again")[1]
    assert "Gone on 26 November 2026, 09:00" in working.get(f"/captures/{PROFILE}")[1]
    for kind in ("all", "gone", "recheck"):
        text = working.get(f"/timeline?kind={kind}&day=2026-11-26")[1]
        assert "You checked. It was gone: Julie M." in text
    found = working.get("/search?q=phone+either")[1]
    assert "Not on my <mark>phone</mark>" in found
    assert "Timeline" in found.rsplit("Your notes", 1)[1]
    assert working.post(f"/captures/{PROFILE}/again", withdraw=str(record.root))[0] == 303
    assert work_of(working).records(case_of(working), RecheckBody) == []
    assert "Gone on" not in working.get(f"/captures/{PROFILE}")[1]
    assert working.post(f"/captures/{PROFILE}/again", withdraw="1")[0] == 404


def test_a_capture_of_the_same_page_finds_its_way_by_itself(working: Browser) -> None:
    gone = sample.capture(_vault(working), sample.page_gone())
    working.post("/captures/assign", capture=[str(gone)], case=case_of(working))
    text = working.get(f"/captures/{PROFILE}/again")[1]
    assert "It was gone" in text
    assert "This content isn't available right now" in html.unescape(text)
    assert f'href="/captures/{gone}"' in text
    assert "The page was gone: Julie M." in working.get("/timeline?kind=gone")[1]


def test_a_message_that_a_later_capture_lacks_is_marked_as_gone(working: Browser) -> None:
    later = sample.capture(_vault(working), sample.thread_later())
    assert (
        "1 message of this capture is no longer in it."
        in (working.get(f"/captures/{THREAD}/again")[1])
    )
    text = working.get(f"/captures/{THREAD}/text")[1]
    assert re.search(rf'id="item-5">.*?/captures/{later}">gone', text, re.DOTALL)
    assert "in exhibit 4" in working.get("/timeline?kind=gone")[1]


@pytest.mark.parametrize("opens", [True, False])
def test_the_page_is_opened_in_the_own_browser_and_only_when_asked(
    working: Browser, monkeypatch: pytest.MonkeyPatch, *, opens: bool
) -> None:
    asked: list[str] = []

    def note(address: str) -> bool:
        asked.append(address)
        return opens

    monkeypatch.setattr(webbrowser, "open", note)
    text = working.get(f"/captures/{THREAD}/again")[1]
    assert asked == []
    assert "They can see that you opened the conversation" in text
    assert working.post(f"/captures/{THREAD}/again/open")[0] == 303
    assert asked == ["https://www.instagram.com/direct/t/17842055330127433/"]
    text = working.get(f"/captures/{THREAD}/again?opened={int(opens)}")[1]
    assert ("has been opened in your browser" in text) is opens
    assert ('rel="noreferrer noopener"' in text) is not opens


def test_an_address_that_is_none_is_never_opened(
    working: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: pytest.fail(address))
    for url in ("javascript:alert(1)", "file:///etc/passwd", "--help", "https://a b", "https://["):
        entry = sample.capture(_vault(working), sample.Page(url, "x", "", "", [], [], tiles=1))
        assert "no address that can be opened" in working.get(f"/captures/{entry}/again")[1]
        assert working.post(f"/captures/{entry}/again/open")[0] == 303
    assert recheck._address("https://example.org/\u202ecod.exe") == ""


def test_a_message_leads_to_its_place_on_the_picture(opened: Browser) -> None:
    answer = opened.client.get(f"/captures/{THREAD}/message/25", base_url="http://127.0.0.1:40123")
    assert answer.location == f"/captures/{THREAD}/picture/5?item=25#marked"
    text = opened.get(f"/captures/{THREAD}/picture/5?item=25")[1]
    assert 'viewBox="0 0 1280 720"' in text.replace(".0", "")
    assert '<rect id="marked"' in text
    assert "600 dollars" in text
    # What is on no picture is shown in the text.
    answer = opened.client.get(f"/captures/{THREAD}/message/60", base_url="http://127.0.0.1:40123")
    assert answer.location == f"/captures/{THREAD}/text?page=1#item-60"
    assert opened.get(f"/captures/{THREAD}/message/61")[0] == 404
    assert '<rect id="marked"' not in opened.get(f"/captures/{THREAD}/picture/1?item=25")[1]


def test_what_was_recorded_only_says_so_and_shows_its_note(working: Browser) -> None:
    vault = _vault(working)
    entry = sample.capture(vault, sample.record_only())
    assert working.state.unlocked_session is not None
    capture = working.state.unlocked_session.summary(entry).capture
    note = sample.capture(vault, sample.note_about(capture, "He sent me pictures {{ 7*7 }}."))
    text = working.get(f"/captures/{entry}")[1]
    assert "Record only" in text
    assert "<span>no picture, no text</span>" in text
    assert "He sent me pictures {{ 7*7 }}." in text
    assert "not reached" not in text
    assert "Your note on a page" in working.get(f"/captures/{note}")[1]


def test_a_removed_capture_says_when_and_why(working: Browser) -> None:
    assert working.state.unlocked_session is not None
    unlocked = working.state.unlocked_session.unlocked
    remove(unlocked, unlocked.capture(HOSTILE), "Robin", "It shows my sister.")
    text = working.get(f"/captures/{HOSTILE}")[1]
    assert "It shows my sister." in text
    assert "<img" not in text


def test_the_line_under_the_title_is_never_an_id_of_the_person(opened: Browser) -> None:
    head = opened.get(f"/captures/{THREAD}")[1].split("</header>")[1]
    assert "marc.d.photo" not in head
    assert "17842055330127433" not in head
    assert "julie.m.1987" in opened.get(f"/captures/{PROFILE}")[1]
