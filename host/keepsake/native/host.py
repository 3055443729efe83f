"""Where the native host starts: the pipes are made safe before anything else is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keepsake.native.port import take_standard_streams

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(_argv: Sequence[str]) -> int:
    """Runs the host on standard input and output until the browser closes the port.

    Args:
        _argv: What the browser passes: its extension's origin or the manifest's path. Not checked
            here: the browser has compared it with the manifest.

    Returns:
        0, or 1 after an error that should not be possible.
    """
    port = take_standard_streams()
    port.stop_on_signals()

    from keepsake.native.serve import run

    return run(port)
