"""The first lines of the report: nothing of the person's own is told as the other side's."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from keepsake.core.briefing.gather import (
    Behind,
    Briefing,
    Gone,
    Handle,
    Pointed,
    Reported,
    Request,
    Said,
    Site,
)
from keepsake.core.leads.rows import Lead, Leads, Place
from keepsake.formats.paper.words import Words
from keepsake.formats.report.answers import answers
from keepsake.formats.report.brief import brief_pages
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


def account(
    name: str, own: str = "", platform: str = "whatsapp", kind: str = "username"
) -> Reported:
    handle = Handle(kind, name, ("page",), platform)
    return Reported(platform, name, (handle,), (), (), (1,), "", "", (), (platform,), own=own)


def lead(kind: Any, value: str, *by: tuple[str, str], check: Any = "", normal: str = "") -> Lead:
    places = tuple(
        Place(1, n, author, "", value, side=side) for n, (author, side) in enumerate(by, 1)
    )
    return Lead(kind, value, normal, "", check, False, places)


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
    assert told["In own messages"].startswith(f"Threat: “{BACK}” Tom, ")
    assert "; Demand: “" in told["In own messages"]


def test_messages_under_the_name_of_whom_the_person_named_are_of_that_account() -> None:
    """Red before: the name stood beside the account as another one, without an id on the page."""
    behind = (Behind("Karl", "certain", "I know him."),)
    one = msgspec.structs.replace(account("karl_77"), behind=behind)
    pointed = (Pointed("threat", said(1, THREAT)),)
    told = lines(brief(pointed=pointed, accounts=(one, account("Tom", "said"))))
    assert told["Reported accounts"] == (
        "karl_77, WhatsApp (exhibit 1), said to be Karl, wrote 1 message marked as a threat or a "
        "demand"
    )
    two = msgspec.structs.replace(account("karl_78"), behind=behind)
    told = lines(brief(pointed=pointed, accounts=(one, two)))["Reported accounts"]
    # Which of the two it was, nobody has said.
    assert "; Karl, no account ID on the page" in told


def test_all_that_was_marked_of_a_message_stands_in_one_row() -> None:
    """Red before: a demand that is a threat too was printed twice, and cut after 400 characters."""
    long = said(1, "word " * 200)
    due = ("2026-11-20 UTC", "2026-11-20T00:00:00.000Z")
    marks = (
        Pointed("demand", long, "Mine."), Pointed("threat", long),
        Pointed("deadline", long, "", *due), Pointed("threat", said(2, THREAT)),
    )  # fmt: skip
    source = BriefSource(brief(pointed=marks), (), (), {}, MADE, Words("en"))
    first, second = brief_pages(source)["pointed"]
    assert first["as"] == "Demand, Threat, Deadline"
    assert (first["note"], first["due"]) == ("Mine.", "Deadline: 2026-11-20 UTC")
    assert first["text"] == "word " * 200
    assert (second["as"], second["text"]) == ("Threat", THREAT)


def test_a_message_that_is_told_twice_is_quoted_in_full_once() -> None:
    one = said(1, LONG)
    told = lines(brief(pointed=(Pointed("demand", one), Pointed("threat", one))))
    assert f"“{LONG}” Karl" in told["Demanded"]
    assert f"“{LONG[:90]} […]” Karl, " in told["First threat"]
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


THEIRS, OWN, BOTH = "LT121000011101001000", "FR7630006000011234567890189", "BE68539007547034"


def test_the_persons_own_numbers_are_told_as_their_own() -> None:
    """Red before: the victim's bank was to hold the victim's money."""
    found = (
        lead("iban", THEIRS, ("Karl", "other"), check="holds"),
        lead("iban", OWN, ("You", "own"), check="holds"),
        lead("iban", BOTH, ("Tom", ""), ("Karl", ""), check="holds"),
        lead("user", "@tom.b", ("Karl", "other"), normal="tom.b"),
        lead("phone", "+1 613-555-0123", ("Tom", ""), normal="+16135550123"),
    )
    accounts = (account("Karl"), account("tom.b", "said"), account("Tom", "shown"))
    told = lines(brief(accounts=accounts), leads=Leads(1, found))
    assert told["To ask today"] == (
        f"bank of {THEIRS}: hold the money, name the holder; "
        f"bank of {BOTH}: hold the money, name the holder"
    )
    assert told["Leads found"] == (
        f"Bank accounts (IBAN) (2): {THEIRS}, {BOTH}; 3 more only in own messages or accounts"
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_page_calls_deleted_stands_beside_what_was_seen_to_disappear(language: str) -> None:
    one, went = said(4, "This message was deleted"), said(3, THREAT)
    words, found = Words(language), Leads(1, (), (one,))
    only = lines(brief(), language, leads=found)[words("brief.risk")]
    assert words("brief.risk.none") not in only
    count = words.counted("items", 1)
    assert words("brief.risk.called", count=count) in only
    assert words("brief.quoted", text=one.text) in only
    assert words("brief.place", exhibit=1, item=4) in only
    both = lines(brief(gone=(Gone(went, ""),)), language, leads=found)[words("brief.risk")]
    assert words("brief.risk.some", count=count) in both
    assert both.index(THREAT) < both.index(one.text)
    source = BriefSource(brief(), (), (), {}, MADE, words, found)
    assert [row["text"] for row in brief_pages(source)["called"]] == [one.text]


def test_who_runs_the_address_of_a_bystander_is_not_asked() -> None:
    """Red before: the real employer was to keep the data of the real manager."""
    real = account("chief@steel-valley.example", platform="email", kind="email")
    false = account("chief@steel-valey.example", platform="email", kind="email")
    marked = (Pointed("demand", said(1, "Pay now", "chief@steel-valey.example")),)
    told = lines(brief(accounts=(real, false), pointed=marked))["To ask today"]
    assert told == "steel-valey.example: preservation request"
    told = lines(brief(accounts=(real, false)))["To ask today"]
    assert "steel-valley.example" in told
    assert "steel-valey.example" in told


@pytest.mark.parametrize("number", ["+15145550144", ""])
def test_of_text_messages_the_phone_company_is_asked(number: str) -> None:
    """Red before: the page that shows them was to keep them, which does not have them."""
    both = {"en": "", "fr": ""}
    row = Request("google_messages", both, both, 0, both, "", False, carrier=True)
    sms = account(number, platform="google_messages", kind="phone")
    site = Site("google_messages", "messages.google.com", (1,))
    told = lines(brief(ask=(row,), sites=(site,), accounts=(sms,) if number else ()))
    whose = number or "the sender"
    assert told["To ask today"] == (f"phone company of {whose}: keep the records, name the holder")
