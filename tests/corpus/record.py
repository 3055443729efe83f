"""Records what the extension's page script sees of the corpus pages, in a very tall window.

python3 tests/corpus/record.py [FOLDER] [NAME…]   # FOLDER/PART/NAME.json.gz
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "build"), str(TESTS.parent / "host")]

from playwright.sync_api import sync_playwright  # noqa: E402

from fixtures.page_part import page_part  # noqa: E402
from keepsake_drive.chromium import find_chromium  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser

    from corpus.page import Page

HERE = Path(__file__).resolve().parent
WINDOW = {"width": 1280, "height": 6000}
START = "keepsakePage.ask.start({conversation: false, rows: '', clicked: 0})"
# A page whose scripts draw it is recorded when nothing of it has changed for a while.
STILL = """
() => new Promise((done) => {
  let timer = setTimeout(done, 200);
  const changed = () => { clearTimeout(timer); timer = setTimeout(done, 200); };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(changed).observe(document, all);
  setTimeout(done, 3000);
})
"""
SEEN = ("kind", "box", "node", "view")


def recorded(browser: Browser, page: Page) -> dict[str, Any]:
    """What the page script sees of one page.

    Returns:
        The page, its items without what they say, the lines of the record, and the items as
        a manifest lists them.
    """
    tab = browser.new_page(viewport=WINDOW)
    try:
        tab.route(
            "**/*",
            lambda route: route.fulfill(body=page.html, content_type="text/html; charset=utf-8"),
        )
        tab.goto(page.address, wait_until="load")
        if "<script" in page.html:
            tab.evaluate(STILL)
        tab.evaluate(page_part("main"))
        start = tab.evaluate(START)
        views = start["views"]
    finally:
        tab.close()
    about = {
        "name": page.name,
        "address": page.address,
        "language": start["page"]["language"],
        "title": start["page"]["title"],
        "html_sha256": hashlib.sha256(page.html.encode()).hexdigest(),
        "pane": start["pane"],
    }
    now = start["now"]
    rows = [row for row in now["rows"] if row["content"]]
    return {
        "page": about,
        "items": [_seen(row, now["at"]) for row in rows],
        "views": views,
        "listed": [_listed(row) for row in rows],
    }


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    """What a manifest has of an item that a reading may fall back on."""
    told = {name: row["content"][name] for name in ("kind", "text", "time", "time_source")}
    return {"key": f"n{row['node']}", **told}


def _seen(row: dict[str, Any], at: str) -> dict[str, Any]:
    return {
        "key": f"n{row['node']}",
        "kind": row["content"]["kind"],
        "views": [row["view"]] if "view" in row else [],
        "boxes": [{"part": 1, **row["box"]}],
        "first_seen": at,
        "last_seen": at,
    }


def record(pages: Iterable[Page], folder: Path) -> list[Path]:
    """Writes one file a page, which is the same but for its times as long as the page is."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        try:
            for page in pages:
                text = json.dumps(recorded(browser, page), ensure_ascii=False, indent=0)
                file = folder / f"{page.name}.json.gz"
                file.write_bytes(gzip.compress(text.encode(), mtime=0))
                written.append(file)
        finally:
            browser.close()
    return written


def main() -> int:
    """Records the pages that are named, or all of them."""
    from corpus.pages import drawn, fixtures, held, train

    into = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "recorded"
    names = set(sys.argv[2:])
    parts = {"train": train, "drawn": drawn, "held": held, "fixtures": fixtures}
    for part, pages in parts.items():
        wanted = [page for page in pages() if not names or page.name in names]
        files = record(wanted, into / part)
        print(f"{part}: {len(files)} pages, {sum(each.stat().st_size for each in files)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
