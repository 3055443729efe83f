"""A copy for a portal, made in the window: what is chosen is carried along and told."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from fixtures.bundles import files_of
from fixtures.passphrase_file import decrypt
from keepsake.flows.export.portals import portals
from viewer.conftest import THREAD, Browser
from viewer.handing_over import hand_over, words_of

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_chosen_looked_at_changed_and_made(working: Browser, tmp_path: Path) -> None:
    assert 'name="portal"' in working.get("/hand-over")[1]
    form = {"capture": [str(THREAD)], "folder": str(tmp_path / "copy"), "portal": "yes"}
    status, looked = working.post("/hand-over/look", **form)
    assert status == 200
    assert "one ZIP file and a short note" in looked
    assert '<input type="hidden" name="portal" value="yes">' in looked
    changed = working.post("/hand-over/change", **form)[1]
    assert 'value="yes" id="portal" checked' in changed
    hand_over(working, **form)
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {
        "keepsake-copy.zip",
        "READ-ME-FIRST.txt",
    }
    done = html.unescape(working.get("/hand-over/done")[1])
    assert "keepsake-copy.zip" in done
    assert "Upload both files." in done
    for portal in portals():
        assert portal.name["en"] in done
        assert portal.source["en"] in done
    assert done.count("Not confirmed") == sum(not portal.confirmed for portal in portals())


def test_what_is_for_other_programs_can_be_left_out(working: Browser, tmp_path: Path) -> None:
    form = {"capture": [str(THREAD)], "folder": str(tmp_path / "copy"), "slim": "yes"}
    looked = working.post("/hand-over/look", **form)[1]
    assert "archives for other programs are left out" in looked
    assert '<input type="hidden" name="slim" value="yes">' in looked
    hand_over(working, **form)
    words = words_of(working.get("/hand-over/done")[1])
    sealed = (tmp_path / "copy" / "evidence.age").read_bytes()
    files = files_of(decrypt(sealed, words))
    assert not [name for name in files if "/derived/" in name or "loadfile" in name]
    assert "data/report.pdf" in files


def test_without_it_there_are_the_three_files_and_nothing_is_said_of_portals(
    working: Browser, tmp_path: Path
) -> None:
    form = {"capture": [str(THREAD)], "folder": str(tmp_path / "copy")}
    assert "one ZIP file and a short note" not in working.post("/hand-over/look", **form)[1]
    hand_over(working, **form)
    assert (tmp_path / "copy" / "evidence.age").is_file()
    assert portals()[0].name["en"] not in working.get("/hand-over/done")[1]


def test_web_archives_and_a_page_that_opens_by_itself_are_asked_for(
    working: Browser, tmp_path: Path
) -> None:
    form = {
        "capture": [str(THREAD)], "folder": str(tmp_path / "copy"),
        "self-contained": "yes", "wacz": "yes",
    }  # fmt: skip
    looked = working.post("/hand-over/look", **form)[1]
    assert "The page opens by itself" in looked
    assert "Web archives are included." in looked
    for name in ("self-contained", "wacz"):
        assert f'<input type="hidden" name="{name}" value="yes">' in looked
    hand_over(working, **form)
    words = words_of(working.get("/hand-over/done")[1])
    files = files_of(decrypt((tmp_path / "copy" / "evidence.age").read_bytes(), words))
    assert [name for name in files if name.endswith(".wacz")]
