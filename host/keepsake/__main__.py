"""Picks the native host or the command line from the arguments, and nothing else."""

from __future__ import annotations

import sys

from keepsake.core_dumps import forbid_core_dumps


def main() -> int:
    """Runs what the arguments ask for.

    Browsers start the same executable: Chromium passes the extension's origin first, Firefox the
    path of the host manifest.
    """
    forbid_core_dumps()
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    if first.startswith("chrome-extension://") or first.endswith("org.keepsake.host.json"):
        from keepsake.native import host

        return host.main(arguments)
    if arguments == ["read-apart"]:
        from keepsake.formats.importers import sandbox

        return sandbox.main()
    from keepsake import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
