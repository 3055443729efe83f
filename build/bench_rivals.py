"""How much of a thread others keep, beside this program, on the same pages in the same run.

The others are SingleFile's command line, Playwright's picture of the full page and the browser's
own MHTML. SingleFile is under the AGPL: it is fetched from npm into `dist/rivals` when this is
run, at the version named here, and is part of nothing that ships. What cannot be had is told.
"""

from __future__ import annotations

import email
import json
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from playwright.sync_api import sync_playwright

from bench_browser import EXTENSION, browser_with, wait_until_kept
from bench_measure import Figure
from dev_base import DIST, ROOT, DevError
from dev_node import ensure_node
from keepsake.vault import access
from keepsake_drive.chromium import find_chromium

sys.path.insert(0, str(ROOT / "tests"))

from fixtures.widgets.site import page_site, widget_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from bench_browser import Setting

SINGLE_FILE = "single-file-cli@2.0.83"
PAGES = ("virtuoso", "tanstack", "chatscope", "plain")
COUNT = 500
_WIDE, _HIGH = 1280, 800
_SECONDS = 900.0
_PROGRAM = DIST / "rivals" / "node_modules" / "single-file-cli" / "single-file-node.js"

# Messages that can be told from all others: by a number of their own. One of a widget's pages in
# three says "ok" and the like, and proves nothing.
_MARKS = """
typeof truth === "undefined"
  ? Array.from(document.querySelectorAll("p"), (each) => each.textContent)
  : truth.messages.map(({ text }) => text.match(/\\([0-9]+\\)$/)?.[0]).filter(Boolean)
"""
# What a picture of the full page paints: what no pane around it cuts off.
_PAINTED = """
() => Array.from(document.querySelectorAll("body *")).filter((each) => {
  if (each.children.length || !each.textContent.trim()) return false;
  let { top, bottom } = each.getBoundingClientRect();
  for (let up = each.parentElement; up && up !== document.body; up = up.parentElement) {
    if (getComputedStyle(up).overflowY === "visible") continue;
    const edge = up.getBoundingClientRect();
    [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
  }
  return bottom - top > 4;
}).map((each) => each.textContent).join("\\n")
"""


class Kept(NamedTuple):
    """What one way kept of a thread, how long it took, and why where it could not be asked."""

    share: float = 0.0
    seconds: float = 0.0
    missing: str = ""


def figures(setting: Setting, folder: Path, say: Callable[[str], None]) -> Iterator[Figure]:
    """Gives for each page and each other way the share of the messages that was kept."""
    say(f"fetching {SINGLE_FILE}")
    missing = _fetch()
    with (
        page_site(_page, DIST / "widgets") as site,
        browser_with(setting, EXTENSION, setting.host) as browser,
        sync_playwright() as playwright,
    ):
        plain = playwright.chromium.launch(executable_path=str(find_chromium()))
        for name in PAGES:
            say(f"rivals on {name}")
            url = site.url(name, count=COUNT, ids=0)
            page = plain.new_page(viewport={"width": _WIDE, "height": _HIGH})
            page.goto(url)
            page.wait_for_timeout(1500)
            marks: list[str] = page.evaluate(_MARKS)
            tab = browser.open(url)
            start = time.perf_counter()
            browser.click_toolbar(tab)
            wait_until_kept(browser, tab, _SECONDS)
            ours = _share(_ours(setting), marks, start)
            browser.close_tab(tab)
            yield _figure(name, "single-file-cli", ours, missing or _single(url, folder, marks))
            yield _figure(name, "full-page picture", ours, _picture(page, marks))
            yield _figure(name, "MHTML", ours, _mhtml(page, marks))
            page.close()
        plain.close()


def _page(name: str, query: str) -> str | None:
    if name != "plain":
        library: str | None = widget_page(name, query)
        return library
    rows = "".join(f"<p>Row {n} says {n * 7919 % 10007}</p>" for n in range(COUNT))
    return f'<!doctype html><meta charset="utf-8"><title>Plain</title><main>{rows}</main>'


def _figure(page: str, other: str, ours: Kept, theirs: Kept) -> Figure:
    seconds = f"{ours.seconds:.1f} s here, {theirs.seconds:.1f} s there"
    told = f"*not measured*: {theirs.missing}" if theirs.missing else seconds
    return Figure(
        f"{page}: {other}",
        ours.share,
        float("nan") if theirs.missing else theirs.share,
        "% kept",
        1,
        higher_is_better=True,
        meaning=f"share of the messages told apart by a number, of {COUNT} in all; {told}.",
    )


def _share(text: str, marks: list[str], start: float) -> Kept:
    seconds = time.perf_counter() - start
    # Whole lines: "row 1" is also the beginning of "row 10".
    lines = {line.strip() for line in text.splitlines()}
    found = sum(mark in lines or any(line.endswith(mark) for line in lines) for mark in marks)
    return Kept(100 * found / len(marks), seconds)


def _ours(setting: Setting) -> str:
    unlocked = access.unlock(setting.vault, None)
    manifest = unlocked.manifest(list(unlocked.captures())[-1].body)
    return "\n".join(item.text for item in manifest.items) if manifest else ""


def _fetch() -> Kept | None:
    """Gets SingleFile where it is not there yet; gives why not."""
    if _PROGRAM.exists():
        return None
    try:
        node = ensure_node()
        place = DIST / "rivals"
        place.mkdir(parents=True, exist_ok=True)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save")
        command = [*node.npm, "install", "--prefix", str(place), *quiet, SINGLE_FILE]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except (DevError, OSError, subprocess.TimeoutExpired) as error:
        return Kept(missing=f"npm could not be asked ({type(error).__name__})")
    return None if _PROGRAM.exists() else Kept(missing=f"npm gave code {done.returncode}")


def _single(url: str, folder: Path, marks: list[str]) -> Kept:
    out = folder / "single.html"
    out.unlink(missing_ok=True)
    flags = json.dumps(["--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else [])
    command = [
        ensure_node().node,
        str(_PROGRAM),
        url,
        str(out),
        f"--browser-executable-path={find_chromium()}",
        f"--browser-args={flags}",
        f"--browser-width={_WIDE}",
        f"--browser-height={_HIGH}",
    ]
    start = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return Kept(missing="it did not end in five minutes")
    if not out.exists():
        return Kept(missing=f"it gave code {done.returncode} and no file")
    return _share(_text(out.read_text(encoding="utf-8")), marks, start)


def _picture(page: Page, marks: list[str]) -> Kept:
    start = time.perf_counter()
    page.screenshot(full_page=True)
    seconds = time.perf_counter() - start
    return _share(page.evaluate(_PAINTED), marks, start)._replace(seconds=seconds)


def _mhtml(page: Page, marks: list[str]) -> Kept:
    start = time.perf_counter()
    session = page.context.new_cdp_session(page)
    data = session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    parts = email.message_from_string(data).walk()
    texts = [
        bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")
        for part in parts
        if part.get_content_type() == "text/html"
    ]
    return _share(_text("\n".join(texts)), marks, start)


def _text(html: str) -> str:
    """The words of a page, an element a line, without what scripts and styles say."""
    bare = re.sub(r"(?is)<(script|style)\b.*?</\1>", "", html)
    return re.sub(r"<[^>]*>?", "\n", bare)
