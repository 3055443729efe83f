"""`keepsake view`: the window that shows what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.browsers import register
from keepsake.browsers.table import this_computer
from keepsake.commands.console import vault_path
from keepsake.program import is_packaged
from keepsake.viewer.window import Opening
from keepsake.viewer.window import run as show

if TYPE_CHECKING:
    from argparse import Namespace

    from keepsake.commands.console import Console


def run(options: Namespace, console: Console) -> int:
    """Shows the vault until the person leaves, or until Ctrl-C.

    The language is not passed on: the person may have chosen another one in the window.
    """
    if is_packaged():
        # Who starts it from a menu has no other way to tell the browsers of it.
        register.connect(this_computer(), others=False)
    in_browser = options.browser or options.serve
    try:
        opening = Opening(options.at, options.serve)
        return show(
            vault_path(options), browser=in_browser, announce=console.print, opening=opening
        )
    except KeyboardInterrupt:
        return 0
