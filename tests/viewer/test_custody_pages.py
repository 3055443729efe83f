"""Custody in the window: every act there is entered with who, and read as an officer's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keepsake.core.custody import PrintBody, VerifyBody
from keepsake.core.hashing import sha256_hex
from keepsake.env import real_environment
from keepsake.flows.custody.acts import custody_of
from keepsake.viewer.server import serve
from viewer.conftest import CUT_SHORT, NEW, PROFILE, THREAD, Browser, case_of, session_of
from viewer.screens import come_in, shoot

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser as Chromium

    from keepsake.core.custody import Act
    from keepsake.vault.unlocked import Unlocked

WHO = "Noor Example"


def acts(browser: Browser, kind: str) -> list[Act]:
    assert browser.state.unlocked_session is not None
    return [act for act in custody_of(browser.state.unlocked_session.unlocked) if act.kind == kind]


def test_who_works_there_stands_in_every_act_until_it_is_locked(working: Browser) -> None:
    working.get(f"/captures/{PROFILE}")
    assert working.post("/custody/name", who=WHO, capture=str(THREAD))[0] == 303
    working.get(f"/captures/{THREAD}")
    working.get(f"/captures/{THREAD}/check")
    working.post("/check")
    working.post("/custody/form", capture=str(THREAD))
    working.post("/statement/pdf")
    assert [act.body.who for act in acts(working, "view")] == ["", WHO]
    assert [act.body.who for act in acts(working, "verify")] == [WHO, WHO]
    assert [act.body.who for act in acts(working, "print")] == [WHO, WHO]
    session = working.state.unlocked_session
    working.state.lock()
    assert session is not None
    assert session.attribution.who == ""


def test_a_check_is_entered_once_for_what_it_found(working: Browser) -> None:
    for _ in range(2):
        working.get(f"/captures/{THREAD}/check")
    working.post("/check")
    one, whole = (act.body for act in acts(working, "verify"))
    assert isinstance(one, VerifyBody)
    assert (one.captures, one.outcome) == ((THREAD,), "valid")
    assert isinstance(whole, VerifyBody)
    assert (whole.captures, whole.outcome) == ((), "not_checked"), "one waits for its stamp"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_list_of_a_case_tells_of_all_its_captures(working: Browser, language: str) -> None:
    working.get(f"/captures/{THREAD}/check")
    working.get(f"/captures/{NEW}/check")
    address = f"/cases/{case_of(working)}/custody"
    assert f'href="{address}"' in working.get("/cases")[1]
    text = working.get(address, **{"Accept-Language": language})[1]
    kept = {"en": "Captured and sealed", "fr": "Capturée et scellée"}[language]
    assert text.count(kept) == 3
    assert text.count({"en": ">Checked", "fr": ">Vérifié"}[language]) == 1, "not of another case"
    assert text.count({"en": "<dt>By</dt>", "fr": "<dt>Par</dt>"}[language]) == 2
    working.post("/custody/form", case=case_of(working))
    several = {"en": "<dt>Exhibits</dt><dd>1, 2, 3<", "fr": "<dt>Pièces</dt><dd>1, 2, 3<"}
    assert several[language] in working.get(address, **{"Accept-Language": language})[1]
    assert working.get("/cases/nothing/custody")[0] == 404
    assert working.paper("/custody/form", case=case_of(working)).startswith(b"%PDF")


@pytest.mark.browser
def test_what_the_browser_prints_by_itself_is_entered(
    browser: Chromium, vault: Path, unlocked: Unlocked
) -> None:
    with serve(vault) as serving, come_in(browser, serving) as page:
        session = serving.state.unlocked_session = session_of(vault, unlocked, real_environment())
        serving.state.touch()
        page.goto(f"{serving.address}/captures/{THREAD}/text")
        words = page.locator("main").inner_text()
        with page.expect_response("**/custody/printed") as answered:
            page.pdf()
        assert answered.value.status == 204
        page.goto(f"{serving.address}/statement/print")
        with page.expect_response("**/custody/printed"):
            page.click("#print")
        first, second = (act.body for act in custody_of(session.unlocked)[-2:])
        for name, address in (
            ("custody-capture", f"/captures/{THREAD}/custody"),
            ("custody-case", f"/cases/{session.unlocked.vault.config.active_case}/custody"),
        ):
            page.goto(serving.address + address)
            shoot(page, name)
    assert isinstance(first, PrintBody)
    assert (first.document, first.captures) == ("page", (THREAD,))
    assert first.sha256 == sha256_hex(words.encode())
    assert first.bytes == len(words.encode())
    assert isinstance(second, PrintBody)
    assert second.captures == (CUT_SHORT, PROFILE, THREAD), "those of the case"


def test_only_a_hash_is_taken_for_one(working: Browser) -> None:
    for form in ({}, {"sha256": "x", "bytes": "1"}, {"sha256": "0f" * 32, "bytes": "-1"}):
        assert working.post("/custody/printed", page="/", **form)[0] == 400
    assert acts(working, "print") == []
