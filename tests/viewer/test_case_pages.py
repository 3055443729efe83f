"""The timeline, people, marks and the search of a case; a hostile case stays text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from keepsake.catalogue import LANGUAGES, table
from keepsake.core.case.entries import ContactBody, CorrectionBody, MarkBody, PersonBody
from keepsake.env import real_environment
from keepsake.vault import creating
from keepsake.viewer.app import create_app
from keepsake.viewer.app_state import AppState
from viewer import sample_case
from viewer.conftest import (
    HOST,
    HOSTILE,
    NEW,
    THREAD,
    Browser,
    case_of,
    opened_at,
    work_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked


def test_the_timeline_is_in_order_and_filtered(working: Browser) -> None:
    text = working.get("/timeline")[1]
    assert re.search(r"in this computer’s time zone: \w", text)
    assert "Etc/" not in text, "a name that people know"
    kinds = re.findall(r'<li class="time-line time-(\w+)"', text)
    assert {"message", "gone", "capture", "event", "contact", "seizure"} <= set(kinds)
    assert kinds.index("event") < kinds.index("contact") < len(kinds)
    only = working.get("/timeline?kind=contact")[1]
    assert set(re.findall(r'time-line time-(\w+)"', only)) == {"contact", "seizure"}
    marc = working.get("/timeline?kind=message&author=Marc+D.")[1]
    assert set(re.findall(r'<bdi class="author">([^<]+)<', marc)) == {"Marc D."}
    facebook = working.get("/timeline?platform=facebook")[1]
    assert "Julie M." in facebook
    assert "Marc D." not in facebook.split("line-of-time")[1]
    late = working.get("/timeline?day=2026-11-23")[1]
    assert "gift cards" not in late
    assert 'rel="prev"' in late


def test_a_long_timeline_goes_on_and_loses_nothing(working: Browser) -> None:
    for minute in range(150):
        form = {
            "when-date": "2026-10-01",
            "when-clock": f"10:{minute % 3:02}",
            "text": f"n{minute}!",
        }
        assert working.post("/timeline/event", **form)[0] == 303
    seen: list[str] = []
    address: str | None = "/timeline?kind=event"
    while address:
        text = working.get(address)[1]
        seen += re.findall(r"(n\d+)!", text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = html.unescape(found[1]) if found else None
    assert sorted(seen) == sorted(f"n{minute}" for minute in range(150))


def test_an_account_shows_its_ids_and_is_joined_and_parted(working: Browser) -> None:
    key = "instagram:61577840233190"
    text = working.get(f"/people/account?key={key}")[1]
    assert "Account number</bdi>" in text, "what kind of id it is, in words"
    for word in ("61577840233190", "marc.d.photo", "from data in the page", "Exhibit 3"):
        assert word in text
    assert working.post("/people/account", key=key, action="merge", other="no")[0] == 400
    joined = {"key": key, "action": "merge", "other": "facebook:julie.m.1987", "note": "Same photo"}
    assert working.post("/people/account", **joined)[0] == 303
    text = working.get(f"/people/account?key={key}")[1]
    assert "julie.m.1987" in text
    assert "Same photo" in text
    part = {"key": key, "action": "split", "part": "facebook:julie.m.1987"}
    assert working.post("/people/account", **part)[0] == 303
    assert "julie.m.1987" in working.get("/people/account?key=facebook:julie.m.1987")[1]
    assert working.get("/people/account?key=no")[0] == 404


def test_an_account_is_called_ones_own_and_no_longer(working: Browser) -> None:
    key = "facebook:julie.m.1987"
    page = f"/people/account?key={key}"
    assert "This account is mine" in working.get(page)[1]
    assert working.post("/people/account", key=key, action="own")[0] == 303
    text = working.get(page)[1]
    assert "You said that this account is yours." in text
    assert "This account is mine" not in text
    assert working.post("/people/account", key=key, action="other")[0] == 303
    assert "You said that this account is yours." not in working.get(page)[1]


def test_who_it_is_is_kept_with_its_reason(working: Browser) -> None:
    assert working.post("/people/person", name="", why="because")[0] == 400
    form = {"name": "Marc", "why": "He wrote my street.", "sure": "likely", "account": ["no", "x"]}
    assert working.post("/people/person", **form)[0] == 303
    body = work_of(working).records(case_of(working), PersonBody)[-1].body
    assert (body.sure, body.accounts) == ("likely", ())
    assert "He wrote my street." in working.get("/people")[1]


def test_a_message_is_pointed_out_and_the_mark_taken_off(working: Browser) -> None:
    form = (
        working.get(f"/captures/{THREAD}/text")[1].split('id="meaning-5"')[1].split("</select>")[0]
    )
    assert '<option value="" selected>Select</option>' in form, (
        "nothing is said before it is chosen"
    )
    mark = {"item": "5", "meaning": "deadline", "note": "Friday!", "due-date": "2026-11-27"}
    assert working.post(f"/captures/{THREAD}/mark", **mark)[0] == 303
    (record,) = work_of(working).records(case_of(working), MarkBody)
    assert (record.body.item, record.body.due.date) == (5, "2026-11-27")
    assert "Marked as important: a deadline" in working.get(f"/captures/{THREAD}/text")[1]
    assert "600 dollars" in working.get("/timeline?kind=mark")[1]
    assert working.post(f"/captures/{THREAD}/mark", **mark | {"note": "At 6."})[0] == 303
    (record,) = work_of(working).records(case_of(working), MarkBody)
    assert (record.body.note, len(record.versions)) == ("At 6.", 2), "changed, not marked twice"
    gone = {"item": "5", "meaning": "deadline", "withdraw": "1"}
    assert working.post(f"/captures/{THREAD}/mark", **gone)[0] == 303
    assert work_of(working).records(case_of(working), MarkBody) == []
    assert working.post(f"/captures/{THREAD}/mark", **gone)[0] == 303, "nothing to take off"
    assert working.post(f"/captures/{THREAD}/mark", item="999", meaning="threat")[0] == 404


def test_a_message_may_be_more_than_one_thing(working: Browser) -> None:
    """Red before: what it was marked as first was lost with the second."""
    place, page = f"/captures/{THREAD}/mark", f"/captures/{THREAD}/text"
    deadline = {"item": "5", "meaning": "deadline", "note": "", "due-date": "2026-11-27"}
    for mark in (deadline, {"item": "5", "meaning": "threat", "note": "My sister."}):
        assert working.post(place, **mark)[0] == 303
    records = work_of(working).records(case_of(working), MarkBody)
    assert [(one.body.meaning, one.body.due.date) for one in records] == [
        ("deadline", "2026-11-27"), ("threat", ""),
    ]  # fmt: skip
    row = working.get(page)[1].split('id="item-5"')[1].split('id="item-6"')[0]
    offered = row.split('id="meaning-5"')[1].split("</select>")[0]
    assert row.count("item-note pointed") == 2
    assert 'value="demand"' in offered
    assert 'value="threat"' not in offered
    listed = working.get("/timeline?kind=mark")[1]
    assert listed.count("600 dollars") == 1
    assert "Marked as important: a deadline, a threat" in listed
    assert working.post(place, item="5", meaning="deadline", withdraw="1")[0] == 303
    (left,) = work_of(working).records(case_of(working), MarkBody)
    assert left.body.meaning == "threat"


def test_a_correction_stands_beside_what_was_read_and_is_taken_back(working: Browser) -> None:
    place, text = f"/captures/{THREAD}/correct", f"/captures/{THREAD}/text"
    read = working.get(text)[1].split('id="item-5"')[1].split('id="item-6"')[0]
    author = read.split('class="author">')[1].split("<")[0]
    said = {"item": "5", "author": "Noor <b>", "written-date": "2026-11-19", "why": "I was there."}
    assert working.post(place, **said)[0] == 303
    (record,) = work_of(working).records(case_of(working), CorrectionBody)
    assert (record.body.item, record.body.author) == (5, "Noor <b>")
    row = working.get(text)[1].split('id="item-5"')[1].split('id="item-6"')[0]
    assert f'class="author">{author}<' in row, "what was read stays"
    assert "You say: written by Noor &lt;b&gt;, on " in row
    assert "I was there." in row
    assert working.post(place, **said | {"author": "", "why": ""})[0] == 303
    (record,) = work_of(working).records(case_of(working), CorrectionBody)
    assert (len(record.versions), record.body.author) == (2, "")
    assert "You say: written on " in working.get(text)[1]
    assert working.post(place, item="5", author="", why="Nothing is said.")[0] == 303
    assert len(work_of(working).records(case_of(working), CorrectionBody)[0].versions) == 2
    assert working.post(place, item="5", withdraw="1")[0] == 303
    assert work_of(working).records(case_of(working), CorrectionBody) == []
    assert "You say:" not in working.get(text)[1]
    assert working.post(place, item="999", author="Noor")[0] == 404


def test_pointing_out_in_a_capture_that_waits_puts_it_into_the_case(working: Browser) -> None:
    assert working.post(f"/captures/{NEW}/mark", item="3", meaning="threat")[0] == 303
    assert NEW in work_of(working).cases[case_of(working)].inside


def test_what_was_written_down_is_found(working: Browser) -> None:
    for words, place in (("skating", "People"), ("118822", "Police"), ("recorded", "Statement")):
        text = working.get(f"/search?q={words}")[1]
        assert "Your notes" in text
        assert f'class="author">{place}<' in text


def test_what_was_found_is_narrowed(working: Browser) -> None:
    def found(**more: str) -> str:
        query = "&".join(f"{name}={value}" for name, value in more.items())
        return working.get(f"/search?q=recorded&{query}")[1]

    places = 'class="snippet"'
    everything = found().count(places)
    assert found(**{"in": "captures"}).count(places) + found(**{"in": "notes"}).count(places) == (
        everything
    )
    assert "Your notes</h2>" not in found(**{"in": "captures"})
    assert found(author="You").count(places) == 0
    assert found(author="Marc+D.", platform="instagram").count(places) > 0
    assert found(platform="facebook").count(places) == 0
    first = found(**{"in": "captures", "to": "2026-11-20"}).count(places)
    later = found(**{"in": "captures", "from": "2026-11-21"}).count(places)
    assert first > 0
    assert later > 0
    assert found(**{"from": "nonsense"}).count(places) == everything


def test_a_hostile_case_stays_text_on_every_page(vault: Path, unlocked: Unlocked) -> None:
    browser = opened_at(vault, unlocked)
    assert browser.state.unlocked_session is not None
    sample_case.fill_hostile(browser.state.unlocked_session.unlocked.vault, (HOSTILE,))
    pages = ["/", "/cases", "/captures", "/people", "/timeline", "/statement", "/police",
             "/statement/print", "/statement/versions", "/search?q=evil", "/police/talk",
             "/people/person"]  # fmt: skip
    records = work_of(browser)
    roots = [record.root for record in records.records(case_of(browser), ContactBody)]
    pages += [f"/police/talk/{root}" for root in roots]
    for page in pages:
        status, text = browser.get(page)
        assert status == 200, page
        assert "<script>document" not in text, page
        assert "<img src=x" not in text, page
        assert "\u202e" not in re.sub(r"<(?:textarea|input|option)[^>]*>[^<]*", "", text), page
    data = browser.paper("/statement/pdf")
    assert data.startswith(b"%PDF-")
    assert b"/JavaScript" not in data


def test_before_the_first_capture_no_list_says_that_all_are_in_a_case(tmp_path: Path) -> None:
    creating.create(tmp_path / "vault", real_environment())
    state = AppState(tmp_path / "vault", real_environment())
    browser = Browser(state, create_app(state, HOST).test_client())
    browser.enter()
    assert browser.post("/later")[0] == 303
    for address in ("/captures?in=inbox", "/captures?in=all"):
        page = browser.get(address)[1]
        assert "No captures yet." in page
        assert "Every capture is in a case" not in page


def test_what_the_computer_noted_has_names_in_words(working: Browser) -> None:
    page = working.get(f"/captures/{THREAD}/facts")[1]
    names = re.findall(r"<dt>([^<]*)</dt>", page)
    noted = real_environment().facts().keys() | {"clock_change_ms"}
    assert not noted & set(names)
    assert {"Computer", "Change of the computer’s clock during the capture, in ms"} <= set(names)
    for language in LANGUAGES:
        told = table("viewer", language)
        kept = (*noted, "clock_behind_ms", "stamps", "started_by", "operator")
        assert all(told.get(f"facts.host.{name}") for name in kept)
