"""Leads the person's browser to the one-time address, which no other person's program can read.

What a program is started with can be read by everybody with an account on the computer (on Linux
from `/proc`). So the browser is told the name of a file that only this person can open, and the
file leads on, as Jupyter does it. A program that runs as the same person can read it.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from keepsake.env import own_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (
    '<!doctype html><meta charset="utf-8"><title>Keepsake</title>'
    '<meta http-equiv="refresh" content="0; url={address}"><a href="{address}">Keepsake</a>\n'
)
# Where there is this, browsers may come from there: those open nothing that is hidden or outside
# the person's home.
SNAPS = Path("/snap")
_SERVER = re.compile(r"http://([\d.]+):(\d+)/enter/")
_ASK_SECONDS = 1.0


@contextmanager
def written(address: str) -> Iterator[Path]:
    """Writes a page that leads to an address, and removes it when the block ends.

    What earlier runs left that were killed is removed as well.

    Raises:
        OSError: It cannot be written, or the folder is not this person's own.
    """
    folder = _folder()
    _own(folder)
    path = folder / f"{secrets.token_hex(8)}.html"
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(PAGE.format(address=address), encoding="utf-8")
        # After its own is there: the folder goes with the last of them.
        for one in folder.glob("*.html"):
            if one != path and not _is_in_use(one):
                remove(one)
        yield path
    finally:
        remove(path)


def remove(path: Path) -> None:
    """Removes a page, and its folder where nothing else is in it."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()


def _folder() -> Path:
    """The system's place for what lasts no longer than the person is there, or our own."""
    running = os.environ.get("XDG_RUNTIME_DIR", "")
    if sys.platform == "linux" and SNAPS.is_dir():
        return Path.home() / "keepsake-open"
    if sys.platform == "linux" and running and Path(running).is_absolute():
        return Path(running) / "keepsake"
    return own_folder("state") / "open"


def _own(folder: Path) -> None:
    """Makes the folder, for this person alone.

    Raises:
        OSError: It cannot be made, or something is there that is not a folder of this person.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    there = folder.lstat()
    mine = sys.platform == "win32" or there.st_uid == os.geteuid()
    if not (stat.S_ISDIR(there.st_mode) and mine):
        raise OSError(f"{folder.name} is not a folder of this person")
    folder.chmod(0o700)


def _is_in_use(page: Path) -> bool:
    """Whether the program that wrote a page still runs, as far as somebody listens where it did."""
    with suppress(OSError, ValueError):
        found = _SERVER.search(page.read_text(encoding="utf-8"))
        if found:
            with socket.create_connection((found[1], int(found[2])), timeout=_ASK_SECONDS):
                return True
    return False
