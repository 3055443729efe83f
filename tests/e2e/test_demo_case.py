"""The case of the demonstration fits its thread: what it names is what the capture holds."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures.demo import case
from keepsake.core.case.entries import ContactBody, MarkBody, StatementBody
from keepsake.env import real_environment
from keepsake.flows.bundle.case import casework
from keepsake.vault import access, as_read
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.scene import ThreadScene

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("thread_scene", ["chromium"], indirect=True)
def test_the_case_of_run_points_at_the_messages_it_means(
    thread_scene: ThreadScene, tmp_path: Path
) -> None:
    copy = shutil.copytree(thread_scene.machine.vault_path, tmp_path / "vault")
    unlocked = access.unlock(Vault.open(copy, real_environment()), None)
    entry = thread_scene.kept.entry
    made = case.fill(unlocked, [entry])
    work = casework(unlocked)
    assert work.cases[made].exhibits[entry] == 1
    manifest = as_read.manifest(unlocked, unlocked.capture(entry).body)
    assert manifest is not None
    marks = [record.now.body for record in work.records(made, MarkBody)]
    said = {mark.meaning: manifest.items[mark.item - 1] for mark in marks}
    assert case.DEMAND in said["demand"].text
    assert said["deadline"] == said["demand"]
    assert case.THREAT in said["threat"].text
    assert {item.author for item in said.values()} == {"Dorian Vale"}
    statement = work.statement(made)
    assert statement is not None
    assert isinstance(statement.now.body, StatementBody)
    demand = next(mark.item for mark in marks if mark.meaning == "demand")
    assert f"[Exhibit 1, message {demand}]" in statement.now.body.parts["what"]
    results = [record.now.body.result for record in work.records(made, ContactBody)]
    assert results == ["refused", "taken"]
