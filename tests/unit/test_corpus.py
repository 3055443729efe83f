"""The pages of the corpus are what `tests/corpus/README.md` says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from justhtml import JustHTML

from corpus.held import written as held_written
from corpus.pages import held, train
from corpus.train import written as train_written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corpus.page import Page

_PAGES = (*train(), *held())
# One long post, one person's profile: there is no more on such a page.
_SHORT = {"post-alone-en", "dating-profile-en", "dating-profile-fr"}
# Made as the programs make them: with doctypes of old, or none, and with their errors.
_AS_THEY_ARE = {page.name for page in (*train_written.PAGES, *held_written.PAGES)}
_KINDS = {"message", "post", "comment", "divider"}
_ASKS = re.compile(
    r"<(?!a\b)[a-z][^>]*\s(?:src|href|srcset|poster|data)\s*=\s*[\"']?(?!data:|#)[^\s>\"']"
    r"|url\(\s*(?!(?:[\"']|&quot;)?(?:data:|#))|@import|<base\b|\bfetch\(|XMLHttpRequest|\bimport\(",
    re.IGNORECASE,
)


def _failing(fits: Callable[[Page], bool]) -> list[str]:
    return [page.name for page in _PAGES if not fits(page)]


def _texts(node: object) -> Iterator[str]:
    """Every text and every value of an attribute, those of shadow roots too."""
    yield from (value for value in (getattr(node, "attrs", None) or {}).values() if value)
    if getattr(node, "name", "") == "#text":
        yield str(getattr(node, "data", ""))
    for child in getattr(node, "children", None) or ():
        yield from _texts(child)
    content = getattr(node, "template_content", None)
    if content is not None:
        yield from _texts(content)


def _has_its_words(page: Page) -> bool:
    # A word may end in another element than it begins in: "6:02," after a link.
    there = "".join(_texts(JustHTML(page.html, sanitize=False).root))
    fields = (f for said in page.said for f in (said.text, said.author, said.time_shown))
    # An emoji that is a picture stands in an attribute.
    return all(word in there for field in fields for word in re.findall(r"\w+|[^\w\s]", field))


def _is_whole(page: Page) -> bool:
    parsed = JustHTML(page.html, sanitize=False, collect_errors=True)
    return page.html.startswith("<!doctype html>") and not parsed.errors


def test_names_are_unique_and_in_kebab_case() -> None:
    names = [page.name for page in _PAGES]
    assert len(set(names)) == len(names)
    assert _failing(lambda page: bool(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", page.name))) == []


def test_every_page_parses_without_an_error() -> None:
    assert set(_failing(_is_whole)) <= _AS_THEY_ARE


def test_no_page_asks_for_anything() -> None:
    assert _failing(lambda page: not _ASKS.search(page.html)) == []


def test_what_is_to_be_read_stands_on_the_page() -> None:
    assert _failing(_has_its_words) == []


def test_every_page_has_enough_to_read_and_not_too_much() -> None:
    pages = [page for page in _PAGES if not 10 <= len(page.said) <= 60]
    assert {page.name for page in pages} == _SHORT
    assert [page.name for page in pages if not 1 <= len(page.said) <= 60] == []


def test_what_is_to_be_read_is_of_known_kinds() -> None:
    assert _failing(lambda page: {said.kind for said in page.said} <= _KINDS) == []
    assert _failing(lambda page: {said.side for said in page.said} <= {"", "own", "other"}) == []
    moment = re.compile(r"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?")
    assert _failing(lambda page: all(moment.fullmatch(said.time) for said in page.said)) == []


def test_a_divider_has_neither_author_nor_side() -> None:
    dividers = [said for page in _PAGES for said in page.said if said.kind == "divider"]
    assert [said for said in dividers if said.author or said.side or not said.text] == []
