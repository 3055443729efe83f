"""Handing over: the folder is made, its words are shown once, mistakes cost nothing."""

from __future__ import annotations

import io
import re
import threading
from typing import TYPE_CHECKING

import pyrage
import pytest
import zxingcpp
from PIL import Image

from fixtures import passphrase_file
from fixtures.bundles import files_of
from keepsake.core.custody import Attribution
from keepsake.core.errors import Code
from keepsake.flows.export.request import HandoverRequest
from keepsake.flows.export.write import export_bundle
from keepsake.flows.passphrase import french_words, wordlist
from keepsake.formats.age import recipient
from keepsake.shared import product_path
from keepsake.viewer import export_preview, statement_parts
from keepsake.viewer.disclosures import ORDER
from keepsake.viewer.export_job import ExportJob
from keepsake.viewer.export_request import ExportRequest
from viewer.conftest import HOST, PROFILE, THREAD, Browser
from viewer.handing_over import hand_over, words_of, written_down

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.flows.export.progress import Listener, Progress
    from keepsake.flows.export.write import ExportResult


def test_the_words_are_of_the_language_of_whoever_takes_them_down(
    working: Browser, tmp_path: Path
) -> None:
    working.post("/settings", language="fr")
    form = working.get("/hand-over")[1]
    assert '<option value="fr" selected>' in form, "of the window where nothing was chosen"
    for spoken, count, told in (("fr", 8, "Huit mots français"), ("en", 6, "Six mots anglais")):
        chosen = {"capture": str(PROFILE), "folder": str(tmp_path / spoken), "spoken": spoken}
        assert told in working.post("/hand-over/look", **chosen)[1]
        hand_over(working, **chosen)
        text = working.get("/hand-over/done")[1]
        written_down(working)
        words = re.findall(rf'class="words"[^>]*lang="{spoken}">([^<]+)<', text)[0].split("-")
        assert len(words) == count
        assert set(words) <= set(french_words() if spoken == "fr" else wordlist())
        assert told in text


def test_only_what_was_ticked_goes_along_and_it_is_shown_before(
    working: Browser, tmp_path: Path
) -> None:
    page = working.get("/hand-over")[1]
    assert page.count('name="tell"') == len(ORDER)
    assert "No report, it is only words on the internet." in page
    assert re.findall(r'value="(\w+)" id="tell-\w+" checked', page) == ["statement"]
    folder = tmp_path / "told"
    form = {"capture": [str(THREAD)], "folder": str(folder), "tell": ["events", "no"], "who": "R."}
    hand_over(working, **form)
    passphrase = words_of(working.get("/hand-over/done")[1])
    sealed = (folder / "evidence.age").read_bytes()
    files = files_of(passphrase_file.decrypt(sealed, passphrase))
    words = b"".join(data for name, data in files.items() if name.endswith((".json", ".html")))
    assert b"A stranger asked for a video call." in words
    assert b"No report, it is only words on the internet." not in words


@pytest.mark.parametrize(
    ("captures", "folder"),
    [
        ([], "new"),
        (["999"], "new"),
        ([str(THREAD)], "missing/new"),
        ([str(THREAD)], ""),
        (["x"], "new"),
    ],
)
def test_a_mistake_makes_nothing(
    working: Browser, tmp_path: Path, captures: list[str], folder: str
) -> None:
    place = str(tmp_path / folder) if folder else "relative"
    status, text = working.post("/hand-over", capture=captures, folder=place)
    assert status == 400
    assert 'role="alert"' in text
    assert not (tmp_path / "new").exists()


def test_what_is_offered_is_a_new_folder(working: Browser) -> None:
    text = working.get("/hand-over")[1]
    assert text.count('type="checkbox" name="capture"') == 3
    assert len(re.findall(r'id="capture-\d+" checked', text)) == 3
    only = working.get(f"/hand-over?capture={THREAD}")[1]
    assert len(re.findall(r'id="capture-\d+" checked', only)) == 1


def test_what_leaves_is_shown_before_anything_is_made(working: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    form = {"capture": [str(THREAD)], "folder": str(folder), "tell": ["events"], "medium": "USB"}
    status, text = working.post("/hand-over/look", **form)
    assert status == 200
    assert "A stranger asked for a video call." in text
    assert "No report, it is only words on the internet." not in text
    assert "everyone’s messages" in text
    assert re.search(r'name="medium" value="USB"', text)
    assert not folder.exists()


def test_a_key_of_the_police_is_shown_for_comparing_and_used(
    working: Browser, tmp_path: Path
) -> None:
    identity = pyrage.x25519.Identity.generate()
    key = str(identity.to_public())
    folder = tmp_path / "keyed"
    form = {"capture": [str(THREAD)], "folder": str(folder), "way": "key"}
    text = working.post("/hand-over/look", **form, key=f" {key.upper()} ")[1]
    assert recipient.ends(key)[0] in text
    assert f'name="key" value="{key}"' in text
    hand_over(working, **form, key=key)
    assert 'class="words"' not in working.get("/hand-over/done")[1]
    assert pyrage.decrypt((folder / "evidence.age").read_bytes(), [identity])
    status, text = working.post("/hand-over/look", **form, key="age1wrong")
    assert status == 400
    assert 'role="alert"' in text


def test_a_picture_of_a_key_is_read_in_memory(working: Browser, tmp_path: Path) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    barcode = zxingcpp.create_barcode(key, zxingcpp.BarcodeFormat.QRCode)
    out = io.BytesIO()
    Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=4)).save(out, "PNG")
    # Larger than what would go into a temporary file by itself.
    picture = out.getvalue() + bytes(2_000_000)
    login = working.state.browser_session
    assert login is not None
    fields = {"csrf": login.csrf, "capture": str(THREAD), "folder": str(tmp_path / "new")}
    rows = [f'name="{name}"\r\n\r\n{value}' for name, value in {**fields, "way": "key"}.items()]
    begin = "".join(f"--b\r\nContent-Disposition: form-data; {row}\r\n" for row in rows)
    begin += '--b\r\nContent-Disposition: form-data; name="key-file"; filename="key.png"\r\n\r\n'
    answer = working.client.post(
        "/hand-over/look",
        base_url=f"http://{HOST}",
        headers={"Origin": f"http://{HOST}"},
        data=begin.encode() + picture + b"\r\n--b--\r\n",
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 200
    assert f'name="key" value="{key}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("how", ["stop", "lock"])
def test_stopping_it_or_locking_leaves_nothing(how: str, working: Browser, tmp_path: Path) -> None:
    session = working.state.unlocked_session
    assert session is not None
    before = session.unlocked.vault.size()
    folder = tmp_path / "stopped" / "copy"
    folder.parent.mkdir()
    begun, go_on = threading.Event(), threading.Event()

    def held(listener: Listener) -> ExportResult:
        def tell(progress: Progress) -> None:
            begun.set()
            go_on.wait(20)
            listener(progress)

        request = HandoverRequest(entries=[THREAD], destination=folder, language="en")
        return export_bundle(
            session.unlocked, request, authorities=session.authorities, env=session.env,
            reader_html=product_path("reader", "OPEN-ME.html"), progress=tell,
        )  # fmt: skip

    choice = ExportRequest((THREAD,), (), str(folder), Attribution(), "words", "", insist=False)
    making = session.jobs.export = ExportJob(choice)
    making.start(held)
    assert begun.wait(20)
    page = working.get("/hand-over/making")[1]
    assert "<progress" in page
    assert '"percent":0' in working.get("/hand-over/making/state")[1].replace(" ", "")
    making.stop()
    assert making.status().stage == "stopping"
    go_on.set()
    working.post("/hand-over/stop" if how == "stop" else "/lock")
    assert making.wait(20)
    assert making.error is not None
    assert making.error.code is Code.EXPORT_STOPPED
    assert list(folder.parent.iterdir()) == []
    assert session.unlocked.vault.size() == before
    if how == "stop":
        assert "You cancelled this." in working.get("/hand-over/again")[1]


def test_what_is_not_listed_one_by_one_goes_along_together_or_stays(
    working: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_preview, "SHOWN", 1)
    form = working.get("/hand-over")[1]
    assert form.count('type="checkbox" name="capture"') == 1
    assert "And the 2 older captures" in form
    chosen = {"folder": str(tmp_path / "copy"), "capture": str(THREAD), "who": "Robin"}
    look = working.post("/hand-over/look", older="yes", **chosen)[1]
    assert 'name="captures" value="1,3-4"' in look
    assert "And the 2 older captures" in look
    only = working.post("/hand-over/look", **chosen)[1]
    assert f'name="captures" value="{THREAD}"' in only
    assert "older capture" not in only
    # Going back finds everything as it was chosen.
    status, again = working.post("/hand-over/change", captures=str(THREAD), who="Robin")
    assert status == 200
    assert 'value="Robin"' in again
    assert 'id="older">' in again
    assert 'id="older" checked>' in working.post("/hand-over/change", captures="1,3-4")[1]


def test_what_was_not_ticked_comes_back_not_ticked(
    working: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_preview, "SHOWN", 2)
    ticked = re.compile(r'id="(?:capture-\d+|older|tell-\w+)" checked')
    assert len(ticked.findall(working.get("/hand-over")[1])) == 4
    assert len(ticked.findall(working.get(f"/hand-over?capture={THREAD}")[1])) == 2
    status, again = working.post("/hand-over/look", folder=str(tmp_path / "copy"), to="Roy")
    assert status == 400
    assert "Select at least one" in again
    assert 'value="Roy"' in again
    assert ticked.findall(again) == []


def test_an_exhibit_of_very_many_is_named_by_its_number(
    working: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert '<select id="exhibit">' in working.get("/statement")[1]
    monkeypatch.setattr(statement_parts, "MOST_LISTED", 2)
    page = working.get("/statement")[1]
    assert '<select id="exhibit">' not in page
    assert '<input id="exhibit" inputmode="numeric"' in page
