"""Files that have no picture say so, in words and with a sign; the original can be taken out."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from viewer.conftest import HOST, THREAD, Browser
from viewer.sending import add

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 4_000
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"
DOCX = b"PK\x03\x04 no archive"
FILES = {"IMG_2031.HEIC": HEIC, "statement.pdf": PDF, "notes.docx": DOCX, "list.txt": b"words"}


def _take(browser: Browser, entry: int, part: int) -> TestResponse:
    login = browser.state.browser_session
    assert login is not None
    return browser.client.post(
        f"/captures/{entry}/original/{part}",
        base_url=f"http://{HOST}",
        data={"csrf": login.csrf},
        headers={"Origin": f"http://{HOST}"},
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("notes.docx", "cannot show this kind"), ("list.txt", "cannot show this kind")],
)
def test_a_file_without_a_picture_says_why(working: Browser, name: str, words: str) -> None:
    entry = add(working, (name, FILES[name]))
    text = working.get(f"/captures/{entry}")[1]
    told = re.findall(r'class="unseen">(.*?)</p>', text, re.DOTALL)
    assert len(told) == 1
    assert words in told[0]
    assert "kind-icon" in told[0]
    assert "Save a copy of the original" in text
    rows = working.get("/captures?in=all")[1].split('<li class="capture')
    (row,) = [one for one in rows if name in one]
    assert "kind-icon" in row, "no empty grey box stands for it"


def test_the_original_is_saved_to_the_byte_and_the_log_says_so(working: Browser) -> None:
    large = bytes(range(256)) * 20_000
    entry = add(working, ("IMG_\u202e2031.HEIC", HEIC + large))
    answer = _take(working, entry, 1)
    data = answer.get_data()
    assert answer.status_code == 200
    assert data == HEIC + large
    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment")
    assert "\u202e" not in header
    assert "%E2%80%AE" not in header
    assert answer.mimetype == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    acts = working.get(f"/captures/{entry}/custody")[1]
    assert "saved copy of an original" in acts
    assert hashlib.sha256(data).hexdigest() in acts


def test_only_files_that_were_added_are_given_and_only_with_the_key(working: Browser) -> None:
    entry = add(working, ("list.txt", b"words"))
    for wrong in ((entry, 0), (entry, 2), (entry, 99), (THREAD, 1)):
        assert _take(working, *wrong).status_code == 404, wrong
    assert working.get(f"/captures/{entry}/original/1")[0] == 405
    working.post("/lock")
    assert _take(working, entry, 1).status_code == 303


def test_nothing_is_named_or_counted_that_is_not_there(working: Browser) -> None:
    entry = add(working, ("IMG_2031.HEIC", HEIC))
    for page in ("/captures?in=all", f"/captures/{entry}/facts", "/captures"):
        text = working.get(page)[1]
        assert not re.search(r"Exhibit \d+</span>,\s*</span>", text), page
        assert "<dd>, " not in text, page
    form = {"capture": [str(entry)], "folder": str(working.state.path.parent / "copy")}
    look = working.post("/hand-over/look", **form)[1]
    assert not re.search(r"HEIC</bdi>:\s*<br>", look)


def test_websites_have_a_name_and_no_raw_key_is_shown(working: Browser) -> None:
    from keepsake.flows import casework
    from viewer import sample

    session = working.state.unlocked_session
    assert session is not None
    page = sample.thread(6)
    page.platform, page.url = "", "https://chat.example.org/t/9"
    page.ids = [
        {"name": "username", "value": "nora.whitfield", "where": "json"},
        {"name": "user_id", "value": "61577840233190", "where": "json", "of": "nora.whitfield"},
    ]
    sample.capture(session.unlocked.vault, page)
    casework.join_accounts(
        session.unlocked.vault, (":61577840233190", "instagram:61577840233190"), "Same face."
    )
    people = working.get("/people")[1]
    assert "Instagram, Website" in people or "Website, Instagram" in people
    address = re.search(r'href="(/people/account[^"]*)"', people)
    assert address
    for shown in [working.get(one.replace("&amp;", "&"))[1] for one in
                  re.findall(r'href="(/people/account[^"]*)"', people)]:  # fmt: skip
        assert not re.search(r">\s*:\d", shown)
        assert "()" not in re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)
    assert "()" not in working.get("/timeline")[1]
