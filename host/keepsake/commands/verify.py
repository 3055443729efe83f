"""`keepsake verify`: checks a vault or a bundle and says of every step what was found."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.commands.console import UsageError, attribution_of, passphrase, unlock
from keepsake.commands.reports import EXIT_CODES, print_report, report_row
from keepsake.core.errors import Code
from keepsake.core.ots.proof import OtsError, read_header
from keepsake.flows.audit.bundle import audit_bundle
from keepsake.flows.audit.earlier import held_against, read_earlier
from keepsake.flows.audit.vault import audit
from keepsake.flows.bundle.reading import is_bundle, is_sealed
from keepsake.flows.custody.acts import verified
from keepsake.stamp.authorities import load_authorities

if TYPE_CHECKING:
    from keepsake.commands.console import Console
    from keepsake.core.verify import Report
    from keepsake.flows.audit.bundle_log import Earlier


def run(options: Namespace, console: Console) -> int:
    """Checks what the path leads to, or the usual vault.

    Returns:
        0 valid, 1 invalid, 2 not checked.

    Raises:
        KeepsakeError: It cannot be opened at all.
        UsageError: The path is neither a vault nor a bundle, or a block header is none.
    """
    report, noted = _check(options, console)
    if options.json:
        console.data(report_row(report))
    else:
        print_report(report, console)
        if not noted:
            console.say("verify.unnoted")
    return EXIT_CODES[report.outcome]


def _check(options: Namespace, console: Console) -> tuple[Report, bool]:
    """The report, and whether the vault's list holds that it was checked, where it should."""
    authorities = load_authorities()
    earlier, headers = _earlier(options, console), _headers(options, console)
    path = Path(options.path) if options.path else None
    if path is None or (path / "vault.json").is_file():
        options.vault = options.path or options.vault
        unlocked = unlock(options, console)
        report = audit(unlocked, authorities, headers=headers)
        if earlier:
            report = held_against(report, unlocked, earlier)
        noted = verified(unlocked, report, None, attribution_of(options)) is not None
        return report, noted or unlocked.vault.is_copy
    if not is_bundle(path):
        raise UsageError(console.text("wrong.path", path=path), "keepsake verify")
    sealed = is_sealed(path)
    secret = passphrase(options, console, "ask.copy", Code.COPY_LOCKED) if sealed else None
    return audit_bundle(path, secret, authorities, earlier, headers), True


def _headers(options: Namespace, console: Console) -> dict[int, bytes]:
    """Bitcoin block headers that the person looked up, by height."""
    try:
        return dict(read_header(text) for text in options.block)
    except OtsError as error:
        raise UsageError(console.text("wrong.block"), "keepsake verify") from error


def _earlier(options: Namespace, console: Console) -> Earlier | None:
    """The older copy to compare with; its passphrase is its own."""
    if not options.earlier:
        return None
    path = Path(options.earlier)
    if not path.exists():
        raise UsageError(console.text("wrong.path", path=path), "keepsake verify")
    if not (is_bundle(path) and is_sealed(path)):
        return read_earlier(path, None)
    own = Namespace(**{**vars(options), "passphrase_file": options.earlier_passphrase_file})
    return read_earlier(path, passphrase(own, console, "ask.earlier", Code.COPY_LOCKED))
