"""The table of directed changes: what the other side's expert would try, held against all three.

Each row changes a copy of a real case the way somebody would who holds it with its passphrase, up
to somebody who also stole the vault's key. `keepsake verify`, `verify.py` of a release, started as
a program of its own, and the reader of a release, in a real browser, must agree on the outcome, and
each must name the file. Changes of the folder are in `tests/unit/test_bundle_folder.py`: only the
program that is given the folder sees it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.bundle.verdicts import SECRET, show
from fixtures.bundles import reader_that_trusts, seal_bytes, unpack
from fixtures.forged import case, changes, zips
from fixtures.forged.changes import sealed_anew
from fixtures.forged.evidence import EVIDENCE
from fixtures.forged.papers import PAPERS
from fixtures.forged.stamps import STAMPS
from fixtures.forged.zips import ZIPS
from keepsake.core.verify import Outcome
from keepsake.flows.audit.bundle import audit_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from fixtures.forged.case import Files, Forged
    from fixtures.forged.changes import Row
    from fixtures.forged.zips import ZipRow

pytestmark = pytest.mark.browser

TABLE = [*STAMPS, *EVIDENCE, *PAPERS]
OUTCOMES = {0: "valid", 1: "invalid", 2: "not_checked"}


class Three:
    """The three programs that check, each with the right roots and none of the copy's own code."""

    def __init__(self, world: Forged, page: Page, reader: Path, folder: Path) -> None:
        self._world, self._page, self._reader, self._folder = world, page, reader, folder
        self._script = folder / "verify.py"
        self._script.write_bytes(world.program)

    def begin(self, files: Files) -> subprocess.Popen[str]:
        """Starts verify.py on the unpacked bag, while the others look at it."""
        bag = self._folder / "bag"
        shutil.rmtree(bag, ignore_errors=True)
        unpack(files, bag)
        command = [sys.executable, "-I", str(self._script), str(bag)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)

    def end(self, process: subprocess.Popen[str]) -> tuple[str, str]:
        said, wrong = process.communicate(timeout=300)
        assert wrong == ""
        return OUTCOMES[process.returncode], said

    def host(self, payload: bytes | None = None) -> tuple[str, str]:
        """`keepsake verify`: of the unpacked bag, or of a sealed container."""
        path, secret = self._folder / "bag", None
        if payload is not None:
            path, secret = self._folder / "evidence.age", SECRET
            path.write_bytes(seal_bytes(payload, SECRET))
        report = audit_bundle(path, secret, self._world.made.authorities)
        found = [one for step in report.steps for one in step.findings]
        wrong = [one.file for one in found if one.outcome is not Outcome.VALID]
        return str(report.outcome), "\n".join(wrong)

    def reader(self, payload: bytes) -> tuple[str, str]:
        show(self._page, self._reader, seal_bytes(payload, SECRET))
        self._page.wait_for_selector(".verdict")
        self._page.click("nav button:nth-child(5)")
        outcome = self._page.locator(".verdict").get_attribute("class") or ""
        named = self._page.locator(".finding code").all_text_contents()
        return outcome.rpartition(" ")[2], "\n".join(named)

    def refused(self, payload: bytes) -> None:
        """The reader opens nothing of it, and says that it is no copy."""
        show(self._page, self._reader, seal_bytes(payload, SECRET))
        expect(self._page.locator(".status")).to_contain_text("not a copy")
        expect(self._page.locator(".frame")).to_have_count(0)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Forged:
    return case.make(tmp_path_factory.mktemp("forged"))


@pytest.fixture(scope="module")
def three(
    world: Forged, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Three]:
    folder = tmp_path_factory.mktemp("three")
    page = chromium.new_context(offline=True, locale="en-CA").new_page()
    page.set_default_timeout(120_000)
    yield Three(world, page, reader_that_trusts(world.made.authorities, folder), folder)
    page.context.close()


def test_the_table_is_long_enough_and_every_name_is_once() -> None:
    names = [row.name for row in (*TABLE, *ZIPS)]
    assert len(names) == len(set(names)) >= 160


def test_the_copy_itself_is_valid_for_all_three(world: Forged, three: Three) -> None:
    running = three.begin(world.files)
    payload = zips.raw(zips.members(world.files))
    said = [three.host(), three.reader(payload), three.end(running)]
    assert [outcome for outcome, _ in said] == ["valid"] * 3
    assert three.host(payload) == ("valid", "")


@pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])
def test_what_was_changed_is_found_and_named_by_all_three(
    row: Row, world: Forged, three: Three
) -> None:
    files = sealed_anew(row, world)
    assert files != world.files
    running = three.begin(files)
    host, page = three.host(), three.reader(zips.raw(zips.members(files)))
    said = {"keepsake verify": host, "the reader": page, "verify.py": three.end(running)}
    outcomes = {who: outcome for who, (outcome, _) in said.items()}
    assert outcomes == dict.fromkeys(said, row.outcome)
    wanted = [changes.place(world.files, name) for name in row.named]
    for who, (_, named) in said.items():
        assert any(name in named for name in wanted), f"{who} names {named}"


@pytest.mark.parametrize("row", ZIPS, ids=[row.name for row in ZIPS])
def test_a_container_that_was_changed_is_refused(row: ZipRow, world: Forged, three: Three) -> None:
    payload = zips.made(row, world)
    running = three.begin(zips.unpacked(payload)) if row.program else None
    outcome, named = three.host(payload)
    assert outcome == "invalid"
    assert row.file in named
    three.refused(payload)
    if running is not None:
        said, shown = three.end(running)
        assert (said, row.named in shown) == (row.program, True)
