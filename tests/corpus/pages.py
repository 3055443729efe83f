"""All pages of the corpus, by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.drawn import drawn as page_of
from corpus.held import (
    albums,
    below,
    records,
    talks_files,
    talks_logs,
    talks_mail,
    talks_names,
    talks_roots,
    talks_services,
    talks_sides,
    talks_spoken,
    talks_work,
    threads,
    timelines,
    wares,
)
from corpus.held import traps as held_traps
from corpus.held import written as held_written
from corpus.page import Page
from corpus.train import (
    bubbles,
    chat_exports,
    circles,
    comments,
    exports,
    feeds,
    forums,
    galleries,
    groups,
    inboxes,
    logs,
    mail,
    media,
    places,
    roots,
    services,
    software,
    spoken,
    traps,
    work,
    written,
)

if TYPE_CHECKING:
    from types import ModuleType

_TRAIN: tuple[ModuleType, ...] = (
    *(bubbles, chat_exports, groups, inboxes, logs, mail, media, roots, services, spoken, work),
    *(forums, feeds, comments, exports, places, circles, galleries, software, traps, written),
)
_HELD: tuple[ModuleType, ...] = (
    *(talks_files, talks_logs, talks_mail, talks_names),
    *(talks_roots, talks_services, talks_sides, talks_spoken, talks_work),
    *(albums, below, records, threads, timelines, wares, held_traps, held_written),
)


DRAWN = range(1000, 1060)


def train() -> tuple[Page, ...]:
    """The pages that reading may be tuned to."""
    return _pages(_TRAIN)


def held() -> tuple[Page, ...]:
    """The pages that reading is measured on and never tuned to."""
    return _pages(_HELD)


def drawn() -> tuple[Page, ...]:
    """Pages drawn by chance, which nothing is tuned to page by page; others are for fitting."""
    return tuple(map(page_of, DRAWN))


def fixtures() -> tuple[Page, ...]:
    """Pages of the tests whose captures must tell who said what: read, and not scored."""
    from corpus.fixture_pages import named, shapes

    cases = (*named(), *shapes())
    return tuple(Page(each.name, each.html, tuple(each.said)) for each in cases)


def _pages(modules: tuple[ModuleType, ...]) -> tuple[Page, ...]:
    return tuple(page for module in modules for page in module.PAGES)
