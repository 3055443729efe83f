"""Threads and feeds made with chat libraries as they are published: nothing twice, nothing missing.

The rows of these pages have no ids, no times in attributes and no telling class names; writers
edit and take back messages while they are looked at. `SLOW=1` also runs longer ones (500 and 5,000
messages), rows with ids, and delays of up to three seconds.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pytest
from PIL import Image

from e2e.harness import Kept, Machine, capture, follow
from e2e.truth import Truth, first_difference, items_of, numbers_of
from fixtures.bare_scroll import scrolled
from fixtures.growth import Growth, watching
from fixtures.pages.site import library_page, page_site
from keepsake_drive.capture import CROSS, TICK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from keepsake.core.manifest import Item, Manifest
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

LIBRARIES = ("virtuoso", "tanstack", "reactwindow", "chatscope", "lit")
MADE_ANEW = "virtuoso"
HOPS = {"count": 130, "hop": 60}
"""Whose page, where it leaves a stretch out, takes the list away and puts up another."""
SAME_LIST = tuple(library for library in LIBRARIES if library != MADE_ANEW)
DROPPING = ("chatscope",)
"""Whose page asks for more while it puts in what came: some is gone before anybody sees it."""
SLOW = bool(os.environ.get("SLOW"))
LENGTH = 500 if SLOW else 250
MOST_GROWTH = 300e6
EMPTY: dict[tuple[int, ...], str] = {(255, 255, 255): "blank", (0, 0, 0): "black"}
SECONDS = 1500.0
CHANGES = 6
FEWEST = 1
"""Edits, and as many deletions, that the page is asked for, and that were surely looked at again:
how many differs from one library and computer to the next, and each of them must be told."""


SPOIL = """
(() => {
  const { tabs } = chrome;
  globalThis.unspoiled ??= tabs.captureVisibleTab;
  let shots = 0;
  tabs.captureVisibleTab = async (...order) => {
    const shot = await unspoiled.apply(tabs, order);
    shots += 1;
    const colour = shots === 6 ? "#fff" : shots >= 12 && shots < 16 ? "#000" : "";
    if (!colour) return shot;
    const head = Uint8Array.from(atob(shot.slice(shot.indexOf(",") + 1).slice(0, 32)), (each) =>
      each.charCodeAt(0));
    const at = new DataView(head.buffer);
    const canvas = new OffscreenCanvas(at.getUint32(16), at.getUint32(20));
    const brush = canvas.getContext("2d");
    brush.fillStyle = colour;
    brush.fillRect(0, 0, canvas.width, canvas.height);
    const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
    return `data:image/png;base64,${bytes.toBase64()}`;
  };
})()
"""
"""Makes the browser give a white picture once, and black ones until a picture is taken for good."""
UNSPOIL = "chrome.tabs.captureVisibleTab = globalThis.unspoiled, true"


@dataclass(frozen=True)
class Case:
    """One page: the library, how many messages, and how it behaves."""

    library: str
    count: int = LENGTH
    ids: int = 0
    delay: str = "150"

    def __str__(self) -> str:
        return f"{self.library}-{self.count}-{'ids' if self.ids else 'bare'}-{self.delay}"


CASES = [Case(library) for library in LIBRARIES]
if SLOW:
    CASES += [Case(library, ids=1, delay="0-3000") for library in LIBRARIES]
    CASES += [Case(library, count=5000) for library in LIBRARIES]


@dataclass(frozen=True)
class Scene:
    """A capture of such a page, beside what the page really was.

    Attributes:
        bare: How much the browser grows while the page is only scrolled, for the long ones.
    """

    case: Case
    kept: Kept
    truth: Truth
    growth: Growth
    bare: Growth


@pytest.fixture(scope="module", params=CASES, ids=str)
def scene(
    request: pytest.FixtureRequest,
    steady: Machine,
    steady_browser: Browser,
    new_machine: Callable[[], Machine],
    libraries_root: Path,
) -> Scene:
    case: Case = request.param
    wish = {
        "count": case.count,
        "ids": case.ids,
        "delay": case.delay,
        "batch": 80,
        "edits": CHANGES,
        "deletes": CHANGES,
        "lost": 2,
    }
    with page_site(library_page, libraries_root) as site:
        url = site.url(case.library, **wish)
        bare = _alone(new_machine(), url) if case.count > 500 else Growth()
        tab = steady_browser.open(url, height=1800)
        steady_browser.worker(SPOIL)
        with watching(steady_browser.pid) as growth:
            capture(steady_browser, tab, SECONDS)
        steady_browser.worker(UNSPOIL)
        truth = msgspec.convert(steady_browser.evaluate(tab, "truth"), Truth)
        steady_browser.close_tab(tab)
    return Scene(case, steady.newest(), truth, growth, bare)


def _alone(machine: Machine, url: str) -> Growth:
    """In a browser of its own, as fresh as the one that keeps the page."""
    with machine.browser() as browser:
        return scrolled(browser, url, 1800)[1]


def test_every_message_is_there_once_and_in_order(scene: Scene) -> None:
    assert first_difference(items_of(scene.kept.manifest), scene.truth) == ""
    assert len(scene.truth.messages) == scene.case.count


def test_what_was_taken_back_meanwhile_is_kept_and_marked(scene: Scene) -> None:
    gone = _in_state(scene, "gone")
    assert scene.kept.manifest.completeness.gone == len(gone)
    assert sorted(gone.keys() - _unsure(scene)) == sorted(scene.truth.deleted)
    assert len(scene.truth.deleted) >= FEWEST


def test_what_was_edited_meanwhile_is_kept_as_it_was_and_as_it_is(scene: Scene) -> None:
    changed = _in_state(scene, "changed")
    assert sorted(changed.keys() - _unsure(scene)) == sorted(edit.n for edit in scene.truth.edited)
    assert len(scene.truth.edited) >= FEWEST
    for edit in scene.truth.edited:
        assert edit.after in changed[edit.n].text
        assert any(edit.before in each.text for each in changed[edit.n].earlier)


def _in_state(scene: Scene, state: str) -> dict[int, Item]:
    items = items_of(scene.kept.manifest)
    numbers = (message.n for message in scene.truth.shown())
    return {n: item for n, item in zip(numbers, items, strict=True) if item.state == state}


def _unsure(scene: Scene) -> set[int]:
    return {change.n for change in scene.truth.unsure}


def test_pictures_that_never_came_are_counted(scene: Scene) -> None:
    missing = [
        media.src
        for item in items_of(scene.kept.manifest)
        for media in item.media
        if not media.loaded
    ]
    assert sorted(src.split("/", 3)[-1] for src in missing) == sorted(
        src.lstrip("/") for src in scene.truth.lost
    )
    assert scene.kept.manifest.completeness.not_loaded == 2


def test_pictures_that_came_back_empty_are_told_and_no_others(scene: Scene) -> None:
    kept = scene.kept
    looks = {tile.part: tile.look for tile in kept.manifest.tiles}
    empty = {part: _colour(data) for part, data in _tiles(kept)}
    assert looks == {part: EMPTY.get(colour, "") for part, colour in empty.items()}
    assert "black" in looks.values()
    assert kept.manifest.completeness.unclear == sum(look != "" for look in looks.values())


def _tiles(kept: Kept) -> Iterator[tuple[int, bytes]]:
    for tile in kept.manifest.tiles:
        yield tile.part, kept.unlocked.part(kept.body.capture, tile.part)


def _colour(png: bytes) -> tuple[int, ...]:
    """The colour of a picture that has only one, else nothing."""
    bands = Image.open(io.BytesIO(png)).convert("RGB").split()
    levels = [band.histogram() for band in bands]
    if any(sum(count > 0 for count in level) > 1 for level in levels):
        return ()
    return tuple(level.index(max(level)) for level in levels)


def test_nothing_but_the_pictures_that_never_came_costs_it_the_word_complete(scene: Scene) -> None:
    manifest = scene.kept.manifest
    assert manifest.completeness.doubts == ("picture_unseen",)
    assert manifest.completeness.pictures_unseen == 2
    assert not manifest.whole
    assert manifest.completeness.end == "reached"
    assert manifest.completeness.end_evidence == "edge_held"
    assert manifest.completeness.notes == ()
    joins = Counter(tile.join for tile in manifest.tiles)
    assert joins["gap"] == 0
    assert joins["first"] == 1


def test_keeping_it_makes_the_browser_grow_by_less_than_300_megabytes(scene: Scene) -> None:
    # What a long page takes by itself is not ours; of a short one all of it is counted.
    assert scene.growth.most > 0
    assert scene.growth.most - scene.bare.most < MOST_GROWTH, (scene.growth, scene.bare)


@pytest.mark.parametrize("library", SAME_LIST)
def test_a_stretch_that_the_page_goes_past_is_told_as_a_gap_in_its_place(
    steady: Machine, steady_browser: Browser, libraries_root: Path, library: str
) -> None:
    manifest, truth = _walked(steady, steady_browser, libraries_root, library, TICK, **HOPS)
    items = items_of(manifest)
    numbers = numbers_of(items, truth)
    missing = sorted({message.n for message in truth.messages} - set(numbers))
    assert missing == list(range(missing[0], missing[-1] + 1))
    assert len(truth.skipped) == 25
    assert set(truth.skipped) <= set(missing)
    assert library in DROPPING or sorted(truth.skipped) == missing
    at = numbers.index(missing[-1] + 1)
    keys = [item.key for item in manifest.items]
    (gap,) = (msgspec.json.decode(gap) for gap in manifest.completeness.gaps)
    # A day may stand between the gap and the message after it.
    assert gap["after"] == items[at - 1].key
    assert keys.index(gap["before"]) in (
        keys.index(items[at].key) - 1,
        keys.index(items[at].key),
    )
    assert not manifest.whole
    assert "Loading" not in [item.text for item in manifest.items]


def test_a_list_made_anew_without_anything_of_before_is_taken_for_another_page(
    steady: Machine, steady_browser: Browser, libraries_root: Path
) -> None:
    # A site that opens another conversation in this place looks the same, and two are never mixed.
    manifest, truth = _walked(steady, steady_browser, libraries_root, MADE_ANEW, CROSS, **HOPS)
    numbers = numbers_of(items_of(manifest), truth)
    assert numbers == list(range(max(truth.skipped) + 1, len(truth.messages) + 1))
    assert manifest.completeness.end == "not_reached"
    assert manifest.completeness.stopped_by == "navigated"
    assert not manifest.whole


def test_a_list_made_anew_at_its_newest_end_is_gone_on_with(
    steady: Machine, steady_browser: Browser, libraries_root: Path
) -> None:
    wish = {"count": 230, "anew": 100}
    manifest, truth = _walked(steady, steady_browser, libraries_root, MADE_ANEW, TICK, **wish)
    assert numbers_of(items_of(manifest), truth) == [each.n for each in truth.messages]
    assert not manifest.completeness.gaps
    assert manifest.whole


def _walked(
    machine: Machine, browser: Browser, root: Path, library: str, outcome: str, **wish: int
) -> tuple[Manifest, Truth]:
    with page_site(library_page, root) as site:
        tab = browser.open(site.url(library, ids=0, delay="150", **wish), height=1200)
        assert follow(browser, tab)[-1].text == outcome
        truth = msgspec.convert(browser.evaluate(tab, "truth"), Truth)
        browser.close_tab(tab)
    return machine.newest().manifest, truth
