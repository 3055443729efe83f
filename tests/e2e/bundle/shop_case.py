"""Fraud by a shop: captured by the real extension, written down by the viewer's own routes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import TYPE_CHECKING

from e2e.harness import SHORT_SECONDS, capture
from e2e.screen import Screen, choose, windowed
from fixtures.additions import add, photo
from fixtures.bundles import Made, export, reader, stamp
from fixtures.shop.site import COMPANY, DEMAND, DUE, PROMISE, THREAT, shop
from fixtures.stretch import stretching
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure
from keepsake.core.custody import Attribution
from keepsake.vault import access, as_read
from keepsake_drive.targets import until
from viewer.conftest import case_of, opened_at
from viewer.sample import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.harness import Machine
    from keepsake.vault.unlocked import Unlocked
    from viewer.conftest import Browser

REPORTER = "Odile Tremblay"
SENDER = "fees@lune-parcels.example"
RECORD_ONLY = 3  # place in the menu
_FEE = "Customs fee 49.90 CAD for parcel 20418. Call +1 438-555-0142 or pay by card today."


@dataclass(frozen=True)
class ShopCase:
    """A bundle in each language.

    Attributes:
        host: Of the shop.
        items: Numbers of the messages by their words.
    """

    host: str
    items: dict[str, int]
    made: dict[str, Made]


def make(machine: Machine, folder: Path) -> ShopCase:
    """Captures, adds, writes down, stamps and hands over."""
    nobody = machine.folder / "authorities.json"
    nobody.write_text(json.dumps({"version": 1, "authorities": []}))
    asked = replace(machine, authorities=nobody)
    with shop() as site:
        with Screen() as screen, windowed(asked, screen) as browser:
            for path in ("/coat", "/order/BL-20418", "/help"):
                capture(browser, browser.open(site.url(path)))
            choose(screen, browser, browser.open(site.url("/reviews")), RECORD_ONLY)
            until(lambda: len(asked.captures()) == 4, SHORT_SECONDS, "nothing was recorded")
        host = site.host
    with stretching(quickly=True):
        access.claim(asked.vault(), PASSPHRASE)
        unlocked = access.unlock(asked.vault(), PASSPHRASE)
        return _handed_over(unlocked, folder, host)


def _handed_over(unlocked: Unlocked, folder: Path, host: str) -> ShopCase:
    vault = unlocked.vault
    coat, order, chat, reviews = (one.entry for one in unlocked.captures())
    window = opened_at(vault.path, unlocked)
    assert window.post("/cases", name="The shop", waiting="on")[0] == 303
    case = case_of(window)
    files = ([("fee.eml", _letter())], [("parcel.jpg", photo(size=300))])
    added = [add(vault, each, case=case, who=REPORTER, about="From me")[0] for each in files]
    entries = (coat, order, chat, reviews, *(one.entry for one in added if one))
    items = _numbers(unlocked, chat)
    _write_down(opened_at(vault.path, unlocked), coat, chat, items)
    authorities = stamp(vault, folder)
    made = {}
    for language in ("en", "fr"):
        done = export(
            unlocked, entries, folder / language, reader(), authorities=authorities,
            language=language, disclosure=Disclosure(case, DISCLOSABLE),
            attribution=Attribution(who=REPORTER, why="Report to the police", to="Town police"),
        )  # fmt: skip
        made[language] = Made(done.folder, done.passphrase, authorities, unlocked, entries)
    return ShopCase(host, items, made)


def _numbers(unlocked: Unlocked, entry: int) -> dict[str, int]:
    body = next(one.body for one in unlocked.captures() if one.entry == entry)
    read = as_read.manifest(unlocked, body)
    assert read is not None
    return {item.text: at for at, item in enumerate(read.items, start=1)}


def _letter() -> bytes:
    message = EmailMessage()
    message["From"] = f"Lune Parcels <{SENDER}>"
    message["To"] = "odile@mail.example"
    message["Subject"] = "Your parcel is held"
    message["Date"] = "Wed, 25 Nov 2026 09:10:00 -0500"
    message.set_content(_FEE)
    return bytes(message)


def _write_down(window: Browser, coat: int, chat: int, items: dict[str, int]) -> None:
    """All by the forms of the window."""

    def keep(address: str, **form: str) -> None:
        status, text = window.post(address, **form)
        assert status == 303, (address, text)

    def mark(text: str, meaning: str, **more: str) -> None:
        keep(f"/captures/{chat}/mark", item=str(items[text]), meaning=meaning, **more)

    mark(DEMAND, "demand")
    mark(DUE, "deadline", **{"due-date": "2026-11-28", "due-clock": "18:00"})
    mark(THREAT, "threat")
    mark(PROMISE, "other", note="They promised to pay it back.")
    keep(
        "/people/person", name=COMPANY, relation="the company on the order", sure="likely",
        why="The money went to an account in its name.",
    )  # fmt: skip
    talk = {"when-date": "2026-11-29", "when-clock": "10:00", "way": "call"}
    keep(
        "/police/talk", **talk, agency="My bank, fraud line", person="Ms Li", file_number="F-7788",
        promised="They try to call the money back",
    )  # fmt: skip
    visit = {"when-date": "2026-11-30", "when-clock": "09:00", "way": "visit", "result": "taken"}
    keep(
        "/police/talk", **visit, agency="Town police", person="P. Gagnon", rank="Cst.",
        badge="7712", file_number="26-7781",
    )  # fmt: skip
    keep(
        f"/captures/{coat}/again", seen="gone", note="The shop does not answer any more.",
        **{"when-date": "2026-11-30", "when-clock": "08:00"},
    )  # fmt: skip
    parcel = {"when-date": "2026-11-26", "when-clock": "11:00"}
    keep("/timeline/event", **parcel, text="A parcel came with a stone in it.", place="my door")
    keep(
        "/statement", who=f"I am {REPORTER}.",
        what=f"I bought a coat for 189 CAD [Exhibit 2] and paid by bank transfer. Support asked "
        f"for 49.90 CAD more [Exhibit 3, message {items[DEMAND]}]. Now the shop is gone.",
        did="I paid 189 CAD by bank transfer. I did not pay the customs fee. I called my bank.",
        missing="I did not keep the advertisement that led me there.",
    )  # fmt: skip
