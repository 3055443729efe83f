"""The OpenTimestamps calendars that may be asked for a third proof. Nothing is trusted in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.stamp.asked import list_path

_Id = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,39}\Z")]
_Url = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^\s/]+\Z")]


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar, or a pool that passes hashes on to one.

    Attributes:
        id: Short name.
        name: For people.
        url: Where hashes are sent, without a path.
        asks: Addresses that may be asked for the rest of a proof; `*.` stands for any host below.
        enabled: Whether hashes are sent to it.
    """

    id: str
    name: str
    url: str
    asks: tuple[str, ...]
    enabled: bool

    def may_ask(self, address: str) -> bool:
        """Whether a proof that names this address may be completed there.

        The address comes from whoever answered, so that without this list a calendar could send
        the program anywhere.
        """
        return any(_matches(pattern, address) for pattern in self.asks)


class _Row(msgspec.Struct, frozen=True):
    id: _Id
    name: str
    url: _Url
    enabled: bool
    asks: tuple[_Url, ...]


class _File(msgspec.Struct, frozen=True):
    version: int
    calendars: tuple[_Row, ...] = ()


def load_calendars() -> tuple[Calendar, ...]:
    """Reads them from the list that names the authorities too; a list may have none.

    Raises:
        KeepsakeError: INTERNAL; the list cannot be read.
    """
    path = list_path()
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        if file.version != 1 or len({row.id for row in file.calendars}) != len(file.calendars):
            raise ValueError("another version, or a calendar twice")
    except (OSError, ValueError, msgspec.DecodeError) as error:
        detail = f"the list of calendars cannot be used: {error}"
        raise KeepsakeError(Code.INTERNAL, detail, file=path.name) from error
    return tuple(
        Calendar(row.id, row.name, row.url, row.asks, row.enabled) for row in file.calendars
    )


def _matches(pattern: str, address: str) -> bool:
    try:
        allowed, found = urlsplit(pattern), urlsplit(address)
    except ValueError:
        return False
    if (found.scheme, found.path.strip("/"), found.query) != (allowed.scheme, "", ""):
        return False
    if allowed.netloc.startswith("*."):
        return found.netloc.endswith(allowed.netloc[1:]) and found.netloc != allowed.netloc[1:]
    return found.netloc == allowed.netloc
