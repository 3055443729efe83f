"""An officer reads what is read of a page, and the page's own code beside it, as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.pages import unlock, view
from e2e.bundle.verdicts import Verdicts
from fixtures import bundles
from fixtures.seen_page import keep, record
from fixtures.vaults import PASSPHRASE, environment
from keepsake.vault import access, creating

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

pytestmark = pytest.mark.browser

READING = "data/readings/001.json"
BAD = '<img src="x" onerror="document.title=1">'


@pytest.fixture(scope="module")
def read_bundle(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("read")
    vault = creating.create(folder / "vault", environment())
    page = record()
    lines = [json.loads(line) for line in page["views"]]
    for row in lines:
        if "html" in row:
            begun, end, _ = row["html"].rpartition("</")
            row["html"] = begun + BAD + row["html"][len(begun) :]
            assert end
            row["boxes"] += [0, 0, 0, 0]
            row["styles"] += row["styles"][:1]
    keep(vault, "\n".join(map(json.dumps, lines)).encode(), page["items"])
    access.claim(vault, PASSPHRASE)
    authorities = bundles.stamp(vault, folder)
    return bundles.exported(folder, access.unlock(vault, PASSPHRASE), authorities)


def test_the_pages_own_code_stands_beside_what_is_read(read_bundle: Made, page: Page) -> None:
    unlock(page, read_bundle.folder, read_bundle.passphrase)
    view(page, "text")
    items = page.locator("ol.items li")
    expect(items.first).to_be_visible()
    files = bundles.files_of(bundles.open_payload(read_bundle))
    texts = [one.get("text", {}).get("value", "") for one in json.loads(files[READING])["items"]]
    first = next(at for at, text in enumerate(texts) if text)
    item = items.nth(first)
    expect(item.locator("p.words")).to_have_text(texts[first])
    assert item.locator("pre").count() == 0
    item.locator("summary").click()
    expect(item.locator("pre").first).to_contain_text(BAD)
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "1"


def test_a_lie_of_a_thief_of_the_key_is_told_by_page_and_program(
    read_bundle: Made, page: Page, tmp_path: Path
) -> None:
    files = bundles.files_of(bundles.open_payload(read_bundle))
    read = json.loads(files[READING])
    said = next(one for one in read["items"] if "text" in one)
    said["text"]["value"] += " never"
    forged = bundles.rebagged({**files, READING: json.dumps(read).encode()}, read_bundle.signer)
    trusting = bundles.reader_that_trusts(read_bundle.authorities, tmp_path)
    three = Verdicts(read_bundle, page, trusting, tmp_path)
    assert three.reader(files)[0] == three.audit(files)[0] == "valid"
    for outcome, named in (
        three.audit(forged),
        three.reader(forged),
        three.program(forged, files["data/verify.py"]),
    ):
        assert outcome == "invalid"
        assert READING in named
