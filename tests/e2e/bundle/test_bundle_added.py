"""Files added by hand in a bundle: exhibits with their originals, verified and labelled."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import cut_off_page, view
from e2e.bundle.verdicts import show
from fixtures import additions
from fixtures.bundles import Made, exported, files_of, open_payload, rebagged, seal, stamp
from keepsake.core.verify import Outcome
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.vault import access
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

SECRET = "added"
CHAT = f"{additions.IOS}[2026-11-22, 08:00:00] {additions.HOSTILE[:28]}: {additions.HOSTILE}\n"
LABEL = "Added by hand, not captured by Keepsake."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One capture, a photo, a hostile chat, and an archive, stamped and handed over."""
    folder = tmp_path_factory.mktemp("added")
    vault = sample.make_vault(folder / "vault", [sample.thread(4)])
    name = f"{additions.HOSTILE.replace('/', '')}.txt"
    additions.add(vault, [("IMG_1.jpg", additions.photo(size=300))], who="Noor", about="My phone")
    additions.add(vault, [(name, CHAT.encode()), ("a.eml", additions.mail())])
    additions.add(vault, [("chat.zip", additions.archive({"_chat.txt": CHAT, "x.exe": "MZ"}))])
    authorities = stamp(vault, folder)
    return exported(folder, access.unlock(vault, sample.PASSPHRASE), authorities)


@pytest.fixture(scope="module")
def files(made: Made) -> dict[str, bytes]:
    return files_of(open_payload(made))


def test_originals_are_in_it_to_the_byte_and_no_web_archive_is_made_of_them(
    files: dict[str, bytes],
) -> None:
    photo = files["data/exhibits/002/0001-IMG_1.jpg"]
    assert photo == additions.photo(size=300)
    wacz = sorted(name for name in files if name.endswith(".wacz"))
    assert wacz == ["data/derived/exhibit-001.wacz"]
    rows = json.loads(files["data/derived/messages.json"])
    said = [row for row in rows if row["exhibit"] == 4 and row["author"] == "Dorian Vale"]
    assert "Friday" in said[-1]["text"]
    assert said[-1]["time_source"].startswith("zone assumed")
    csv = files["data/derived/messages.csv"].decode("utf-8-sig")
    assert not any(line.startswith(("=", '"=')) for line in csv.splitlines())
    graph = files["data/derived/case.jsonld"].decode()
    assert graph.count("Added by hand by the person, not captured") == 3


def test_the_program_and_verify_py_find_it_valid_and_every_change(
    made: Made, files: dict[str, bytes], tmp_path: Path
) -> None:
    def outcomes(held: dict[str, bytes], folder: Path) -> tuple[str, str]:
        for name, data in held.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        ours = audit_bundle(folder, None, made.authorities).outcome
        ran = [sys.executable, "-I", folder / "data" / "verify.py", folder]
        theirs = subprocess.run(ran, check=False, capture_output=True, text=True)
        return str(ours), {0: "valid", 1: "invalid", 2: "not_checked"}[theirs.returncode]

    assert outcomes(files, tmp_path / "whole") == (Outcome.VALID, "valid")
    changed = dict(files)
    changed["data/exhibits/002/0001-IMG_1.jpg"] = additions.photo(size=301)
    assert outcomes(rebagged(changed), tmp_path / "changed") == (Outcome.INVALID, "invalid")


def test_the_report_says_how_they_came(files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(files["data/report.pdf"])
    ran = ["pdftotext", "-raw", path, "-"]
    text = subprocess.run(ran, check=True, capture_output=True, text=True).stdout
    flat = " ".join(text.split())
    assert flat.count(LABEL) >= 3
    for words in ("My phone", "There may be more files than these", "Maker Phone 9",
                  "2026-11-20 18:03:07", "chat.zip",
                  "The program does not know how files that were added by hand came about",
                  "Added file",
                  "Email address (Dorian Vale)",
                  "(time zone assumed)"):  # fmt: skip
        assert words in flat, words
    assert "<script>alert(1)</script>" in "".join(text.split())
    for sign in ("\u202e", "\x1b"):
        assert sign not in text
    listed = subprocess.run(
        ["pdfimages", "-list", path], check=True, capture_output=True, text=True
    )
    assert "300" in listed.stdout


@pytest.mark.browser
def test_the_reader_shows_them_as_what_they_are(
    files: dict[str, bytes], chromium: Browser, empty_reader: Path
) -> None:
    with cut_off_page(chromium) as page:
        show(page, empty_reader, seal(files, SECRET), SECRET)
        page.wait_for_selector(".verdict")
        expect(page.locator("main")).to_contain_text(LABEL)
        expect(page.locator(".facts").first).to_contain_text("(time zone assumed)")
        page.locator("nav").get_by_role("button", name="Exhibits").click()
        page.get_by_role("button", name="2", exact=True).click()
        expect(page.locator("h1")).to_contain_text("IMG_1.jpg")
        expect(page.locator("main")).to_contain_text(LABEL)
        expect(page.locator("main")).to_contain_text("Maker Phone 9")
        expect(page.locator("ol.tiles img")).to_be_visible()
        page.get_by_role("button", name="4", exact=True).click()
        expect(page.locator(".items")).to_contain_text("You have until Friday: 500 dollars")
        expect(page.locator("main")).to_contain_text(
            "in the time zone of the computer it was added on"
        )
        assert page.locator("main script, main iframe").count() == 0


@pytest.mark.browser
def test_the_reader_claims_no_more_of_them_than_it_knows(
    files: dict[str, bytes], chromium: Browser, empty_reader: Path
) -> None:
    with cut_off_page(chromium) as page:
        show(page, empty_reader, seal(files, SECRET), SECRET)
        page.wait_for_selector(".verdict")
        main = page.locator("main")
        expect(main).to_contain_text("and files that the person added by hand")
        expect(main).to_contain_text(
            "The program does not know how files that were added by hand came about"
        )
        expect(main.locator(".card").nth(1)).to_contain_text("Added file")
        view(page, "accounts")
        expect(main.locator("table")).to_contain_text("Email address of Dorian Vale")
        view(page, "text")
        expect(main).to_contain_text("as Keepsake read it. If the two differ, trust the file.")
        rows = main.locator("ol.items li")
        expect(rows.first).to_contain_text("the page said")
        expect(rows.last).to_contain_text("the file said")
        zones = main.locator(".hint").inner_text().count("; ") + 1
        assert zones == 1 or "America/Toronto, UTC" in rows.first.locator("time").inner_text()
        view(page, "checks")
        expect(main).to_contain_text("4 exhibits · ")
