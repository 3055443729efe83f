"""Captures addresses with a driven Chromium, the real extension and the real host."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keepsake.catalogue import error_message, language_from_environment, table
from keepsake.core.errors import Code
from keepsake.core.manifest import COMMAND
from keepsake.env import OPERATOR, STARTED_BY
from keepsake.program import executable_path
from keepsake_drive.browser import Badge, Browser, NativeHost
from keepsake_drive.cdp import CdpError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from keepsake_drive.browser import Tab

TICK = "✓"
WAITS = "◐"
CROSS = "✗"
_POLL_SECONDS = 0.25
_STOP_SECONDS = 60.0
_STALE_SECONDS = 5.0
_SETTLED_SECONDS = 1.5
_SAY_EVERY_SECONDS = 5.0


@dataclass(frozen=True)
class CaptureOutcome:
    """How the capture of one address ended.

    Attributes:
        url: The address that was asked for.
        kept: Whether the button showed the tick, which it does only after the host's receipt.
        reason: What the button said otherwise; empty when kept.
        stopped: Whether the time ran out and the capture was told to stop and keep what it had.
        seconds: From the click to the end.
    """

    url: str
    kept: bool
    reason: str
    stopped: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveOptions:
    """What is driven, and how.

    Attributes:
        vault_path: The vault that the host writes to.
        extension_dir: The built extension for Chromium.
        window: Whether to show the browser on the screen.
        timeout_seconds: After so long one capture is stopped; what it has is kept.
        program: The `keepsake` executable; None takes the one that is running.
        operator: Who runs it, as they name themselves; each capture says so.
    """

    vault_path: Path
    extension_dir: Path
    window: bool = False
    timeout_seconds: float = 900.0
    program: Path | None = None
    operator: str = ""


def capture_pages(
    urls: Sequence[str], options: DriveOptions, say: Callable[[str], None]
) -> list[CaptureOutcome]:
    """Opens each address and presses the button there, one after the other.

    Args:
        urls: The addresses.
        options: What is driven, and how.
        say: Takes each line about what happens.

    Returns:
        An outcome for each address, in order. One that fails does not stop the others.

    Raises:
        KeepsakeError: TOOL_MISSING; no Chromium that can be driven, or no `keepsake` executable.
    """
    language = language_from_environment()
    # Each capture says that nobody clicked.
    variables = {STARTED_BY: COMMAND, OPERATOR: options.operator}
    host = NativeHost(options.program or executable_path(), options.vault_path, variables)
    with Browser(options.extension_dir, host, window=options.window, language=language) as browser:
        return [_capture(browser, url, say, options.timeout_seconds, language) for url in urls]


def press(browser: Browser, tab: Tab) -> Iterator[Badge]:
    """Presses the button and gives what it shows, again and again, the mark of the end last.

    What an earlier capture left on the button is not taken for the end of this one, unless it is
    still there after some seconds; nor is what a background that was only just woken by the press
    has to tell of an earlier one, unless it stays.

    Raises:
        CdpError: The tab is gone.
    """
    stale = browser.badge(tab)
    browser.click_toolbar(tab)
    start = time.monotonic()
    began, seen = False, 0.0
    while True:
        badge, now = browser.badge(tab), time.monotonic()
        ended = badge.text in (TICK, WAITS, CROSS)
        seen = (seen or now) if ended else 0.0
        late = now - start > _STALE_SECONDS
        if (badge != stale or late) and (began or not ended or now - seen > _SETTLED_SECONDS):
            yield badge
            if ended:
                return
            began = True
        time.sleep(_POLL_SECONDS)


def _capture(
    browser: Browser, url: str, say: Callable[[str], None], timeout: float, language: str
) -> CaptureOutcome:
    words = table("drive", language)
    say(words["opening"].format(url=url))
    start = time.monotonic()
    try:
        tab = browser.open(url)
        say(words["clicking"])
        start = time.monotonic()
        badge, stopped = _follow(browser, tab, say, timeout, language)
        browser.close_tab(tab)
    except CdpError as error:
        say(words["not_kept"].format(reason=error))
        return CaptureOutcome(url, False, str(error), False, time.monotonic() - start)
    seconds = time.monotonic() - start
    kept = badge.text == TICK
    reason = "" if kept else _reason(badge, language)
    say(words["kept" if kept else "not_kept"].format(seconds=f"{seconds:.1f}", reason=reason))
    return CaptureOutcome(url, kept, reason, stopped, seconds)


def _follow(
    browser: Browser, tab: Tab, say: Callable[[str], None], timeout: float, language: str
) -> tuple[Badge, bool]:
    words = table("drive", language)
    badge = Badge("", "")
    start = said = time.monotonic()
    stopped = False
    for badge in press(browser, tab):
        now = time.monotonic()
        if badge.text.isdigit() and now - said > _SAY_EVERY_SECONDS:
            said = now
            say(words["tiles"].format(count=badge.text))
        if now - start > timeout and not stopped:
            stopped = True
            say(words["stopping"].format(seconds=f"{timeout:g}"))
            browser.click_toolbar(tab)
        if now - start > timeout + _STOP_SECONDS:
            raise CdpError(error_message(Code.HOST_GONE, language).what)
    return badge, stopped


def _reason(badge: Badge, language: str) -> str:
    """The words of the error whose number the button's title carries, else that title."""
    if badge.text == WAITS:  # and goes with this browser, whose folder is removed
        return error_message(Code.HOST_GONE, language).what
    number = re.search(r"\((\d+)\)", badge.title)
    if number is None or int(number[1]) not in set(Code):
        return badge.title
    return error_message(Code(int(number[1])), language).what
