"""Photos of phones and PDF files that were added can be looked at, drawn apart."""

from __future__ import annotations

import io
import re
import threading
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fixtures import papers
from keepsake.flows.importing import sandboxed
from keepsake.formats.importers import drawing
from viewer.conftest import HOST, THREAD, Browser
from viewer.sending import add

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

PAGES = papers.pdf(papers.page("First page", 1), papers.page("Second page"))
NO_PICTURE = [
    ("a.heic", papers.heic()[:700], "damaged"),
    ("b.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(4_000), "damaged"),
    ("c.avif", papers.avif()[:300], "damaged"),
    ("d.pdf", papers.pdf()[:60], "damaged"),
    ("e.pdf", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n", "damaged"),
    ("f.pdf", papers.locked_pdf(), "password"),
]


def _bytes(browser: Browser, path: str) -> TestResponse:
    return browser.client.get(path, base_url=f"http://{HOST}")


def _picture(browser: Browser, text: str) -> Image.Image:
    """The picture that a page shows, from the address that it names."""
    (address,) = re.findall(r'<img class="paper-sheet" src="([^"]+)"', text)
    answer = _bytes(browser, address)
    assert answer.status_code == 200
    assert answer.mimetype in ("image/png", "image/jpeg")
    return Image.open(io.BytesIO(answer.get_data())).convert("RGB")


def _near(colour: object, red: int, green: int, blue: int) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - two) < 40 for one, two in zip(colour, (red, green, blue), strict=True))


@pytest.mark.parametrize(
    ("name", "data"), [("IMG_1.HEIC", papers.heic()), ("IMG_2.avif", papers.avif())]
)
def test_a_photo_of_a_phone_is_seen_and_its_time_and_place_are_read(
    working: Browser, name: str, data: bytes
) -> None:
    entry = add(working, (name, data))
    facts = working.get(f"/captures/{entry}")[1]
    for words in ("2026-11-20 18:03:07", "-05:00", "Maker Phone 9", "64 × 48", "45.5", "-73.51"):
        assert words in facts, words
    (link,) = re.findall(rf'href="(/captures/{entry}/drawn/\d+)"', facts)
    status, text = working.get(link)
    assert status == 200
    picture = _picture(working, text)
    assert picture.size == (64, 48)
    assert _near(picture.getpixel((5, 5)), 200, 30, 30)
    assert _near(picture.getpixel((60, 40)), 30, 30, 200)


def test_a_pdf_is_seen_page_by_page_with_its_words(working: Browser) -> None:
    entry = add(working, ("lease.pdf", PAGES))
    assert f"/captures/{entry}/drawn/1" in working.get(f"/captures/{entry}")[1]
    first, second = (working.get(f"/captures/{entry}/drawn/1?page={n}")[1] for n in (1, 2))
    assert "First page" in first
    assert "Second page" not in first
    assert "Second page" in second
    assert "page=2" in first, "it leads on"
    colours = [_picture(working, text).getpixel((60, 140)) for text in (first, second)]
    assert _near(colours[0], 255, 128, 0)
    assert _near(colours[1], 0, 128, 0)
    assert _bytes(working, f"/captures/{entry}/drawn/1/3").status_code == 404
    assert working.get(f"/captures/{entry}/drawn/1?page=99")[0] == 200


@pytest.mark.parametrize(("name", "data", "words"), NO_PICTURE)
def test_what_cannot_be_drawn_says_why(
    working: Browser, name: str, data: bytes, words: str
) -> None:
    entry = add(working, (name, data))
    status, text = working.get(f"/captures/{entry}/drawn/1")
    assert status == 200
    (told,) = re.findall(r'class="unseen">(.*?)</p>', text, re.DOTALL)
    assert words in told
    assert "<img" not in text
    assert "Save a copy of the original" in text
    assert _bytes(working, f"/captures/{entry}/drawn/1/1").status_code == 404


def test_only_what_was_added_is_drawn_and_only_with_the_key(working: Browser) -> None:
    entry = add(working, ("lease.pdf", PAGES), ("list.txt", b"words"))
    for wrong in ((entry, 0), (entry, 2), (entry, 99), (THREAD, 1)):
        assert working.get("/captures/{}/drawn/{}".format(*wrong))[0] == 404, wrong
    assert working.get(f"/captures/{entry}/drawn/1")[0] == 200
    working.post("/lock")
    assert _bytes(working, f"/captures/{entry}/drawn/1/1").status_code == 303


def test_nothing_is_drawn_in_this_process(
    working: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_facts: object) -> None:
        pytest.fail("it was drawn here")

    for name in ("draw", "opened_photo"):
        monkeypatch.setattr(drawing, name, fail)
    entry = add(working, ("lease.pdf", PAGES), ("IMG_1.HEIC", papers.heic()))
    for part in (1, 2):
        _picture(working, working.get(f"/captures/{entry}/drawn/{part}")[1])


def test_a_page_without_end_is_stopped_and_says_so(
    working: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandboxed, "DRAWING_SECONDS", 1)
    told = sandboxed.Sandbox()
    data = papers.endless_pdf()
    before = time.monotonic()
    drawn = told.draw("application/pdf", io.BytesIO(data), len(data), 1)
    told.close()
    assert (drawn.why, drawn.picture) == ("too_much", b"")
    assert time.monotonic() - before < 15
    entry = add(working, ("lease.pdf", PAGES))
    monkeypatch.setattr(sandboxed, "DRAWING_SECONDS", 0)
    assert "too long or too much memory" in working.get(f"/captures/{entry}/drawn/1")[1]
    monkeypatch.undo()
    _picture(working, working.get(f"/captures/{entry}/drawn/1")[1])


def test_locking_ends_what_is_drawn(working: Browser) -> None:
    session = working.state.unlocked_session
    assert session is not None
    data = papers.endless_pdf()
    found: list[str] = []
    drawings = session.jobs.players.drawings

    def draw() -> None:
        drawn = drawings.get("x", lambda: io.BytesIO(data), "application/pdf", len(data), 1)
        found.append(drawn.why)

    drawing_now = threading.Thread(target=draw)
    drawing_now.start()
    time.sleep(2)
    before = time.monotonic()
    working.post("/lock")
    drawing_now.join(10)
    assert found == ["too_much"]
    assert time.monotonic() - before < 10


def test_a_page_of_any_size_is_drawn_within_bounds() -> None:
    for box in ("0 0 14400 14400", "0 0 100000 1", "0 0 0 0"):
        data = papers.pdf(box=box)
        drawn = drawing.draw("application/pdf", io.BytesIO(data), len(data), 1)
        with Image.open(io.BytesIO(drawn.picture)) as picture:
            assert max(picture.size) <= 2_600, box


def test_what_is_no_picture_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that a file has taken over may say anything."""
    for said in (b"<script>alert(1)</script>", b"GIF89a", papers.pdf()):
        monkeypatch.setattr(sandboxed, "_served", lambda *_: drawing.Drawn(said, 1))  # noqa: B023
        one = sandboxed.Sandbox()
        try:
            assert one.draw("application/pdf", io.BytesIO(b""), 0, 1).why == "damaged"
        finally:
            one.close()
