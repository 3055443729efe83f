"""Holds a vault or a bundle against an older checkpoint of it: nothing was removed in between.

Source: FORMAT.md §7.3.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from keepsake.core import merkle, verify
from keepsake.core.errors import Code, KeepsakeError
from keepsake.flows.audit.bundle_log import Earlier, open_earlier
from keepsake.flows.bundle.reading import is_bundle, read_files

if TYPE_CHECKING:
    from pathlib import Path

    from keepsake.core.verify import Finding, Report
    from keepsake.vault.unlocked import Unlocked

_CHECKPOINT = "data/log/checkpoint"
_KEY = "data/log/verifier.key"


def read_earlier(path: Path, passphrase: str | None) -> Earlier:
    """The checkpoint of an older bundle, or one that was saved from it as a file.

    Args:
        path: A checkpoint, or a bundle as `is_bundle` knows it.
        passphrase: What opens a sealed one.

    Raises:
        KeepsakeError: COPY_MISSING (neither is there), COPY_LOCKED, COPY_PASSPHRASE_WRONG,
            WORK_FACTOR.
    """
    if is_bundle(path):
        files, _ = read_files(path, passphrase)
        key = bytes(files.get(_KEY, b"")).decode(errors="replace").removesuffix("\n")
        return Earlier(bytes(files.get(_CHECKPOINT, b"")), key, path.name)
    try:
        return Earlier(path.read_bytes(), "", path.name)
    except OSError as error:
        raise KeepsakeError(Code.COPY_MISSING, "no older copy here") from error


def held_against(report: Report, unlocked: Unlocked, earlier: Earlier) -> Report:
    """The report on a vault, with what comparing it with an older checkpoint found in step 3."""
    findings = _compare(unlocked, earlier)
    steps = tuple(
        dataclasses.replace(step, findings=(*step.findings, *findings))
        if step.number == 3
        else step
        for step in report.steps
    )
    return dataclasses.replace(report, steps=steps)


def _compare(unlocked: Unlocked, earlier: Earlier) -> list[Finding]:
    vault = unlocked.vault
    head = open_earlier(earlier, vault.key)
    if isinstance(head, verify.Finding):
        return [head]
    try:
        leaves = vault.leaves()
    except KeepsakeError:
        return [verify.not_checked("no_leaves", "log/leaves")]
    if head.size > len(leaves):
        facts = {"stamped": str(head.size), "present": str(len(leaves))}
        return [verify.invalid("shorter_than_earlier", "log/checkpoint", **facts)]
    same = merkle.root(leaves[: head.size]) == head.root
    return [] if same else [verify.invalid("forked", earlier.file)]
