"""The first lines of the report: nothing of the person's own is told as the other side's."""

from __future__ import annotations

from typing import Any

import pytest

from keepsake.core.briefing.gather import Briefing, Handle, Pointed, Reported, Said
from keepsake.formats.paper.words import Words
from keepsake.formats.report.answers import answers
from keepsake.formats.report.source import BriefSource

THREAT, BACK, LONG = "I know where you live", "I will break your legs", "Pay 900 " + "x" * 200
MADE = "2026-11-21T03:00:00.000Z"


def brief(**told: Any) -> Briefing:
    nothing: dict[str, Any] = dict.fromkeys(
        ("accounts", "pointed", "gone", "events", "contacts", "ask"), ()
    )
    least = {"case": "", "reporter": "", "told": {}, "messages": 0, "first": None, "last": None}
    return Briefing(**{**nothing, **least, "keepsake_briefing": 5, **told})


def lines(told: Briefing, language: str = "en", **more: Any) -> dict[str, str]:
    source = BriefSource(told, (), (), {}, MADE, Words(language), **more)
    return {row["name"]: row["value"] for row in answers(source)}


def said(item: int, text: str, author: str = "Karl", side: str = "") -> Said:
    return Said(1, item, author, text, f"2026-11-18T20:0{item}:00.000Z", "", side=side)


def account(name: str, own: str = "") -> Reported:
    handle = Handle("username", name, ("page",), "whatsapp")
    return Reported("whatsapp", name, (handle,), (), (), (1,), "", "", (), ("whatsapp",), own=own)


@pytest.mark.parametrize("how", ["side", "account"])
def test_what_the_person_wrote_back_is_no_threat_against_them(how: str) -> None:
    """Red before: the victim stood among the reported accounts, with the last threat."""
    own = said(2, BACK, "Tom", "own" if how == "side" else "")
    pointed = (
        Pointed("threat", said(1, THREAT)), Pointed("threat", own), Pointed("demand", own),
    )  # fmt: skip
    accounts = (account("Karl"), account("Tom", "said")) if how == "account" else ()
    told = lines(brief(pointed=pointed, accounts=accounts))
    assert THREAT in told["First threat"]
    assert "Last threat" not in told
    assert told["Demanded"] == "No message was marked as a demand"
    assert "Karl" in told["Reported accounts"]
    assert "wrote 1 message" in told["Reported accounts"]
    assert "Tom" not in told["Reported accounts"]
    assert told["Marked in own messages"].startswith(f"Threat: “{BACK}” Tom, ")
    assert "; Demand: “" in told["Marked in own messages"]


def test_a_message_that_is_told_twice_is_quoted_in_full_once() -> None:
    one = said(1, LONG)
    told = lines(brief(pointed=(Pointed("demand", one), Pointed("threat", one))))
    assert f"“{LONG}” Karl" in told["Demanded"]
    assert f"“{LONG[:60]} […]” Karl, " in told["First threat"]
    assert told["First threat"].endswith("Exhibit 1, message 1")


@pytest.mark.parametrize(
    ("due", "utc", "told"),
    [
        ("2026-11-20 America/Toronto", "2026-11-20T05:00:00.000Z", "{due} ("),
        ("2026-11-19 America/Toronto", "2026-11-19T05:00:00.000Z", "{due}, passed"),
        ("2026-11-20 20:00 UTC", "2026-11-20T20:00:00.000Z", "{due}, passed"),
        ("2026-11-20 22:00 EST", "2026-11-21T03:00:00.000Z", "2026-11-21 03:00; as noted: {due} ("),
        ("2026-11-20 in the evening", "soon", "{due} ("),
    ],
)
def test_a_day_without_an_hour_has_passed_when_it_is_over(due: str, utc: str, told: str) -> None:
    """Red before: it began at midnight, was passed then, and named an hour that nobody had said."""
    pointed = (Pointed("deadline", said(1, "by then"), "", due, utc),)
    assert lines(brief(pointed=pointed))["Deadline"].startswith(told.format(due=due))
