"""The test that an expert repeats by hand, as validation/record.pdf has it, in each browser."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from e2e import many
from fixtures.bundles import export, files_of, open_payload
from keepsake.formats.report import validation

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.firefox import Firefox
    from e2e.harness import Machine
    from keepsake_drive.browser import Browser

pytestmark = pytest.mark.browser


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_a_capture_of_the_known_page_holds_what_is_expected_of_it(
    steady: Machine, each_browser: Browser | Firefox, tmp_path: Path
) -> None:
    beside = dict(validation.files(None, "en"))
    page = beside["validation/known-page.html"].decode()

    def answer(path: str, _query: str) -> str | None:
        return page if path == "known-page.html" else None

    kept = many.captured(steady, each_browser, answer, ["known-page.html"])["known-page.html"]
    reader = tmp_path / "reader.html"
    reader.write_text('<html><script type="application/json" id="roots">[]</script>@@PAYLOAD@@')
    files = files_of(open_payload(export(steady.unlocked(), [kept.entry], tmp_path / "c", reader)))
    expected = rows(beside["validation/expected.csv"])
    names = ("author", "time", "text")
    told = rows(files["data/derived/messages.csv"])
    assert [[row[name] for name in names] for row in told] == [
        [row[name] for name in names] for row in expected
    ]
    assert kept.manifest.whole
    assert kept.manifest.count == len(expected) > len(list(kept.parts("tile"))) > 1
    # The copy itself has what the next expert needs.
    assert files["data/validation/known-page.html"] == beside["validation/known-page.html"]
    assert files["data/validation/record.pdf"].startswith(b"%PDF")
