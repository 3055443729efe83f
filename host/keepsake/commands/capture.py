"""`keepsake capture`: the real extension in a driven browser, also without a screen.

What drives the browser is the distribution `keepsake-drive`, which comes by `keepsake[drive]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.commands.console import UsageError, vault_path
from keepsake.commands.local_time import clock_text
from keepsake.commands.summaries import Summary, summaries
from keepsake.core.errors import Code, KeepsakeError
from keepsake.env import real_environment
from keepsake.shared import product_path
from keepsake.vault import access
from keepsake.vault.handle import Vault

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from types import ModuleType

    from keepsake.commands.console import Console
    from keepsake_drive.capture import CaptureOutcome


@dataclass(frozen=True)
class Done:
    """What `--json` prints; `captures` is empty where the vault has a passphrase."""

    pages: tuple[CaptureOutcome, ...]
    captures: tuple[Summary, ...]


def run(options: Namespace, console: Console) -> int:
    """Captures each address.

    Returns:
        0 when every one was kept, else 1.

    Raises:
        KeepsakeError: TOOL_MISSING; no browser that can be driven, nothing that drives it, or no
            built extension.
        UsageError: An address that is not of the web.
    """
    for url in options.urls:
        if not url.startswith(("http://", "https://")):
            raise UsageError(console.text("wrong.url", url=url), "keepsake capture")
    extension = Path(options.extension) if options.extension else product_path("chromium")
    if not (extension / "manifest.json").is_file():
        raise KeepsakeError(Code.TOOL_MISSING, "the add-on is not built", file=str(extension))
    drive = _driver()
    path = vault_path(options).absolute()
    before = _size(path)
    outcomes = drive.capture_pages(
        options.urls,
        drive.DriveOptions(
            vault_path=path,
            extension_dir=extension,
            window=options.window,
            timeout_seconds=options.timeout,
            operator=options.who.strip(),
        ),
        console.complain if options.json else console.print,
    )
    new = _new_captures(path, before)
    if options.json:
        console.data(Done(tuple(outcomes), tuple(new)))
    else:
        _tell(outcomes, new, console)
    return 0 if all(one.kept for one in outcomes) else 1


def _driver() -> ModuleType:
    """What captures pages with a browser of its own, where it is installed."""
    try:
        from keepsake_drive import capture
    except ModuleNotFoundError as error:
        raise KeepsakeError(
            Code.TOOL_MISSING,
            "install what drives a browser: pip install 'keepsake[drive]'",
            tool="keepsake-drive",
        ) from error
    return capture


def _tell(outcomes: Sequence[CaptureOutcome], new: Sequence[Summary], console: Console) -> None:
    for one in new:
        console.say("capture.entry", entry=one.entry, title=one.title or one.url)
        console.say(
            "capture.receipt",
            time=clock_text(one.utc),
            entry=one.entry,
            items=one.items,
            tiles=one.tiles,
        )
    kept = sum(1 for one in outcomes if one.kept)
    console.say("capture.done", kept=kept, all=len(outcomes))


def _size(path: Path) -> int:
    try:
        return Vault.open(path, real_environment()).size()
    except KeepsakeError as error:
        if error.code is Code.VAULT_MISSING:
            return 0
        raise


def _new_captures(path: Path, before: int) -> list[Summary]:
    """The new captures; none where a passphrase is set, which a capture never asks for."""
    try:
        vault = Vault.open(path, real_environment())
    except KeepsakeError as error:
        if error.code is Code.VAULT_MISSING:
            return []
        raise
    if vault.claimed:
        return []
    return [one for one in summaries(access.unlock(vault, None)) if one.entry >= before]
