"""What cannot work, and what the person is told then."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from e2e.firefox import STARTERS
from e2e.harness import SHORT_SECONDS, capture, ending, follow, tiles_at_least
from e2e.pdf import PDF
from fixtures.vaults import PASSPHRASE
from keepsake.catalogue import error_message
from keepsake.core.errors import Code
from keepsake.env import real_environment
from keepsake.vault import access, creating
from keepsake_drive.capture import CROSS
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.harness import Machine
    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser

WATCHED = (
    "globalThis.seen = [], setInterval(async () => "
    "globalThis.seen.push(await chrome.action.getBadgeText({{tabId: {tab}}})), 5), 0"
)
"""Writes down, as often as can be, what the button shows for a tab."""
STEPS = ("start", "check", "waiting", "back")


def _told(browser: Browser, tab: Tab, code: Code, language: str = "en") -> None:
    """Presses the button; the cross comes, and a page that explains it."""
    badge = follow(browser, tab, SHORT_SECONDS)[-1]
    assert badge.text == CROSS
    words = error_message(code, language)
    assert badge.title.startswith(words.what)
    sentences = (words.what, words.safe, words.next)

    def explained() -> bool:
        shown = browser.explanations()
        return all(sentence in shown for sentence in sentences)

    until(explained, SHORT_SECONDS, "no page explains it")


def test_without_the_program_the_options_say_how_to_mend_it(machine: Machine) -> None:
    with machine.browser(registered=False) as browser:
        options = browser.open(f"chrome-extension://{browser.extension}/ui/options.html")
        health = "document.getElementById('health').innerText"
        until(lambda: "Problem" in str(browser.evaluate(options, health)), SHORT_SECONDS, "no word")
        shown = str(browser.evaluate(options, health))
        assert "keepsake install" in shown
        assert "Snap" not in shown, "what helps only some is in the way"
        folded = "document.querySelector('#health details').textContent"
        for word in ("Snap", "Flatpak", "keepsake doctor"):
            assert word in str(browser.evaluate(options, folded))
        assert CROSS not in shown


def test_a_button_of_the_options_mends_through_the_program(machine: Machine) -> None:
    creating.create(machine.vault_path, real_environment())
    options = machine.vault_path / "config.toml"
    options.write_text("version = 1\n[stamps]\nenabled = false\n")
    with machine.browser() as browser:
        page = browser.open(f"chrome-extension://{browser.extension}/ui/options.html")
        named = (
            "[...document.querySelectorAll('#health button')].filter((one) => "
            "one.textContent === 'Switch time stamps on')"
        )
        until(lambda: browser.evaluate(page, f"{named}.length"), SHORT_SECONDS, "no button")
        browser.evaluate(page, f"{named}[0].click()")
        until(lambda: "enabled = true" in options.read_text(), SHORT_SECONDS, "nothing is mended")
        until(
            lambda: (
                not browser.evaluate(page, f"{named}.length")
                and "time zone" in str(browser.evaluate(page, "document.body.innerText"))
            ),
            SHORT_SECONDS,
            "the page does not say how it is now",
        )


def _ends_at_once(machine: Machine) -> str:
    program = machine.folder / "broken" / "keepsake"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    return _changed(machine, path=str(program))


def _another_add_on(machine: Machine) -> str:
    return _changed(machine, allowed_origins=[f"chrome-extension://{'a' * 32}/"])


def _changed(machine: Machine, **facts: object) -> str:
    """Changes the manifest, which the browser reads each time; gives what it was."""
    file = machine.profile / "NativeMessagingHosts" / "org.keepsake.host.json"
    before = file.read_text()
    file.write_text(json.dumps({**json.loads(before), **facts}))
    return before


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (_ends_at_once, "The program was started and ended at once."),
        (_another_add_on, "The browser knows the program, but not this add-on."),
    ],
)
def test_the_options_say_what_the_browser_says_of_the_program(
    machine: Machine, break_it: Callable[[Machine], str], words: str
) -> None:
    with machine.browser() as browser:
        options = browser.open(f"chrome-extension://{browser.extension}/ui/options.html")
        health = "document.getElementById('health').innerText"

        def shown() -> str:
            return str(browser.evaluate(options, health))

        until(lambda: "time zone" in shown(), SHORT_SECONDS, "the checks are not shown")
        break_it(machine)
        browser.evaluate(options, "document.getElementById('again').click()")
        until(lambda: words in shown(), SHORT_SECONDS, "it is not said")
        folded = "document.querySelector('#health details').textContent"
        assert "keepsake doctor" in str(browser.evaluate(options, folded))


def test_a_page_of_the_browser_itself_is_refused_in_words(machine: Machine) -> None:
    with machine.browser() as browser:
        _told(browser, browser.open("chrome://version/"), Code.PAGE_FORBIDDEN)


def test_what_goes_wrong_in_one_tab_is_not_shown_on_one_that_is_being_kept(
    machine: Machine, demo: DemoSite
) -> None:
    with machine.browser() as browser:
        kept, other = browser.open(demo.thread_url), browser.open("chrome://version/")
        browser.click_toolbar(kept)
        until(tiles_at_least(machine, 3), SHORT_SECONDS, "too few tiles")
        browser.worker(WATCHED.format(tab=kept.id))
        browser.click_toolbar(other)
        until(lambda: browser.badge(other).text == CROSS, SHORT_SECONDS, "no cross")
        until(tiles_at_least(machine, 12), SHORT_SECONDS, "too few tiles")
        browser.click_toolbar(kept)
        ending(browser, kept)
        seen = browser.worker("globalThis.seen")
    assert CROSS not in seen
    assert len(seen) > 2


def test_a_pdf_is_refused_in_words(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(PDF)
    with machine.browser() as browser:
        _told(browser, browser.open((tmp_path / "letter.pdf").as_uri()), Code.PAGE_FORBIDDEN)


def test_after_a_problem_the_next_click_works(machine: Machine, demo: DemoSite) -> None:
    with machine.browser() as browser:
        _told(browser, browser.open("chrome://version/"), Code.PAGE_FORBIDDEN)
        capture(browser, browser.open(demo.profile_url()))
    forbidden, ordinary = machine.captures()
    # What the person saw there is kept all the same, and said to be no more than that.
    assert (forbidden.body.state, forbidden.body.reason) == ("partial", "error")
    assert len(list(forbidden.parts("tile"))) == 1
    assert forbidden.manifest.completeness.end == "not_reached"
    assert ordinary.body.state == "complete"


REFUSING = """
const { scripting } = chrome;
const put = scripting.executeScript.bind(scripting);
globalThis.refused = 0;
scripting.executeScript = (order) =>
  order.files && refused < 6 && ++refused ? Promise.reject(new Error("Cannot access")) : put(order);
true"""


def test_a_page_that_a_busy_browser_opens_late_is_asked_for_again(
    machine: Machine, demo: DemoSite
) -> None:
    with machine.browser() as browser:
        tab = browser.open(demo.profile_url())
        browser.worker(REFUSING)
        capture(browser, tab)
        assert browser.worker("refused") == 6
    assert machine.newest().manifest.whole


def test_the_first_click_ever_needs_no_setting_up(machine: Machine, demo: DemoSite) -> None:
    assert not machine.vault_path.exists()
    with machine.browser() as browser:
        capture(browser, browser.open(demo.profile_url()))
    vault = machine.vault()
    assert not vault.claimed
    assert (machine.vault_path / "identity.unclaimed").stat().st_mode & 0o777 == 0o600
    assert vault.size() == 2


@pytest.mark.parametrize("kind", STARTERS)
def test_a_locked_vault_takes_captures_and_shows_none(
    machine: Machine, demo: DemoSite, kind: str
) -> None:
    with STARTERS[kind](machine) as browser:
        capture(browser, browser.open(demo.profile_url()))
        access.claim(machine.vault(), PASSPHRASE)
        before = machine.vault().size()
        capture(browser, browser.open(demo.profile_url("milo.tran")))
    vault = machine.vault()
    assert vault.claimed
    assert vault.size() == before + 1
    captures = list(access.unlock(vault, PASSPHRASE).captures())
    assert [each.body.state for each in captures] == ["complete", "complete"]


def test_a_damaged_file_is_named_by_verify(machine: Machine, demo: DemoSite) -> None:
    with machine.browser() as browser:
        capture(browser, browser.open(demo.profile_url()))
    machine.stamped()
    assert machine.keepsake("verify").returncode == 0
    kept = machine.newest()
    name = f"parts/{kept.body.capture}/0001.age"
    place = machine.vault_path / name
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)
    done = machine.keepsake("verify")
    assert done.returncode == 1
    assert name in done.stdout


def test_without_authorities_the_capture_is_kept_and_its_time_is_said_to_be_unchecked(
    machine: Machine, demo: DemoSite
) -> None:
    nowhere = machine.folder / "nowhere.json"
    text = machine.authorities.read_text().replace("127.0.0.1:", "127.0.0.1:1/")
    nowhere.write_text(text)
    for root in machine.authorities.parent.glob("*.pem"):
        (machine.folder / root.name).write_bytes(root.read_bytes())
    alone = type(machine)(machine.folder, machine.extension, machine.program, nowhere)
    with alone.browser() as browser:
        capture(browser, browser.open(demo.profile_url()))
    assert alone.keepsake("verify").returncode == 2
    # They are back: what waited is stamped.
    assert machine.keepsake("stamp").returncode == 0
    machine.stamped()
    assert machine.keepsake("verify").returncode == 0


def test_a_press_on_the_page_that_explains_opens_no_other(machine: Machine) -> None:
    what = error_message(Code.PAGE_FORBIDDEN, "en").what
    with machine.browser() as browser:
        own = browser.open(f"chrome-extension://{browser.extension}/ui/problem.html#82-1")
        until(lambda: what in browser.explanations(), SHORT_SECONDS, "no page explains it")
        for _ in range(3):
            browser.click_toolbar(own)
            time.sleep(1)
        assert browser.explanations().count(what) == 1
    assert not machine.vault_path.exists()


def test_problems_do_not_pile_up_and_the_newest_is_the_one_that_is_told(machine: Machine) -> None:
    what = error_message(Code.PAGE_FORBIDDEN, "en").what
    with machine.browser() as browser:
        for address in ("chrome://version/", "chrome://credits/", "chrome://version/"):
            _told(browser, browser.open(address), Code.PAGE_FORBIDDEN)
        until(
            lambda: browser.explanations().count(what) == 1, SHORT_SECONDS, "not one page tells it"
        )
        browser.open(f"chrome-extension://{browser.extension}/ui/problem.html#83-4")
        later = error_message(Code.PAGE_CLOSED, "en").what
        until(lambda: later in browser.explanations(), SHORT_SECONDS, "no page explains it")
        until(lambda: what not in browser.explanations(), SHORT_SECONDS, "an old word still stands")


def test_where_the_program_is_missing_the_page_leads_to_how_to_start_it(machine: Machine) -> None:
    with machine.browser(registered=False) as browser:
        own = browser.open(f"chrome-extension://{browser.extension}/ui/problem.html#80-0")
        link = "document.querySelector('#start')"
        until(lambda: browser.evaluate(own, f"!!{link}?.offsetParent"), SHORT_SECONDS, "no link")
        browser.evaluate(own, f"{link}.click()")
        until(lambda: "keepsake install" in browser.explanations(), SHORT_SECONDS, "no way told")


def test_each_problem_has_one_next_step_to_press(machine: Machine) -> None:
    there = "[...document.querySelectorAll('#step > *')].filter((one) => one.offsetParent)"
    told = "document.getElementById('number')?.textContent ?? ''"
    found: dict[int, str] = {}
    with machine.browser() as browser:
        own = browser.open("about:blank")
        for code in map(int, Code):
            # With another query it is another page, which is loaded and not only gone to within.
            page = f"chrome-extension://{browser.extension}/ui/problem.html?{code}#{code}-0"
            browser.visit(own, page)
            until(
                lambda code=code: str(browser.evaluate(own, told)).endswith(f" {code}"),
                SHORT_SECONDS,
                "another problem is told",
            )
            found[code] = str(browser.evaluate(own, f"{there}.map((one) => one.id).join(' ')"))
    assert set(found.values()) == set(STEPS)
    led = {step: {code for code, one in found.items() if one == step} for step in STEPS}
    assert led["start"] == {80, 91}
    assert led["waiting"] == {26, 27}
    assert {13, 42, 88, 89, 90} <= led["check"]
    assert {14, 81, 82, 83, 84, 86, 87} <= led["back"]


def test_the_way_back_leads_to_the_page_and_closes_what_was_read(machine: Machine) -> None:
    with machine.browser() as browser:
        kept = browser.open("about:blank")
        browser.worker(f"chrome.tabs.create({{windowId: {kept.window}}}).then(() => 0)")
        active = f"chrome.tabs.get({kept.id}).then((tab) => tab.active)"
        until(lambda: browser.worker(active) is False, SHORT_SECONDS, "the page is in front")
        problem = f"chrome-extension://{browser.extension}/ui/problem.html#81-3-{kept.id}"
        own = browser.open(problem)
        what = error_message(Code.HOST_GONE, "en").what
        until(lambda: what in browser.explanations(), SHORT_SECONDS, "no page explains it")
        browser.evaluate(own, "setTimeout(() => document.getElementById('back').click(), 50), 0")
        until(lambda: browser.worker(active) is True, SHORT_SECONDS, "the page is not in front")
        until(lambda: what not in browser.explanations(), SHORT_SECONDS, "it stays open")
