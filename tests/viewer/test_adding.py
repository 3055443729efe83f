"""Adding files in the window: what its script sends, in a real browser, and how it is shown."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fixtures import additions
from keepsake.core.added.entry import FileBody
from keepsake.core.entry import body
from keepsake.env import real_environment
from keepsake.vault.handle import Vault
from keepsake.viewer.server import serve
from viewer.conftest import HOST, Browser
from viewer.screens import chromium, come_in, shoot, unlock_at_once
from viewer.sending import add, send

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.vault.unlocked import Unlocked


def test_what_was_added_is_an_exhibit_shown_as_what_it_is(working: Browser) -> None:
    about = f"From my phone {additions.HOSTILE}"
    entry = add(working, ("IMG_1.jpg", additions.photo()), about=about)
    assert working.state.unlocked_session is not None
    exhibit = working.state.unlocked_session.exhibit(entry)
    status, text = working.get(f"/captures/{entry}")
    assert status == 200
    for words in ("Added by hand, not captured by Keepsake", f"Exhibit {exhibit}", "From my phone",
                  "2026-11-20 18:03:07", "-05:00", "Maker Phone 9", "45.500000, -73.510000",
                  hashlib.sha256(additions.photo()).hexdigest()):  # fmt: skip
        assert words in text, words
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert "Added by hand" in working.get("/captures")[1]
    with working.client.get(f"/captures/{entry}/pictures/1", base_url=f"http://{HOST}") as picture:
        assert picture.mimetype == "image/jpeg"
        assert picture.get_data() == additions.photo()
    assert working.get(f"/captures/{entry}/small/1")[0] == 200
    for page in ("/facts", "/text", "/check", "/custody", "/picture/1"):
        assert working.get(f"/captures/{entry}{page}")[0] == 200, page


def test_messages_of_a_chat_are_searched_lined_up_and_named(working: Browser) -> None:
    entry = add(working, ("chat.txt", additions.IOS.encode()))
    assert working.state.unlocked_session is not None
    exhibit = working.state.unlocked_session.exhibit(entry)
    text = working.get(f"/captures/{entry}/text")[1]
    assert "You have until Friday: 500 dollars" in text
    assert "We assume your computer’s time zone" in text
    found = working.get("/search?q=500+dollars")[1]
    assert f"/captures/{entry}/" in found
    assert "Added by hand, not captured by Keepsake" in found
    assert "Added by hand" not in working.get("/search?q=gift+cards")[1]
    said = [line for line in working.get("/timeline")[1].split("<li ") if "Friday: 500" in line]
    assert said
    for line in said:
        assert "Added by hand, not captured by Keepsake" in line
        assert "assumed time zone: the file gives none" in line
    rest = [
        one
        for one in working.get("/timeline?platform=instagram")[1].split("<li ")
        if "time-message" in one
    ]
    assert rest
    assert not any("assumed time zone" in line or "Added by hand" in line for line in rest)
    assert "Dorian Vale" in working.get("/people")[1]
    working.post("/statement", what=f"He wrote it. [Exhibit {exhibit}, message 4]")
    assert "You have until Friday" in working.get("/statement/print")[1]


def test_hostile_files_go_through_every_screen_without_effect(working: Browser) -> None:
    name = f"{additions.HOSTILE.replace('/', '')}.txt"
    chat = f"20/11/2026, 18:04 - {additions.HOSTILE[:30]}: {additions.HOSTILE}"
    files = [
        (name, chat.encode()),
        ("a.eml", additions.mail(additions.HOSTILE.replace("\x1b", ""), additions.HOSTILE)),
        ("b.jpg", additions.photo(device=additions.HOSTILE)),
        ("c.zip", additions.archive({f"{name}.exe": "x", "d.txt": chat})),
    ]
    entry = add(working, *files, about=additions.HOSTILE)
    pages = ["", "/facts", "/text", "/check", "/custody"]
    addresses = [f"/captures/{entry}{page}" for page in pages]
    for address in [
        *addresses,
        "/captures",
        "/timeline",
        "/people",
        "/search?q=alert",
        "/hand-over",
    ]:
        status, text = working.get(address)
        assert status == 200, address
        text = re.sub(r' value="[^"]*"', "", text)  # which nobody sees
        for harm in ("<script>alert", "\u202e", "\x1b", "49=HYPERLINK"):
            assert harm not in text, (address, harm)


def test_what_is_refused_is_told_and_what_is_out_of_order_is_not_taken(working: Browser) -> None:
    rows = [{"name": "a.exe", "size": 1}, {"name": "b.txt", "size": 2}]
    name = send(working, "/add", json.dumps({"files": rows}).encode())[1]["id"]
    status, told = send(working, f"/add/{name}/0/0", b"x")
    assert (status, told["code"], told["file"]) == (409, 100, "a.exe")
    assert "Nothing in this file was run or stored" in str(told["problem"])
    assert send(working, f"/add/{name}/1/0", b"x")[0] == 200
    assert send(working, f"/add/{name}/1/5", b"x")[0] == 409
    assert send(working, f"/add/{name}/whole")[1]["code"] == 104
    assert send(working, f"/add/{name}/end") == (200, {"entry": None})
    assert send(working, f"/add/{name}/end")[0] == 409
    assert send(working, "/add", b"nonsense")[0] == 400
    assert working.client.post("/add", base_url=f"http://{HOST}", data=b"{}").status_code == 403


def test_locking_ends_what_is_arriving_and_leaves_nothing(working: Browser) -> None:
    rows = [{"name": "b.bin", "size": 10}]
    name = send(working, "/add", json.dumps({"files": rows}).encode())[1]["id"]
    assert send(working, f"/add/{name}/0/0", b"12345")[0] == 200
    before = working.state.vault().size()
    working.state.lock()
    assert list((working.state.path / "incoming").iterdir()) == []
    assert working.state.vault().size() == before


_DROP = """files => {
  const given = new DataTransfer();
  for (const [name, text] of files) given.items.add(new File([text], name));
  dispatchEvent(new DragEvent("drop", {dataTransfer: given, bubbles: true, cancelable: true}));
}"""


@pytest.mark.browser
def test_dropped_and_chosen_in_a_real_browser(
    vault: Path, unlocked: Unlocked, tmp_path: Path
) -> None:
    large = bytes(range(256)) * 20_000  # over two pieces
    (tmp_path / "IMG_2.jpg").write_bytes(additions.photo(size=400))
    (tmp_path / "film.bin").write_bytes(large)
    opened = type(unlocked)(Vault.open(vault, real_environment()), unlocked.identity)
    with chromium() as browser, serve(vault) as running, come_in(browser, running) as page:
        unlock_at_once(running, unlocked)
        page.goto(f"{running.address}/add")
        shoot(page, "add")
        page.evaluate(_DROP, [["chat.txt", additions.IOS], ["pay.exe", "MZ"]])
        page.set_input_files("#files", [tmp_path / "IMG_2.jpg", tmp_path / "film.bin"])
        expect(page.locator("#list li")).to_have_count(4)
        page.fill("#about", "From my phone")
        shoot(page, "add-chosen")
        page.focus("#do")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_contain_text("3 of 4 files were added")
        expect(page.locator("#list .added-not")).to_contain_text("program or a script")
        shoot(page, "add-done")
        page.locator("#list a:not([href$='/remove'])").nth(1).click()
        expect(page.locator("h1")).to_have_text("IMG_2.jpg")
        picture = page.locator("figure.tile img")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 400)
        shoot(page, "added-picture")
    entries = [one for one in opened.captures() if one.record.kind == "file"]
    assert [body(one.record, FileBody).about for one in entries] == ["From my phone"] * 3
    film = entries[-1].body.parts[1]
    assert (film.name, film.sha256) == ("film.bin", hashlib.sha256(large).hexdigest())
