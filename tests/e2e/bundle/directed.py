"""The three programs that check, as each is used, and what they must say of a directed change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from e2e.bundle.verdicts import SECRET, show
from fixtures.bundles import seal_bytes, unpack
from fixtures.forged import changes, zips
from fixtures.forged.changes import sealed_anew
from keepsake.core.verify import Outcome
from keepsake.flows.audit.bundle import audit_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.forged.case import Files, Forged
    from fixtures.forged.changes import Row

OUTCOMES = {0: "valid", 1: "invalid", 2: "not_checked"}


class Verifiers:
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
        self._page.click("nav [data-view=checks]")
        outcome = self._page.locator(".verdict").get_attribute("class") or ""
        named = self._page.locator(".finding code").all_text_contents()
        return outcome.rpartition(" ")[2], "\n".join(named)

    def refused(self, payload: bytes) -> None:
        """The reader opens nothing of it, and says that it is no copy."""
        show(self._page, self._reader, seal_bytes(payload, SECRET))
        expect(self._page.locator(".status")).to_contain_text("not a copy")
        expect(self._page.locator(".frame")).to_have_count(0)


def found_and_named(row: Row, world: Forged, verifiers: Verifiers) -> None:
    """All three agree on the outcome of a changed copy, and each names the file."""
    files = sealed_anew(row, world)
    assert files != world.files
    running = verifiers.begin(files)
    host, page = verifiers.host(), verifiers.reader(zips.raw(zips.members(files)))
    said = {"keepsake verify": host, "the reader": page, "verify.py": verifiers.end(running)}
    outcomes = {who: outcome for who, (outcome, _) in said.items()}
    assert outcomes == dict.fromkeys(said, row.outcome), outcomes
    wanted = [changes.place(world.files, name) for name in row.named]
    for who, (_, named) in said.items():
        assert any(name in named for name in wanted), f"{who} names {named}"
