"""Nothing of what was captured can be read in any file that the browser or the host leaves."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from e2e.harness import capture
from fixtures.canary import hits, marks
from fixtures.demo import content

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.harness import Machine
    from e2e.scene import ThreadScene
    from fixtures.demo.server import DemoSite

pytestmark = pytest.mark.browser


def _marks() -> list[bytes]:
    texts = [
        content.messages()[490].text,
        content.messages()[499].text,
        content.messages()[120].text,
        content.SUSPECT.bio,
        content.SUSPECT.id,
        "bc1q-demo-not-a-real-wallet",
    ]
    return marks(texts)


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
    found = hits(tmp_path, _marks())
    assert {hit.split(":")[0] for hit in found} == {"0", "1", "2", "3"}


def test_after_the_thread_no_file_holds_any_of_it(thread_scene: ThreadScene) -> None:
    assert thread_scene.kept.body.state == "complete"
    assert hits(thread_scene.machine.folder, _marks()) == []


def test_while_it_runs_and_after_it_is_killed_no_file_holds_any_of_it(
    machine: Machine, demo: DemoSite
) -> None:
    browser = machine.browser()
    capture(browser, browser.open(demo.profile_url()))
    running = browser.open(demo.thread_url)
    browser.click_toolbar(running)
    while len(machine.sealed_parts()) < 4:
        assert browser.badge(running).text != "✗"
    assert hits(machine.folder, _marks()) == []
    browser.kill()
    assert hits(machine.folder, _marks()) == []


def test_names_of_files_and_what_stands_openly_say_nothing(thread_scene: ThreadScene) -> None:
    vault = thread_scene.machine.vault_path
    open_words = [
        path.read_bytes()
        for path in (vault / "vault.json", vault / "config.toml", vault / "log" / "checkpoint")
        if path.exists()
    ]
    names = "\n".join(str(path.relative_to(vault)) for path in vault.rglob("*"))
    for secret in (content.SUSPECT.handle, content.THREAD_ID, "127.0.0.1", "Quayside"):
        assert secret not in names
        assert all(secret.encode() not in data for data in open_words)
