"""The native host as a program of its own: what browsers start where nothing needs Python."""

from __future__ import annotations

import sys

from keepsake.core_dumps import forbid_core_dumps
from keepsake.native import host


def main() -> int:
    """Runs the host, whatever the arguments are: only browsers start this."""
    forbid_core_dumps()
    return host.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
