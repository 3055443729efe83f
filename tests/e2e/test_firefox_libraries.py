"""Threads made with chat libraries as they are published, kept with a real Firefox.

As in Chromium: the rows have no ids, writers edit and take back messages meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from e2e.harness import SHORT_SECONDS, capture
from e2e.truth import Truth, first_difference, items_of
from fixtures.pages.site import library_page, page_site
from keepsake_drive.browser import WIDTH

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.firefox import Firefox
    from e2e.harness import Machine

pytestmark = pytest.mark.browser

COUNT = 160
TALL = 1400
LIBRARIES = ("virtuoso", "tanstack", "reactwindow", "chatscope", "lit")
WISH = {"count": COUNT, "ids": 0, "delay": "150", "batch": 80, "edits": 9, "deletes": 9, "lost": 2}


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_message_is_there_once_in_order_with_what_was_edited_and_taken_back(
    steady: Machine, fox: Firefox, libraries_root: Path, library: str
) -> None:
    with page_site(library_page, libraries_root) as site:
        tab = fox.open(site.url(library, **WISH))
        fox.resize(tab, WIDTH, TALL)
        capture(fox, tab, SHORT_SECONDS * 2)
        truth = msgspec.convert(fox.evaluate(tab, "truth"), Truth)
        fox.close_tab(tab)
    manifest = steady.newest().manifest
    items = items_of(manifest)
    assert len(truth.messages) == COUNT
    assert first_difference(items, truth) == ""
    states = dict(zip((message.n for message in truth.shown()), items, strict=True))
    unsure = {change.n for change in truth.unsure}
    gone = {n for n, item in states.items() if item.state == "gone"}
    assert gone - unsure == set(truth.deleted)
    changed = {n: item.earlier for n, item in states.items() if item.state == "changed"}
    edited = {edit.n for edit in truth.edited}
    assert {n: was for n, was in changed.items() if n not in edited | unsure} == {}
    assert edited <= set(changed)
    # How many are changed in time to be looked at once more differs from one library to the next.
    assert gone | set(changed) | unsure
    assert manifest.completeness.not_loaded == 2
    # Two pictures never come: they are on no tile, and nothing else costs it the word.
    assert manifest.completeness.doubts == ("picture_unseen",)
