"""Reading a capture from what was seen of its page. Source: FORMAT.md §4.16.

What is read here is worked out anew each time and written nowhere; `as_read` keeps it.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from keepsake.core import lexicon
from keepsake.core.age.payload import SealedError
from keepsake.core.compression.entries import decompress
from keepsake.core.errors import Code, KeepsakeError
from keepsake.reading import knowledge, site, views
from keepsake.reading.fields import Reading, SeenItem
from keepsake.reading.read import Worked, read, work
from keepsake.reading.site import NO_SITE, Site
from keepsake.shared import shared_files, shared_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keepsake.core.entry import CaptureBody
    from keepsake.core.manifest import Manifest, Page
    from keepsake.reading.knowledge import Knowledge
    from keepsake.reading.views import Views
    from keepsake.vault.unlocked import Unlocked

VIEWS = "views"


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to read of a capture.

    Attributes:
        views: All that was seen, by number.
        items: As the walk found them; those that nothing was seen of have no numbers.
        title: Of the page.
        site: What is known of its makers.
    """

    views: Views
    items: tuple[SeenItem, ...]
    title: str
    site: Site = NO_SITE


def seen_of(unlocked: Unlocked, body: CaptureBody, manifest: Manifest | None) -> Seen | None:
    """What was seen of the page of a capture.

    Args:
        unlocked: The vault.
        body: The capture.
        manifest: Its manifest, or what was handed over before it was cut short.

    Returns:
        None where nothing was: it is of an earlier version, was added, or had no page to read.

    Raises:
        KeepsakeError: VAULT_DAMAGED, what was seen does not open.
    """
    parts = [part for part in body.parts if part.kind == VIEWS]
    if manifest is None or not parts:
        return None
    lines: list[bytes] = []
    for part in parts:
        name = f"parts/{body.capture}/{part.name}"
        try:
            lines += decompress(unlocked.part(body.capture, part.part)).splitlines()
        except SealedError as error:
            raise KeepsakeError(Code.VAULT_DAMAGED, str(error), file=name) from error
    items = tuple(SeenItem(item.key, item.kind, item.views) for item in manifest.items)
    return Seen(views.parse(lines), items, manifest.page.title, _site_of(manifest.page))


def _site_of(page: Page) -> Site:
    """What is known of the platform that a page is of."""
    named = {path.stem: path for path in shared_path("data", "platforms").glob("*.json")}
    found = named.get(page.platform or "")
    return site.decode(found.read_bytes(), page.url) if found else Site(page.url)


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What was seen of a page, and who said what and when as this version reads it."""

    seen: Seen
    reading: Reading


def read_again(
    unlocked: Unlocked, body: CaptureBody, manifest: Manifest | None
) -> ReadAgain | None:
    """Reads a capture. Arguments, what is given for nothing, and errors as `seen_of`."""
    seen = seen_of(unlocked, body, manifest)
    if seen is None:
        return None
    with nothing_collected():
        return ReadAgain(seen, read(seen.items, seen.views, seen.title, known(), seen.site))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Leaves the search for cycles of the whole process until all is read, some seconds.

    What a reading makes is needed until its end, and Python would look through half a million parts
    again and again, in a third of the whole time. Not for more than one thread at a time: the first
    that ends has it begin again.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def worked_of(seen: Seen) -> tuple[Worked, list[int]]:
    """The page half read, and which of its items each of those is, from 0: for telling why."""
    places = [
        at
        for at, item in enumerate(seen.items)
        if item.views and item.views[-1] in seen.views.records
    ]
    records = [seen.views.records[seen.items[at].views[-1]] for at in places]
    return work(records, seen.views, seen.title, known(), seen.site), places


@lru_cache
def known() -> Knowledge:
    """Words of languages and of makers of pages, from `shared/data`."""
    return knowledge.decode(
        lexicon.decode(shared_files("data", "lexicon")),
        shared_path("data", "calendar.json").read_bytes(),
        shared_path("data", "markup.json").read_bytes(),
    )
