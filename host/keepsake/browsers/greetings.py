"""Which browsers' add-ons have said hello: when first, when last, and in which version.

Nothing else is remembered of them. A browser that this program drives itself does not count: there
the add-on was put in by the program, and not by the person. Source: PROTOCOL.md §2.1.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from keepsake.browsers.own_files import write
from keepsake.browsers.table import load_browsers
from keepsake.env import parse_utc, utc_text

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.env import Environment

# So often at most it is written down that an add-on, which was there a moment ago, is still there.
_PAUSE = timedelta(minutes=1)
_VERSION_MOST = 40


class Greeting(msgspec.Struct, frozen=True):
    """What is remembered of the add-on in one browser.

    Attributes:
        first: When it said hello first, UTC.
        last: When last.
        extension: Its version then.
    """

    first: str
    last: str
    extension: str


def note(env: Environment, browser: str, extension: str) -> None:
    """Remembers a hello; one from a browser that is not in the table is not remembered.

    Raises:
        OSError: It cannot be written down.
    """
    folder = _folder(env)
    if folder is None or env.facts().get("started_by") or not _is_known(browser):
        return
    now, before = env.now(), heard(env).get(browser)
    version = extension[:_VERSION_MOST]
    if before and before.extension == version and _is_young(before.last, env):
        return
    first = before.first if before else utc_text(now)
    data = msgspec.json.encode(Greeting(first, utc_text(now), version))
    write(folder / f"{browser}.json", data)


def heard(env: Environment) -> dict[str, Greeting]:
    """The browsers whose add-on has said hello; a file that cannot be read is none."""
    folder = _folder(env)
    if folder is None:
        return {}
    found = {}
    for browser in load_browsers():
        try:
            data = (folder / f"{browser.id}.json").read_bytes()
            greeting = msgspec.json.decode(data, type=Greeting)
            parse_utc(greeting.last)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, ValueError):
            continue
        found[browser.id] = greeting
    return found


def _is_known(browser: str) -> bool:
    return any(one.id == browser for one in load_browsers())


def _is_young(last: str, env: Environment) -> bool:
    # Later than now means that the clock was put back since.
    return timedelta() <= env.now() - parse_utc(last) < _PAUSE


def _folder(env: Environment) -> Path | None:
    state = env.state()
    return None if state is None else state / "browsers"
