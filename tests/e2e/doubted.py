"""Captures pages that give cause for doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from e2e import many
from fixtures.doubts.site import Doubted, doubt_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser


def kept_of(
    machine: Machine, browser: Browser | Firefox, doubted: Sequence[Doubted]
) -> dict[str, Kept]:
    """Captures the pages; each by its name."""
    names = [page.name for page in doubted]
    with doubt_site({page.name: page for page in doubted}) as site:
        found = many.on_site(machine, browser, site, names, shown=many.ENDS)
    return {name: each.kept for name, each in found.items()}


def ids(page: Doubted) -> str:
    return page.name
