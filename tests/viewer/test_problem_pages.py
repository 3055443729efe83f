"""A page of an error says one thing, and leads to the one next step by a link that works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from viewer.conftest import Browser


def _steps(html: str) -> list[tuple[str, str]]:
    main = html.split("<main", 1)[1].split("</main>")[0]
    return re.findall(r'<a class="button main" href="([^"]+)">([^<]+)</a>', main)


@pytest.mark.parametrize(
    ("address", "step"),
    [
        ("/captures/999", ("/captures", "All captures")),
        ("/timeline/event/999", ("/", "Home")),
        ("/no-such-page", ("/", "Home")),
    ],
)
def test_what_is_not_there_leads_on(opened: Browser, address: str, step: tuple[str, str]) -> None:
    status, page = opened.get(address)
    assert status == 404
    assert _steps(page) == [step]


def _shown(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, code: Code, language: str = "en"
) -> str:
    """The page that is shown where another page meets an error."""

    def fails() -> str:
        raise KeepsakeError(code)

    pages = browser.client.application.view_functions
    monkeypatch.setitem(pages, "captures.listing", fails)
    page = browser.get("/captures", **{"Accept-Language": language})[1]
    monkeypatch.undo()
    return page


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.VAULT_LOCKED])
def test_each_error_has_one_next_step_that_is_there(
    opened: Browser, monkeypatch: pytest.MonkeyPatch, code: Code
) -> None:
    ((where, _words),) = _steps(_shown(opened, monkeypatch, code))
    assert opened.get(where)[0] in (200, 303)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_error_here_does_not_speak_of_the_button_in_the_browser(
    opened: Browser, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    page = _shown(opened, monkeypatch, Code.INTERNAL, language)
    assert not re.search("Click the button|Cliquez de nouveau sur le bouton", page)
