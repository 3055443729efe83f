"""The ways to start, by real menus, keys and questions of a Chromium with windows."""

from __future__ import annotations

import email
import io
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from e2e.harness import (
    LONG_SECONDS,
    SHORT_SECONDS,
    Kept,
    Machine,
    ending,
    tiles_at_least,
)
from e2e.screen import Screen, allow, choose, click_on, own_page, windowed
from fixtures.serving import Handler, serving
from keepsake.flows.casework import make_case
from keepsake_drive.capture import TICK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fixtures.demo.server import DemoSite
    from keepsake_drive.browser import Browser, Tab

pytestmark = pytest.mark.browser

VISIBLE, HERE, YESTERDAY, DATE = (2, 1), (2, 2), (2, 4), (2, 8)
TABS, STOP = (4,), (5,)
RESUME, PROGRESS, OPTIONS = (6, 1), (6, 2), (6, 6)
WORDS = "<p>This page has a colour and these words, and that is all of it.</p>"
COLOURS = {"c81e1e": (200, 30, 30), "1e8c32": (30, 140, 50), "1e3cc8": (30, 60, 200)}


@dataclass(frozen=True)
class Seat:
    """A computer with a screen, a browser on it, and hands."""

    machine: Machine
    screen: Screen
    browser: Browser

    def choose(self, tab: Tab, path: tuple[int, ...]) -> None:
        """Chooses from the menu."""
        choose(self.screen, self.browser, tab, *path)

    def page(self, name: str) -> Tab:
        """Opens a page of the extension."""
        return self.browser.open(f"chrome-extension://{self.browser.extension}/ui/{name}.html")

    def shows(self, tab: Tab, name: str, start: str) -> None:
        """Waits until an element of a page says something."""
        script = f"document.getElementById('{name}').textContent"
        says = lambda: str(self.browser.evaluate(tab, script)).startswith(start)  # noqa: E731
        until(says, LONG_SECONDS, f"{name} does not say {start}")

    def kept(self, count: int) -> list[Kept]:
        """Waits until there are so many captures, and gives them."""
        until(
            lambda: (
                (self.machine.vault_path / "vault.json").exists()
                and self.machine.vault().size() > count
            ),
            LONG_SECONDS,
            f"there are no {count} captures",
        )
        return self.machine.captures()

    def done(self) -> int:
        """Gives how many captures there are."""
        return len(self.machine.captures())


@pytest.fixture
def seat(new_machine: Callable[[], Machine]) -> Iterator[Seat]:
    with _seat(new_machine()) as made:
        yield made


@contextmanager
def _seat(machine: Machine) -> Iterator[Seat]:
    with Screen() as screen, windowed(machine, screen) as browser:
        yield Seat(machine, screen, browser)


@pytest.fixture
def colours() -> Iterator[str]:
    """Pages of a colour, which is their address, with a few words at the top."""

    class Site(Handler):
        def get(self) -> None:
            name = self.path[1:]
            page = f"<title>{name}</title><body style='background:#{name}'>{WORDS}"
            self.answer("text/html", page.encode())

    with serving(Site) as port:
        yield f"http://127.0.0.1:{port}/"


def _colour(kept: Kept) -> tuple[int, ...]:
    (tile,) = kept.parts("tile")
    picture = Image.open(io.BytesIO(tile)).convert("RGB")
    pixel = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(pixel, tuple)
    return pixel


def _beside(seat: Seat, first: Tab, url: str) -> int:
    """Opens an address behind the tab in front of a window, and waits until it is loaded."""
    about = json.dumps({"windowId": first.window, "url": url, "active": False})
    number = int(str(seat.browser.worker(f"chrome.tabs.create({about}).then(({{id}}) => id)")))
    state = f"chrome.tabs.get({number}).then(({{status}}) => status)"
    until(lambda: seat.browser.worker(state) == "complete", SHORT_SECONDS, f"{url} did not load")
    return number


def test_all_tabs_are_kept_each_by_itself_and_only_when_that_is_allowed(
    seat: Seat, colours: str
) -> None:
    first, *others = COLOURS
    tab = seat.browser.open(colours + first)
    for name in others:
        _beside(seat, tab, colours + name)
    asleep = _beside(seat, tab, colours + "808080")
    seat.browser.worker(f"chrome.tabs.discard({asleep}).then(() => true)")

    seat.choose(tab, TABS)
    asking = own_page(seat.browser, "tabs")
    allow(seat.screen, seat.browser, asking, "allow", yes=False)
    seat.shows(asking, "status", "Not allowed.")
    assert not seat.machine.vault_path.exists()

    allow(seat.screen, seat.browser, asking, "allow")
    captures = seat.kept(3)
    seat.shows(asking, "outcome", "Captured: 3Left asleep: 1.")
    assert {kept.manifest.page.url: _colour(kept) for kept in captures} == {
        colours + name: colour for name, colour in COLOURS.items()
    }
    assert {kept.body.state for kept in captures} == {"complete"}
    # The tab that was in front is in front again.
    seen = "document.visibilityState === 'visible'"
    until(lambda: seat.browser.evaluate(asking, seen), SHORT_SECONDS, "another tab is in front")

    # Allowed once, it starts at once; the tab left asleep is told at the end.
    seat.choose(tab, TABS)
    assert len(seat.kept(6)) == 6
    until(
        lambda: any(url.endswith("/ui/tabs.html#done") for url in seat.browser.pages()),
        SHORT_SECONDS,
        "what was left asleep is not told",
    )


def test_visible_only_and_the_shortcut(seat: Seat, demo: DemoSite) -> None:
    tab = seat.browser.open(demo.thread_url)
    seat.choose(tab, VISIBLE)
    assert ending(seat.browser, tab).text == TICK
    (kept,) = seat.machine.captures()
    assert len(list(kept.parts("tile"))) == 1
    assert kept.manifest.completeness.notes == ("visible_area_only",)

    other = seat.browser.open(demo.profile_url())
    seat.browser.front(other)
    seat.screen.chord("Alt_L", "Shift_L", "k")
    assert ending(seat.browser, other).text == TICK
    assert seat.machine.newest().manifest.page.url == demo.profile_url()
    # No question and no page of ours stood in the way of either.
    assert not any("chrome-extension" in url for url in seat.browser.pages())


def test_progress_is_shown_beside_the_page_and_stops_it_and_it_goes_on_later(
    seat: Seat, demo: DemoSite
) -> None:
    tab = seat.browser.open(demo.thread_url)
    seat.browser.click_toolbar(tab)
    until(tiles_at_least(seat.machine, 3), LONG_SECONDS, "the capture does not go on")
    seat.choose(tab, PROGRESS)
    progress = own_page(seat.browser, "progress")
    numbers = "[...document.querySelectorAll('dd')].slice(0, 2).map((dd) => Number(dd.textContent))"
    first = until(lambda: seat.browser.evaluate(progress, numbers), SHORT_SECONDS, "no numbers")

    def grew() -> bool:
        now = seat.browser.evaluate(progress, numbers)
        return isinstance(now, list) and isinstance(first, list) and min(now) > max(0, first[0])

    until(grew, LONG_SECONDS, "the numbers do not grow while the window is there")
    left = "document.querySelectorAll('dd')[3].textContent"
    told = ("Not known: the page keeps loading", "Less than a minute", "About ")
    until(
        lambda: str(seat.browser.evaluate(progress, left)).startswith(told),
        LONG_SECONDS,
        "the time left is not told",
    )
    # The page that is kept has stayed in front, in its own window.
    assert seat.browser.evaluate(tab, "document.visibilityState") == "visible"
    seat.browser.evaluate(progress, "document.querySelector('button').id = 'stop'")
    click_on(seat.screen, seat.browser, progress, "stop")
    assert ending(seat.browser, tab).text == TICK
    stopped = seat.machine.newest()
    assert stopped.manifest.completeness.stopped_by == "person"
    seat.shows(progress, "status", "No capture is running right now.")

    until(lambda: not seat.machine.sealed_parts(), SHORT_SECONDS, "a part is still on its way")
    seat.choose(tab, RESUME)
    until(tiles_at_least(seat.machine, 2), LONG_SECONDS, "it does not go on")
    seat.choose(tab, STOP)
    captures = seat.kept(2)
    begin = json.loads(next(captures[-1].parts("begin")))
    assert begin["continues"]["capture"] == stopped.body.capture


def test_limits_are_set_by_keyboard_and_hold(seat: Seat, demo: DemoSite) -> None:
    tab = seat.browser.open(demo.thread_url)
    seat.choose(tab, OPTIONS)
    options = own_page(seat.browser, "options")
    seat.shows(options, "health", "Good The program answers.")
    seat.browser.front(options)
    click_on(seat.screen, seat.browser, options, "tiles")
    seat.screen.press("minus", "3", "Return")
    seat.shows(options, "limitsStatus", "Please correct")
    seat.screen.chord("Control_L", "a")
    seat.screen.press("3", "Return")
    seat.shows(options, "limitsStatus", "Saved.")
    seat.browser.front(tab)
    seat.browser.click_toolbar(tab)
    (kept,) = seat.kept(1)
    assert kept.manifest.completeness.stopped_by == "limit"
    assert len(list(kept.parts("tile"))) <= 5
    stored = "chrome.storage.local.get().then((all) => JSON.stringify(all))"
    wanted = {
        "memory": {"running": 0, "problem": None},
        "limits": {"tiles": 3, "minutes": 0, "back_to": "", "from_here": False},
        "welcomed": True,
    }
    until(
        lambda: json.loads(str(seat.browser.worker(stored))) == wanted,
        SHORT_SECONDS,
        "something else is stored",
    )
    # Where new captures go is said by a code: the case's name is for the opened vault.
    seat.shows(options, "case", "No case is selected.")
    case = make_case(seat.machine.vault(), "A name that nobody sees")
    options = seat.page("options")
    seat.shows(options, "case", f"To the case that starts with {case[:8]}.")
    page = "document.documentElement.outerHTML"
    assert "nobody sees" not in str(seat.browser.evaluate(options, page))


def test_the_browsers_own_copy_is_kept_when_it_is_allowed_and_only_then(
    seat: Seat, demo: DemoSite
) -> None:
    options = seat.page("options")
    seat.shows(options, "allow", "Look at all tabs")
    allow(seat.screen, seat.browser, options, "allow-mhtml")
    has = "chrome.permissions.contains({permissions: ['pageCapture']})"
    until(lambda: seat.browser.worker(has), SHORT_SECONDS, "it was not allowed")
    tab = seat.browser.open(demo.profile_url())
    seat.browser.click_toolbar(tab)
    (kept,) = seat.kept(1)
    copies = list(kept.parts("mhtml"))
    assert len(copies) == 1, kept.manifest.completeness
    copy = copies[0]
    message = email.message_from_bytes(copy)
    assert message.get_content_type() == "multipart/related"
    assert message["Snapshot-Content-Location"] == demo.profile_url()
    assert any(part.get_content_type() == "text/html" for part in message.walk())
    assert kept.body.state == "complete"
    # The site was asked for each thing once, by the page; the browser's copy asks for none again.
    asked = Counter((request.method, request.path) for request in demo.requests)
    assert asked[("GET", demo.profile_url().removeprefix(demo.url))] == 1
    assert set(asked.values()) == {1}

    options = seat.page("options")
    seat.shows(options, "allow", "Look at all tabs")
    click_on(seat.screen, seat.browser, options, "allow-mhtml")
    until(lambda: not seat.browser.worker(has), SHORT_SECONDS, "it was not taken back")
    other = seat.browser.open(demo.profile_url("milo.tran"))
    seat.browser.click_toolbar(other)
    newest = seat.kept(2)[-1]
    assert list(newest.parts("mhtml")) == []
    assert list(newest.parts("snapshot"))
