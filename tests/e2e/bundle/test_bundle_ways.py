"""From each place that names a message to that message, and to its frame on the picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import unlock, view
from fixtures import bundles
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure
from keepsake.core.case.entries import CorrectionBody, EventBody, MarkBody, StatementBody
from keepsake.flows import casework
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

SHORT, LONG = 1, 2
FAR = 640  # behind all that a list shows at once
PLACE = re.compile(r"^\[?Exhibit (\d+), message (\d+)\]?$")
SEEN = 7


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A short thread and a long one, of which messages are named wherever they can be."""
    folder = tmp_path_factory.mktemp("named")
    long = sample.thread(700)
    long.lines[FAR - 1] = ("Marc D.", "Pay to DE89370400440532013000")
    long.url = "https://www.instagram.com/direct/t/2/"
    vault = sample.make_vault(folder / "vault", [sample.thread(12), long])
    case = casework.make_case(vault, "Ways", [SHORT, LONG])
    day = casework.day_of("2026-11-21", "", "America/Toronto")
    for body in (
        MarkBody(case, SHORT, 3, "threat"),
        MarkBody(case, LONG, FAR, "demand"),
        MarkBody(case, LONG, SEEN, "deadline", due=day),
        CorrectionBody(case, LONG, 698, "Somebody else"),
        EventBody(case, day, f"He rang after [Exhibit 2, message {FAR}]."),
        StatementBody(case, "en", {
            "what": f"He asked for money [Exhibit 2, message {FAR}] [Exhibit 9, message 1].",
            "why": "He said so [Exhibit 1, message 3].",
        }),
    ):  # fmt: skip
        casework.keep(vault, body)
    done = bundles.export(
        access.unlock(vault, sample.PASSPHRASE), (SHORT, LONG), folder / "copy", bundles.reader(),
        disclosure=Disclosure(case, DISCLOSABLE),
    )  # fmt: skip
    unlocked = access.unlock(vault, sample.PASSPHRASE)
    return bundles.Made(done.folder, done.passphrase, (), unlocked, (SHORT, LONG))


def _ways(page: Page) -> list[tuple[str, str]]:
    found = [each.inner_text() for each in page.locator("main button.link:visible").all()]
    return [match.groups() for text in found if (match := PLACE.match(text))]


@pytest.mark.parametrize(("name", "least"), [("overview", 10), ("leads", 1)])
def test_each_place_that_names_a_message_leads_to_it(
    name: str, least: int, named: Made, page: Page
) -> None:
    unlock(page, named.folder, named.passphrase)

    def come() -> None:
        view(page, name)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    come()
    ways = _ways(page)
    assert len(ways) >= least
    assert ("2", f"{FAR}") in ways
    assert all(exhibit != "9" for exhibit, _item in ways)
    for at, (exhibit, item) in enumerate(ways):
        place = page.locator("main button.link:visible").filter(has_text=PLACE).nth(at)
        place.click()
        message = page.locator(f"#item-{exhibit}-{item}")
        expect(message).to_be_focused()
        expect(message).to_be_in_viewport()
        expect(message).to_contain_text(f"message {item} ")
        come()


def test_an_exhibit_that_is_not_here_is_named_and_leads_nowhere(named: Made, page: Page) -> None:
    unlock(page, named.folder, named.passphrase)
    expect(page.locator("main .told").first).to_contain_text("[Exhibit 9, message 1]")


@pytest.mark.parametrize("where", ["a place", "a search"])
def test_the_picture_opens_with_the_message_framed(where: str, named: Made, page: Page) -> None:
    unlock(page, named.folder, named.passphrase)
    if where == "a place":
        page.locator("main table").get_by_role(
            "button", name=f"Exhibit 2, message {SEEN}", exact=True
        ).first.click()
    else:
        view(page, "text")
        page.fill("input[type=search]", "blue house")
    page.locator(f"#item-2-{SEEN}").get_by_role("button", name="See it in picture").click()
    expect(page.locator("dialog")).to_contain_text(f"Message {SEEN} is framed.")
    mark, image = page.locator(".frame-mark"), page.locator("dialog img")
    expect(image).not_to_have_js_property("naturalWidth", 0)
    expect(mark).to_be_visible()
    framed, whole = mark.bounding_box(), image.bounding_box()
    assert framed
    assert whole
    ratio = whole["width"] / sample.WIDTH
    told = re.search(r"Picture (\d+):", page.inner_text("dialog"))
    assert told
    row = SEEN - 1 - (int(told[1]) - 1) * sample.STEP
    assert framed["y"] - whole["y"] == pytest.approx((84 + row * sample.ROW) * ratio, abs=2)
    assert framed["height"] == pytest.approx(56 * ratio, abs=2)
    page.locator("dialog").get_by_role("button", name="Close").click()
