"""A capture says how its page came, as the browser remembers it; the site is asked nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import many
from fixtures.pages.told_page import told_page
from fixtures.pages.walk.moving import NUMBERED
from keepsake.core.manifest import Response

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Machine
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


def test_how_the_page_came(steady: Machine, each_browser: Browser | Firefox) -> None:
    asked: list[str] = []

    def page(path: str, _query: str) -> str | None:
        if path == NUMBERED.name:
            asked.append(path)
        return told_page(path, (NUMBERED,))

    kept = many.captured(steady, each_browser, page, [NUMBERED.name])[NUMBERED.name]
    assert kept.manifest.page.response == Response(200, "http/1.1", "network")
    assert len(asked) == 1
