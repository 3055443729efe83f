"""What the items of each page of the corpus may be, with what speaks for it and how right it is.

python3 tests/corpus/gather_segments.py FILE    # then fit_segments.py FILE

Gathered are the pages of `train/`, every second one in a low window, those of the tests' fixtures
that say what their items are, and pages drawn by chance; never those of `held/`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

TESTS = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(TESTS), str(TESTS.parent / "build"), str(TESTS.parent / "host")]

from playwright.sync_api import sync_playwright  # noqa: E402

from corpus import segments  # noqa: E402
from corpus.drawn import drawn  # noqa: E402
from corpus.page import Said  # noqa: E402
from corpus.pages import train  # noqa: E402
from e2e.test_told_pages import TOLD_PAGES  # noqa: E402
from fixtures.page_part import page_part  # noqa: E402
from fixtures.pages.author.chat_programs import APPS, app_page  # noqa: E402
from fixtures.pages.segment.by_shape import SHAPED, shaped_page, words_of  # noqa: E402
from fixtures.pages.segment.old_posts import OLD  # noqa: E402
from fixtures.pages.told_page import html_of  # noqa: E402
from keepsake_drive.chromium import find_chromium  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser

MODULES = ("main", "pane/find", "segment/choose", "segment/log")
MODULES += ("segment/pick", "items/words")
MODULES += ("view/dom", "view/once", "segment/outline")
NUMBERS = range(480)
WRITTEN, DRAWN = 3.0, 0.5  # how much a page counts that somebody wrote, and one drawn by chance
WORDS = 0.7  # of what is right, the words alone; the rest is for who and when beside them
EMPTY = 0.5  # how much a unit too much counts that says nothing
TALL, LOW = (1280, 6000), (1280, 800)
GATHER = """
() => inside.once.during(() => {
  const NAMES = ["aria-label", "title", "alt"];
  const { choose, dom, find, log, outline, pick, words } = inside;
  const pane = find.findPane({ conversation: false }).element;
  const box = find.paneBox(pane);
  const far = { ...box, y: -20000, height: 60000 };
  const said = new Map();
  const saidIn = (node, inner) => {
    if (inner.length) return words.wordsOf(node, new Set(inner));
    if (!said.has(node)) said.set(node, words.wordsOf(node, new Set()));
    return said.get(node);
  };
  const beside = new Map();
  const markedIn = (node) => {
    const all = [node, ...dom.descendants(node, 400)].flatMap((each) =>
      NAMES.flatMap((name) => each.getAttribute(name) ?? []));
    if (!beside.has(node)) beside.set(node, [node.textContent, ...all].join(" "));
    return beside.get(node);
  };
  const unitsOf = ({ spec, log: lines }) => {
    if (lines) return log.linesNear(lines, far).filter(({ node }) => node.post !== false)
      .map(({ node }) => [node.textContent, ""]);
    const isShown = (node) => pick.near(dom.boxOf(node), far, 0);
    const picked = pick.pickRows(pane, spec, far).filter(isShown);
    const inner = pick.innerOf(picked);
    return picked.map((node) => [saidIn(node, inner.get(node) ?? []), markedIn(node)]);
  };
  const all = choose.weighed(outline.outlineOf(pane, box));
  return {
    whole: saidIn(pane, []),
    candidates: all.map(({ candidate, features }) => ({ features, units: unitsOf(candidate) })),
  };
})
"""


@dataclass(frozen=True)
class Case:
    """A page, and the words of its items."""

    name: str
    html: str
    said: Sequence[Said]
    window: tuple[int, int]
    weight: float = WRITTEN


def cases() -> Iterator[Case]:
    """All pages that segmentation is fitted on."""
    for number, page in enumerate(train()):
        yield Case(page.name, page.html, page.said, LOW if number % 2 else TALL)
    for number in NUMBERS:
        page = drawn(number)
        yield Case(page.name, page.html, page.said, LOW if number % 3 else TALL, DRAWN)
    for shaped in (each for each in SHAPED if not each.pictures):
        html = shaped_page(shaped.name, "") or ""
        yield Case(shaped.name, html, [Said(words) for words in words_of(shaped)], LOW)
    for told in told_pages():
        yield Case(
            told.name, html_of(told), [Said(words, who) for who, words in told.told], told.view
        )
    for app in APPS:
        said = [Said(words, who) for who, _, words in app.told]
        yield Case(app.name, app_page(app.name, "") or "", said, LOW)


def told_pages() -> Sequence[Any]:
    """Pages of the fixtures that tell who said what."""
    return sorted({page.name: page for page in (*TOLD_PAGES, *OLD)}.values(), key=lambda p: p.name)


def right_in(said: Sequence[Said], found: Sequence[tuple[str, str]]) -> float:
    """How right units are, from 0 to 1: by precision and recall, and by the latter twice as much.

    What is a unit too much may be known for nothing that was said; what is in none is lost.

    Args:
        found: The words of each unit, and what its attributes say.
    """
    units = [words for words, _ in found]
    worded = [each for each in said if each.text]
    # A list that grows upwards has its last message first.
    laid = max(segments.laid(worded, units), segments.laid(worded[::-1], units))
    wordless = sum(not unit.strip() for unit in units) - (len(said) - len(worded))
    given = sum(bool(unit.strip()) for unit in units) - laid.dividers + EMPTY * max(0, wordless)
    wanted = sum(each.kind != "divider" for each in worded)
    right = 3 * (laid.right - laid.dividers) / max(1, given + 2 * wanted)
    return right * (WORDS + (1 - WORDS) * told_in(worded, found))


def told_in(said: Sequence[Said], found: Sequence[tuple[str, str]]) -> float:
    """How much of who said it and when stands beside the words in a unit, from 0 to 1."""
    keys = [segments.key(" ".join(unit)) for unit in found]
    wanted = held = 0
    for each in said:
        text = segments.key(each.text)
        around = [unit for unit in keys if text in unit]
        for fact in filter(None, (segments.key(each.author), segments.key(each.time_shown))):
            wanted += 1
            held += any(fact in unit for unit in around)
    return held / wanted if wanted else 1.0


def gathered(browser: Browser, case: Case) -> dict[str, Any]:
    """The candidates of a page: features, and how right each is."""
    width, height = case.window
    tab = browser.new_page(viewport={"width": width, "height": height})
    try:
        kind = "text/html; charset=utf-8"
        tab.route("**/*", lambda route: route.fulfill(body=case.html, content_type=kind))
        tab.goto("https://chat.example/t/1", wait_until="load")
        tab.evaluate(page_part(*MODULES))
        found = tab.evaluate(GATHER)
    finally:
        tab.close()
    whole = segments.key(found["whole"])
    here = [each for each in case.said if segments.key(each.text) in whole]
    right = [right_in(here, each["units"]) for each in found["candidates"]]
    features = [each["features"] for each in found["candidates"]]
    told = {"name": case.name, "weight": case.weight}
    return {**told, "right": right, "features": features}


def main() -> int:
    """Gathers all pages into a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        pages = [gathered(browser, case) for case in cases()]
        browser.close()
    Path(sys.argv[1]).write_text(json.dumps(pages), encoding="utf-8")
    best = sum(max(page["right"], default=0.0) for page in pages) / len(pages)
    print(f"{len(pages)} pages; the best candidates are right in {best:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
