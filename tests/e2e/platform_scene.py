"""Captures our own pages of the platforms under their real names, several windows at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from e2e import many
from e2e.firefox import Firefox
from fixtures.platforms.server import ADDRESSES, platform_sites
from keepsake_drive.capture import TICK
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from e2e.harness import Kept, Machine
    from fixtures.platforms.parts import Page
    from fixtures.platforms.server import PlatformSites
    from keepsake_drive.browser import Badge, Browser


def address_of(make: Callable[[], Page]) -> str:
    """Gives the address that a page is served under."""
    return next(address for address, page in ADDRESSES.items() if page is make)


def browser_that_finds(folder: Path, flags: Iterable[str]) -> Path:
    """Makes a starter of the browser that knows where our sites are."""
    starter = folder / "browser"
    told = " ".join(f"'{flag}'" for flag in flags)
    starter.write_text(f'#!/bin/sh\nexec "{find_chromium()}" "$@" {told}\n')
    starter.chmod(0o755)
    return starter


def capture_all(
    machine: Machine, folder: Path, addresses: list[str], kind: str, at_once: int = many.AT_ONCE
) -> tuple[dict[str, Kept], dict[str, Badge]]:
    """Captures the page of each address, `at_once` windows at a time, in a kind of browser.

    Returns:
        By address: what came out of the vault, and what the button showed at the end.
    """
    with platform_sites(folder) as sites, _BROWSERS[kind](machine, folder, sites) as browser:
        around = many.each_kept(browser, addresses, at_once=at_once)
    badges = {url: one.badge for url, one in around.items()}
    assert {badge.text for badge in badges.values()} == {TICK}, badges
    kept = {each.manifest.page.url: each for each in machine.captures()}
    assert kept.keys() == set(addresses)
    return kept, badges


@contextmanager
def _chromium(machine: Machine, folder: Path, sites: PlatformSites) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEEPSAKE_CHROMIUM", str(browser_that_finds(folder, sites.flags)))
        with machine.browser() as browser:
            yield browser


@contextmanager
def _firefox(machine: Machine, _folder: Path, sites: PlatformSites) -> Iterator[Firefox]:
    with Firefox(machine, sites.preferences) as fox:
        yield fox


_BROWSERS = {"chromium": _chromium, "firefox": _firefox}
