"""The time-stamp authorities that may be asked, each with the roots that are pinned for it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import msgspec

from keepsake.core.errors import Code, KeepsakeError
from keepsake.core.hashing import sha256_hex
from keepsake.stamp.asked import list_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# The id becomes part of a file name, `log/stamps/SIZE-ID.tsr`.
_Id = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,39}\Z")]
_Url = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^\s/]+")]
# In file names this stands where the id of an authority does: `log/stamps/SIZE-ots.ots`.
CALENDARS = "ots"
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_Oid = Annotated[str, msgspec.Meta(pattern=r"\A[0-2](\.[0-9]+)+\Z")]
_Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]


@dataclass(frozen=True, slots=True)
class Authority:
    """One time-stamp authority.

    Attributes:
        id: Short name, part of file names.
        name: For people.
        url: Where requests are sent by POST. Plain http is usual: what is trusted is the signature.
        roots: PEM of the roots that its tokens must lead to.
        spacing_seconds: Least time between two requests that it asks for.
        enabled: Whether it is asked where a vault names none.
        confirmed: Whether a real token of it was checked against these roots.
        policies: OIDs of the rules that its tokens may name; empty where they are not known.
        qualified: Where and on which day it was read that its address is a qualified service
            (eIDAS); "" where nobody confirmed it.
    """

    id: str
    name: str
    url: str
    roots: tuple[bytes, ...]
    spacing_seconds: float
    enabled: bool
    confirmed: bool
    policies: tuple[str, ...] = ()
    qualified: str = ""


class _Row(msgspec.Struct, frozen=True):
    id: _Id
    name: str
    url: _Url
    enabled: bool
    roots: tuple[str, ...]
    root_sha256: tuple[str, ...]
    spacing_seconds: _Seconds = 0.0
    confirmed: bool = False
    policies: tuple[_Oid, ...] = ()
    qualified: str = ""


class _File(msgspec.Struct, frozen=True):
    version: int
    authorities: tuple[_Row, ...]


def load_authorities() -> tuple[Authority, ...]:
    """Reads the file that `KEEPSAKE_AUTHORITIES` names, or the program's own list.

    Paths of roots are relative to the list. Every root must have a fingerprint that the list
    states, so that a changed root file alone changes nothing that is trusted.

    Raises:
        KeepsakeError: INTERNAL; the list or a root cannot be read, or a fingerprint differs.
    """
    path = list_path()
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        if file.version != 1:
            raise ValueError(f"version {file.version}")
        if len({row.id for row in file.authorities}) != len(file.authorities):
            raise ValueError("an authority twice")
        if any(row.id == CALENDARS for row in file.authorities):
            raise ValueError("an authority with the name of the calendars' proofs")
        return tuple(_authority(row, path.parent) for row in file.authorities)
    except (OSError, ValueError, msgspec.DecodeError) as error:
        detail = f"the list of time-stamp authorities cannot be used: {error}"
        raise KeepsakeError(Code.INTERNAL, detail, file=path.name) from error


def choose(authorities: Sequence[Authority], ids: Sequence[str]) -> tuple[Authority, ...]:
    """The authorities that a vault asks: those it names, or the enabled ones if it names none."""
    if ids:
        return tuple(authority for authority in authorities if authority.id in ids)
    return tuple(authority for authority in authorities if authority.enabled)


def _authority(row: _Row, folder: Path) -> Authority:
    roots = tuple(folder.joinpath(name).read_bytes() for name in row.roots)
    found = [fingerprint for pem in roots for fingerprint in _fingerprints(pem)]
    if not roots or sorted(found) != sorted(row.root_sha256):
        raise ValueError(f"{row.id}: the roots do not have the fingerprints that are listed")
    return Authority(
        id=row.id,
        name=row.name,
        url=row.url,
        roots=roots,
        spacing_seconds=row.spacing_seconds,
        enabled=row.enabled,
        confirmed=row.confirmed,
        policies=row.policies,
        qualified=row.qualified,
    )


def _fingerprints(pem: bytes) -> list[str]:
    """SHA-256 of each certificate in a file, taken from the PEM without reading what it says."""
    return [sha256_hex(base64.b64decode(b"".join(body.split()))) for body in _PEM.findall(pem)]
