"""Captures the demonstration thread once, with all of it that can be watched from outside."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from e2e.harness import LONG_SECONDS, SHORT_SECONDS, Kept, Machine, ending
from fixtures.canary import marks
from fixtures.demo import content
from fixtures.demo.server import TAKEN_BACK
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from fixtures.demo.server import DemoSite, Request
    from keepsake_drive.browser import Badge, Browser, Tab

WATCH = """
globalThis.watched = { scrolls: [], events: [] };
addEventListener("scroll", () => watched.scrolls.push(Date.now()), true);
for (const type of ["click", "mousedown", "pointerdown", "keydown", "keypress", "input", "change",
                    "focusin", "focusout", "blur", "visibilitychange", "wheel", "touchstart"]) {
  addEventListener(type, () => watched.events.push(type), { capture: true, passive: true });
}
"""
"""Notes in a page what happens to it; changes nothing in it."""

IN_VIEW = """
[...document.querySelectorAll("[data-message-id]")].map((each) => [
  each.dataset.messageId, Math.round(each.getBoundingClientRect().top * 100) / 100,
]).filter(([, top]) => top > 119 && top < 700)
"""
"""Gives the messages on screen and where each is, below the thread's heading."""


LOOKS = 10

InView = list[tuple[str, float]]


class Watched(msgspec.Struct, frozen=True):
    """What `WATCH` noted: when the page was scrolled (milliseconds), and what else happened."""

    scrolls: tuple[float, ...]
    events: tuple[str, ...]


@dataclass(frozen=True)
class ThreadScene:
    """The thread's capture and what was seen of it.

    Attributes:
        badge: What the button showed at the end.
        before: The picture of the page just before the click.
        in_view: The messages on screen and where, before the click and after the end.
        requests: What the page asked its site for while it was captured.
        seconds: From the click to the entry in the log.
    """

    machine: Machine
    kept: Kept
    expected: tuple[content.Message, ...]
    taken_back: content.Message
    badge: Badge
    before: bytes
    in_view: tuple[InView, InView]
    watched: Watched
    requests: list[Request]
    seconds: float


def watch(browser: Browser, tab: Tab) -> None:
    """Starts noting what happens to a page."""
    browser.evaluate(tab, WATCH)


def watched(browser: Browser, tab: Tab) -> Watched:
    """Gives what has happened to a page since `watch`."""
    return msgspec.convert(browser.evaluate(tab, "watched"), Watched)


def record_thread(machine: Machine, site: DemoSite, browser: Browser) -> ThreadScene:
    """Captures the thread from the click to the tick; nobody touches the extension meanwhile."""
    tab = browser.open(site.thread_url)
    in_view = _at_rest(browser, tab)
    watch(browser, tab)
    before = browser.screenshot(tab)
    first_request = len(site.requests)
    start = time.monotonic()
    browser.click_toolbar(tab)
    # Looking at the button would keep the extension's worker awake; here it has to do that itself.
    until(lambda: _kept(machine), LONG_SECONDS, "nothing came into the log")
    seconds = time.monotonic() - start
    badge = ending(browser, tab)
    kept = machine.newest()
    expected = content.messages()
    return ThreadScene(
        machine=machine,
        kept=kept,
        expected=expected,
        taken_back=expected[TAKEN_BACK - 1],
        badge=badge,
        before=before,
        in_view=(in_view, _in_view(browser, tab)),
        watched=watched(browser, tab),
        requests=site.requests[first_request:],
        seconds=seconds,
    )


def thread_marks() -> list[bytes]:
    """Gives what was said in the thread and stands on its pages, in every form."""
    texts = [
        content.messages()[490].text,
        content.messages()[499].text,
        content.messages()[120].text,
        content.SUSPECT.bio,
        content.SUSPECT.id,
        "bc1q-demo-not-a-real-wallet",
    ]
    return marks(texts)


def _kept(machine: Machine) -> bool:
    return (machine.vault_path / "vault.json").exists() and machine.vault().size() > 1


def _at_rest(browser: Browser, tab: Tab) -> InView:
    """Waits until the list has found its place, and gives what is on screen then."""
    seen: list[InView] = []

    def resting() -> bool:
        seen.append(_in_view(browser, tab))
        return len(seen) >= LOOKS and all(one == seen[-1] for one in seen[-LOOKS:])

    until(resting, SHORT_SECONDS, "the thread does not come to rest")
    return seen[-1]


def _in_view(browser: Browser, tab: Tab) -> InView:
    return msgspec.convert(browser.evaluate(tab, IN_VIEW), InView)
