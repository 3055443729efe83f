"""Public files that no registry ships, so they are no part of the project and no test needs them.

KEEPSAKE_VECTORS names a folder with them. Without it the tests of this folder are not collected,
and the run says at its end that they were left out: `tests/unit/agreeing/` shows the same with what
is made there. With it, a file that is missing is a failure.
"""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "KEEPSAKE_VECTORS"
FOLDER = Path(os.environ[VARIABLE]).absolute() if os.environ.get(VARIABLE) else None
LEFT_OUT = (
    f"left out: tests/outside, public time-stamps and proofs about trees ({VARIABLE} is not set)"
)


def folder(*parts: str) -> Path:
    """A folder of them.

    Raises:
        FileNotFoundError: It is not where the variable says.
    """
    found = (FOLDER or Path()).joinpath(*parts)
    if FOLDER is None or not found.is_dir():
        raise FileNotFoundError(f"{VARIABLE} is {FOLDER}, without {'/'.join(parts)}")
    return found
