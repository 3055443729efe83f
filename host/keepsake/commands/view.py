"""`keepsake view`: the window that shows what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.commands.console import vault_path
from keepsake.viewer.window import run as show

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console


def run(options: Namespace, console: Console) -> int:
    """Shows the vault until the person leaves, or until Ctrl-C.

    The language is not passed on: the person may have chosen another one in the window.
    """
    in_browser = options.browser or options.serve
    try:
        return show(
            vault_path(options), browser=in_browser, announce=console.print, keep_up=options.serve
        )
    except KeyboardInterrupt:
        return 0
