"""Finds a Chromium on this computer and says how it is started to be driven."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome-for-testing",
    "google-chrome",
    "google-chrome-stable",
    "brave-browser",
    "brave",
    "microsoft-edge",
    "vivaldi",
)
APPLICATIONS = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Brave Browser.app/Contents/MacOS/Brave Browser",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
# Nothing here changes what a page sees; they keep the browser from calling its maker.
_QUIET = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-quic",
    "--disable-breakpad",
    "--metrics-recording-only",
    "--password-store=basic",
    "--use-mock-keychain",
    # A page that is being captured must not be slowed down because another window is in front.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    # Nobody types into the address bar: two pages less to each window.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)
_NO_SCREEN = ("--headless=new", "--disable-gpu", "--screen-info={1920x1080}")


def find_chromium() -> Path:
    """Looks for a browser of the Chromium family.

    Returns:
        Its executable. `KEEPSAKE_CHROMIUM` comes first where it is set.

    Raises:
        KeepsakeError: TOOL_MISSING; there is none, or this system cannot drive one yet.
    """
    if sys.platform == "win32":
        raise KeepsakeError(
            Code.TOOL_MISSING, "capturing an address is not possible on Windows yet", tool="capture"
        )
    chosen = os.environ.get("KEEPSAKE_CHROMIUM", "")
    named = [chosen] if chosen else list(COMMANDS)
    places = [Path(found) for name in named if (found := shutil.which(name))]
    if sys.platform == "darwin" and not chosen:
        folders = (Path("/Applications"), Path.home() / "Applications")
        places += [folder / name for folder in folders for name in APPLICATIONS]
    for place in places:
        # Snap's confinement hides the profile and the pipes from the browser.
        if place.is_file() and not place.is_relative_to("/snap"):
            return place
    raise KeepsakeError(
        Code.TOOL_MISSING, "install Chromium, for instance: apt install chromium", tool="chromium"
    )


def command(chromium: Path, profile: Path, *, window: bool, language: str) -> list[str]:
    """Gives the command line of a browser to be driven.

    Args:
        chromium: The executable.
        profile: Its `--user-data-dir`.
        window: Whether to show it on the screen.
        language: Of the browser's own words, for instance `fr`.

    Returns:
        Everything but the debugging pipe, which its owner adds.
    """
    parts = [str(chromium), f"--user-data-dir={profile}", f"--lang={language}", *_QUIET]
    # Lets the owner of the pipe load an extension and press its button; pages cannot reach it.
    parts.append("--enable-unsafe-extension-debugging")
    if not window:
        parts += _NO_SCREEN
    if sys.platform != "win32" and os.geteuid() == 0:
        parts.append("--no-sandbox")
    # Instead of the new tab page, which asks its maker for content.
    return [*parts, "about:blank"]


def environment(base: Mapping[str, str], language: str, vault: Path | None) -> dict[str, str]:
    """Gives the variables of the browser and of the host that it starts.

    Args:
        base: Those of this process.
        language: For instance `fr`; Chromium on Linux takes it from `LANGUAGE`.
        vault: Where the host keeps captures; None leaves it as it is.
    """
    values = {**base, "LANGUAGE": language}
    if vault is not None:
        values["KEEPSAKE_VAULT"] = str(vault)
    return values
