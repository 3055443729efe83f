"""What a capture holds and what it does not, in plain words."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from keepsake.core.entry import CaptureBody
from keepsake.core.manifest import Completeness, Manifest, Observation, Page, When
from keepsake.local_time import LocalTimes
from keepsake.viewer.catalogue import catalogue_in
from keepsake.viewer.present import completeness, instead
from viewer import sample
from viewer.conftest import THREAD

if TYPE_CHECKING:
    from viewer.conftest import Browser


def _lines(known: Completeness, state: str = "complete") -> list[tuple[str, bool]]:
    when = When("2026-11-24T19:03:22.123Z")
    manifest = Manifest(1, "x", Page("https://x.example"), when, when, (), completeness=known)
    body = CaptureBody("x", state, "", "", 1, (), {})
    return [(line.text, line.good) for line in completeness(body, manifest, catalogue_in("en"))]


def test_completeness_is_said_in_plain_words() -> None:
    whole = _lines(Completeness(end="reached", stopped_by="end"))
    assert whole == [
        ("The whole page was captured.", True),
        ("The pictures overlap; nothing between them is missing.", True),
    ]
    told = Completeness(end="not_reached", stopped_by="closed", not_loaded=12, not_pictured=3)
    lacking = _lines(told, "partial")
    assert ("The end of the page was not reached: the tab was closed.", False) in lacking
    assert ("12 pictures on the page had not loaded.", False) in lacking
    assert ("3 messages were read but are not in any picture.", False) in lacking
    assert lacking[0] == (
        "It stopped before the end of the page. Everything up to that point is safe.",
        False,
    )


def test_a_name_that_was_taken_over_from_the_message_before_says_so(opened: Browser) -> None:
    text = opened.get(f"/captures/{THREAD}/text")[1]
    names = re.findall(r'class="author">(.*?)</bdi>(.*?)<', text, re.DOTALL)
    assert len(names) > 10
    taken = [one for one, other in pairwise(names) if one[0] == other[0]]
    assert text.count("(name from the message above)") == len(taken) > 0


def test_what_a_capture_that_was_cut_short_had_read_is_shown_found_and_called_that(
    working: Browser,
) -> None:
    assert working.state.unlocked_session is not None
    entry = sample.capture(working.state.unlocked_session.unlocked.vault, sample.thread_cut_short())
    cut = "This capture was cut short. 12 messages had been read by then."
    for address in (f"/captures/{entry}", f"/captures/{entry}/text"):
        assert cut in working.get(address)[1]
    text = working.get(f"/captures/{entry}/text")[1]
    assert "600 dollars in gift cards by Friday" in text
    assert f"/captures/{entry}/text/redact" not in text
    assert working.get(f"/captures/{entry}/text/redact")[0] == 404
    assert f"/captures/{entry}" in working.get("/search?q=gift+cards")[1]
    status, _ = working.get(f"/captures/{entry}/message/5")
    assert status == 303


def test_what_is_on_no_picture_or_in_another_column_is_told() -> None:
    known = Completeness(
        end="reached", stopped_by="end", not_pictured=1, notes=("other_columns", "resized")
    )
    assert _lines(known)[-2:] == [
        ("1 message was read but is not in any picture.", False),
        (
            "The page had other columns beside this one, and they are not in this capture. "
            "Open each one by itself and capture it too.",
            False,
        ),
    ]
    when = When("2026-11-24T19:03:22.123Z")
    page = Page("https://x.example")
    assert not Manifest(1, "x", page, when, when, (), completeness=known).whole
    known = Completeness(end="reached", notes=("other_columns",))
    assert Manifest(1, "x", page, when, when, (), completeness=known).whole


def test_a_word_that_is_not_known_is_not_taken_for_good() -> None:
    assert _lines(Completeness(end="not_reached", stopped_by="something new"))[0][1] is False


def test_a_page_that_was_gone_is_told_in_its_own_words_with_the_day() -> None:
    when = When("2026-11-24T19:03:22.123Z")
    moments = LocalTimes("America/Toronto", catalogue_in("en"))

    def lines(seen: Observation) -> list[str]:
        page = Page("https://x.example", observed=(seen,))
        manifest = Manifest(1, "x", page, when, when, ())
        return [line.text for line in instead(manifest, moments, catalogue_in("en"))]

    said = "Sorry, this page is not available."
    gone = Observation("gone", when.utc, "certain", said=said)
    assert lines(gone) == [
        "On 24 November 2026, 14:03:22 the page was gone. "
        "It said: “Sorry, this page is not available.”"
    ]
    likely = msgspec.structs.replace(gone, confidence="likely", kind="sign_in")
    assert lines(likely)[0].endswith("That is likely, not certain.")
    assert lines(msgspec.structs.replace(gone, until=when.utc)) == []
