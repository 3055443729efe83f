"""No English is left on the French page: each word is of a French text or of the case."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import VIEWS, unlock, view
from fixtures import bundles
from fixtures.bundles import ROOT, files_of, open_payload
from keepsake.core.briefing.gather import DISCLOSABLE, Disclosure
from keepsake.core.case.entries import (
    ContactBody,
    EventBody,
    MarkBody,
    PersonBody,
    RecheckBody,
    StatementBody,
)
from keepsake.core.custody import Attribution
from keepsake.flows import casework
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

_TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (!parent.closest("script, style, noscript, [lang]:not(html)")) found.push(data);
  }
  for (const one of document.body.querySelectorAll("*"))
    for (const name of ["aria-label", "placeholder", "title", "alt"])
      if (one.getAttribute(name)) found.push(one.getAttribute(name));
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN = re.compile(r"\b[0-9a-f]{16,}\b|https?://\S+")
_TABLES = (
    "platform_requests.json", "words/reader.json", "words/doubts.json", "words/verify.json",
    "words/waited.json", "checklist.json",
)  # fmt: skip
FEW = 5
_NAMES = {"keepsake", "sha", "utc", "json", "csv", "pdf", "age", "readme", "copier"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A French case in which all that a first screen tells is told."""
    folder = tmp_path_factory.mktemp("french")
    vault = sample.make_vault(folder / "vault", [sample.french(), sample.profile()])
    case = casework.make_case(vault, "Ma voisine", [1, 2])
    day = casework.day_of("2026-11-21", "09:30", "America/Toronto")
    for body in (
        MarkBody(case, 1, 5, "threat", "Elle me suit."),
        MarkBody(case, 1, 3, "demand"),
        MarkBody(case, 1, 1, "deadline", due=day),
        MarkBody(case, 1, 2, "payment"),
        EventBody(case, day, "Elle attendait devant la porte.", "la rue du Parc"),
        ContactBody(case, day, "call", agency="SPVM", person="R. Roy", result="refused"),
        PersonBody(case, "Julie M.", "ancienne voisine", sure="likely", why="Sa photo."),
        RecheckBody(case, 2, day, "gone", "Plus rien."),
        StatementBody(case, "fr", {"who": "Noor", "what": "Elle me suit.", "did": "Rien."}),
    ):
        casework.keep(vault, body)
    authorities = bundles.stamp(vault, folder)
    unlocked = access.unlock(vault, sample.PASSPHRASE)
    done = bundles.export(
        unlocked, (1, 2), folder / "copy", bundles.reader(), authorities=authorities,
        language="fr", disclosure=Disclosure(case, DISCLOSABLE),
        attribution=Attribution(who="Noor", why="Plainte", to="SPVM"),
    )  # fmt: skip
    return bundles.Made(done.folder, done.passphrase, authorities, unlocked, (1, 2))


def _french(value: object) -> Iterator[str]:
    """Every text in French of lists and tables."""
    if isinstance(value, list):
        for one in value:
            yield from _french(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "fr":
                yield str(one)
            else:
                yield from _french(one)


def _known(made: Made, folder: Path) -> set[str]:
    """Words of the case, of file names, and all of the French texts."""
    files = files_of(open_payload(made))
    told = [
        data.decode() for name, data in files.items()
        if re.search(r"/(entries|records)/|manifest\.json$|begin\.json$|items-", name)
    ]  # fmt: skip
    data = ROOT / "shared" / "data"
    tables = [json.loads((data / name).read_text("utf-8")) for name in _TABLES]
    authorities = [one.name for one in made.authorities]
    listed = [*told, *_french(tables), *files, *authorities, folder.name]
    return _NAMES | {word.lower() for text in listed for word in _WORD.findall(text)}


def test_each_word_of_the_french_page_is_french_or_the_case_s_own(made: Made, page: Page) -> None:
    unlock(page, made.folder, made.passphrase)
    page.click("button[lang=fr]")
    known, left = _known(made, made.folder), set()
    for name in VIEWS:
        view(page, name)
        expect(page.locator("main h1").first).to_be_visible()
        texts = page.evaluate(_TEXTS)
        assert len(texts) > FEW
        found = {word.lower() for text in texts for word in _WORD.findall(_PLAIN.sub("", text))}
        left |= {(name, word) for word in found - known}
    assert left == set()


def test_the_lock_screen_is_french_too(made: Made, page: Page) -> None:
    page.goto((made.folder / "OPEN-ME.html").as_uri())
    both = []
    for language in ("en", "fr"):
        if page.locator("html").get_attribute("lang") != language:
            page.click(f"button[lang={language}]")
        both.append(set(page.evaluate(_TEXTS)))
    assert both[0] & both[1] <= {"Keepsake"}
