"""What is known of the makers of a page beforehand: where a known platform says who and when.

It is evidence beside all other evidence: a shape that is out of date changes nothing where the page
says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from keepsake.reading.selectors import Selector, selector
from keepsake.reading.weights import LIMITS

if TYPE_CHECKING:
    from keepsake.reading.parts import Unit
    from keepsake.reading.tree import Node

_ACCOUNT = ("username", "handle", "vanity", "acct")
_ORIGIN = re.compile(r"^https?://[^/?#]+")
_OWN = re.compile(r"^/@?([\w.-]{2,40})/?$")


@dataclass(frozen=True, slots=True)
class Site:
    """One platform, or none that is known.

    Attributes:
        address: Of the page.
        shapes: By what it says, `author`, `time` or `body`, where.
        profiles: Addresses of accounts, with the group that names the account.
    """

    address: str = ""
    shapes: tuple[tuple[str, tuple[Selector, ...]], ...] = ()
    profiles: tuple[tuple[re.Pattern[str], int], ...] = ()

    def says(self, label: str, node: Node) -> bool:
        """Whether an element is where the platform says something."""
        return any(
            each.matches(node) for name, some in self.shapes if name == label for each in some
        )

    def account(self, link: str) -> str:
        """The account that a link leads to, `""` where it leads elsewhere.

        Args:
            link: As the page has it: whole, or from the root of the site; of no other kind is
                anything known.
        """
        origin = _ORIGIN.match(self.address)
        address = (origin[0] if origin else "") + link if _is_path(link) else link
        for pattern, group in self.profiles:
            found = pattern.match(address)
            if found:
                return found[group]
        own = _OWN.match(_ORIGIN.sub("", link)) if not self.profiles else None
        return own[1] if own else ""


NO_SITE = Site()


def _is_path(link: str) -> bool:
    return link.startswith("/") and not link.startswith("//")


class _UrlKind(msgspec.Struct, frozen=True):
    kind: str
    regex: str
    groups: tuple[str, ...] = ()


class _Reads(msgspec.Struct, frozen=True):
    author: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


class _Marks(msgspec.Struct, frozen=True):
    authors: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True):
    url_kinds: tuple[_UrlKind, ...] = ()
    reads: _Reads = _Reads()
    marks: _Marks = _Marks()


def decode(platform: bytes, address: str) -> Site:
    """The site of a page.

    Args:
        platform: The bytes of `shared/data/platforms/NAME.json`.
        address: Of the page.

    Raises:
        msgspec.DecodeError: It is not what it should be.
        ValueError: A selector in it is of a kind that is not known.
    """
    file = msgspec.json.decode(platform, type=_File)
    told = {
        "author": (*file.reads.author, *file.marks.authors),
        "time": file.reads.time,
        "body": file.reads.body,
    }
    profiles = [
        (re.compile(each.regex), each.groups.index(name) + 1)
        for each in file.url_kinds
        for name in _ACCOUNT
        if each.kind.startswith("profile") and name in each.groups
    ]
    shapes = tuple((label, tuple(map(selector, some))) for label, some in told.items() if some)
    return Site(address, shapes, tuple(profiles))


def account_of(unit: Unit, site: Site) -> str:
    """The one account that a face in an item leads to, `""` where there is none or several."""
    faces = (
        each
        for each in unit.pictures
        if each.tag in ("img", "image") and 0 < each.box[2] <= LIMITS.face * 2
    )
    links = (_link_around(each) for each in faces)
    found = {site.account(each.get("href")) for each in links if each not in unit.words.spans}
    found.discard("")
    return found.pop() if len(found) == 1 else ""


def _link_around(node: Node) -> Node:
    """The link that an element stands in, the outermost element where there is none."""
    while node.tag != "a" and node.parent is not None:
        node = node.parent
    return node
