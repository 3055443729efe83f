"""A message as the page had it: as text, beside what is read from that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fixtures.seen_page import keep, record
from keepsake.local_time import LocalTimes
from keepsake.viewer import present
from keepsake.viewer.catalogue import catalogue_in
from viewer.access import look_at
from viewer.conftest import THREAD, Browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from keepsake.vault.handle import Vault
    from keepsake.viewer.server import Serving

OTHER = "0b9f1f0e-0000-4000-8000-000000000007"
BAD = "<img src=x onerror=alert(1)>\u202e"


def put_in(vault: Vault) -> int:
    """The recorded page, of which the first item says what would run if it were no text."""
    page = record()
    spoiled = page["views"]
    at = next(n for n, line in enumerate(spoiled) if '"role":"item"' in line.replace(" ", ""))
    spoiled[at] = re.sub(r'"words": ?"', lambda found: found[0] + BAD.replace('"', ""), spoiled[at])
    keep(vault, "\n".join(spoiled).encode(), page["items"])
    return vault.size() - 1


def test_it_stands_beside_what_is_read_and_is_text(working: Browser) -> None:
    session = working.state.unlocked_session
    assert session is not None
    entry = put_in(session.unlocked.vault)
    text = working.get(f"/captures/{entry}/text")[1]
    links = re.findall(rf'href="(/[^"]*captures/{entry}/seen/\d+)"', text)
    assert len(links) > 20
    pages = [working.get(f"/captures/{entry}/seen/{number}") for number in range(1, 12)]
    assert {status for status, _ in pages} == {200}
    whole = "".join(text for _, text in pages)
    assert "<img src=x" not in whole
    assert "&lt;img src=x onerror=alert(1)&gt;[U+202E]" in whole
    assert "&lt;div" in whole, "the page's own code, as text"
    assert '<th scope="row">Who wrote it</th>' in whole
    assert "in its words<" in whole
    assert working.get(f"/captures/{entry}/seen/999")[0] == 404
    assert working.get(f"/captures/{entry}/seen/0")[0] == 404


def test_whose_side_and_what_is_quoted_stand_in_the_list(working: Browser) -> None:
    session = working.state.unlocked_session
    assert session is not None
    page, vault = record("group-quote-before-name-en"), session.unlocked.vault
    keep(vault, "\n".join(page["views"]).encode(), page["items"], OTHER)
    entry = vault.size() - 1
    text = working.get(f"/captures/{entry}/text")[1]
    heads = re.findall(r'<p class="item-head">.*?</p>', text)
    sides = [re.findall(r"\((your|the other) side\)", head) for head in heads]
    assert {tuple(each) for each in sides} == {(), ("your",), ("the other",)}
    quotes = re.findall(r'Quotes another message: <bdi>(.+?)</bdi></p>\s*<p class="item-text', text)
    assert len(quotes) > 3
    assert "Shown next to it: <bdi>👍 1</bdi></p>" in text
    number = next(n for n, head in enumerate(heads, 1) if "👍 1" in text.split(head)[1][:600])
    assert '<th scope="row">Counts</th>' in working.get(f"/captures/{entry}/seen/{number}")[1]
    listed = session.manifest(session.unlocked.capture(entry).body)
    assert listed is not None
    times = LocalTimes("", catalogue_in("en"))
    found = [row.item.quote for row in present.rows(listed, times, quotes[0])]
    assert found == ["", quotes[0]], "where it was said, and where it is quoted"


def test_where_nothing_was_seen_no_page_is_offered(working: Browser) -> None:
    assert "/seen/" not in working.get(f"/captures/{THREAD}/text")[1]
    assert working.get(f"/captures/{THREAD}/seen/1")[0] == 404


@pytest.mark.browser
def test_it_is_for_everyone(own_page: Page, own_serving: Serving) -> None:
    session = own_serving.state.unlocked_session
    assert session is not None
    entry = put_in(session.unlocked.vault)
    own_page.goto(f"{own_serving.address}/captures/{entry}/seen/2")
    own_page.get_by_text("own code").click()
    assert look_at(own_page, "seen", "light") == []


@pytest.mark.parametrize("way", ["whole", "damaged", "stopped"])
def test_what_could_not_be_read_anew_is_told(
    way: str, working: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing is read at once: the thread of its own has it all.
    monkeypatch.setattr("keepsake.vault.index._READ_SECONDS", -1.0)
    session = working.state.unlocked_session
    assert session is not None
    page, vault = record(), session.unlocked.vault
    keep(vault, "\n".join(page["views"]).encode(), page["items"], OTHER)
    body = session.unlocked.capture(vault.size() - 1).body
    if way == "damaged":
        for file in (vault.path / "parts" / body.capture).iterdir():
            file.write_bytes(b"not what was kept")
    if way == "stopped":
        monkeypatch.setattr(session, "_was_read", lambda _entry: 1 / 0)
    working.get("/")
    job = session.jobs.reading
    assert job is not None
    assert job.wait(60)
    text = working.get("/")[1]
    assert ("could not be read again: 1." in text) == (way == "damaged")
    assert ("stopped reading your captures again after 0 of" in text) == (way == "stopped")
    assert "ZeroDivisionError" not in text
