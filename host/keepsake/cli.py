"""The command line: reads the arguments, runs one command, tells every error in words.

Exit codes: 0 valid or done, 1 invalid or failed, 2 not checked or pending, 64 wrong usage.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from keepsake.core.errors import Code, KeepsakeError

if TYPE_CHECKING:
    from collections.abc import Sequence


FAILED = 1
WRONG_USAGE = 64


def main(argv: Sequence[str]) -> int:
    """Runs one command.

    Args:
        argv: The arguments, without the program's name.

    Returns:
        The exit code.
    """
    from keepsake.commands.console import Console, UsageError
    from keepsake.commands.parser import parse

    console, vault = Console.of_this_process(), ""
    try:
        command = parse(argv, console)
        vault = command.options.vault or ""
        return command.run(command.options, console)
    except UsageError as error:
        console.complain(error.detail)
        console.complain_below("error.safe", text=console.text("wrong.safe"))
        console.complain_below("error.run", command=f"{error.program} --help")
        return WRONG_USAGE
    except KeepsakeError as error:
        console.tell(error, vault)
    except KeyboardInterrupt:
        console.complain("")
    except BrokenPipeError:
        # The reader of the output, for instance `head`, has seen enough.
        sys.stderr.close()
    except Exception as error:  # noqa: BLE001 - the top frame: told by number, never silent
        console.tell(KeepsakeError(Code.INTERNAL, _where(error)))
    return FAILED


def _where(error: Exception) -> str:
    """The type and the line, never the message, which may hold content."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    name = trace.tb_frame.f_globals.get("__name__", "")
    return f"{type(error).__name__} in {name} line {trace.tb_lineno}"
