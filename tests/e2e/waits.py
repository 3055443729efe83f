"""What waits in a browser without the program, as a person sees it there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from docs.tree import ROOT
from e2e import firefox_start
from e2e.firefox import Firefox
from e2e.harness import SHORT_SECONDS
from keepsake.browsers.register import register_profile
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.firefox import FirefoxTab
    from e2e.firefox_start import Preferences
    from e2e.harness import Machine
    from keepsake_drive.browser import Browser, Tab

# An add-on that a test puts in is gone with its browser; what it has stored must not go with it.
_STAYS: Preferences = {
    "extensions.webextensions.keepStorageOnUninstall": True,
    "extensions.webextensions.keepUuidOnUninstall": True,
}


def alone(machine: Machine, kind: str, language: str = "en") -> Browser | Firefox:
    """Starts a browser that finds no program, with what an earlier one left in its folder."""
    if kind == "chromium":
        return machine.browser(registered=False, language=language)
    return _fox(machine, registered=False)


def together(machine: Machine, kind: str) -> Browser | Firefox:
    """Starts a browser that finds the program, with what an earlier one left in its folder."""
    return machine.browser() if kind == "chromium" else _fox(machine, registered=True)


def _fox(machine: Machine, *, registered: bool) -> Firefox:
    fox = Firefox(machine, _STAYS, registered=registered)
    # Under which name an add-on that is put in has its storage Firefox writes down a little later.
    fox.save_preferences()
    return fox


def appear(machine: Machine, browser: Browser | Firefox, program: Path | None = None) -> Path:
    """The program, or another in its place, is put on the computer while the browser runs.

    Returns:
        The manifest by which the browser finds it.
    """
    if isinstance(browser, Firefox):
        return firefox_start.register(machine)
    return register_profile(machine.profile, program or machine.program)


def disappear(machine: Machine, browser: Browser | Firefox) -> None:
    """The program is taken away again."""
    appear(machine, browser).unlink()


def page(browser: Browser | Firefox) -> Tab | FirefoxTab:
    """Opens the page about what waits, and waits until it says something."""
    if isinstance(browser, Firefox):
        tab: Tab | FirefoxTab = browser.own("waiting")
    else:
        tab = browser.open(f"chrome-extension://{browser.extension}/ui/waiting.html")
    until(lambda: told(browser), SHORT_SECONDS, "the page says nothing")
    return tab


def told(browser: Browser | Firefox) -> str:
    """What the pages of the extension say; empty as long as none knows what waits."""
    text = browser.explanations()
    return text if re.search(r"Nothing waits here|What to do now|Que faire", text) else ""


def words(language: str, key: str) -> str:
    """A text of the extension, with its blanks."""
    path = ROOT / "extension" / "_locales" / language / "messages.json"
    return str(json.loads(path.read_text("utf-8"))[key]["message"])


def own(browser: Browser | Firefox, script: str) -> Any:
    """Runs an expression as the extension would, and gives what its promise holds."""
    if isinstance(browser, Firefox):
        return browser.own_page(script)
    return browser.worker(script)


def set_aside(browser: Browser | Firefox) -> list[int]:
    """How large the files are that hold room in the extension's own file system."""
    found = own(
        browser,
        """(async () => {
          const sizes = [];
          for await (const file of (await navigator.storage.getDirectory()).values())
            sizes.push((await file.getFile()).size);
          return sizes;
        })()""",
    )
    return list(found)


def press(browser: Browser | Firefox, tab: Tab | FirefoxTab, name: str) -> None:
    """Presses a button on that page, given by its id."""
    if isinstance(browser, Firefox):
        browser.click(tab, f"#{name}")
    else:
        browser.evaluate(tab, f"document.getElementById({name!r}).click()")


def pictures(text: str) -> int:
    """How many pictures wait, by the words of that page."""
    return sum(map(int, re.findall(r"Pictures captured: (\d+)", text)))


def download(browser: Browser, folder: Path) -> None:
    """Has what is saved from now on go to a folder, without a question."""
    wanted = {"behavior": "allow", "downloadPath": str(folder)}
    browser._pipe.call("Browser.setDownloadBehavior", wanted, msgspec.Raw)
