"""Cases of other kinds: first screen and first page give the same answers, and right ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import axe, unlock
from e2e.bundle.papers import two_pages
from e2e.bundle.questions import flat, says
from fixtures.bundles import files_of, open_payload
from fixtures.further_cases import CASES, make
from fixtures.stranger_cases import OWN_IBAN, THEIR_IBAN, WALLET

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

ANSWERS = {
    "stalking": (
        "Reported by … Maya K., 31.",
        "Who is reported … Dorian Vale, ex-partner (certain for dorian.v): He signs with his name",
        "; (likely for watching_maya): The same pictures",
        "Reported accounts … dorian.v, permanent ID 61500000000001",
        "dv_night, permanent ID 998877665544332200 … Discord (exhibit 3), wrote 1 message marked",
        "Platforms and sites … Instagram, www.instagram.com (exhibit 1)",
        "Discord, discord.com (exhibit 3)",
        "Still at risk … Already disappeared: 1 message or post.",
        "Page of exhibit 2 no longer there: 2026-11-25 America/Toronto, as the person says.",
        "Also happened … 2026-11-18 18:40: He stood at the door. (Main Street gym)",
        "Contacts so far … T. Bo, City police. The report was refused",
        "Discord: preservation request",
    ),
    "flat": (
        "Reported by … Owen Hart Case",
        "Who is reported … Claire B., says she lets it (not sure): The lease says so",
        "Reported accounts … Claire B., WhatsApp (exhibit 2), wrote 2 messages marked as threats",
        "dorian@mail.example (shown as Dorian Vale), Email (exhibit 3)",
        "Email (exhibit 3), wrote 1 message marked as a threat or a demand",
        "Platforms and sites … www.flats.example (exhibit 1); WhatsApp (exhibit 2); Email",
        "Demanded … Send the deposit of 1,450 $ to claire.lets@mail.example",
        "Payment … Sent. Reference CA7QkXv2",
        "The person says: Her voice messages.",
        "Bank accounts (IBAN) (1): DE89370400440532013000",
        "Phone numbers (1): +1 514-555-0177",
    ),
    "hatred": (
        "Who is reported … No name was given",
        "Reported accounts … account B, permanent ID 100000000001",
        "(exhibit 1), wrote 2 messages marked as threats or demands",
        "account M, no account ID on the page, Facebook, www.facebook.com (exhibit 1)",
        "First threat … Somebody should put you down 1",
        "Last threat … Somebody should put you down 17",
        "1 more gives no time",
        "Did and did not do … Not told in this copy",
    ),
    "nearly nothing": (
        "Reported by … Not given in this copy",
        "Demanded … No message was marked as a demand",
        "What is missing … Exhibit 2: The capture was cut short.",
        "To ask today … Reddit: preservation request; forum.example.org: preservation request",
        "Contacts so far … None noted in this copy",
    ),
    "months": (
        "Who is reported … Edward Collins, says he works at sea (not sure)",
        "Reported accounts … Edward Collins, permanent ID 5512873391",
        "Other accounts … captain-edward-71, www.amora-match.example (exhibit 1) Own accounts",
        "Own accounts … Helene, permanent ID 71",
        "Messages … 9 messages or posts, from 2026-05-03 13:20 to 2026-11-06 17:40",
        f"Order no. 4471-20031-88. 2,300 EUR, IBAN {THEIR_IBAN}",
        "Edward Collins, 2026-07-02 05:00. Exhibit 2, message 4",
        "Deadline … 2026-12-05 America/Toronto (Exhibit 2, message 7)",
        f"Payment … I sent 2300 euros from my account {OWN_IBAN} today.",
        "added files leave out is not known. The person says: He deleted the chat on the site.",
        f"bank of {THEIR_IBAN}: hold the money, name the holder Contacts so far",
        f"Wallets of virtual currencies (1): {WALLET}; Bank accounts (IBAN) (1): {THEIR_IBAN}; ",
        "Links (1): www.edward-gallery.example/helene; Amounts (1); 3 more only in own messages",
        "; Added by hand, not captured (exhibit 2)",
    ),
    "answered": (
        "Reported by … Rana H., also for my sister Léa, who lives with me. Case",
        "Who is reported … سامي حداد, زميل سابق (certain for sami.h, سامي): صوته في المكالمة",
        "Reported accounts … سامي, WhatsApp (exhibit 1), said to be سامي حداد, wrote 2 messages",
        "sami.h, permanent ID 7001",
        "Rana, WhatsApp (exhibit 1); all the person’s own, as they say Platforms",
        "Last threat … Tell your sister to answer, or I come to 9 Rue des Pins",
        "In own messages … If you do, my brothers will break your legs",
        "Payment … I sent 300. That is all.",
        "Email addresses (1): pay@sami.example; Amounts (1); 1 more only in own messages",
    ),
    "montage": (
        "+33644625519 (shown as 06 44 62 55 19), Google Messages (exhibit 2), wrote 1 message",
        "leo_prv, Snapchat (exhibit 1), wrote 1 message",
        "Demanded … 800 € en PCS avant vendredi 18 h, sinon tout le lycée les reçoit",
        "as noted: 2026-11-27 18:00 Europe/Paris, passed before this copy was made",
        "Exhibits 3, 4: Record only: no picture was taken, as the person chose. The person says",
        "phone company of +33644625519: keep the records, name the holder; paste-lycee.example",
        "User names (1): leo_prv2; Links (1): https://paste-lycee.example/p/8812; Amounts (1)",
        "PHAROS, PH-88120. Not decided yet",
    ),
}


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Made]:
    made: dict[str, dict[str, Made]] = {}

    def of(name: str, language: str) -> Made:
        if name not in made:
            made[name] = make(name, tmp_path_factory.mktemp("further"))
        return made[name][language]

    return of


def _screen(made: Made, page: Page, language: str) -> str:
    unlock(page, made.folder, made.passphrase)
    if page.locator("html").get_attribute("lang") != language:
        page.click(f"button[lang={language}]")
    expect(page.locator(".verdict")).to_be_visible()
    return page.inner_text("main")


@pytest.mark.parametrize("name", CASES)
def test_both_give_the_answers_of_another_case(
    name: str,
    page: Page,
    handed: Callable[[str, str], Made],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = handed(name, "en")
    told = {
        "screen": _screen(made, page, "en"),
        "paper": two_pages(files_of(open_payload(made)), tmp_path_factory.mktemp("paper")),
    }
    lacks = [
        (where, answer)
        for answer in ANSWERS[name]
        for where, text in told.items()
        if not says(text, answer)
    ]
    assert lacks == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", CASES)
def test_each_line_of_the_screen_stands_on_paper_in_the_same_words(
    name: str,
    language: str,
    page: Page,
    handed: Callable[[str, str], Made],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    made = handed(name, language)
    _screen(made, page, language)
    paper = two_pages(files_of(open_payload(made)), tmp_path_factory.mktemp("paper"))
    rows = page.locator(".brief .facts > *").all_inner_texts()
    lines = [(rows[at], rows[at + 1]) for at in range(0, len(rows), 2)]
    assert len(lines) > 12
    assert [line for line in lines if not _stands(line, paper)] == []
    assert axe(page) == []


def _stands(line: tuple[str, str], paper: str) -> bool:
    """What only a page can do and quotation marks aside, which its style puts there."""
    name, told = line
    for only_here in (r"Cop(y|ier)", r"\s; (checked|vérifié) [^;]*|; checked [^;]*"):
        told = re.sub(only_here, "", told)
    return _plain(name + told) in _plain(paper)


def _plain(text: str) -> str:
    return re.sub("[“”«»\N{MINUS SIGN}-]", "", flat(text))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", CASES)
def test_every_answer_is_seen_without_scrolling(
    name: str, language: str, page: Page, handed: Callable[[str, str], Made]
) -> None:
    _screen(handed(name, language), page, language)
    height = page.viewport_size["height"] if page.viewport_size else 0
    seen = [row.bounding_box() for row in page.locator(".brief .facts dd").all()]
    assert [box for box in seen if box is None or box["y"] + box["height"] > height] == []
