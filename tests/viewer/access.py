"""Every page of the window, and what axe finds on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from viewer.conftest import CUT_SHORT, HOSTILE, PROFILE, THREAD
from viewer.screens import shoot

if TYPE_CHECKING:
    from playwright.sync_api import Page


AXE = Path(__file__).parents[2] / "build" / "node_modules" / "axe-core" / "axe.min.js"
# What lies behind these is no page: bytes, answers to scripts, or the way out.
NO_PAGES = frozenset(
    {"static", "auth.enter", "auth.away", "pictures.tile", "pictures.small", "stitched.picture",
     "stitched.facts", "statement.exhibit", "media.file", "media.member",
     "typed.held", "working.heard", "start.state",
     "guide.picture", "guide.pdf"}
)  # fmt: skip
LOCKED = {
    "unlock": "/", "forgotten": "/forgotten", "help": "/help-now", "away": "/away",
    "practice": "/practice", "working": "/working", "add-on": "/add-on",
    "guide-shut": "/guide",
}  # fmt: skip
OPEN = {
    "home": "/",
    "captures": "/captures",
    "captures-waiting": "/captures?in=inbox",
    "cases": "/cases",
    "copies": "/copies",
    "restore": "/restore",
    "add": "/add",
    "receipt-back": "/hand-over/receipt-back",
    "recovery-offer": "/recovery-sheet?first=1",
    "passphrase-change": "/passphrase/change",
    "people": "/people",
    "account": "/people/account?key=instagram:61577840233190",
    "person": "/people/person",
    "logins": "/people/logins",
    "eyewitness": "/people/eyewitness",
    "timeline": "/timeline",
    "timeline-police": "/timeline?kind=contact",
    "timeline-none": "/timeline?kind=gone&author=nobody",
    "event": "/timeline/event",
    "statement": "/statement",
    "versions": "/statement/versions",
    "offences": "/statement/facts",
    "statement-print": "/statement/print",
    "police": "/police",
    "talk": "/police/talk?step=supervisor",
    "device": "/police/taken",
    "outcome": "/police/outcome",
    "whole": f"/captures/{THREAD}/whole",
    "again": f"/captures/{PROFILE}/again",
    "message": f"/captures/{THREAD}/picture/1?item=3",
    "custody": f"/captures/{THREAD}/custody",
    "pictures": f"/captures/{THREAD}",
    "pictures-part": f"/captures/{PROFILE}",
    "pictures-cut-short": f"/captures/{CUT_SHORT}",
    "picture": f"/captures/{THREAD}/picture/1",
    "text": f"/captures/{THREAD}/text",
    "text-found": f"/captures/{THREAD}/text?find=friday",
    "text-hostile": f"/captures/{HOSTILE}/text",
    "text-none": f"/captures/{CUT_SHORT}/text",
    "facts": f"/captures/{THREAD}/facts",
    "check-one": f"/captures/{THREAD}/check",
    "copy": f"/captures/{THREAD}/copy",
    "search": "/search?q=friday",
    "search-none": "/search?q=zebra",
    "check": "/check",
    "hand-over": "/hand-over",
    "redact": f"/captures/{THREAD}/picture/1/redact",
    "redact-text": f"/captures/{THREAD}/text/redact",
    "settings": "/settings",
    "guide": "/guide",
    "begin-later": "/begin",
    "guide-chapter": "/guide/01-first-capture",
    "guide-expert": "/guide/12-expert",
    "problem": "/captures/999",
}


_WIDER = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const drawn = [...document.querySelectorAll("svg rect + text")].map((text) => {
    const [inner, outer] = [text, text.previousElementSibling].map((one) => one.getBBox());
    return inner.x + inner.width - outer.x - outer.width;
  });
  return Math.ceil(Math.max(scrollWidth - clientWidth, 0, ...drawn));
}"""


def violations(page: Page) -> list[str]:
    """What axe-core finds on a page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run({ resultTypes: ['violations'], iframes: false }).then((r) => r.violations)"
    )
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def sticks_out(page: Page) -> int:
    """Pixels that the page is wider than the window, or words than what they are drawn into."""
    return int(page.evaluate(_WIDER))


def visit(page: Page, address: str) -> None:
    """Goes there; a page about something unforeseen is not the page that is meant."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status < 500, address


def look_at(page: Page, name: str, look: str) -> list[str]:
    for fold in page.query_selector_all("details"):
        fold.evaluate("fold => { fold.open = true; }")
    page.evaluate("""() => Promise.all([...document.images].map((picture) => {
      picture.loading = 'eager';
      return picture.decode();
    }))""")
    found = [f"{name}: {violation}" for violation in violations(page)]
    if sticks_out(page):
        found.append(f"{name}: sticks out by {sticks_out(page)} pixels")
    # As it is seen, so without the list of cases over it.
    page.evaluate("() => document.querySelector('details.switch')?.removeAttribute('open')")
    shoot(page, f"{name}-{look}")
    return found
