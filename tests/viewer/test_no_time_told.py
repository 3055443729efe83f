"""No form brings a day or a time that the person did not give: it would be sealed as theirs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from keepsake.core.case.entries import ContactBody, EventBody, OutcomeBody, RecheckBody, SeizureBody
from viewer.conftest import THREAD, Browser, case_of, work_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from keepsake.viewer.server import Serving

DAY = "2026-11-20"
FORMS = {
    "/timeline/event": (EventBody, {"text": "He rang at the door."}),
    "/police/talk": (ContactBody, {"way": "call"}),
    "/police/taken": (SeizureBody, {"what": "My telephone"}),
    "/police/outcome": (OutcomeBody, {"outcome": "court"}),
    f"/captures/{THREAD}/again": (RecheckBody, {"seen": "gone"}),
}
TIMES = re.compile(r'<input[^>]*type="(?:date|time|datetime-local|month|week)"[^>]*>')


def filled(html: str) -> list[str]:
    """Fields for a day or a time that hold something."""
    return [field for field in TIMES.findall(html) if re.search(r'value="[^"]', field)]


def test_no_page_brings_a_day_or_a_time(opened: Browser) -> None:
    rules = opened.client.application.url_map.iter_rules()
    plain = {str(rule) for rule in rules if not rule.arguments and "GET" in (rule.methods or ())}
    pages = (plain - {"/away"}) | set(FORMS) | {f"/captures/{THREAD}/text"}
    shown = {page: opened.get(page) for page in sorted(pages)}
    with_fields = {page for page, (_status, html) in shown.items() if TIMES.search(html)}
    assert set(FORMS) <= with_fields
    assert {page: filled(html) for page, (_status, html) in shown.items() if filled(html)} == {}


@pytest.mark.parametrize("address", FORMS)
def test_a_day_alone_is_kept_as_a_day_alone(working: Browser, address: str) -> None:
    kind, given = FORMS[address]
    known = {record.root for record in work_of(working).records(case_of(working), kind)}
    status, html = working.post(address, **given)
    assert status == 400
    assert not filled(html), "a mistake brings no time either"
    assert working.post(address, **{"when-date": DAY, "when-clock": ""}, **given)[0] == 303
    records = work_of(working).records(case_of(working), kind)
    (new,) = [one.body.when for one in records if one.root not in known]
    assert (new.date, new.clock) == (DAY, "")


def test_what_was_typed_stands_there_again_after_a_mistake(working: Browser) -> None:
    given = {"when-date": DAY, "when-clock": "21:45"}
    _status, html = working.post(f"/captures/{THREAD}/again", **given)
    assert f'value="{DAY}"' in html
    assert 'value="21:45"' in html


@pytest.mark.browser
def test_a_button_sets_now_and_nothing_else_does(own_page: Page, own_serving: Serving) -> None:
    own_page.goto(f"{own_serving.address}/timeline/event")
    day, clock = own_page.locator("#when-date"), own_page.locator("#when-clock")
    expect(day).to_have_value("")
    expect(clock).to_have_value("")
    own_page.get_by_role("button", name="Now").click()
    now = own_page.evaluate("new Date().toLocaleString('sv').slice(0, 16)")
    assert f"{day.input_value()} {clock.input_value()}" in (now, _a_minute_before(now))


def _a_minute_before(now: str) -> str:
    return f"{datetime.fromisoformat(now) - timedelta(minutes=1):%Y-%m-%d %H:%M}"


@pytest.mark.browser
def test_who_gives_only_the_day_seals_only_the_day(own_page: Page, own_serving: Serving) -> None:
    own_page.goto(f"{own_serving.address}/timeline/event")
    own_page.fill("#when-date", DAY)
    own_page.fill("#text", "He rang at the door of my sister.")
    own_page.get_by_role("button", name="Save", exact=True).click()
    expect(own_page.locator(".told")).to_be_visible()
    session = own_serving.state.unlocked_session
    assert session is not None
    case = session.case()
    assert case is not None
    told = {
        one.body.text: one.body.when for one in session.casework().records(case.case, EventBody)
    }
    when = told["He rang at the door of my sister."]
    assert (when.date, when.clock) == (DAY, "")
