"""Nothing of what was captured can be read in any file that the browser or the host leaves."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from e2e.firefox import STARTERS
from e2e.harness import SHORT_SECONDS, capture, tiles_at_least
from e2e.scene import thread_marks
from fixtures.canary import hits
from fixtures.demo import content
from keepsake_drive.targets import until

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.harness import Machine
    from fixtures.demo.server import DemoSite

pytestmark = pytest.mark.browser


def test_the_scan_finds_what_is_written_plainly(tmp_path: Path) -> None:
    text = content.messages()[490].text
    for number, data in enumerate(
        (
            text.encode(),
            f"before {text} after".encode("utf-16-le"),
            base64.b64encode(b"x" + text.encode() + b"behind"),
            base64.b64encode(b"xy" + text.encode("utf-16-le")),
        )
    ):
        (tmp_path / str(number)).write_bytes(b"\1\2" + data)
    found = hits(tmp_path, thread_marks())
    assert {hit.split(":")[0] for hit in found} == {"0", "1", "2", "3"}


@pytest.mark.parametrize("kind", STARTERS)
def test_while_it_runs_and_after_it_is_killed_no_file_holds_any_of_it(
    machine: Machine, demo: DemoSite, kind: str
) -> None:
    browser = STARTERS[kind](machine)
    capture(browser, browser.open(demo.profile_url()))
    running = browser.open(demo.thread_url)
    browser.click_toolbar(running)
    until(tiles_at_least(machine, 3), SHORT_SECONDS, "too few parts")
    assert hits(machine.folder, thread_marks()) == []
    browser.kill()
    assert hits(machine.folder, thread_marks()) == []
