"""`keepsake verify`: checks a vault and says of every step what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.commands.console import UsageError, unlock
from keepsake.commands.reports import EXIT_CODES, print_report, report_row
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console
    from keepsake.core.verify import Report


def run(options: Namespace, console: Console) -> int:
    """Checks what the path leads to, or the usual vault.

    Returns:
        0 valid, 1 invalid, 2 not checked.

    Raises:
        KeepsakeError: It cannot be opened at all.
        UsageError: The path is not a vault.
    """
    path = Path(options.path) if options.path else None
    if path is None or (path / "vault.json").is_file():
        options.vault = options.path or options.vault
        report = _check_vault(options, console)
    else:
        raise UsageError(console.text("wrong.path", path=path), "keepsake verify")
    if options.json:
        console.data(report_row(report))
    else:
        print_report(report, console)
    return EXIT_CODES[report.outcome]


def _check_vault(options: Namespace, console: Console) -> Report:
    from keepsake.flows.audit import audit

    return audit(unlock(options, console), load_authorities())
