"""The leads in the reader: from the first screen to the message in which each stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.verdicts import SECRET, Files, show
from fixtures.bundles import files_of, make, open_payload, reader_that_trusts, rebagged, seal
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

WALLET = "bc1q-demo-not-a-real-wallet-7k2m9x4w"
IBAN = "DE89370400440532013000"
BOTH = f"Pay {WALLET} or {IBAN}, call +1 604-555-0199"
MANY = 130
DELETED = "This message was deleted"
RISK = "Still at risk"


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Made:
    thread = sample.thread(40)
    thread.lines[30] = ("Marc D.", BOTH)
    thread.lines[20] = ("Marc D.", DELETED)
    thread.lines[35] = ("You", f"I paid {IBAN}")
    thread.lines[5] = ("Marc D.", " ".join(f"a{n}@b.example" for n in range(MANY)))
    return make(tmp_path_factory.mktemp("paid"), [thread])


@pytest.fixture(scope="module")
def held(paid: Made) -> Files:
    return files_of(open_payload(paid))


def _shown(files: Files, made: Made, page: Page, folder: Path) -> None:
    reader = reader_that_trusts(made.authorities, folder)
    show(page, reader, seal(files, SECRET))
    page.wait_for_selector(".verdict")


def test_each_lead_leads_to_the_message_it_stands_in(
    held: Files, paid: Made, page: Page, tmp_path: Path
) -> None:
    _shown(held, paid, page, tmp_path)
    line = page.locator(".brief .facts dd", has_text="Wallets of virtual currencies")
    expect(line).to_contain_text("Wallets of virtual currencies (1)")
    expect(line).to_contain_text(f"Email addresses ({MANY})")
    line.get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("Leads found in the messages")
    expect(page.locator("main")).to_contain_text("nobody has confirmed them")
    wallet = page.locator("tr", has_text=WALLET)
    expect(wallet).to_contain_text("looks like one, but its check digits are wrong")
    iban = page.locator("tr", has_text=IBAN)
    expect(iban).to_contain_text("its check digits are right")
    expect(iban).to_contain_text("DE89 3704 0044 0532 0130 00")
    expect(iban).to_contain_text("Marc D.")
    expect(iban).to_contain_text("You")
    expect(page.locator(".leads .insisted")).to_have_count(0)
    iban.get_by_role("button", name="message 36").click()
    message = page.locator("#item-1-36")
    expect(message).to_be_focused()
    expect(message).to_be_in_viewport()
    expect(message).to_contain_text(f"I paid {IBAN}")


def test_what_the_page_calls_deleted_is_on_the_first_screen_and_leads_to_its_message(
    held: Files, paid: Made, page: Page, tmp_path: Path
) -> None:
    """Red before: nothing was seen to disappear, and no word of the message that says so."""
    _shown(held, paid, page, tmp_path)
    risk = page.locator(".brief .facts dt", has_text=RISK).locator("+ dd")
    expect(risk).to_contain_text("Called deleted by the page or file itself: 1 message or post.")
    expect(risk).to_contain_text(DELETED)
    expect(risk).not_to_contain_text("Nothing was seen")
    expect(page.locator(".brief li", has_text=DELETED)).to_contain_text("message 21")
    risk.get_by_role("button", name="message 21").click()
    message = page.locator("#item-1-21")
    expect(message).to_be_focused()
    expect(message).to_contain_text(DELETED)


def test_a_list_that_the_signature_does_not_cover_calls_nothing_deleted(
    held: Files, paid: Made, page: Page, tmp_path: Path
) -> None:
    leads = json.loads(held["data/leads.json"])
    leads["called_deleted"][0] |= {"item": 36, "text": f"I paid {IBAN}"}
    forged = rebagged({**held, "data/leads.json": json.dumps(leads).encode()})
    _shown(forged, paid, page, tmp_path)
    risk = page.locator(".brief .facts dt", has_text=RISK).locator("+ dd")
    expect(risk).to_contain_text("Already disappeared: 1")
    expect(risk).not_to_contain_text("Called deleted")
    expect(risk).not_to_contain_text(IBAN)


def test_of_many_the_rest_is_shown_when_it_is_wanted_and_on_paper(
    held: Files, paid: Made, page: Page, tmp_path: Path
) -> None:
    _shown(held, paid, page, tmp_path)
    page.get_by_role("button", name="Leads", exact=True).click()
    rows = page.locator("tr", has_text="@b.example")
    expect(rows).to_have_count(100)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_have_count(MANY)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_a_list_that_says_what_stands_nowhere_is_told(
    held: Files, paid: Made, page: Page, tmp_path: Path
) -> None:
    leads = json.loads(held["data/leads.json"])
    iban = next(lead for lead in leads["leads"] if lead["kind"] == "iban")
    for place in iban["places"]:
        place["written"] = "FR7630006000011234567890189"
    forged = rebagged({**held, "data/leads.json": json.dumps(leads).encode()})
    _shown(forged, paid, page, tmp_path)
    page.get_by_role("button", name="Leads", exact=True).click()
    told = page.locator("tr", has_text=IBAN).locator(".insisted")
    expect(told).to_have_count(2)
    expect(told.first).to_contain_text("does not stand in message 31 of Exhibit 1")
    expect(page.locator(".leads > .insisted")).to_contain_text("The signature does not cover")


def test_a_copy_from_before_there_were_leads_says_nothing_of_them(
    held: Files, paid: Made, page: Page, tmp_path: Path
) -> None:
    older = rebagged({name: data for name, data in held.items() if name != "data/leads.json"})
    _shown(older, paid, page, tmp_path)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".brief .facts dt", has_text="Leads found")).to_have_count(0)
    expect(page.get_by_role("button", name="Leads", exact=True)).to_have_count(0)
