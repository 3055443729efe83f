"""What may happen to a browser while it captures, done to a real one."""

from __future__ import annotations

import io
import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec
from PIL import Image

from e2e.harness import SHORT_SECONDS, hosts, tiles_at_least
from fixtures.storms.site import COLOUR
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser, Tab

LOOKS = 30
PANE = "document.getElementById('pane')"


def start(machine: Machine, browser: Browser, url: str, tiles: int = 2) -> Tab:
    """Opens a page, presses the button and waits until so many parts are sealed."""
    tab = browser.open(url)
    browser.click_toolbar(tab)
    until(tiles_at_least(machine, tiles), SHORT_SECONDS, "too few parts")
    return tab


def settled(machine: Machine, count: int = 1) -> list[Kept]:
    """Waits until the log holds so many captures and gives them."""
    until(lambda: len(machine.captures()) >= count, SHORT_SECONDS, "the capture is not in the log")
    return machine.captures()


def all_parts_open(kept: Kept) -> int:
    """Opens every part that an entry lists, and gives how many there are."""
    for part in kept.body.parts:
        assert len(kept.unlocked.part(kept.body.capture, part.part)) == part.bytes
    return len(kept.body.parts)


def numbers(kept: Kept, *, pictured: bool = False) -> list[int]:
    """Gives the numbers of the messages, or of those on pictures, in the order of the manifest."""
    items = [item for item in kept.items("message") if item.boxes or not pictured]
    return [int(item.text.split()[1]) for item in items]


def threads(kept: Kept) -> set[str]:
    """Gives the names of the threads that the messages say they are from."""
    return {item.text.split()[0] for item in kept.items("message")}


def stop_worker(browser: Browser) -> None:
    """Ends the extension's worker, as the browser does to save memory."""
    page = browser._targets.all("page")[0].target_id
    session = browser._targets.attach(page)
    for command in ("ServiceWorker.enable", "ServiceWorker.stopAllWorkers"):
        browser._pipe.call(command, {}, msgspec.Raw, session=session)
    browser._targets.detach(session)


@contextmanager
def stopped(processes: list[int], groups: list[int] | None = None) -> Iterator[None]:
    """Lets processes stand still until the block is left."""

    def tell(number: int) -> None:
        for process in processes:
            os.kill(process, number)
        for group in groups or []:
            os.killpg(group, number)

    tell(signal.SIGSTOP)
    try:
        yield
    finally:
        tell(signal.SIGCONT)


def host_of(machine: Machine) -> int:
    """Gives the process of the one host that runs on this computer."""
    (host,) = until(lambda: hosts(machine), SHORT_SECONDS, "no host runs")
    return host


def beside(browser: Browser, tab: Tab, url: str) -> int:
    """Opens an address in a new tab of the same window, in front; gives its number."""
    opened = browser.worker(
        f"chrome.tabs.create({{windowId: {tab.window}, url: {url!r}}}).then((tab) => tab.id)"
    )
    return msgspec.convert(opened, int)


def bring(browser: Browser, tab: int) -> None:
    """Brings a tab to the front of its window."""
    browser.worker(f"chrome.tabs.update({tab}, {{active: true}}).then(() => null)")


def at_rest(browser: Browser, tab: Tab) -> Callable[[], bool]:
    """Gives a condition: the page is scrolled to its newest message again."""
    script = f"Math.abs({PANE}.scrollHeight - {PANE}.clientHeight - {PANE}.scrollTop) < 1"
    return lambda: browser.evaluate(tab, script) is True


def coloured(kept: Kept) -> list[int]:
    """Gives the numbers of the tiles with a pixel of the other tab."""
    found = []
    for part in kept.body.parts:
        if part.kind == "tile":
            picture = Image.open(io.BytesIO(kept.unlocked.part(kept.body.capture, part.part)))
            colours = picture.convert("RGB").getcolors(picture.width * picture.height) or []
            if any(colour == COLOUR for _, colour in colours):
                found.append(part.part)
    return found


def wait_for_more(machine: Machine) -> None:
    """Waits until one more part of the running capture is sealed."""
    before = len(machine.sealed_parts())
    until(lambda: len(machine.sealed_parts()) > before, SHORT_SECONDS, "it stands still")


def wait_until_it_stands(machine: Machine) -> None:
    """Waits until nothing has been sealed for many looks."""
    seen: list[int] = []

    def standing() -> bool:
        seen.append(len(machine.sealed_parts()))
        return len(seen) > LOOKS and len(set(seen[-LOOKS:])) == 1

    until(standing, SHORT_SECONDS, "it goes on")


def unmoved(seen: list[object], now: object) -> bool:
    """Notes a position; true once it has been the same for three seconds."""
    if now != seen[0] or seen[1] is None:
        seen[:] = [now, time.monotonic()]
    return time.monotonic() - float(str(seen[1])) > 3
