"""The timeline calls a thing what it is: a post, a comment, a line of a profile, a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fixtures.seen_page import keep, record
from viewer import sample

if TYPE_CHECKING:
    from viewer.conftest import Browser

AT = "2017-05-02T10:00:0{}.000Z"
SIDED = "0b9f1f0e-0000-4000-8000-0000000000f1"
KINDS = {"message": "message", "post": "post", "comment": "comment", "row": "line on the page"}


def _lines(html: str) -> dict[str, str]:
    """What each line is called, by its text."""
    found = re.findall(
        r'class="time-kind">([^<]*)</p>.*?class="time-text"[^>]*>([^<]*)<', html, re.DOTALL
    )
    return {text: kind for kind, text in found}


def _capture(browser: Browser, url: str, kind: str) -> None:
    session = browser.state.unlocked_session
    assert session is not None
    page = sample.thread(0)
    page.url, page.kind, page.gone = url, kind, frozenset()
    page.extra = [
        {"key": f"id:{kind}-{one}", "kind": one, "text": f"A {one} of {kind}", "time": AT.format(n)}
        for n, one in enumerate(KINDS)
    ]
    sample.capture(session.unlocked.vault, page)


def test_each_is_called_what_it_is(working: Browser) -> None:
    _capture(working, "https://chat.example.org/t/1", "dm_thread")
    _capture(working, "https://chat.example.org/marc", "profile")
    lines = _lines(working.get("/timeline?day=2017-01-01")[1])
    assert {kind: lines[f"A {kind} of dm_thread"] for kind in KINDS} == KINDS
    assert lines["A post of profile"] == "post"
    assert lines["A comment of profile"] == "comment"
    assert lines["A row of profile"] == "profile line"
    assert lines["A message of profile"] == "profile line"


def test_who_asks_for_messages_is_shown_no_lines_of_profiles_and_lists(working: Browser) -> None:
    _capture(working, "https://chat.example.org/t/1", "dm_thread")
    _capture(working, "https://chat.example.org/marc", "profile")
    lines = _lines(working.get("/timeline?kind=message&day=2017-01-01")[1])
    assert set(lines) >= {"A message of dm_thread", "A post of dm_thread", "A post of profile"}
    assert not set(lines) & {"A row of dm_thread", "A row of profile", "A message of profile"}


def test_a_message_without_a_name_says_on_whose_side_it_stands(working: Browser) -> None:
    session = working.state.unlocked_session
    assert session is not None
    page = record("roots-in-roots-en")
    keep(session.unlocked.vault, "\n".join(page["views"]).encode(), page["items"], SIDED)
    html = working.get("/timeline?kind=message&day=2026-01-01")[1]
    links = re.findall(r'class="time-link"[^>]*>(.*?)<span class="time-text"', html, re.DOTALL)
    sides = [re.search(r'class="item-when">\(([^<]*)\)</span>', each) for each in links]
    named = ['class="author"' in each for each in links]
    assert {each[1] for each in sides if each} == {"your side"}, "those without a name"
    assert not any(side and name for side, name in zip(sides, named, strict=True))
