"""A practice capture: told by its address, marked in its entry, in no case, copy or paper."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from docs.tree import ROOT
from fixtures.vaults import BEGIN
from keepsake.core.case.entries import AssignBody
from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.practice import CASE, is_practice
from keepsake.flows import casework
from keepsake.flows.bundle.case import casework as fold
from keepsake.flows.custody.bundled import require_no_practice
from keepsake.vault import transaction
from keepsake.vault.capture_writer import CaptureWriter
from viewer import sample
from viewer.conftest import THREAD, work_of

if TYPE_CHECKING:
    from viewer.conftest import Browser

ADDRESS = "http://127.44.5.6:40123/practice"
# What the extension tells by the same rule, tests/js/platform.test.js.
ADDRESSES = json.loads((ROOT / "tests" / "fixtures" / "practice.json").read_text("utf-8"))
NAME = "0b9f1f0e-0000-4000-8000-00000000000f"


@pytest.mark.parametrize("url", ADDRESSES["practice"])
def test_the_page_to_practise_on_is_told_by_its_address(url: str) -> None:
    assert is_practice(url)


@pytest.mark.parametrize("url", ADDRESSES["other"])
def test_no_other_page_is_taken_for_it(url: str) -> None:
    assert not is_practice(url)


def _practise(browser: Browser) -> int:
    session = browser.state.unlocked_session
    assert session is not None
    vault = session.unlocked.vault
    writer = CaptureWriter(vault, NAME, json.dumps({"url": ADDRESS}).encode())
    writer.close()
    found = [one for one in session.summaries() if one.capture == NAME]
    assert [one.practice for one in found] == [True]
    return found[0].entry


def test_it_says_so_in_its_entry_whatever_case_is_chosen(working: Browser) -> None:
    entry = _practise(working)
    session = working.state.unlocked_session
    assert session is not None
    assert session.case() is not None
    assert session.unlocked.capture(entry).body.case == CASE
    # Another capture of that moment goes where it went before.
    vault = session.unlocked.vault
    other = CaptureWriter(vault, NAME.replace("f", "e"), BEGIN)
    other.close()
    assert session.summaries()[-1].case == session.case().case


def test_nothing_puts_it_into_a_case_or_among_those_that_wait(working: Browser) -> None:
    entry = _practise(working)
    work = work_of(working)
    case = next(iter(work.cases))
    session = working.state.unlocked_session
    assert session is not None
    waiting = work.inbox()
    casework.assign(session.unlocked.vault, case, [entry])
    transaction.append(session.unlocked.vault, "assign", AssignBody("", (entry,)))
    assert entry not in work_of(working).cases[case].inside
    assert work_of(working).inbox() == waiting
    assert entry not in fold(session.unlocked).place


def test_it_is_never_handed_over(working: Browser) -> None:
    entry = _practise(working)
    session = working.state.unlocked_session
    assert session is not None
    with pytest.raises(KeepsakeError) as caught:
        require_no_practice(session.unlocked, [THREAD, entry])
    assert (caught.value.code, caught.value.facts) == (
        Code.EXPORT_PRACTICE,
        {"capture": str(entry)},
    )
    casework.choose_case(session.unlocked.vault, "")
    offered = working.get("/hand-over")[1]
    assert f'value="{THREAD}"' in offered
    assert f'value="{entry}"' not in offered


def test_it_is_told_as_practice_and_can_be_removed_with_one_button(working: Browser) -> None:
    entry = _practise(working)
    assert "Practice: it is never handed over" in working.get("/captures?in=all")[1]
    assert f"/captures/{entry}/remove" in working.get(f"/captures/{entry}")[1]
    form = working.get(f"/captures/{entry}/remove")[1]
    assert "Remove this practice capture" in form
    assert (
        working.post(f"/captures/{entry}/remove", why="It was only practice.", sure="yes")[0] == 303
    )
    session = working.state.unlocked_session
    assert session is not None
    assert session.summary(entry).state == "removed"
    # One that is no practice still cannot be.
    assert working.get(f"/captures/{THREAD}/remove")[0] == 404


def test_the_page_is_there_for_any_browser_and_shows_nothing_of_the_person(
    outside: Browser,
) -> None:
    status, text = outside.get("/practice")
    assert status == 200
    assert "csrf" not in text
    assert sample.PASSPHRASE not in text
    assert "Robin" in text
    assert outside.get("/practice", **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert outside.get("/begin/state")[0] == 403
