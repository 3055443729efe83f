"""Rules that somebody set for a browser on this computer, and that shut the program out.

Read are the files in which Linux and macOS keep such rules; on Windows they are in the registry.
What cannot be read is no rule: the browser itself then tells.

Source: chromeenterprise.google, NativeMessagingBlocklist and ExtensionSettings; mozilla.github.io,
policy-templates. 2026-11.
"""

from __future__ import annotations

import json
import plistlib
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers.expat import ExpatError

from keepsake.browsers.table import load_identities
from keepsake.shared import shared_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keepsake.browsers.table import Browser, Computer

HOST, USER, ADDON = "host", "user", "addon"


class Rule(NamedTuple):
    """A rule that stands in the way.

    Attributes:
        what: `host`, the browser may not start the program; `user`, it may only start what was set
            up for everybody; `addon`, the add-on may not be used.
        file: Where the rule is.
    """

    what: str
    file: str


def against(browser: Browser, computer: Computer) -> Rule | None:
    """The rule of this browser that stands most in the way, None where none does."""
    found = [
        Rule(what, place)
        for place, rules in _rules(browser, computer)
        for what in _forbidden(browser.family, rules)
    ]
    return min(found, key=lambda rule: (HOST, USER, ADDON).index(rule.what), default=None)


def _forbidden(family: str, rules: dict[str, Any]) -> Iterator[str]:
    known = load_identities()
    if family == "firefox":
        if _is_blocked(rules.get("policies"), (known.firefox_addon_id,)):
            yield ADDON
        return
    blocked, allowed = (
        _list(rules, "NativeMessagingBlocklist"),
        _list(rules, "NativeMessagingAllowlist"),
    )
    if {"*", known.host_name} & set(blocked) and known.host_name not in allowed:
        yield HOST
    if rules.get("NativeMessagingUserLevelHosts") in (False, 0):
        yield USER
    ids = known.chromium_extension_ids
    listed = set(_list(rules, "ExtensionInstallBlocklist")) & {"*", *ids}
    if (listed and not set(_list(rules, "ExtensionInstallAllowlist")) & set(ids)) or _is_blocked(
        rules, ids
    ):
        yield ADDON


def _is_blocked(rules: object, ids: tuple[str, ...]) -> bool:
    """Whether `ExtensionSettings` refuse all of these add-ons, by name or with all others."""
    settings = rules.get("ExtensionSettings") if isinstance(rules, dict) else None
    if not isinstance(settings, dict):
        return False
    ways = [settings.get(one, settings.get("*")) for one in ids]
    return all(isinstance(way, dict) and way.get("installation_mode") == "blocked" for way in ways)


def _list(rules: dict[str, Any], name: str) -> list[str]:
    found = rules.get(name)
    # The registry has each as a key of numbered values.
    values = found.values() if isinstance(found, dict) else found
    return [str(one) for one in values] if values and not isinstance(values, (str, int)) else []


def _rules(browser: Browser, computer: Computer) -> Iterator[tuple[str, dict[str, Any]]]:
    table = json.loads(shared_path("data", "browser_policies.json").read_bytes())
    for place in table.get(browser.id, {}).get(computer.system, ()):
        if computer.system == "windows":
            yield place, computer.registry.rules(place)
            continue
        path = computer.path(place)
        for file in [path] if path.suffix else sorted(path.glob("*.json")):
            found = _read(file)
            if isinstance(found, dict):
                yield str(file), found


def _read(file: Path) -> object:
    try:
        data = file.read_bytes()
        return plistlib.loads(data) if file.suffix == ".plist" else json.loads(data)
    except (OSError, ValueError, ExpatError, RecursionError):
        return None
