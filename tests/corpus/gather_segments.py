"""What the items of each page of the corpus may be, what speaks for it, and what it would hold.

python3 tests/corpus/gather_segments.py FILE    # then fit_segments.py FILE

Gathered are the pages of `train/`, every second one in a low window, those of the tests' fixtures
that say what their items are, and pages drawn by chance; never those of `held/`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

TESTS = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(TESTS), str(TESTS.parent / "build"), str(TESTS.parent / "host")]

from playwright.sync_api import sync_playwright  # noqa: E402

from corpus import segments  # noqa: E402
from corpus.drawn import drawn  # noqa: E402
from corpus.fixture_pages import LOW, Case, tested  # noqa: E402
from corpus.pages import train  # noqa: E402
from fixtures.page_part import page_part  # noqa: E402
from keepsake_drive.chromium import find_chromium  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser

    from corpus.page import Said

    Unit = tuple[str, str, int]
    """Its words, what its attributes say, and the place of the unit that it stands in, or -1."""

MODULES = ("main", "pane/find", "segment/choose", "segment/log")
MODULES += ("segment/pick", "items/words")
MODULES += ("view/dom", "view/once", "segment/outline")
NUMBERS = range(0, 1000, 2)
DRAWN = 0.4  # how much a page counts that is drawn by chance
EMPTY = 0.5  # how much a unit too much counts that says nothing
LEADING = 0.1  # and how much one does that tells of those in it who or when
LEFT = 0.5  # of its words, beside these
TALL, NARROW = (1280, 6000), (560, 700)
IN_NARROW = "-narrow"
# The extension sees into closed shadow roots, and the page's own scripts cannot.
OPENED = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  return attach.call(this, { ...init, mode: "open" });
};
"""
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
  // What stands in another item tells nothing of this one.
  const markedIn = (node, inner) => {
    const own = [node, ...dom.descendants(node, 400)]
      .filter((each) => !inner.some((other) => other.contains(each)));
    const named = own.flatMap((each) => NAMES.flatMap((name) => each.getAttribute(name) ?? []));
    return [inner.length ? saidIn(node, inner) : node.textContent, ...named].join(" ");
  };
  const markedOnce = (node, inner) => {
    if (inner.length) return markedIn(node, inner);
    if (!beside.has(node)) beside.set(node, markedIn(node, inner));
    return beside.get(node);
  };
  const unitsOf = ({ spec, log: lines }) => {
    if (lines) return log.linesNear(lines, far).filter(({ node }) => node.post !== false)
      .map(({ node }) => [node.textContent, "", -1]);
    const isShown = (node) => pick.near(dom.boxOf(node), far, 0);
    const picked = pick.pickRows(pane, spec, far).filter(isShown);
    const inner = pick.innerOf(picked);
    const isPart = (node) => picked.some((other) => other !== node && other.contains(node));
    const innerOf = (node) => inner.get(node) ?? [];
    const units = picked.map((node) => [
        saidIn(node, innerOf(node)), markedOnce(node, innerOf(node)), node])
      .filter(([words, , node]) => words.trim() || !isPart(node));
    const around = new Map(picked.flatMap((node) => innerOf(node).map((each) => [each, node])));
    const nodes = units.map(([, , node]) => node);
    return units.map(([words, marked, node]) => [words, marked, nodes.indexOf(around.get(node))]);
  };
  const all = choose.weighed(outline.outlineOf(pane, box));
  return {
    whole: saidIn(pane, []),
    candidates: all.map(({ candidate, features }) => ({ features, units: unitsOf(candidate) })),
  };
})
"""


def cases() -> Iterator[Case]:
    """All pages that segmentation is fitted on."""
    for number, page in enumerate(train()):
        yield Case(page.name, page.html, page.said, LOW if number % 2 else TALL, tested=False)
    for number in NUMBERS:
        page = drawn(number)
        window = LOW if number % 3 else TALL
        yield Case(page.name, page.html, page.said, window, DRAWN, tested=False)
    for case in tested():
        yield case
        yield replace(case, name=case.name + IN_NARROW, window=NARROW)


def counted(said: Sequence[Said], found: Sequence[Unit]) -> dict[str, float]:
    """How units hold what was said: those of one text, all of them, the texts, who and when.

    A unit around others that says no more than who and when tells these of them, and is no item.
    """
    leads = leads_in(said, found)
    units = [words for at, (words, *_) in enumerate(found) if at not in leads]
    worded = [each for each in said if each.text]
    # A list that grows upwards has its last message first.
    laid = max(segments.laid(worded, units), segments.laid(worded[::-1], units))
    wordless = sum(not unit.strip() for unit in units) - (len(said) - len(worded))
    given = sum(bool(unit.strip()) for unit in units) - laid.dividers + EMPTY * max(0, wordless)
    given += LEADING * len(leads)
    return {
        "right": laid.right - laid.dividers,
        "given": given,
        "wanted": sum(each.kind != "divider" for each in worded),
        "told": told_in(worded, found, leads),
    }


def leads_in(said: Sequence[Said], found: Sequence[Unit]) -> set[int]:
    """The units around others that say no more than who and when."""
    facts = {segments.key(fact) for each in said for fact in (each.author, each.time_shown)}
    longest = sorted(facts - {""}, key=len, reverse=True)
    texts = {segments.key(each.text) for each in said if each.text}
    outer = {inside: segments.key(found[inside][0]) for *_, inside in found if inside >= 0}
    return {at for at, words in outer.items() if _is_lead(words, longest, texts)}


def _is_lead(words: str, facts: Sequence[str], texts: set[str]) -> bool:
    """Whether little is left of it without facts: a sign between them, that it was read."""
    if any(text in words for text in texts):
        return False
    left = words
    for fact in facts:
        left = left.replace(fact, "")
    return words != left and len(left) <= len(words) * LEFT


def told_in(said: Sequence[Said], found: Sequence[Unit], leads: set[int]) -> float:
    """How much of who said it and when stands beside the words in a unit, from 0 to 1."""
    own = [segments.key(f"{words} {marked}") for words, marked, _ in found]
    keys = [
        key + own[inside] if inside in leads else key
        for key, (*_, inside) in zip(own, found, strict=True)
    ]
    wanted = held = 0
    for each in said:
        text = segments.key(each.text)
        around = [unit for unit in keys if text in unit]
        for fact in filter(None, (segments.key(each.author), segments.key(each.time_shown))):
            wanted += 1
            held += any(fact in unit for unit in around)
    return held / wanted if wanted else 1.0


def said_here(said: Sequence[Said], whole: str) -> Sequence[Said]:
    """What a pane says of a conversation of which it may hold but a stretch.

    Args:
        whole: Its words. Some are said again and again, and tell of no place.
    """
    keys = [segments.key(each.text) for each in said]
    often = Counter(keys)
    once = [at for at, key in enumerate(keys) if often[key] == 1]
    there = [at for at in once if keys[at] in whole]
    first, last = (0, len(said)) if there == once or not there else (there[0], there[-1])
    return [each for at, each in enumerate(said) if first <= at <= last and keys[at] in whole]


def gathered(browser: Browser, case: Case) -> dict[str, Any]:
    """The candidates of a page: features, and what the units of each hold."""
    width, height = case.window
    tab = browser.new_page(viewport={"width": width, "height": height})
    try:
        kind = "text/html; charset=utf-8"
        tab.add_init_script(OPENED)
        tab.route("**/*", lambda route: route.fulfill(body=case.html, content_type=kind))
        tab.goto("https://chat.example/t/1", wait_until="load")
        tab.evaluate(page_part(*MODULES))
        found = tab.evaluate(GATHER)
    finally:
        tab.close()
    here = said_here(case.said, segments.key(found["whole"]))
    counts = [counted(here, each["units"]) for each in found["candidates"]]
    features = [each["features"] for each in found["candidates"]]
    about = {"name": case.name, "weight": case.weight, "tested": case.tested}
    return {**about, "counts": counts, "features": features}


def main() -> int:
    """Gathers all pages into a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        pages = [gathered(browser, case) for case in cases()]
        browser.close()
    Path(sys.argv[1]).write_text(json.dumps(pages), encoding="utf-8")
    print(f"{len(pages)} pages, {sum(len(page['counts']) for page in pages)} candidates")
    return 0


if __name__ == "__main__":
    sys.exit(main())
