"""Which platform, kind of page and ids an address tells of.

Twin of extension/capture/platform.js; both read shared/data/platforms.json and must agree on every
example in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOST = re.compile(r"^https?://(?:[^/?#@]*@)?([^/?#:]+)", re.IGNORECASE)


class UrlKind(msgspec.Struct, frozen=True):
    """A kind of page, by the shape of its address; `groups` names what the expression captures."""

    kind: str
    regex: str
    groups: tuple[str, ...] = ()
    example: str = ""


class Platform(msgspec.Struct, frozen=True):
    """One platform: its hosts and its kinds of pages, of which the first that matches counts."""

    platform: str
    hosts: tuple[str, ...]
    url_kinds: tuple[UrlKind, ...]


class PlaceId(msgspec.Struct, frozen=True):
    """An id found in an address."""

    name: str
    value: str
    where: str = "address"


class Place(msgspec.Struct, frozen=True):
    """What an address tells; `platform` is `""` when it is not a known one."""

    platform: str
    kind: str
    ids: tuple[PlaceId, ...] = ()


def decode(data: bytes) -> tuple[Platform, ...]:
    """Reads platforms.json.

    Raises:
        msgspec.DecodeError: The file is not a list of platforms.
    """
    return msgspec.json.decode(data, type=tuple[Platform, ...])


def place_of(platforms: Sequence[Platform], address: str) -> Place:
    """Tells platform, kind and ids of an address. Does not check that the page exists.

    A platform that lives on any host (`"*"`) is only recognised on the hosts listed, because the
    shape of its addresses is shared with others.

    Args:
        platforms: From `decode`.
        address: Any address; one of an unknown site has no platform and the kind `page`.
    """
    found_host = _HOST.match(address)
    host = found_host.group(1).lower() if found_host else ""
    for platform in platforms:
        if "*" in platform.hosts and host not in platform.hosts:
            continue
        for rule in platform.url_kinds:
            found = re.search(rule.regex, address, re.ASCII)
            if found:
                pairs = zip(rule.groups, found.groups(), strict=False)
                ids = tuple(PlaceId(name, value) for name, value in pairs if value)
                return Place(platform.platform, rule.kind, ids)
    known = next((each.platform for each in platforms if host in each.hosts), "")
    return Place(known, "page")
