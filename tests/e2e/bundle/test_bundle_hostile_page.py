"""A page made to harm whoever looks at it, all the way into the reader and the report."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import VIEWS, cut_off_page
from e2e.bundle.verdicts import show
from fixtures.bundles import Made, files_of, make, open_payload, seal
from viewer import sample

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SECRET = "hostile"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("hostile"), [sample.hostile()])


def test_the_reader_shows_it_as_text_and_runs_nothing(
    hostile: Made, chromium: Browser, empty_reader: Path
) -> None:
    with cut_off_page(chromium) as page:
        show(page, empty_reader, seal(files_of(open_payload(hostile)), SECRET), SECRET)
        page.wait_for_selector(".verdict")
        for number in range(1, len(VIEWS) + 1):
            page.click(f"nav button:nth-child({number})")
            assert page.title() == "Keepsake"
            # The only form is our own, which compares with an earlier copy.
            foreign = "main script, main iframe, main form:not(:has(#earlier)), main a[href]"
            assert page.locator(foreign).count() == 0
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.click("nav [data-view=text]")
        expect(page.locator(".items")).to_contain_text("<script>document.title='owned'</script>")


def test_the_report_prints_it_as_text(hostile: Made, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(files_of(open_payload(hostile))["data/report.pdf"])
    text = subprocess.run(
        ["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    flat = "".join(text.split())
    assert "<script>document.title='owned'</script>" in flat
    assert "[right-to-leftoverride]evil" in flat
    assert "😀😀" in flat
    links = subprocess.run(["pdfinfo", "-url", path], check=True, capture_output=True, text=True)
    assert "evil.example" not in links.stdout
