"""Pictures for stores and README are taken of the real thing, in a size that stores take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

import pictures
import store
from run_parts import set_stage

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.demo.server import DemoSite

pytestmark = pytest.mark.browser

FEWEST_COLOURS = 40


@pytest.mark.usefixtures("extension", "demo_root")
def test_each_picture_of_a_listing_is_taken_whole(tmp_path: Path, demo: DemoSite) -> None:
    """In one language and of a short page; `build/pictures.py` takes those that are kept."""
    vault = tmp_path / "vault"
    with set_stage([demo.profile_url()], vault=vault) as stage, pictures.screen() as display:
        taker = pictures.Taker(stage, "fr", tmp_path / "pictures")
        pictures.take(taker, display, tmp_path)
    captions = store.listing(store.stores()["chrome"], "fr", "").pictures
    taken = {path.stem: path for path in (tmp_path / "pictures").iterdir()}
    assert set(taken) == set(captions)
    for name, path in taken.items():
        with Image.open(path) as picture:
            assert all(
                list(picture.size) in each["pictures"]["sizes"] for each in store.stores().values()
            )
            assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > FEWEST_COLOURS, name


def test_the_pictures_that_are_kept_are_those_of_the_listings() -> None:
    for language in store.LANGUAGES:
        captions = store.listing(store.stores()["chrome"], language, "").pictures
        folder = store.picture_file("capture", language).parent
        assert {path.stem for path in folder.glob("*.png")} == set(captions), language
