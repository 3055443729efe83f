"""A copy of a page that was made to betray its reader asks nobody, however it is opened."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import pytest
from justhtml import JustHTML
from playwright.sync_api import sync_playwright
from selenium import webdriver

from e2e.firefox_start import COMMAND, started
from fixtures.listener import listening
from fixtures.page_part import page_part
from fixtures.pictures.server import one_page
from keepsake.viewer.pagecopy import still
from keepsake.viewer.security import COPY_POLICY
from keepsake_drive.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

POLICY = '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
SNAPSHOT = "keepsakePage.ask.snapshot({budget: 5000})"
SPY = "http://127.0.0.1:PORT"
# What a page can be made of; each ends in an address of the listener.
ACTS = (
    f"<img src={SPY}/1>",
    f"<iframe src={SPY}/2></iframe>",
    f"<script src={SPY}/3></script><script>document.title='1337';fetch('{SPY}/4')</script>",
    f"<meta http-equiv=refresh content='0;url={SPY}/5'>",
    f"<base href={SPY}/6/><link rel=preconnect href={SPY}>",
    f"<link rel=stylesheet href={SPY}/7><link rel=prefetch href={SPY}/8>",
)
# Where they can hide: what one reading takes for text, another takes for elements.
HIDING = (
    "{}",
    "<svg><style>{}</style></svg>",
    "<svg><style><![CDATA[</style>{}]]></style></svg>",
    "<math><style>{}</style></math>",
    "<svg><foreignObject><style></style>{}</foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style>{}",
    '<svg></p><style><a id="</style>{}">',
    "<noscript><style></noscript>{}</style></noscript>",
    "<template>{}</template>",
    "<div><template shadowrootmode=open>{}</template></div>",
    "<xmp></xmp>{}",
    "<select><option><style></select>{}</style>",
    "<table><svg><desc><td>{}</table>",
    '<iframe srcdoc="{}"></iframe>',
    "<textarea></textarea>{}<title>{}</title>",
    "<form><math><mtext></form><form><mglyph><style></math>{}",
)
# What a script does to the page, where no text could.
SCENES = (
    "document.head.remove()",
    "document.documentElement.prepend(document.createElement('div')); document.head.remove()",
    "document.documentElement.replaceChildren()",
    "document.documentElement.replaceWith(document.createElement('html'))",
    "document.documentElement.replaceWith(Object.assign(document.createElementNS("
    "'http://www.w3.org/2000/svg', 'svg'), {}))",
    "const s = document.createElement('style'); s.textContent = '</style>' + ACT; "
    "document.body.append(s)",
    "const s = document.createElementNS('http://www.w3.org/2000/svg', 'style'); "
    "s.textContent = ACT; const v = document.createElementNS('http://www.w3.org/2000/svg', 'svg');"
    "v.append(s); document.body.append(v)",
    "const m = document.createElementNS('http://www.w3.org/2000/svg', 'META'); "
    "m.setAttributeNS(null, 'HTTP-EQUIV', 'refresh'); "
    f"m.setAttributeNS(null, 'content', '0;url={SPY}/9'); document.body.append(m)",
    "const f = document.createElementNS('http://www.w3.org/1999/xhtml', 'IFRAME'); "
    f"f.setAttributeNS(null, 'SRC', '{SPY}/10'); document.body.append(f)",
    "const f = document.createElementNS('http://www.w3.org/2000/svg', 'SCRIPT'); "
    "f.textContent = 'document.title=1337'; document.body.append(f)",
    "const p = document.createElement('plaintext'); p.textContent = ACT; document.body.append(p)",
    "const x = document.createElement('xmp'); x.textContent = '</xmp>' + ACT; "
    "document.body.append(x)",
    "const d = document.createElement('div'); d.attachShadow({mode: 'open'}); "
    "const s = document.createElement('style'); s.textContent = '</style>' + ACT; "
    "d.shadowRoot.append(s); document.head.remove(); document.body.append(d)",
    "document.body.append(document.createComment('-->' + ACT))",
    "const a = document.createElement('a'); a.title = '\"><img src=' + 1 + '>' + ACT; "
    "document.body.append(a)",
)


def _texts(port: int) -> list[str]:
    acts = [act.replace("PORT", str(port)) for act in ACTS]
    return [place.replace("{}", act) for place, act in itertools.product(HIDING, acts)]


def _copies(browser: Browser, port: int) -> list[str]:
    """The extension's own copy of each page that a script was let loose on."""
    found = []
    page = browser.new_context().new_page()
    page.route("**/*", lambda route: route.abort())
    for act, scene in itertools.product(ACTS, SCENES):
        page.goto("about:blank")
        page.set_content("<!doctype html><head><title>t</title></head><body><p>words</p></body>")
        run = f"{{const ACT = {act!r}; {scene} }}".replace("PORT", str(port))
        page.evaluate(page_part("main") + f";{run}")
        found.append(page.evaluate(SNAPSHOT)["html"])
    page.context.close()
    return found


def _files(copies: list[str], folder: Path) -> list[str]:
    addresses = []
    for number, copy in enumerate(copies):
        file = folder / f"{number:03}.html"
        file.write_text(copy, encoding="utf-8")
        addresses.append(file.as_uri())
    return addresses


def _in_chromium(addresses: list[str], titles: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()))
        page = browser.new_page()
        for address in addresses:
            page.goto(address)
            titles.append(page.title())
        time.sleep(1)
        browser.close()


def _in_firefox(addresses: list[str], titles: list[str], folder: Path) -> None:
    chosen = webdriver.FirefoxOptions()
    chosen.binary_location = str(COMMAND)
    chosen.add_argument("-headless")
    driver = started(chosen, folder, {"HOME": str(folder)})
    for address in addresses:
        driver.get(address)
        titles.append(driver.title)
    time.sleep(1)
    driver.quit()


@pytest.mark.parametrize("opened", ["chromium", "firefox"])
def test_neither_the_copy_nor_what_the_viewer_shows_connects_or_runs(
    tmp_path: Path, opened: str
) -> None:
    (tmp_path / "copies").mkdir()
    with listening() as (port, came):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(find_chromium()))
            copies = _copies(browser, port)
            browser.close()
        assert len(copies) >= 60
        for copy in copies:
            head = copy.partition("<head>")[2]
            assert head.startswith(
                '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
            )
        came.clear()
        addresses, titles = _files(copies, tmp_path / "copies"), []
        shown = "".join(still(text.encode()).decode() for text in [*copies, *_texts(port)])
        see: Callable[[list[str]], None] = (
            (lambda given: _in_chromium(given, titles))
            if opened == "chromium"
            else (lambda given: _in_firefox(given, titles, tmp_path))
        )
        with one_page(shown, COPY_POLICY) as address:
            see([*addresses, address])
        assert came == []
        assert not [title for title in titles if "1337" in title]


ALLOWED_ONCE_MORE = frozenset({"html", "head", "body", "tbody", "colgroup", "tr"})


def test_a_second_reading_makes_no_element_that_was_not_written() -> None:
    for text in _texts(9):
        once = still(text.encode()).decode()
        written = {tag.split()[0] for tag in once.replace("</", "").split("<")[1:]}
        names = {part.partition(">")[0] for part in written}
        again: set[str] = set()
        waiting = [JustHTML(once, sanitize=False).root]
        while waiting:
            node = waiting.pop()
            if node.name and node.name[0] not in "#!":
                again.add(node.name.lower())
            waiting += list(node.children or ())
        assert again <= {one.lower() for one in names} | ALLOWED_ONCE_MORE, text
        assert "127.0.0.1" not in once.replace("&lt;", "").partition("<img")[2].partition(">")[0]
        assert still(once.encode()).decode().count("<") >= 1
        for never in ("<script", "<link", "<base", "<meta", "<noscript", "<iframe src"):
            assert never not in once, text
