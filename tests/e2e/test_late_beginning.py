"""What comes late where a walk begins is fetched, or that end is called none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import many
from e2e.truth import items_of
from fixtures.pages.told_page import ToldPage, told_page
from fixtures.pages.walk.moving import LATE, RESTLESS

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def late(steady: Machine, each_browser: Browser | Firefox) -> dict[str, Kept]:
    kinds = (*LATE, RESTLESS)
    return many.captured(
        steady, each_browser, lambda path, _: told_page(path, kinds), [one.name for one in kinds]
    )


@pytest.mark.parametrize("kind", LATE, ids=lambda kind: kind.name)
def test_what_comes_late_is_kept(late: dict[str, Kept], kind: ToldPage) -> None:
    manifest = late[kind.name].manifest
    assert tuple((item.author, item.text) for item in items_of(manifest)) == kind.told
    assert manifest.completeness.end_evidence == kind.end


@pytest.mark.parametrize("kind", LATE, ids=lambda kind: kind.name)
def test_what_is_called_whole_is_on_pictures(late: dict[str, Kept], kind: ToldPage) -> None:
    manifest = late[kind.name].manifest
    assert manifest.whole == all(item.boxes for item in items_of(manifest))


def test_an_end_that_never_is_one_is_called_none(late: dict[str, Kept]) -> None:
    manifest = late[RESTLESS.name].manifest
    told = manifest.completeness
    assert (told.end, told.end_evidence, manifest.whole) == (
        "not_reached",
        RESTLESS.end,
        RESTLESS.whole,
    )
