"""What was seen of a page is kept as the page has it, so that it can be read again."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from e2e import many
from e2e.truth import items_of
from fixtures.pages.seen_page import (
    FRAMED,
    IN_FRAME,
    PASSWORD,
    ROWS,
    TYPED,
    said,
    seen_page,
)

if TYPE_CHECKING:
    from e2e.firefox import Firefox
    from e2e.harness import Kept, Machine
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser

MOST_BYTES = 3000  # of a message
MODES = ("closed", "open")


@pytest.fixture(scope="module")
def kept(steady: Machine, each_browser: Browser | Firefox) -> Kept:
    return many.captured(steady, each_browser, seen_page, ["seen"])["seen"]


def written(text: str) -> str:
    """How words stand in the HTML of a record."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lines(kept: Kept) -> list[dict[str, Any]]:
    """Every line, in the order in which things were seen."""
    parts = [gzip.decompress(part).decode() for part in kept.parts("views")]
    return [json.loads(line) for part in parts for line in part.splitlines()]


def test_every_message_is_there_as_the_page_had_it(kept: Kept) -> None:
    views = {each["view"]: each for each in lines(kept) if "view" in each}
    items = items_of(kept.manifest)
    assert len(items) == ROWS
    for n, item in enumerate(items, 1):
        told = [views[view] for view in item.views]
        shown = [each for each in told if said(n) in each["words"]]
        assert shown, (n, told)
        for each in shown:
            root = f'<x-said><template shadowrootmode="{MODES[n % 2]}"><p>{written(said(n))}</p>'
            assert root in each["html"]
            assert f'data-id="m{n}"' in each["html"]


def test_what_is_said_of_elements_counts_their_start_tags(kept: Kept) -> None:
    all_lines = lines(kept)
    assert not [each for each in all_lines if "failed" in each]
    styles = [each["style"] for each in all_lines if "is" in each]
    assert styles == list(range(1, len(styles) + 1))
    views = [each for each in all_lines if "view" in each]
    assert [each["view"] for each in views] == list(range(1, len(views) + 1))
    holders = {each["holder"] for each in all_lines if "holder" in each}
    nodes = {each["node"] for each in views}
    for each in views:
        count = each["html"].count("<") - each["html"].count("</")
        count -= each["html"].count("<template ")
        assert len(each["styles"]) == count
        assert len(each["boxes"]) == 4 * count
        assert set(each["styles"]) <= set(styles)
        assert each["in"] in holders | nodes | {0}
        assert each["after"] in nodes | {0}


def test_a_frame_that_may_be_read_is_in_it(kept: Kept) -> None:
    framed = items_of(kept.manifest)[FRAMED - 1]
    views = {each["view"]: each for each in lines(kept) if "view" in each}
    told = [views[view]["html"] for view in framed.views]
    assert any(f"<template keepsake-frame><body><p>{IN_FRAME}</p></body>" in one for one in told)


def test_nothing_that_was_typed_is_in_it(kept: Kept) -> None:
    text = json.dumps(lines(kept))
    assert "contenteditable" in text
    for typed in (TYPED, PASSWORD):
        assert typed not in text


def test_each_part_is_a_stream_of_its_own_and_all_of_it_is_small(kept: Kept) -> None:
    parts = [part for part in kept.body.parts if part.kind == "views"]
    tiles = [part for part in kept.body.parts if part.kind == "tile"]
    assert len(parts) >= len(tiles) / 2
    assert [part.name for part in parts] == [
        f"views-{n:04}.jsonl.gz" for n in range(1, len(parts) + 1)
    ]
    assert {part.media_type for part in parts} == {"application/gzip"}
    listed = {each.name: each.sha256 for each in kept.manifest.artifacts}
    assert all(listed[part.name] == part.sha256 for part in parts)
    assert sum(part.bytes for part in parts) <= MOST_BYTES * ROWS
