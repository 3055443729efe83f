"""The three programs that check a bundle, asked about the same files."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from fixtures.bundles import seal, unpack
from keepsake.flows.audit.bundle import audit_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from fixtures.bundles import Made

SECRET = "changed"
Files = dict[str, bytes]


class Verdicts:
    """What each of the three says of some files."""

    def __init__(self, made: Made, page: Page, reader: Path, folder: Path) -> None:
        self._made, self._page, self._reader, self._folder = made, page, reader, folder

    def audit(self, files: Files) -> tuple[str, str]:
        sealed = self._folder / "evidence.age"
        sealed.write_bytes(seal(files, SECRET))
        report = audit_bundle(sealed, SECRET, self._made.authorities)
        return str(report.outcome), "\n".join(file for step in report.steps for file in step.files)

    def program(self, files: Files, script: bytes) -> tuple[str, str]:
        bag = unpack(files, self._folder / "bag")
        (self._folder / "verify.py").write_bytes(script)
        command = [sys.executable, "-I", self._folder / "verify.py", bag]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return {0: "valid", 1: "invalid", 2: "not_checked"}[done.returncode], done.stdout

    def reader(self, files: Files) -> tuple[str, str]:
        show(self._page, self._reader, seal(files, SECRET))
        self._page.wait_for_selector(".verdict")
        self._page.click("nav [data-view=checks]")
        outcome = self._page.locator(".verdict").get_attribute("class") or ""
        named = self._page.locator(".finding code").all_text_contents()
        return outcome.rpartition(" ")[2], "\n".join(named)


def choose(page: Page, sealed: Path) -> None:
    page.set_input_files("#file", sealed)


def show(page: Page, reader: Path, sealed: bytes | Path, secret: str = SECRET) -> None:
    """Opens the reader without a payload, chooses the file and enters the passphrase."""
    if isinstance(sealed, bytes):
        # As a file: a browser that is handed the bytes takes longer for them than for the copy.
        path = reader.with_name("evidence.age")
        path.write_bytes(sealed)
        sealed = path
    page.goto(reader.as_uri())
    choose(page, sealed)
    expect(page.locator(".drop .name")).to_have_text("evidence.age")
    page.fill("#secret", secret)
    page.click("button.primary")
