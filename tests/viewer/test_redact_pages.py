"""Redacting a picture in the viewer: by numbers, with a reason, and nothing by mistake."""

from __future__ import annotations

import html
import io
import json
import re
from typing import TYPE_CHECKING

from PIL import Image

from fixtures.bundles import files_of
from fixtures.passphrase_file import decrypt
from keepsake.core.custody import Attribution
from keepsake.flows.redaction.redact import Passages, redact_text
from keepsake.viewer.pages import forms
from viewer.conftest import HOST, PROFILE, THREAD, Browser

if TYPE_CHECKING:
    from pathlib import Path

WHY = "a friend who has nothing to do with it"


def address(browser: Browser) -> str:
    """The page of the first picture of the thread."""
    text = browser.get(f"/captures/{THREAD}")[1]
    return re.findall(rf'"(/captures/{THREAD}/picture/\d+)"', text)[0] + "/redact"


def size(browser: Browser) -> int:
    assert browser.state.unlocked_session is not None
    return browser.state.unlocked_session.unlocked.vault.size()


def test_by_numbers_it_is_made_and_shown(working: Browser) -> None:
    place = address(working)
    assert working.get(place)[1].count('name="width"') == 8
    sides = {"x": ["10", ""], "y": ["10", ""], "width": ["60", ""], "height": ["40", ""]}
    data = working.paper(place, why=WHY, **sides)
    assert data.startswith(b"\x89PNG")
    made = Image.open(io.BytesIO(data)).convert("RGB")
    original = working.client.get(
        place.replace("/picture/", "/pictures/").removesuffix("/redact"),
        base_url=f"http://{HOST}",
    )
    band = made.height - Image.open(io.BytesIO(original.get_data())).height
    assert band > 0
    assert made.crop((10, band + 10, 70, band + 50)).getcolors() == [(2400, (0, 0, 0))]
    assert working.get(f"/captures/{THREAD}/custody")[1].count("Redacted working copy made") == 1


def test_without_a_reason_or_a_part_nothing_is_made_and_nothing_is_lost(working: Browser) -> None:
    place = address(working)
    before = size(working)
    sides = {"x": "10", "y": "10", "width": "60", "height": "40"}
    status, text = working.post(place, **sides)
    assert status == 400
    assert 'value="60"' in text
    for wrong in ({}, sides | {"width": "0"}, sides | {"x": "99999"}, sides | {"y": "-4"}):
        status, text = working.post(place, why=WHY, **wrong)
        assert status == 400
        assert WHY in text
    assert size(working) <= before + 1, "at most that the capture was looked at"


def test_in_the_wizard_a_copy_goes_along_with_its_original_and_no_other(
    working: Browser, tmp_path: Path
) -> None:
    assert working.state.unlocked_session is not None
    unlocked = working.state.unlocked_session.unlocked
    made = redact_text(unlocked, THREAD, Passages({1}, ()), Attribution(why=WHY), "en")
    form = working.get("/hand-over")[1]
    assert f'name="redacted" value="{made.entry}"' in form
    assert f'id="redacted-{made.entry}" checked' not in form
    chosen = {"folder": str(tmp_path / "copy"), "redacted": [str(made.entry), "1", "x"]}
    other = working.post("/hand-over/look", capture=[str(PROFILE)], **chosen)[1]
    assert 'name="redacted"' not in other
    look = working.post("/hand-over/look", capture=[str(THREAD)], **chosen)[1]
    assert look.count('name="redacted"') == 1
    assert "A redacted working copy next to its original:" in look
    assert working.post("/hand-over", capture=[str(THREAD)], **chosen)[0] == 303
    assert working.state.unlocked_session.jobs.export is not None
    assert working.state.unlocked_session.jobs.export.wait(60)
    done = working.get("/hand-over/done")[1]
    passphrase = html.unescape(re.findall(r'class="words"[^>]*>([^<]+)<', done)[0])
    sheet = done.split('id="sheet"', 1)[1].split("</section>", 1)[0]
    said = re.findall(r"<strong>(\w+)</strong>", sheet)
    assert said == re.findall(r"\w+", passphrase)
    assert " ".join(said[0].upper()) in sheet
    sealed = (tmp_path / "copy" / "evidence.age").read_bytes()
    files = files_of(decrypt(sealed, passphrase))
    row = json.loads(files["data/derived/redacted/index.json"])["copies"][0]
    assert files["data/" + row["path"]] == made.data
    assert row["original_path"] in {name.removeprefix("data/") for name in files}


def _choose(browser: Browser, **form: str | list[str]) -> tuple[int, str]:
    return browser.post(f"/captures/{THREAD}/text/redact", **form)


def test_words_and_messages_of_a_text_are_chosen_read_and_then_made(working: Browser) -> None:
    place = f"/captures/{THREAD}/text/redact"
    assert place in working.get(f"/captures/{THREAD}/text")[1]
    assert working.get(place)[1].count('name="message"') == 60
    before = size(working)
    # What was chosen on another page of messages goes along; what is on this one is as it is now.
    carried = {"chosen": "2-4,59", "shown": "1-50", "message": ["1", "5", "9999"]}
    look = _choose(working, step="look", words="SISTER\nnowhere in it", **carried)
    assert look[0] == 200
    assert 'name="chosen" value="1,5,59"' in look[1]
    assert "3 messages are removed completely" in look[1]
    assert "not removed:" in look[1]
    assert "nowhere in it</bdi>" in look[1]
    assert "your <mark" in look[1]
    assert "sister" not in look[1].split("<ol", 1)[1].split("</ol>", 1)[0]
    assert size(working) <= before + 1, "reading it first makes nothing"
    chosen = {"chosen": "1,5,59", "words": "SISTER"}
    status, text = _choose(working, step="text", **chosen)
    assert status == 400
    assert "Say why it is being removed." in text
    assert 'value="1,5,59"' in text
    assert ">\nSISTER</textarea>" in text
    text = working.paper(place, step="text", why=WHY, **chosen).decode()
    assert "600 dollars in gift cards" in text, "the same words in other messages stay"
    assert text.count("600 dollars") == 5
    assert "sister" not in text
    assert "[redacted]" in text
    assert working.get(f"/captures/{THREAD}/custody")[1].count("Redacted working copy made") == 1
    assert working.paper(place, step="pdf", why=WHY, **chosen).startswith(b"%PDF-")


def test_choosing_goes_from_page_to_page_and_loses_nothing(working: Browser) -> None:
    status, text = _choose(working, step="choose", chosen="2,7-9", words="Robin\nrink")
    assert status == 200
    assert text.count(" checked>") == 4
    assert ">\nRobin\nrink</textarea>" in text
    for step in ("look", "text"):
        status, text = _choose(working, step=step, words="not there at all", why=WHY)
        assert status == 400
        assert "Select a message, or type a word that is in the text." in text
        assert "not there at all</textarea>" in text
    assert working.get("/captures/1/text/redact")[0] == 404, "a capture without text"


def test_numbers_of_messages_are_packed_and_read_again() -> None:
    assert forms.pack([9, 2, 3, 3, 1]) == "1-3,9"
    assert forms.unpack("1-3,9,x,-,7-5,0,90-999999999", 95) == {1, 2, 3, 9, *range(90, 96)}
