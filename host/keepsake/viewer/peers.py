"""Whose program a connection within this computer comes from, where the system says so."""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Place = tuple[str, int]

# Linux tells everybody whose each socket is; a socket of both kinds is in the second list. Source:
# proc(5) and proc_net_tcp of the kernel's documentation.
_LISTS = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_MAPPED = b"\0" * 10 + b"\xff\xff"
# The system's own account is let in: it can do anything here, and passes on what comes from others
# (a browser on the other side of WSL).
EVERYBODY = frozenset({0})
# A row lasts at least as long as its connection; ports are not given out again so soon.
_FRESH_SECONDS = 0.1


def own_id() -> int | None:
    """The account that this program runs as; nothing where accounts have no numbers (Windows)."""
    asked: Callable[[], int] | None = getattr(os, "geteuid", None)
    return asked() if asked else None


class Owners:
    """Says whose connections are, and reads the system's lists once for many that come together."""

    def __init__(self) -> None:
        self._lists: list[str] = []
        self._until = 0.0

    def is_another(self, connection: socket.socket) -> bool:
        """Whether another person's program is at the other end; false also where nothing says."""
        owner, own = self.owner_of(connection), own_id()
        return owner is not None and own is not None and owner != own and owner not in EVERYBODY

    def owner_of(self, connection: socket.socket) -> int | None:
        """The account whose program holds the other end, as the system says.

        Returns:
            Nothing where it does not say (other systems than Linux), where the other end is not
            within this network of the computer, or where nobody holds it any more.
        """
        with suppress(OSError):
            there, here = connection.getpeername()[:2], connection.getsockname()[:2]
            row = "" if time.monotonic() > self._until else self._row(there, here)
            if not row:
                self._read()
                row = self._row(there, here)
            return owner_in(row)
        return None

    def _read(self) -> None:
        self._lists = []
        for path in _LISTS:
            with suppress(OSError):
                self._lists.append(path.read_text(encoding="ascii"))
        self._until = time.monotonic() + _FRESH_SECONDS

    def _row(self, there: Place, here: Place) -> str:
        return next((row for table in self._lists if (row := find(table, there, here))), "")


def find(table: str, there: Place, here: Place) -> str:
    """The row of one connection, seen from its other end, after both ends; "" where there is none.

    Raises:
        OSError: One of the addresses is none of IPv4.
    """
    for kind in (_plain, _mapped):
        ends = f" {kind(there)} {kind(here)} "
        place = table.find(ends)
        if place >= 0:
            return table[place + len(ends) :].partition("\n")[0]
    return ""


def owner_in(row: str) -> int | None:
    """The account in what `find` found; nothing where nobody holds the socket any more."""
    # State, queues, timer, retransmissions, account, timeout, inode. A socket that nobody holds
    # stands there as one of account 0.
    fields = row.split()
    return int(fields[4]) if len(fields) > 6 and fields[6] != "0" else None


def _plain(place: Place) -> str:
    return f"{_words(socket.inet_aton(place[0]))}:{place[1]:04X}"


def _mapped(place: Place) -> str:
    return f"{_words(_MAPPED + socket.inet_aton(place[0]))}:{place[1]:04X}"


def _words(address: bytes) -> str:
    """Each four bytes as the number that they are to this processor."""
    groups = (address[start : start + 4] for start in range(0, len(address), 4))
    return "".join(f"{int.from_bytes(group, sys.byteorder):08X}" for group in groups)
